"""The pages and the API of sales: what one sees, what one may not."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from django.urls import reverse

from endcap.customers.outlets.models import Outlet
from endcap.customers.outlets.slots import fill
from endcap.goods.sales import sections, services
from endcap.goods.sales.models import GradingRun
from endcap.kernel import slots

pytestmark = [pytest.mark.django_db, pytest.mark.req("SYS-03", "CUS-20")]
HEAD = "单号,行号,日期,客户编码,品项编码,数量,金额"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def shop(sell, outlet, sku, person):
    """An outlet of a rep with two years of purchases and a return."""
    rep = person("林小满", "rep", login="rep")
    made = outlet("1001", owner=rep, name="福满园便利店")
    outlet("1002", owner=person(), name="别人的店")
    sku("T", brand="青禾")
    sell(
        HEAD,
        "I1,1,2025-06-10,1001,T,10,100",
        "I2,1,2026-05-10,1001,T,20,200",
        "I3,1,2026-06-10,1001,T,15,150",
        "C4,1,2026-06-12,1001,T,-5,-50",
        "C5,1,2026-06-12,1002,T,-1,-9",
    )
    made.refresh_from_db()
    return made


@pytest.fixture
def page(client, shop):
    def get(login="rep", /, name="sales:facts", **query):
        from endcap.org.people.selectors import person_by_login

        client.force_login(person_by_login(login), backend=BACKEND)
        return client.get(reverse(name), query)

    return get


def text(answer):
    assert answer.status_code == 200, answer.content.decode()[:500]
    return answer.content.decode()


def test_a_rep_sees_the_lines_of_own_outlets_only(page):
    body = text(page())
    assert "福满园便利店" in body
    assert "I2/1" in body
    assert "别人的店" not in body


def test_a_search_answers_rows_only_and_needs_the_whole_number(client, page):
    page()
    answer = client.get("/sales/", {"invoice": "I2"}, headers={"HX-Request": "true"})
    body = text(answer)
    assert "<html" not in body
    assert "I2/1" in body
    assert "I1/1" not in body
    assert "没有符合条件的销售" in text(page(invoice="I"))


@pytest.mark.req("SEC-03", "CUS-20")
def test_a_foreign_outlet_is_not_found(page, shop):
    other = Outlet.objects.unscoped("a test looks at all").get(code="1002")
    assert page(outlet=str(other.pk)).status_code == 404


@pytest.mark.parametrize(
    "query", [{"outlet": "x"}, {"first": "x"}, {"before": "-1"}, {"kind": "x"}, {"invoice": "\0"}]
)
def test_odd_conditions_break_nothing(page, query):
    text(page(**query))


def test_returns_that_found_no_sale_are_listed_with_what_is_open(page, person):
    person("主管", "admin", login="boss")
    body = text(page("boss", name="sales:returns"))
    assert "C5/1" in body
    assert "C4/1" not in body
    matched = text(page("boss", name="sales:returns", state="matched"))
    assert "C4/1" in matched
    assert "I3" in matched


@pytest.mark.req("CUS-04", "CUS-05")
def test_grading_shows_both_readings_and_writes_what_was_shown(client, page, person):
    person("主管", "sales_manager", login="boss")
    body = text(page("boss", name="sales:grading", as_of="2026-06-30", months="12", method="count"))
    assert body.count("按累计销售额") >= 2
    answer = client.post(
        reverse("sales:apply_grading"), {"as_of": "2026-06-30", "months": "12", "method": "count"}
    )
    assert answer.status_code == 302
    assert GradingRun.objects.get().method == "count"
    assert Outlet.objects.unscoped("a test looks at all").get(code="1001").grade == "A"


@pytest.mark.req("SEC-03", "CUS-04")
def test_a_rep_neither_sees_nor_writes_the_ranking_of_the_company(client, page):
    assert page(name="sales:grading").status_code == 403
    answer = client.post(
        reverse("sales:apply_grading"), {"as_of": "2026-06-30", "months": 12, "method": "count"}
    )
    assert answer.status_code == 403
    assert not GradingRun.objects.exists()


def test_a_wrong_window_says_what_to_enter_and_keeps_what_was_typed(page, person):
    person("主管", "sales_manager", login="boss")
    answer = page("boss", name="sales:grading", as_of="2026-06-30", months="0", method="count")
    assert answer.status_code == 422
    assert 'value="0"' in answer.content.decode()


@pytest.mark.req("CUS-05")
def test_outlets_whose_purchases_no_longer_fit_are_named(system, page, sell, person):
    services.grade(system, as_of=date(2026, 6, 30))
    sell(HEAD, "I9,1,2026-07-01,1002,T,900,9000")
    person("主管", "admin", login="boss")
    body = text(page("boss", name="sales:grading", as_of="2026-06-30"))
    assert re.search(r"别人的店</a></dt><dd>. → A", body)


@pytest.fixture
def plugged():
    for section in sections.OUTLET_SECTIONS:
        slots.register("outlet.section", section)


@pytest.mark.req("CUS-06", "CUS-19")
def test_the_outlet_page_shows_this_year_beside_last_year(actor, shop, plugged, person):
    from endcap.org.people.selectors import person_by_login

    rep = actor(of=person_by_login("rep"))
    filled = {each.section.key: each.it for each in (*fill(rep, shop, "main"), *fill(rep, shop, "side"))}
    bought = filled["purchases"]
    assert (bought.total, bought.total_before, bought.invoices, bought.returns) == (30_000, 10_000, 2, 5_000)
    assert bought.chart["x"][-1] == "2026-06"
    assert bought.chart["series"][0]["data"][-2:] == [200, 100]
    assert len(bought.chart["series"]) == 1  # one month of the year before is no line to compare with
    assert bought.months[-1].before == 10_000
    assert bought.months[-1].change_bp == 0
    assert [(line.amount, line.quantity) for line in filled["mix"].lines] == [(30_000, 30)]
    assert [invoice.invoice_no for invoice in filled["invoices"].invoices] == ["C4", "I3", "I2", "I1"]


@pytest.mark.req("CUS-06")
def test_an_outlet_that_never_bought_has_no_purchases_card(actor, outlet, person, plugged):
    rep = person(role="rep")
    new = outlet("9009", owner=rep)
    keys = {
        each.section.key for each in (*fill(actor(of=rep), new, "main"), *fill(actor(of=rep), new, "side"))
    }
    assert not {"purchases", "mix", "invoices"} & keys


@pytest.mark.req("CUS-06", "SYS-04")
def test_the_sections_are_drawn(client, page, shop):
    page()
    body = text(client.get(reverse("outlets:outlet", args=[shop.pk])))
    assert "purchases-chart" in body
    assert "近 12 个月进货" in body
    aside = text(client.get(reverse("outlets:aside", args=[shop.pk])))
    assert "C4" in aside
    assert "买什么" in aside


def test_the_api_pages_through_lines(client, page, shop):
    page()
    first = client.get("/api/v1/sales/facts", {"limit": 2}).json()
    assert [item["invoice_no"] for item in first["items"]] == ["C4", "I3"]
    rest = client.get("/api/v1/sales/facts", {"limit": 5, "after": first["next"]}).json()
    assert [item["invoice_no"] for item in rest["items"]] == ["I2", "I1"]
    assert rest["next"] == ""
    assert client.get("/api/v1/sales/facts", {"limit": 0}).status_code == 422


def test_the_api_sums_an_outlet_up(client, page, shop):
    page()
    found = client.get(f"/api/v1/sales/outlets/{shop.pk}/summary").json()
    assert (found["sales_12m"], found["orders_12m"], found["last_order_on"]) == (30_000, 2, "2026-06-10")
    assert [month["amount"] for month in found["months"]] == [20_000, 10_000]
    other = Outlet.objects.unscoped("a test looks at all").get(code="1002")
    assert client.get(f"/api/v1/sales/outlets/{other.pk}/summary").status_code == 404


@pytest.mark.req("CUS-04")
def test_the_api_grades_only_with_the_right(client, page, person):
    def ask(**body):
        return client.post(
            "/api/v1/sales/grading",
            json.dumps({"as_of": "2026-06-30", **body}),
            content_type="application/json",
        )

    page()
    assert (ask().status_code, ask(write=True).status_code) == (403, 403)
    person("主管", "sales_manager", login="boss")
    page("boss")
    assert ask().json()["outlets"]["by_count"] == {"A": 1, "B": 0, "C": 1}
    assert not GradingRun.objects.exists()
    assert ask(write=True).json()["written"]["written"] == 2


@pytest.mark.req("SYS-03")
def test_a_page_of_lines_takes_as_many_statements_with_many_rows(
    client, page, sell, django_assert_max_num_queries
):
    sell(HEAD, *(f"M{n},1,2026-06-0{n % 9 + 1},1001,T,1,5" for n in range(60)))
    page()
    with django_assert_max_num_queries(12):
        text(client.get("/sales/"))
