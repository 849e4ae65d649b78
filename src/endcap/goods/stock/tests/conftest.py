"""A warehouse, a van, products with lots, and short ways to move them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from endcap.customers.outlets import services as outlets
from endcap.goods.catalog import services as catalog
from endcap.goods.stock import book, selectors, services
from endcap.goods.stock.models import Location, Lot, Movement, MovementLine
from endcap.kernel.ids import new_id
from endcap.mechanisms.ledger import services as ledger
from endcap.mechanisms.ledger.models import Account, Op, Transfer

TODAY = date(2026, 7, 16)


@pytest.fixture
def sku(db, system) -> Callable:
    """Makes products: ``sku("柠檬茶", case_factor=15)``."""
    made = {"n": 0}

    def make(name: str = "", **fields):
        made["n"] += 1
        return catalog.create_sku(
            system,
            code=f"S{made['n']:02d}",
            fields=catalog.SkuFields(name=name or f"品项{made['n']}", **fields),
        )

    return make


@pytest.fixture
def tea(sku):
    """A bottle of tea, fifteen to the case."""
    return sku("柠檬茶 500ml", case_factor=15)


@pytest.fixture
def office(unit):
    """An office under the company."""
    return unit("东渡办事处")


@pytest.fixture
def team(unit, office):
    """A team of the office."""
    return unit("一组", kind="team", parent=office)


@pytest.fixture
def warehouse(system, office) -> Location:
    """The warehouse of the office."""
    return services.create_location(
        system, draft=services.LocationDraft(code="WH-01", name="东渡仓", unit_id=office.pk)
    )


@pytest.fixture
def other_warehouse(system, unit) -> Location:
    """The warehouse of another office."""
    place = unit("河埠办事处")
    return services.create_location(
        system, draft=services.LocationDraft(code="WH-02", name="河埠仓", unit_id=place.pk)
    )


@pytest.fixture
def market(system) -> None:
    """Channels and schemes."""
    outlets.create_preset_channels(system)
    outlets.create_preset_schemes(system)


@pytest.fixture
def outlet(system, market, person, team) -> Callable:
    """Makes outlets: ``outlet("福满园", owner=somebody)``; in the team unless told."""
    made = {"n": 0}

    def make(name: str = "", *, owner=None, unit=None):
        from endcap.customers.outlets import selectors as found

        made["n"] += 1
        channel = found.channel_by_code(outlets.UNSORTED)
        draft = outlets.OutletDraft(
            name=name or f"终端{made['n']}",
            code=f"T{made['n']:03d}",
            channel_id=channel.pk,
            owner_id=(owner or person(unit=unit or team)).pk,
        )
        return outlets.create_many(system, [draft])[0]

    return make


@pytest.fixture
def receive(system) -> Callable:
    """Receives one line: ``receive(warehouse, tea, 30, "L1", expires=date(...))`` answers the lot."""

    def run(
        place,
        sku,
        quantity: int,
        code: str = "",
        *,
        made: date | None = None,
        expires: date | None = None,
        on: date | None = None,
    ) -> Lot:
        line = services.ReceiptLine(sku.pk, quantity, code, made, expires)
        services.receive_goods(system, location_id=place.pk, lines=[line], received_on=on)
        return Lot.objects.get(pk=line.mark.id)

    return run


@dataclass(frozen=True)
class Post:
    """Posts lines for one actor."""

    actor: object

    def __call__(self, lines, *, kind: str = "test.moved", on: date | None = None):
        return ledger.post(self.actor, op_id=new_id(), kind=kind, lines=lines, business_on=on)


@pytest.fixture
def post(system) -> Post:
    """``post(moves.reserve_lines(...))``."""
    return Post(system)


def stands(place, sku) -> tuple[int, int, int]:
    """On hand, held and in transit of a product at a location."""
    found = selectors.available(location_ids=[place.pk], sku_ids=[sku.pk]).get((place.pk, sku.pk))
    return (found.on_hand, found.held, found.in_transit) if found else (0, 0, 0)


def balance(key) -> int:
    """What stands on an account."""
    from endcap.mechanisms.ledger import selectors as ledgers

    return ledgers.balance_of(key)


def everything() -> tuple:
    """All that a refusal must leave alone."""
    why = "a test looks at all"
    return (
        Op.objects.count(),
        Transfer.objects.count(),
        list(Account.objects.order_by("pk").values_list("pk", "debits", "credits", "held")),
        Lot.objects.count(),
        list(Movement.objects.unscoped(why).order_by("pk").values_list("pk", "state")),
        MovementLine.objects.count(),
        list(Location.objects.unscoped(why).order_by("pk").values_list("pk", "is_default", "closed_on")),
    )


__all__ = ["TODAY", "balance", "book", "everything", "stands"]
