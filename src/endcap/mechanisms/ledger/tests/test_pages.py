"""The books as pages and for machines."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from endcap.kernel.audit.models import AuditRow
from endcap.kernel.ids import new_id
from endcap.mechanisms.ledger import services, subjects
from endcap.mechanisms.ledger.models import Account, Period, Phase
from endcap.mechanisms.ledger.subjects import Named
from endcap.mechanisms.ledger.tests.conftest import WATER, key, line

pytestmark = pytest.mark.req("SET-11", "COL-01")


@pytest.fixture
def finance(person, frozen) -> Client:
    client = Client()
    client.force_login(
        person("费凡", "finance"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


@pytest.fixture
def token(person, frozen, system) -> dict:
    from endcap.org.people import services as people

    one = person("费凡", "finance")
    secret = people.create_token(system, person_id=one.pk, name="ERP")
    return {"headers": {"Authorization": f"Bearer {secret}"}}


def text(answer, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def test_the_trial_balance_says_every_kind_of_account_and_that_it_is_even(finance, book):
    book(line("store", "source", 1_500), line("sold", "store", 200))
    page = text(finance.get("/ledger/?book=goods"))
    assert [word for word in ("1,500", "1,300", "借贷相等", "仓库", "已售") if word not in page] == []


def test_a_trial_balance_of_an_earlier_day_leaves_out_what_came_later(finance, book):
    book(line("store", "source", 1_500), business_on=date(2026, 7, 1))
    book(line("store", "source", 77), business_on=date(2026, 7, 10))
    page = text(finance.get("/ledger/?book=goods&on=2026-07-05"))
    assert "1,500" in page
    assert "1,577" not in page


def test_from_a_kind_of_account_to_its_accounts_and_on_to_the_statement(finance, book):
    book(line("store", "source", 9, WATER), line("store", "source", 4))
    page = text(finance.get("/ledger/accounts/?book=goods&role=store"))
    for unit in ("tea", WATER):
        assert f"/ledger/accounts/{key('store', unit).id}/" in page
    page = text(finance.get(f"/ledger/accounts/?book=goods&role=store&unit={WATER}"))
    assert f"/ledger/accounts/{key('store').id}/" not in page


def test_a_statement_runs_on_over_its_pages(finance, book):
    for n in range(1, 61):
        book(line("store", "source", n), business_on=date(2026, 6, 1) + timedelta(days=n // 10))
    id = key("store").id
    first = text(finance.get(f"/ledger/accounts/{id}/"))
    assert "1,275" in first  # after fifty lines
    assert "1,326" not in first
    address = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = text(finance.get(f"/ledger/accounts/{id}/{address}"))
    assert [word for word in ("1,275", "1,326", "1,830") if word not in second] == []


def test_a_statement_is_right_with_the_day_sums_too(finance, book, system):
    from dataclasses import replace

    for n in range(1, 6):
        book(line("store", "source", n * 100), business_on=date(2026, 7, n))

    def lines() -> str:
        page = text(finance.get(f"/ledger/accounts/{key('store').id}/?since=2026-07-03"))
        return page.split("<tbody>")[1].split("</tbody>")[0]

    before = lines()
    services.sum_days(replace(system, now=system.now + timedelta(days=1)))
    assert lines() == before
    assert "之前的余额" in before
    assert ">300<" in before


def test_the_story_of_an_operation_links_its_document_and_what_came_of_it(finance, book):
    subject = new_id()
    subjects.register("tests.Paper", lambda actor, ids: {id: Named("单据 7", f"/papers/{id}/") for id in ids})
    subjects.register_kinds({"tests.held": "占用"})
    book(line("store", "source", 10))
    held = book(
        line("sold", "store", 8, phase=Phase.PENDING),
        kind="tests.held",
        subject_type="tests.Paper",
        subject_id=subject,
    )
    ended = book(line("sold", "store", 5, phase=Phase.POST, resolves=held.refs[0]))
    page = text(finance.get(f"/ledger/ops/{held.op_id}/"))
    for word in (f"/papers/{subject}/", "单据 7", "占用", "待定", f"/ledger/ops/{ended.op_id}/"):
        assert word in page
    page = text(finance.get(f"/ledger/ops/{ended.op_id}/"))
    assert f"/ledger/ops/{held.op_id}/" in page


def test_a_reversal_is_named_after_what_it_takes_back(book):
    subjects.register_kinds({"tests.moved": "调拨"})
    assert subjects.kind_name("tests.moved.reversed") == "冲销：调拨"
    assert subjects.kind_name("tests.unknown") == "tests.unknown"


def test_closing_and_reopening_with_a_reason(finance, book):
    assert (
        finance.post("/ledger/periods/close/", {"book": "goods", "through": "2026-06-30"}).status_code == 302
    )
    assert Period.objects.get(pk="goods").closed_through == date(2026, 6, 30)
    assert "2026" in text(finance.get("/ledger/periods/"))
    wanted = {"book": "goods", "through": "2026-05-31", "reason": " "}
    page = text(finance.post("/ledger/periods/reopen/", wanted), 422)
    assert "2026-05-31" in page
    assert Period.objects.get(pk="goods").closed_through == date(2026, 6, 30)
    wanted["reason"] = "漏了一张票"
    assert finance.post("/ledger/periods/reopen/", wanted).status_code == 302
    assert Period.objects.get(pk="goods").closed_through == date(2026, 5, 31)
    assert "漏了一张票" in AuditRow.objects.get(action="ledger.period_reopened").detail


def test_today_can_not_be_closed_and_what_was_typed_stays(finance, book):
    page = text(finance.post("/ledger/periods/close/", {"book": "goods", "through": "2026-07-16"}), 422)
    assert "只能结到昨天或更早" in page
    assert 'value="2026-07-16"' in page
    assert not Period.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "/ledger/?book=nothing",
        "/ledger/accounts/?book=goods&role=nothing",
        "/ledger/accounts/00000000-0000-7000-8000-000000000000/",
        "/ledger/ops/00000000-0000-7000-8000-000000000000/",
    ],
)
def test_what_is_not_there_is_not_found(finance, address):
    assert finance.get(address).status_code == 404


def test_what_can_not_be_read_counts_as_not_asked(finance, book):
    book(line("store", "source", 4))
    for query in ("on=x&after=%00", "since=2026-99-99", "after=zzz", "after=WyJ4IiwgMV0"):
        text(finance.get(f"/ledger/accounts/{key('store').id}/?{query}"))
        text(finance.get(f"/ledger/?book=goods&{query}"))
        text(finance.get(f"/ledger/accounts/?book=goods&role=store&{query}"))


def test_pages_take_a_fixed_number_of_statements(finance, book, django_assert_max_num_queries):
    book(*(line("store", "source", 5, f"u{n}") for n in range(30)))
    for address in (
        "/ledger/?book=goods",
        "/ledger/accounts/?book=goods&role=store",
        f"/ledger/accounts/{key('store', 'u1').id}/",
        f"/ledger/ops/{book(line('store', 'source', 1)).op_id}/",
    ):
        with django_assert_max_num_queries(20):
            text(finance.get(address))


def test_a_rep_does_not_see_the_books(person, frozen, book):
    client = Client()
    client.force_login(person(), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/ledger/").status_code == 403


def test_machines_read_the_same(client, token, book):
    book(line("store", "source", 10), business_on=date(2026, 7, 1))
    held = book(line("sold", "store", 4, phase=Phase.PENDING))
    at = "/api/v1/ledger"
    trial = client.get(f"{at}/books/goods/trial-balance?on=2026-07-02", **token).json()
    assert [(one["role"], one["balance"]) for one in trial["lines"]] == [("source", -10), ("store", 10)]
    listed = client.get(f"{at}/books/goods/accounts?role=store", **token).json()
    assert [(one["balance"], one["held"], one["floor"]) for one in listed["items"]] == [(10, 4, 0)]
    account = listed["items"][0]["id"]
    statement = client.get(f"{at}/accounts/{account}/statement", **token).json()
    assert [(one["amount"], one["balance"]) for one in statement["items"]] == [(10, 10)]
    op = client.get(f"{at}/ops/{held.op_id}", **token).json()
    assert [(one["amount"], one["phase"]) for one in op["transfers"]] == [(4, "pending")]
    listed = client.get(f"{at}/books", **token).json()["items"]
    assert "goods" in [one["key"] for one in listed]


def test_machines_close_and_are_told_why_not(client, token, book):
    at = "/api/v1/ledger/books/goods"
    send = {"content_type": "application/json", **token}
    assert (
        client.post(f"{at}/closing", {"through": "2026-06-30"}, **send).json()["closed_through"]
        == "2026-06-30"
    )
    back = client.post(f"{at}/closing", {"through": "2026-05-30"}, **send)
    assert (back.status_code, back.json()["code"]) == (409, "period_not_backwards")
    bare = client.post(f"{at}/reopening", {"through": "2026-05-30", "reason": ""}, **send)
    assert (bare.status_code, bare.json()["problems"][0]["field"]) == (422, "reason")
    assert (
        client.post("/api/v1/ledger/books/none/closing", {"through": "2026-06-30"}, **send).status_code == 404
    )
    assert Period.objects.get(pk="goods").closed_through == date(2026, 6, 30)
    assert Account.objects.count() == 0
