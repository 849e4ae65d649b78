"""An office that trades."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from endcap.cash.orders.tests.trade import Trade


@pytest.fixture
def team(company, unit, person, actor):
    """A rep, a clerk, finance and a stranger of another office."""
    office = unit("东渡办事处")
    there = unit("河埠办事处")
    people = SimpleNamespace(
        rep=person("林小满", "rep", unit=office),
        clerk=person("何谷雨", "sales_clerk", unit=office),
        manager=person("江夏至", "office_manager", unit=office),
        finance=person("秦秋分", "finance"),
        stranger=person("周白露", "rep", unit=there),
    )
    return SimpleNamespace(
        people=people,
        office=office,
        **{name: actor(of=somebody) for name, somebody in vars(people).items()},
    )


@pytest.fixture
def trade(team, system) -> Trade:
    """The trade of the office."""
    return Trade(system, team.office.pk, team.people.rep.pk)


@pytest.fixture
def tea(trade):
    """Lemon tea at 2 yuan, twenty-four to the case, ten cases there."""
    return trade.sku("柠檬茶 500ml", there=240)


@pytest.fixture
def water(trade):
    """Water at 1.50 yuan, ten cases there."""
    return trade.sku("天然水 550ml", price=1_5000, there=240)
