"""Payers, and short ways to move their credit."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from endcap.cash.credit import moves, selectors, services
from endcap.customers.outlets import selectors as outlet_selectors
from endcap.customers.outlets import services as outlet_services
from endcap.kernel.actor import Actor
from endcap.kernel.calendar import services as calendar
from endcap.kernel.ids import new_id
from endcap.mechanisms.approvals import services as approvals
from endcap.mechanisms.ledger import services as ledger
from endcap.mechanisms.ledger.services import Ref

ORDER = "test.Order"


@pytest.fixture
def team(company, unit, person, actor, system):
    """A rep under a team manager and an office manager, finance of the company, and a rep of another office."""
    calendar.seed_china(system)
    approvals.create_preset_chains(system)
    outlet_services.create_preset_channels(system)
    office = unit("东渡办事处")
    here = unit("一组", kind="team", parent=office)
    there = unit("二组", kind="team", parent=unit("河埠办事处"))
    people = SimpleNamespace(
        rep=person("林小满", "rep", unit=here),
        stranger=person("周白露", "rep", unit=there),
        manager=person("沈大暑", "business_manager", unit=here),
        office_manager=person("江夏至", "office_manager", unit=office),
        finance=person("秦秋分", "finance"),
    )
    return SimpleNamespace(
        people=people, **{name: actor(of=somebody) for name, somebody in vars(people).items()}
    )


@pytest.fixture
def payer(team, system):
    """Makes payers: ``payer("福满小卖部")`` is an outlet of the rep."""
    channels = {channel.code: channel for channel in outlet_selectors.channels_in_order()}

    def make(name="福满小卖部", *, owner=None, channel="grocery", **values):
        draft = outlet_services.OutletDraft(
            name=name, channel_id=channels[channel].pk, owner_id=(owner or team.people.rep).pk, **values
        )
        [made] = outlet_services.create_many(system, [draft])
        return made

    return make


@dataclass(frozen=True)
class Desk:
    """What orders and payments do to one payer's credit."""

    actor: Actor
    payer_id: UUID

    def post(self, lines: list[ledger.Line]) -> list[Ref]:
        posting = ledger.post(self.actor, op_id=new_id(), kind="orders.test", lines=lines)
        return list(posting.refs)

    def hold(self, amount: int) -> Ref:
        return self.post(moves.hold_lines(self.payer_id, amount))[0]

    def ship(self, ref: Ref, shipped: int, rest: int = 0) -> Ref:
        return self.post(moves.use_lines(self.payer_id, ref, shipped, rest))[-1]

    def void(self, ref: Ref, amount: int) -> None:
        self.post(moves.void_lines(self.payer_id, ref, amount))

    def pay(self, amount: int, op_id: UUID | None = None) -> int:
        return services.free_credit(self.actor, op_id=op_id or new_id(), amount=amount, **self._about())

    def withdraw(self) -> int:
        return services.withdraw_due(self.actor, op_id=new_id(), **self._about())

    def bounce(self, amount: int, op_id: UUID | None = None) -> int:
        return services.use_credit_again(self.actor, op_id=op_id or new_id(), amount=amount, **self._about())

    def _about(self) -> dict[str, Any]:
        return {"payer_id": self.payer_id, "subject_type": ORDER, "subject_id": self.payer_id}

    @property
    def line(self) -> selectors.CreditLine:
        return selectors.line_of(self.payer_id, self.actor.today)

    @property
    def figures(self) -> tuple[int, int, int, int, int]:
        """Limit, free, held, used, to withdraw."""
        line = self.line
        assert line.available + line.held + line.used == line.granted
        return line.limit, line.free, line.held, line.used, line.to_withdraw


@pytest.fixture
def desk(payer, system) -> Desk:
    """The desk of a payer without credit."""
    return Desk(system, payer().pk)
