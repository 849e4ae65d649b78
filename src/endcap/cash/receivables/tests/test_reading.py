"""The ageing board, lists, accounts and the month."""

from __future__ import annotations

from datetime import date

import pytest

from endcap.cash.receivables import selectors, services
from endcap.cash.receivables.selectors import ItemFilter, PaymentFilter
from endcap.cash.receivables.tests.conftest import TODAY

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 10)


@pytest.mark.req("SET-06")
def test_the_board_puts_each_item_into_its_bucket(office, owe, shop):
    for day in (date(2026, 7, 1), date(2026, 6, 10), date(2026, 5, 1), date(2026, 4, 1), date(2026, 1, 5)):
        owe(shop, 100_00, on=day)  # due 30 days later: not due, 6, 46, 76 and 162 days overdue
    board = selectors.ageing(office.finance, by="customer")
    assert [line.sums for line in board.lines] == [(100_00, 100_00, 100_00, 100_00, 100_00)]
    assert (board.total.total, board.total.overdue) == (500_00, 400_00)


@pytest.mark.req("SET-06")
@pytest.mark.parametrize("by", ["unit", "owner", "customer"])
def test_every_way_of_grouping_adds_up_to_the_same(office, owe, outlet, by):
    owe(outlet("福满小卖部"), 100_00, on=MAY)
    owe(outlet("河埠小店", owner=office.people.stranger), 50_00)
    board = selectors.ageing(office.finance, by=by)
    assert (len(board.lines), sum(line.total for line in board.lines), board.total.total) == (
        2,
        150_00,
        150_00,
    )


def test_a_rep_sees_his_customers_alone(office, owe, outlet):
    owe(outlet("福满小卖部"), 100_00, on=MAY)
    owe(outlet("河埠小店", owner=office.people.stranger), 50_00)
    assert selectors.ageing(office.rep).total.total == 100_00
    assert selectors.items_sum(office.stranger, ItemFilter()) == 50_00


def test_the_board_needs_a_fixed_number_of_statements(office, owe, outlet, django_assert_max_num_queries):
    for n in range(4):
        owe(outlet(f"店{n}"), 100_00, on=MAY)
    with django_assert_max_num_queries(5):
        selectors.ageing(office.finance, by="customer")


@pytest.mark.req("SET-06")
def test_days_sales_outstanding(office, owe, pay, shop):
    owe(shop, 900_00, on=JUNE)
    pay(shop, 300_00)
    assert selectors.ageing(office.finance).dso == 60  # 600 ÷ 900 × 90


@pytest.mark.req("SET-11")
def test_an_account_shows_every_movement_with_its_balance(office, owe, pay, shop):
    owe(shop, 100_00, on=JUNE)
    pay(shop, 40_00)
    account = selectors.account_of(office.rep, shop.pk)
    assert [(one.amount, one.balance) for one in account.movements] == [(100_00, 100_00), (-40_00, 60_00)]
    assert account.movements[0].number == "FP-2026-000001"
    assert account.movements[1].number == "SK-2026-000001"
    assert (account.standing.owed, account.mode) == (60_00, "赊销账期")


@pytest.mark.req("SET-11")
def test_an_account_begins_with_what_was_owed_before(office, owe, shop):
    owe(shop, 100_00, on=MAY)
    owe(shop, 50_00, on=date(2026, 7, 2))
    account = selectors.account_of(office.rep, shop.pk, since=date(2026, 7, 1), until=TODAY)
    assert (account.opening, [one.amount for one in account.movements]) == (100_00, [50_00])


def test_items_page_by_keyset_and_never_skip(office, owe, shop):
    numbers = [owe(shop, 100_00 + n, on=JUNE).number for n in range(5)]
    found, after = [], ""
    while True:
        page = selectors.items_page(office.finance, ItemFilter(), after=after, limit=2)
        found += [row.number for row in page.rows]
        after = page.next
        if not after:
            break
    assert sorted(found) == sorted(numbers)
    back = selectors.items_page(office.finance, ItemFilter(), limit=2)
    assert back.previous == ""


def test_items_are_narrowed_by_text_and_bucket(office, owe, outlet):
    owe(outlet("福满小卖部"), 100_00, on=MAY)
    owe(outlet("万家超市"), 50_00)
    assert selectors.items_sum(office.finance, ItemFilter(text="福满")) == 100_00
    assert selectors.items_sum(office.finance, ItemFilter(bucket="overdue")) == 100_00
    assert selectors.items_sum(office.finance, ItemFilter(bucket="not_due")) == 50_00
    assert selectors.items_sum(office.finance, ItemFilter(bucket="d60")) == 100_00


def test_payments_are_narrowed_by_state(office, pay, shop):
    payment = pay(shop, 10_00)
    services.reverse_payment(office.finance, payment_id=payment.pk, reason="退票")
    pay(shop, 20_00)
    page = selectors.payments_page(office.finance, PaymentFilter(state="reversed"))
    assert [row.pk for row in page.rows] == [payment.pk]


@pytest.mark.req("SET-07")
def test_what_was_promised_and_not_kept_is_listed(office, owe, shop, system):
    from dataclasses import replace
    from datetime import timedelta

    owe(shop, 100_00, on=MAY)
    services.note_talk(
        office.rep, payer_id=shop.pk, note="周五付一半", promised_on=date(2026, 7, 17), promised=50_00
    )
    assert selectors.broken_promises(office.finance) == []
    later = replace(office.finance, now=office.finance.now + timedelta(days=3))
    [broken] = selectors.broken_promises(later)
    assert (broken.payer_id, broken.promised) == (shop.pk, 50_00)
    [line] = selectors.ageing(office.finance, by="customer").lines
    assert (line.promised_on, line.promised) == (date(2026, 7, 17), 50_00)


@pytest.mark.req("SET-06")
def test_the_month_says_what_came_in_and_what_is_wrong(office, owe, pay, shop):
    owe(shop, 100_00, on=JUNE)  # due on the 10th of July
    pay(shop, 60_00)
    services.report_payment(
        office.rep, id=__import__("uuid").uuid4(), draft=services.PaymentDraft(shop.pk, "cash", 5_00, TODAY)
    )
    month = selectors.month_of(office.finance, TODAY)
    assert (month.due, month.received, month.collection_bp, month.reported_unchecked) == (
        100_00,
        60_00,
        6000,
        1,
    )
