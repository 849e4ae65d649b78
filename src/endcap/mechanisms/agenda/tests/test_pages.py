"""The page of due items, its inline ticks, the rules, and the API."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from django.urls import reverse

from endcap.mechanisms.agenda import selectors
from endcap.mechanisms.agenda.models import Item

pytestmark = [pytest.mark.django_db, pytest.mark.req("CUS-12", "CUS-07")]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
HTMX = {"HX-Request": "true"}


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def team(unit):
    return unit("一组")


@pytest.fixture
def rep(person, team):
    return person("林小满", "rep", unit=team)


@pytest.fixture
def signed(client, rep, frozen):
    client.force_login(rep, backend=BACKEND)
    return client


@pytest.fixture
def boss(client, person, frozen):
    client.force_login(person("许冬至", "sales_manager"), backend=BACKEND)
    return client


def only(person):
    return Item.objects.unscoped("a test looks at all").get(person=person)


def test_the_page_groups_by_how_near_the_day_is(signed, put, rep, person):
    for day, title in ((10, "晚了"), (16, "今日"), (20, "本周"), (31, "以后的")):
        put(rep, due_on=date(2026, 7, day), title=title)
    put(person("别人"), title="不是我的")

    body = text(signed.get(reverse("agenda:list")))
    order = [body.index(word) for word in ("晚了", "今日", "本周", "以后的")]
    assert order == sorted(order)
    assert "逾期 6 天" in body
    assert "今天到期" in body
    assert "逾期 1，今天 1，7 天内 1，以后 1" in body
    assert "不是我的" not in body


def test_an_empty_agenda_says_so(signed):
    assert "没有待办" in text(signed.get(reverse("agenda:list")))


def test_a_kind_narrows_the_page_and_stays_in_the_address(signed, put, rep):
    put(rep, title="核对的")
    put(rep, kind="test.page", title="要去页面的")
    body = text(signed.get(reverse("agenda:list"), {"kind": "test.page"}))
    assert "要去页面的" in body
    assert "核对的" not in body


def test_a_tick_answers_the_row_with_a_way_back(signed, put, rep):
    item = put(rep)
    answer = signed.post(reverse("agenda:done", args=[item.pk]), headers=HTMX)

    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()
    assert "已办完" in text(answer)
    undo = json.loads(answer["HX-Trigger-After-Swap"])["ec:toast"]["undo"]
    assert only(rep).state == "done"
    signed.post(undo)
    assert only(rep).state == "open"


def test_without_script_the_same_forms_lead_back_to_the_page(signed, put, rep):
    item = put(rep)
    answer = signed.post(reverse("agenda:skip", args=[item.pk]), {"reason": "店里装修"})
    assert (answer.status_code, answer["Location"]) == (302, reverse("agenda:list"))
    assert (only(rep).state, only(rep).note) == ("skipped", "店里装修")
    body = text(signed.get(reverse("agenda:list"), {"over": "1"}))
    assert "店里装修" in body
    assert "列入待办" in text(signed.get(reverse("agenda:history", args=[item.pk])))


def test_a_skip_without_a_reason_keeps_the_row_and_says_what_is_missing(signed, put, rep):
    item = put(rep)
    answer = signed.post(reverse("agenda:skip", args=[item.pk]), {"reason": ""}, headers=HTMX)
    assert answer.status_code == 422
    assert answer["HX-Form"] == "1"
    assert "写明为什么跳过" in text(answer)
    assert only(rep).state == "open"
    assert signed.post(reverse("agenda:skip", args=[item.pk])).status_code == 302
    assert only(rep).state == "open"


def test_a_second_tick_is_refused_with_a_sentence(signed, put, rep):
    item = put(rep)
    signed.post(reverse("agenda:done", args=[item.pk]))
    answer = signed.post(reverse("agenda:done", args=[item.pk]))
    assert answer.status_code == 409
    assert "已经是" in text(answer)


def test_a_manager_sees_the_team_and_a_rep_does_not(client, put, rep, person, team, frozen):
    put(rep, title="林小满的事")
    client.force_login(person("江夏至", "office_manager", unit=team), backend=BACKEND)
    assert "林小满的事" in text(client.get(reverse("agenda:list"), {"who": "all"}))
    assert "林小满的事" not in text(client.get(reverse("agenda:list")))
    client.force_login(person("周知夏", "rep", unit=team), backend=BACKEND)
    assert "林小满的事" not in text(client.get(reverse("agenda:list"), {"who": "all"}))


def test_many_items_come_in_pages_and_nonsense_in_the_address_does_no_harm(signed, put, rep):
    for n in range(selectors.PAGE + 3):
        put(rep, title=f"第{n}件")
    first = signed.get(reverse("agenda:list"))
    address = re.search(r'hx-get="([^"]+)" hx-target="#agenda-more"', first.content.decode()).group(1)
    more = signed.get(
        reverse("agenda:list") + address.replace("&amp;", "&"), headers={**HTMX, "HX-Target": "agenda-more"}
    )
    assert "<html" not in more.content.decode()
    assert more.content.decode().count('id="due-') == 3
    for nonsense in ({"after": "x\0"}, {"person": "x"}, {"kind": "x"}, {"who": "y"}):
        assert signed.get(reverse("agenda:list"), nonsense).status_code == 200


def test_the_page_costs_few_statements(signed, put, rep, django_assert_max_num_queries):
    for n in range(20):
        put(rep, title=str(n))
    with django_assert_max_num_queries(12):
        signed.get(reverse("agenda:list"))


def form(**changes):
    base = {
        "name": "核对",
        "kind": "test.check",
        "basis": "interval",
        "step": "days",
        "every_a": "90",
        "every_other": "180",
        "shift": "next",
        "lead_days": "7",
    }
    return {**base, **changes}


def test_a_rule_is_made_changed_and_stopped_in_the_office(boss, declared):
    boss.post(reverse("agenda:new_rule"), form(season=["5", "6"]))
    [rule] = selectors.rules()
    assert (rule.every, rule.season, rule.lead_days) == ({"A": 90, "": 180}, [5, 6], 7)
    assert "A 90 天" in text(boss.get(reverse("agenda:rules")))

    assert boss.get(reverse("agenda:rule", args=[rule.pk])).status_code == 200
    boss.post(reverse("agenda:rule", args=[rule.pk]), form(every_a="60"))
    assert selectors.rules()[0].every == {"A": 60, "": 180}
    boss.post(reverse("agenda:close_rule", args=[rule.pk]))
    assert selectors.rules()[0].closed_on == date(2026, 7, 16)


def test_a_wrong_rule_keeps_what_was_typed_beside_the_sentences(boss, declared):
    page = boss.post(reverse("agenda:new_rule"), form(name="", every_a="9999", query="grade=A"))
    assert page.status_code == 422
    body = page.content.decode()
    assert "填规则名称" in body
    assert "间隔超出范围" in body
    assert 'value="9999"' in body
    assert 'value="grade=A"' in body
    assert selectors.rules() == []


def test_rules_run_at_the_push_of_a_button(boss, rule, subject):
    rule(shift="none")
    subject()
    page = boss.post(reverse("agenda:run_rules"), follow=True)
    assert "新列入 1 项待办" in text(page)


def test_the_api_lists_ticks_skips_and_tells_the_history(signed, put, rep):
    one, two = put(rep, title="甲"), put(rep, title="乙", key="k2")
    found = signed.get("/api/v1/agenda").json()
    assert sorted((item["title"], item["state"]) for item in found["items"]) == [
        ("乙", "open"),
        ("甲", "open"),
    ]

    def post(path, body):
        return signed.post(f"/api/v1/agenda/{path}", json.dumps(body), content_type="application/json")

    assert post(f"{one.pk}/done", {"note": "好"}).json()["note"] == "好"
    assert post(f"{one.pk}/done", {}).status_code == 409
    assert post(f"{two.pk}/skip", {"reason": " "}).json()["problems"][0]["field"] == "reason"
    assert post(f"{two.pk}/skip", {"reason": "装修"}).json()["state"] == "skipped"
    assert post(f"{two.pk}/reopen", {}).json()["state"] == "open"
    assert [e["what"] for e in signed.get(f"/api/v1/agenda/{two.pk}/history").json()["items"]] == [
        "put",
        "skipped",
        "reopened",
    ]
    assert [i["title"] for i in signed.get("/api/v1/agenda?over=true").json()["items"]] == ["甲"]


def test_the_api_keeps_rules(boss, declared):
    body = {"kind": "test.check", "name": "核对", "every": {"A": 90}}
    made = boss.post("/api/v1/agenda/rules", json.dumps(body), content_type="application/json")
    assert made.status_code == 201
    address = f"/api/v1/agenda/rules/{made.json()['id']}"
    body["lead_days"] = 500
    refused = boss.put(address, json.dumps(body), content_type="application/json")
    assert (refused.status_code, refused.json()["problems"][0]["field"]) == (422, "lead_days")
    assert boss.post("/api/v1/agenda/rules/run").json() == {
        "items": 0,
        "subjects": 0,
        "rules": 1,
        "problems": [],
    }
    assert boss.delete(address).json()["closed_on"] == "2026-07-16"
