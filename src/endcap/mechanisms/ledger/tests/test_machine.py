"""Whatever is booked in whatever order, the ledger says the same as a plain dictionary."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from endcap.kernel.ids import new_id
from endcap.mechanisms.ledger import checking, errors, selectors, services
from endcap.mechanisms.ledger.models import Account, Op, Phase, Transfer
from endcap.mechanisms.ledger.tests.conftest import BOOK, WATER, key, line

pytestmark = [pytest.mark.req("SET-11", "HOUSE"), pytest.mark.django_db]

BOUNDED = {"store": 1, "debt": -1}
FREE = {"source": 1, "sold": 1}
ROLES = st.sampled_from([*BOUNDED, *FREE])
UNITS = st.sampled_from(["tea", WATER])
AMOUNTS = st.integers(1, 30)
DAYS_BACK = st.integers(0, 6)


@dataclass
class Booked:
    """An operation as the model remembers it."""

    op_id: UUID
    lines: tuple[services.Line, ...]
    on: object
    moved: dict[int, int]  # line → amount that it moved
    back: set[int]


class LedgerMachine(RuleBasedStateMachine):
    """Post, hold, end, reverse, close, and send again."""

    ops = Bundle("ops")
    holds = Bundle("holds")
    actor = None

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.balance: dict = defaultdict(int)  # debits less credits by (role, unit)
        self.held: dict = defaultdict(int)
        self.count = self.transfers = 0
        self.closed = None

    def teardown(self) -> None:
        assert checking.check() == []
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def available(self, role: str, unit: str) -> int:
        return BOUNDED[role] * self.balance[role, unit] - self.held[role, unit]

    def left(self, line_: services.Line) -> list[tuple[str, str]]:
        """The bounded accounts that the line takes something out of."""
        return [
            (k.role, k.unit)
            for k, side in ((line_.debit, 1), (line_.credit, -1))
            if k.role in BOUNDED and side != BOUNDED[k.role]
        ]

    def book(self, *lines: services.Line, back: int = 0, fits: bool = True, expects=errors.Insufficient):
        on = self.actor.today - timedelta(days=back)
        op_id = new_id()
        late = self.closed is not None and on <= self.closed
        try:
            services.post(self.actor, op_id=op_id, kind="moved", lines=lines, business_on=on)
        except errors.PeriodClosed:
            assert late
            return None
        except expects:
            assert not fits
            return None
        assert fits
        assert not late
        self.count += 1
        self.transfers += len(lines)
        return Booked(op_id, lines, on, {}, set())

    def move(self, line_: services.Line, amount: int) -> None:
        self.balance[line_.debit.role, line_.debit.unit] += amount
        self.balance[line_.credit.role, line_.credit.unit] -= amount

    @rule(target=ops, debit=ROLES, credit=ROLES, unit=UNITS, amount=AMOUNTS, back=DAYS_BACK)
    def post(self, debit, credit, unit, amount, back):
        if debit == credit:
            return multiple()
        made = line(debit, credit, amount, unit)
        fits = all(self.available(*account) >= amount for account in self.left(made))
        booked = self.book(made, back=back, fits=fits)
        if booked is None:
            return multiple()
        self.move(made, amount)
        booked.moved[1] = amount
        return booked

    @rule(target=ops, unit=UNITS, came=AMOUNTS, went=AMOUNTS)
    def in_and_out_at_once(self, unit, came, went):
        lines = (line("sold", "store", went, unit), line("store", "source", came, unit))
        booked = self.book(*lines, fits=self.available("store", unit) + came >= went)
        if booked is None:
            return multiple()
        for number, (made, amount) in enumerate(zip(lines, (went, came), strict=True), 1):
            self.move(made, amount)
            booked.moved[number] = amount
        return booked

    @rule(target=holds, unit=UNITS, amount=AMOUNTS, back=DAYS_BACK)
    def hold(self, unit, amount, back):
        made = line("sold", "store", amount, unit, phase=Phase.PENDING)
        booked = self.book(made, back=back, fits=self.available("store", unit) >= amount)
        if booked is None:
            return multiple()
        self.held["store", unit] += amount
        return booked

    @rule(target=ops, held=consumes(holds), part=st.floats(0, 1), void=st.booleans(), keep=st.booleans())
    def end(self, held, part, void, keep):
        pending = held.lines[0]
        amount = pending.amount if void else max(1, int(pending.amount * part))
        ref = services.Ref(held.op_id, 1)
        lines = [replace(pending, phase=Phase.VOID if void else Phase.POST, amount=amount, resolves=ref)]
        rest = pending.amount - amount
        if keep and rest:
            lines.append(replace(pending, amount=rest))
        booked = self.book(*lines)
        if booked is None:  # a closed day: nothing ended
            return multiple()
        self.held["store", pending.debit.unit] -= pending.amount
        if not void:
            self.move(pending, amount)
            booked.moved[1] = amount
        if len(lines) > 1:
            self.held["store", pending.debit.unit] += rest
        count = (Op.objects.count(), Transfer.objects.count())
        with pytest.raises(errors.AlreadyResolved):
            services.post(self.actor, op_id=new_id(), kind="again", lines=lines[:1])
        assert (Op.objects.count(), Transfer.objects.count()) == count
        return booked

    @rule(of=ops, part=st.floats(0, 1.2))
    def reverse(self, of, part):
        open_lines = of.moved.keys() - of.back
        if not open_lines:
            with pytest.raises((errors.NothingToReverse, errors.AlreadyReversed)):
                services.reverse(self.actor, op_id=new_id(), of_op_id=of.op_id, amounts={1: 1})
            return
        number = min(open_lines)
        whole = of.moved[number]
        amount = max(1, int(whole * part))
        made = of.lines[number - 1]
        turned = services.Line(made.credit, made.debit, amount, reverses=services.Ref(of.op_id, number))
        enough = all(self.available(*account) >= amount for account in self.left(turned))
        fits = amount <= whole and enough
        booked = self.book(
            turned, fits=fits, expects=errors.Insufficient if amount <= whole else errors.AlreadyReversed
        )
        if booked is not None:
            self.move(turned, amount)
            of.back.add(number)

    @rule(of=ops)
    def send_again(self, of):
        again = services.post(self.actor, op_id=of.op_id, kind="moved", lines=of.lines, business_on=of.on)
        assert not again.is_new

    @rule(of=ops)
    def send_something_else_under_that_id(self, of):
        changed = replace(of.lines[0], amount=of.lines[0].amount + 1)
        with pytest.raises(errors.OpTaken):
            services.post(
                self.actor,
                op_id=of.op_id,
                kind="moved",
                lines=(changed, *of.lines[1:]),
                business_on=of.on,
            )

    @rule(back=st.integers(3, 6))
    def close(self, back):
        through = self.actor.today - timedelta(days=back)
        if self.closed is not None and through < self.closed:
            with pytest.raises(errors.NotBackwards):
                services.close_period(self.actor, book="goods", through=through)
            return
        services.close_period(self.actor, book="goods", through=through)
        self.closed = through

    @invariant()
    def says_what_the_dictionary_says(self):
        assert (Op.objects.count(), Transfer.objects.count()) == (self.count, self.transfers)
        for account in Account.objects.filter(is_bounded=True):
            place = (account.role, account.unit)
            assert account.sign * account.balance == self.balance[place]
            assert account.held == self.held[place]
        keys = [key(role, unit) for role in FREE for unit in ("tea", WATER)]
        assert selectors.balances_of(keys) == {k: self.balance[k.role, k.unit] for k in keys}


def test_the_ledger_says_the_same_as_a_dictionary(system):
    assert BOOK.by_key["store"].floor == 0
    LedgerMachine.actor = system
    run_state_machine_as_test(
        LedgerMachine,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
