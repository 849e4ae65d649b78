"""Credit in the ledger: what is granted is free, held or used; cuts and payments."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from endcap.cash.credit import checking, moves, selectors
from endcap.cash.credit.selectors import State
from endcap.cash.credit.tests.granting import grant
from endcap.kernel.ids import new_id
from endcap.mechanisms.ledger import checking as ledger_checking
from endcap.mechanisms.ledger import services as ledger
from endcap.mechanisms.ledger.errors import Insufficient
from endcap.mechanisms.ledger.models import Op, Transfer

pytestmark = [pytest.mark.req("CRD-04"), pytest.mark.django_db]


def test_without_a_limit_there_is_no_credit(desk):
    assert (desk.line.state, desk.line.free, desk.line.limit) == (State.NONE, 0, 0)
    with pytest.raises(Insufficient):
        desk.hold(1)
    assert Op.objects.count() == 0


def test_an_order_holds_a_shipment_uses_a_payment_frees(desk, system):
    grant(system, desk.payer_id, 100_00)
    assert desk.figures == (100_00, 100_00, 0, 0, 0)
    ref = desk.hold(60_00)
    assert desk.figures == (100_00, 40_00, 60_00, 0, 0)
    rest = desk.ship(ref, 35_00, rest=25_00)
    assert desk.figures == (100_00, 40_00, 25_00, 35_00, 0)
    desk.ship(rest, 25_00)
    assert desk.figures == (100_00, 40_00, 0, 60_00, 0)
    assert desk.pay(50_00) == 50_00
    assert desk.figures == (100_00, 90_00, 0, 10_00, 0)


def test_one_fen_over_what_is_free_is_refused_and_changes_nothing(desk, system):
    grant(system, desk.payer_id, 100_00)
    desk.hold(60_00)
    before = desk.figures, Transfer.objects.count()
    with pytest.raises(Insufficient) as refused:
        desk.hold(40_01)
    assert [(s.asked, s.available) for s in refused.value.shortages] == [(40_01, 40_00)]
    assert (desk.figures, Transfer.objects.count()) == before


def test_a_cut_below_what_is_used_takes_the_rest_as_payments_come(desk, system):
    grant(system, desk.payer_id, 100_00)
    desk.ship(desk.hold(80_00), 80_00)
    grant(system, desk.payer_id, 30_00)
    assert desk.figures == (30_00, 0, 0, 80_00, 50_00)
    desk.pay(20_00)
    assert desk.figures == (30_00, 0, 0, 60_00, 30_00)
    desk.pay(40_00)
    assert desk.figures == (30_00, 10_00, 0, 20_00, 0)


def test_a_raise_after_a_cut_first_makes_good_what_was_to_be_withdrawn(desk, system):
    grant(system, desk.payer_id, 100_00)
    desk.ship(desk.hold(80_00), 80_00)
    grant(system, desk.payer_id, 30_00)
    grant(system, desk.payer_id, 90_00)
    assert desk.figures == (90_00, 10_00, 0, 80_00, 0)


def test_what_an_order_lets_go_is_not_free_before_the_cut_is_served(desk, system):
    grant(system, desk.payer_id, 100_00)
    ref = desk.hold(90_00)
    grant(system, desk.payer_id, 50_00)
    assert desk.figures == (50_00, 0, 90_00, 0, 40_00)
    desk.void(ref, 90_00)
    assert desk.figures == (50_00, 50_00, 0, 0, 40_00)
    assert desk.withdraw() == 40_00
    assert desk.figures == (50_00, 50_00, 0, 0, 0)
    assert desk.withdraw() == 0


def test_no_more_is_freed_than_is_used(desk, system):
    grant(system, desk.payer_id, 100_00)
    desk.ship(desk.hold(30_00), 30_00)
    assert desk.pay(70_00) == 30_00
    assert desk.pay(70_00) == 0
    assert desk.figures == (100_00, 100_00, 0, 0, 0)


def test_a_payment_frees_once(desk, system):
    grant(system, desk.payer_id, 100_00)
    desk.ship(desk.hold(80_00), 80_00)
    op_id = new_id()
    assert desk.pay(30_00, op_id) == 30_00
    assert desk.pay(30_00, op_id) == 30_00
    assert desk.figures == (100_00, 50_00, 0, 50_00, 0)


def test_a_payment_that_bounces_uses_the_credit_again_even_beyond_the_limit(desk, system):
    grant(system, desk.payer_id, 100_00)
    desk.ship(desk.hold(100_00), 100_00)
    desk.pay(70_00)
    desk.hold(50_00)
    op_id = new_id()
    assert desk.bounce(70_00, op_id) == 70_00
    assert desk.figures == (100_00, 0, 50_00, 100_00, 50_00)
    assert desk.bounce(70_00, op_id) == 70_00
    assert desk.figures == (100_00, 0, 50_00, 100_00, 50_00)


def test_a_payer_who_never_had_credit_uses_none_again(desk):
    assert desk.bounce(70_00) == 0
    assert Op.objects.count() == 0


def test_after_the_last_day_nothing_is_free(desk, system):
    grant(system, desk.payer_id, 100_00, valid_to=system.today)
    assert (desk.line.state, desk.line.free) == (State.OPEN, 100_00)
    tomorrow = selectors.line_of(desk.payer_id, system.today + timedelta(days=1))
    assert (tomorrow.state, tomorrow.free, tomorrow.available) == (State.EXPIRED, 0, 100_00)


def test_a_line_takes_one_statement_and_a_held_one_two(desk, system):
    grant(system, desk.payer_id, 100_00)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        line = selectors.line_of(desk.payer_id, system.today)
    assert len(seen) == 1
    with CaptureQueriesContext(connection) as seen:
        assert selectors.locked_line(desk.payer_id, system.today) == line
    assert len(seen) == 2


@pytest.mark.tampers
def test_credit_that_went_to_somebody_else_is_found(desk, payer, system):
    other = payer("万家便利店").pk
    grant(system, desk.payer_id, 100_00)
    ledger.post(
        system,
        op_id=new_id(),
        kind="odd",
        lines=[ledger.Line(moves.free(other), moves.free(desk.payer_id), 10_00)],
    )
    found = {breach.invariant for breach in ledger_checking.check()}
    assert found == {checking.OWN_PAYER, checking.ADDS_UP}


@pytest.mark.tampers
def test_a_limit_changed_past_the_ledger_is_found(desk, system):
    limit = grant(system, desk.payer_id, 100_00)
    limit.amount = 150_00
    limit.save(update_fields=["amount"])
    assert [breach.invariant for breach in ledger_checking.check()] == [checking.WITHIN, checking.AS_CHANGED]
