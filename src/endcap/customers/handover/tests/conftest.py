"""An office of two reps with their manager, and somebody who leaves with some outlets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from endcap.config import subscriptions
from endcap.customers.outlets import services as outlets
from endcap.customers.outlets.models import Channel, Outlet
from endcap.kernel.calendar import services as calendar
from endcap.kernel.geo import Position
from endcap.org.people import services as people

HERE = Position(244_800_000, 1_180_900_000)


def beside(n: int) -> Position:
    """A place n times about 111 m north of the office."""
    return Position(HERE.lat_e7 + n * 10_000, HERE.lon_e7)


@pytest.fixture(autouse=True)
def connected(db, system, frozen):
    """Events arrive as in the running house, and the calendar knows the year."""
    subscriptions.connect()
    calendar.seed_china(system)


@dataclass
class Office:
    """Who works here."""

    unit: Any
    manager: Any
    leaver: Any
    near: Any
    far: Any


@pytest.fixture
def office(unit, person, system):
    outlets.create_preset_channels(system)
    here = unit("东渡办事处")
    team = unit("一组", kind="team", parent=here)
    return Office(
        here,
        person("江夏至", "office_manager", unit=here),
        person("秦小暑", "rep", unit=team),
        person("林小满", "rep", unit=team),
        person("陈立秋", "rep", unit=team),
    )


@pytest.fixture
def shops(office, system) -> Callable:
    """``shops(owner, 3, at=beside(2))``: outlets of somebody."""
    made = {"n": 0}

    def make(owner, count: int, *, at: Position | None = None, **values) -> list[Outlet]:
        channel = Channel.objects.get(code="grocery")
        drafts = []
        for _one in range(count):
            made["n"] += 1
            drafts.append(
                outlets.OutletDraft(
                    name=f"店{made['n']}",
                    code=f"S{made['n']:03d}",
                    channel_id=channel.pk,
                    owner_id=owner.pk,
                    unit_id=owner.unit_id,
                    position=at,
                    **values,
                )
            )
        return outlets.create_many(system, drafts)

    return make


@pytest.fixture
def leave(system) -> Callable:
    """``leave(person)``: the account is ended today."""
    return lambda person, **values: people.disable_person(system, person_id=person.pk, **values)
