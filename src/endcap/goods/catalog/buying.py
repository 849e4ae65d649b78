"""What the catalogue is told by areas above it: at which level and under which contract an outlet buys."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Protocol
from uuid import UUID

from endcap.customers.outlets import selectors as outlets
from endcap.customers.outlets.models import Outlet
from endcap.goods.catalog.quoting import Buyer
from endcap.kernel import slots
from endcap.kernel.actor import Actor

TERMS = "catalog.terms_of"  # slot: functions (outlet id, day) → the terms that hold, or None
CONTRACTS = "catalog.contracts"  # slot: functions (actor, numbers) → ids of contracts by number


class Terms(Protocol):
    """The terms on which an outlet buys, as far as prices ask."""

    @property
    def contract_id(self) -> UUID:
        """The contract."""

    @property
    def price_level(self) -> str:
        """The code of the level at which it buys; empty where the contract names none."""


def terms_of(outlet_id: UUID, on: date) -> Terms | None:
    """The terms of an outlet on a day; none while no area above knows any."""
    for ask in slots.items(TERMS):
        terms: Terms | None = ask(outlet_id, on)
        if terms is not None:
            return terms
    return None


def contracts_by_number(actor: Actor, numbers: Collection[str]) -> Mapping[str, UUID]:
    """Contracts that lines of a draft name."""
    found: dict[str, UUID] = {}
    for ask in slots.items(CONTRACTS):
        found.update(ask(actor, numbers))
    return found


def may_name_contracts() -> bool:
    """Whether there is an area that knows contracts."""
    return bool(slots.items(CONTRACTS))


def lineage_of(channel_id: UUID) -> tuple[UUID, ...]:
    """A channel and the channels above it, the leaf first."""
    return line_above(channel_id, {one.pk: one.parent_id for one in outlets.channels_in_order()})


def line_above(channel_id: UUID, parents: Mapping[UUID, UUID | None]) -> tuple[UUID, ...]:
    """The same where the tree is known already."""
    found: list[UUID] = []
    step: UUID | None = channel_id
    while step is not None and step not in found:
        found.append(step)
        step = parents.get(step)
    return tuple(found)


def buyer_of(outlet: Outlet, on: date) -> Buyer:
    """An outlet as a buyer on a day."""
    terms = terms_of(outlet.pk, on)
    return Buyer(
        outlet.pk,
        lineage_of(outlet.channel_id),
        terms.price_level if terms else "",
        terms.contract_id if terms else None,
    )
