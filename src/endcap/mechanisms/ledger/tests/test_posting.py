"""Booking: what moves, what is refused, and that nothing moves twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from endcap.kernel.ids import new_id
from endcap.mechanisms.ledger import checking, errors, selectors, services
from endcap.mechanisms.ledger.models import LARGEST, Account, Phase
from endcap.mechanisms.ledger.services import order, posting
from endcap.mechanisms.ledger.tests.conftest import WATER, Booking, counts, key, line

pytestmark = pytest.mark.req("SET-11")


def test_an_operation_moves_all_its_lines(book):
    posting = book(line("store", "source", 10), line("store", "source", 7, WATER))
    assert posting.is_new
    assert selectors.balance_of(key("store")) == 10
    assert selectors.balance_of(key("store", WATER)) == 7
    assert selectors.balance_of(key("source")) == -10


def test_the_same_operation_again_changes_nothing(book):
    op_id = new_id()
    first = book(line("store", "source", 10), op_id=op_id)
    before = counts()
    again = book(line("store", "source", 10), op_id=op_id)
    assert (again.is_new, again.refs) == (False, first.refs)
    assert counts() == before


def test_another_operation_under_that_id_is_refused(book):
    op_id = new_id()
    book(line("store", "source", 10), op_id=op_id)
    before = counts()
    with pytest.raises(errors.OpTaken):
        book(line("store", "source", 11), op_id=op_id)
    assert counts() == before


def test_all_shortages_are_said_at_once(book):
    book(line("store", "source", 3), line("store", "source", 5, WATER))
    before = counts()
    with pytest.raises(errors.Insufficient) as refused:
        book(line("sold", "store", 4), line("sold", "store", 9, WATER))
    assert sorted((s.key.unit, s.asked, s.available) for s in refused.value.shortages) == [
        ("tea", 4, 3),
        ("water", 9, 5),
    ]
    assert counts() == before


def test_the_same_account_twice_in_one_operation_is_added_up(book):
    book(line("store", "source", 5))
    before = counts()
    with pytest.raises(errors.Insufficient):
        book(line("sold", "store", 3), line("sold", "store", 3))
    assert counts() == before


def test_what_is_held_can_not_leave_twice(book):
    book(line("store", "source", 10))
    held = book(line("sold", "store", 8, phase=Phase.PENDING))
    account = Account.objects.get(pk=key("store").id)
    assert (account.balance, account.held, account.available) == (10, 8, 2)
    before = counts()
    with pytest.raises(errors.Insufficient):
        book(line("sold", "store", 3))
    assert counts() == before

    book(line("sold", "store", 5, phase=Phase.POST, resolves=held.refs[0]))
    account.refresh_from_db()
    assert (account.balance, account.held, account.available) == (5, 0, 5)
    assert selectors.balance_of(key("sold")) == 5


def test_a_pending_transfer_ends_once(book):
    book(line("store", "source", 10))
    held = book(line("sold", "store", 8, phase=Phase.PENDING))
    book(line("sold", "store", 8, phase=Phase.VOID, resolves=held.refs[0]))
    assert Account.objects.get(pk=key("store").id).available == 10
    before = counts()
    with pytest.raises(errors.AlreadyResolved):
        book(line("sold", "store", 8, phase=Phase.POST, resolves=held.refs[0]))
    assert counts() == before


def test_more_than_was_held_is_refused(book):
    book(line("store", "source", 20))
    held = book(line("sold", "store", 8, phase=Phase.PENDING))
    before = counts()
    with pytest.raises(errors.AlreadyResolved):
        book(line("sold", "store", 9, phase=Phase.POST, resolves=held.refs[0]))
    assert counts() == before


def test_a_debt_can_not_be_paid_beyond_what_is_owed(book):
    book(line("source", "debt", 100))
    assert selectors.balance_of(key("debt")) == 100
    before = counts()
    with pytest.raises(errors.Insufficient):
        book(line("debt", "source", 101))
    assert counts() == before


def test_what_comes_in_may_leave_in_the_same_operation_whatever_the_order_of_its_lines(book):
    book(
        line("sold", "store", 5),
        line("debt", "store", 2),
        line("store", "source", 7),
        line("store", "debt", 2),
    )
    assert [selectors.balance_of(key(role)) for role in ("sold", "store", "debt")] == [5, 2, 0]


def test_what_would_only_go_round_in_a_circle_is_refused(book):
    here, there = key("store", owner="here"), key("store", owner="there")
    before = counts()
    with pytest.raises(errors.Insufficient) as refused:
        book(services.Line(here, there, 5), services.Line(there, here, 5))
    assert sorted((s.asked, s.available) for s in refused.value.shortages) == [(5, 0), (5, 0)]
    assert counts() == before


def test_a_part_is_shipped_and_the_rest_held_anew_in_one_operation(book):
    book(line("store", "source", 10))
    held = book(line("sold", "store", 10, phase=Phase.PENDING))
    rest = line("sold", "store", 6, phase=Phase.PENDING)
    book(rest, line("sold", "store", 4, phase=Phase.POST, resolves=held.refs[0]))
    account = Account.objects.get(pk=key("store").id)
    assert (account.balance, account.held, account.available) == (6, 6, 0)


def test_the_same_operation_sent_again_the_next_day_is_still_the_same(book, system):
    op_id = new_id()
    first = book(line("store", "source", 10), op_id=op_id)
    before = counts()
    tomorrow = Booking(replace(system, now=system.now + timedelta(days=1)))
    assert tomorrow(line("store", "source", 10), op_id=op_id).refs == first.refs
    assert counts() == before


def test_what_the_database_alone_refuses_is_named_as_well(book, monkeypatch):
    """As after a lost race: the check has let it pass, the constraint has not."""
    book(line("store", "source", 3))
    before = counts()
    really = order.plan
    plans = iter([order.Plan((0,), ())])
    monkeypatch.setattr(order, "plan", lambda *given: next(plans, None) or really(*given))
    with pytest.raises(errors.Insufficient) as refused:
        book(line("sold", "store", 4))
    assert [(s.key.unit, s.asked, s.available) for s in refused.value.shortages] == [("tea", 4, 3)]
    assert counts() == before


def test_where_there_is_enough_again_after_a_lost_race_it_is_booked(book, monkeypatch):
    book(line("store", "source", 3))
    really, tries = posting._write, []

    def lost_once(*given):
        tries.append(given)
        if len(tries) == 1:
            raise posting._FellShort
        really(*given)

    monkeypatch.setattr(posting, "_write", lost_once)
    assert book(line("sold", "store", 3)).is_new
    assert len(tries) == 2


def test_an_amount_beyond_all_reason_is_refused(book):
    before = counts()
    with pytest.raises(IntegrityError):
        book(line("store", "source", LARGEST + 1))
    assert counts() == before


def test_units_never_mix(book):
    before = counts()
    with pytest.raises(errors.UnitsDiffer):
        book(services.Line(key("store"), key("source", WATER), 1))
    assert counts() == before


def test_a_reversal_takes_back_once(book):
    sold = book(line("store", "source", 10))
    services.reverse(book.actor, op_id=new_id(), of_op_id=sold.op_id)
    assert selectors.balance_of(key("store")) == 0
    before = counts()
    with pytest.raises(errors.AlreadyReversed):
        services.reverse(book.actor, op_id=new_id(), of_op_id=sold.op_id, amounts={1: 1})
    assert counts() == before


def test_a_reversal_never_takes_back_more(book):
    moved = book(line("store", "source", 10))
    book(line("store", "source", 10))
    before = counts()
    with pytest.raises(errors.AlreadyReversed):
        services.reverse(book.actor, op_id=new_id(), of_op_id=moved.op_id, amounts={1: 11})
    assert counts() == before


def test_a_closed_period_takes_nothing(book, system):
    today = system.today
    services.close_period(system, book="goods", through=today - timedelta(days=1))
    before = counts()
    with pytest.raises(errors.PeriodClosed) as refused:
        book(line("store", "source", 1), business_on=today - timedelta(days=1))
    assert "2026-07-15" in refused.value.message
    assert counts() == before
    book(line("store", "source", 1), business_on=today)


def test_a_closed_account_takes_nothing(book, system):
    book(line("store", "source", 1))
    services.close_account(system, key=key("source"))
    before = counts()
    with pytest.raises(errors.AccountClosed):
        book(line("store", "source", 1))
    assert counts() == before


def test_nobody_approves_what_he_makes(db, actor):
    maker = actor("rep")
    before = counts()
    with pytest.raises(errors.ApproverIsMaker):
        Booking(maker)(line("store", "source", 1), approver_id=maker.person_id)
    assert counts() == before


def test_back_dated_lines_are_right_at_once_and_as_it_was_known(db, system):
    day = date(2026, 7, 10)
    Booking(system)(line("store", "source", 10), business_on=day)
    later = replace(system, now=system.now + timedelta(days=1))
    Booking(later)(line("store", "source", 5), business_on=day - timedelta(days=1))
    assert selectors.balance_of(key("store"), on=day - timedelta(days=1)) == 5
    assert selectors.balance_of(key("store"), on=day) == 15
    assert selectors.balance_of(key("store"), on=day, known_at=system.now) == 10
    assert [(e.business_on, e.amount, e.balance) for e in selectors.statement(key("store"))] == [
        (date(2026, 7, 9), 5, 5),
        (date(2026, 7, 10), 10, 15),
    ]
    assert [e.balance for e in selectors.statement(key("store"), since=day)] == [15]


def test_day_sums_are_a_shortcut_that_changes_no_answer(book, system):
    for n in range(1, 6):
        book(line("store", "source", n), business_on=date(2026, 7, n))
    book(line("sold", "store", 4), business_on=date(2026, 7, 6))
    keys = [key("store"), key("source"), key("sold")]
    days = [date(2026, 7, n) for n in range(1, 8)]
    asked = [selectors.balances_of(keys, on=day) for day in days]
    trial = selectors.trial_balance(system, book="goods")
    services.sum_days(replace(system, now=system.now + timedelta(days=1)))
    book(line("store", "source", 100), business_on=date(2026, 7, 7))
    assert [selectors.balances_of(keys, on=day) for day in days[:6]] == asked[:6]
    assert selectors.balance_of(key("source")) == -115
    assert sum(line.balance for line in selectors.trial_balance(system, book="goods")) == 0
    assert len(trial) == 3
    assert checking.check() == []


def test_a_fixed_number_of_statements_whatever_the_number_of_lines(book, django_assert_num_queries):
    book(*(line("store", "source", 5, f"u{n}") for n in range(40)))
    for width in (2, 40):
        with django_assert_num_queries(9):  # two of them open and end a savepoint
            book(*(line("store", "source", 1, f"u{n}") for n in range(width)))


def test_the_digest_does_not_depend_on_the_order_of_operations(book):
    ids = [new_id() for _ in range(2)]
    book(line("store", "source", 3), op_id=ids[0])
    one = checking.digest()
    book(line("store", "source", 4), op_id=ids[1])
    assert checking.digest() != one
