"""May an order go ahead on credit: every reason, the payment that frees it, what could leave today."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from endcap.cash.credit.gate import best_within, gate
from endcap.cash.credit.selectors import CreditLine, Overdue, State

pytestmark = pytest.mark.req("CRD-04")
ID = UUID(int=1)
LATE = [
    Overdue(ID, "INV-2", date(2026, 7, 1), 30_00),
    Overdue(ID, "INV-1", date(2026, 6, 1), 20_00),
]


def line(limit=100_00, used=0, held=0, state=State.OPEN, granted=None, **more) -> CreditLine:
    given = limit if granted is None else granted
    return CreditLine(ID, state, limit, date(2026, 12, 31), given, given - used, held, has_limit=True, **more)


def codes(verdict):
    return [reason.code for reason in verdict.reasons]


def test_within_the_limit_and_nothing_overdue_passes():
    verdict = gate(line(), [], 100_00, parts=[60_00, 40_00])
    assert (verdict.passes, verdict.ships_today) == (True, 100_00)


def test_one_fen_over_says_what_is_missing_and_what_pays():
    verdict = gate(line(used=60_00), [], 40_01)
    assert (codes(verdict), verdict.pay, verdict.ships_today) == (["over_limit"], 1, 40_00)
    assert verdict.reasons[0].message == (
        "超出可用额度：订单 40.01，可用 40.00，差 0.01（额度 100.00，已用 60.00，占用 0.00）。"
    )


def test_no_payment_frees_an_order_above_the_whole_limit():
    verdict = gate(line(used=10_00), [], 150_00)
    assert (codes(verdict), verdict.pay) == (["over_limit"], None)


def test_what_is_to_be_withdrawn_takes_its_share_of_the_payment():
    cut = line(limit=50_00, granted=80_00, used=80_00)
    verdict = gate(cut, [], 10_00)
    assert (verdict.pay, verdict.ships_today) == (40_00, 0)


def test_overdue_invoices_are_named_oldest_first_and_stop_everything():
    verdict = gate(line(), LATE, 10_00, parts=[10_00])
    assert (codes(verdict), verdict.pay, verdict.ships_today) == (["overdue"], 50_00, 0)
    assert "INV-1 (2026-06-01, 20.00)、INV-2 (2026-07-01, 30.00)，共 50.00" in verdict.reasons[0].message


def test_both_reasons_are_said_and_the_greater_payment_frees_both():
    verdict = gate(line(used=90_00), LATE, 80_00)
    assert (codes(verdict), verdict.pay) == (["overdue", "over_limit"], 70_00)


@pytest.mark.parametrize(("state", "code"), [(State.NONE, "no_limit"), (State.EXPIRED, "expired")])
def test_without_a_limit_that_holds_nothing_is_entered(state, code):
    verdict = gate(line(state=state), [], 1)
    assert (codes(verdict), verdict.pay, verdict.ships_today) == ([code], None, 0)


def test_what_was_held_before_the_limit_ran_out_is_shipped():
    assert gate(line(state=State.EXPIRED, held=30_00), [], 30_00, own_held=30_00).passes


def test_a_blocked_customer_gets_nothing_not_even_what_was_held():
    verdict = gate(line(state=State.BLOCKED, held=30_00, reason="诉讼"), [], 30_00, own_held=30_00)
    assert (codes(verdict), verdict.pay) == (["blocked"], None)
    assert verdict.reasons[0].message == "客户的信用已停用：诉讼。恢复后才能赊销。"


def test_overdue_stops_at_dispatch_too():
    assert codes(gate(line(held=30_00), LATE, 30_00, own_held=30_00)) == ["overdue"]


def test_the_parts_that_come_closest_could_leave_today():
    assert best_within([70_00, 50_00, 45_00], 100_00) == (50_00, 45_00)
    assert best_within([101_00], 100_00) == ()
    verdict = gate(line(), [], 165_00, parts=[70_00, 50_00, 45_00])
    assert (verdict.ships_today, verdict.parts_today) == (95_00, (50_00, 45_00))
