"""Ids, clock, rights, errors, events and slots."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from endcap.kernel import clock, errors, events, ids, slots
from endcap.kernel.actor import Actor
from endcap.kernel.rights import Right
from endcap.kernel.scope import Reach

pytestmark = pytest.mark.req("HOUSE")
NOON = datetime(2026, 7, 16, 4, 0, tzinfo=UTC)


def test_ids_are_version_seven_and_sort_by_the_moment_they_were_made():
    first, second = ids.new_id(NOON), ids.new_id(NOON + timedelta(milliseconds=1))
    assert (first.version, first.variant) == (7, "specified in RFC 4122")
    assert first.int < second.int
    assert first.int >> 80 == int(NOON.timestamp() * 1000)


def test_ten_thousand_ids_of_one_millisecond_differ():
    assert len({ids.new_id(NOON) for _ in range(10_000)}) == 10_000


def test_the_business_date_is_that_of_shanghai():
    assert clock.business_date(datetime(2026, 7, 15, 16, 0, tzinfo=UTC)) == date(2026, 7, 16)
    assert clock.business_date(datetime(2026, 7, 15, 15, 59, tzinfo=UTC)) == date(2026, 7, 15)


def test_a_frozen_clock_stands_still_and_goes_on_afterwards():
    with clock.frozen(NOON):
        assert clock.now() == NOON
    assert clock.now() != NOON


def test_a_naive_moment_cannot_freeze_the_clock():
    with pytest.raises(ValueError, match="aware"), clock.frozen(datetime(2026, 1, 1)):
        pass


def _actor(**changes) -> Actor:
    given = {
        "person_id": UUID(int=1), "name": "林小满", "rights": frozenset({"x.do"}), "reach": Reach.OWN, "unit_id": None,
        "unit_ids": frozenset(), "now": NOON,
    }  # fmt: skip
    return Actor(**{**given, **changes})


def test_a_missing_right_is_named_in_the_refusal():
    _actor().require(Right("x.do", "做"))
    with pytest.raises(errors.RightMissing) as refused:
        _actor().require(Right("x.drop", "删"))
    assert refused.value.status == 403
    assert refused.value.message == "没有“删”的权限。找系统管理员开通。"


def test_all_problems_of_an_input_come_at_once_by_field():
    problems = [
        errors.Problem("name", "required", "填名称。"),
        None,
        errors.Problem("phone", "short", "少 3 位。"),
        errors.Problem("name", "long", "太长。"),
    ]
    with pytest.raises(errors.InvalidInput) as refused:
        errors.collect(problems)
    assert refused.value.by_field() == {"name": ["填名称。", "太长。"], "phone": ["少 3 位。"]}
    assert refused.value.message == "有 3 处要改，改好再交。"


def test_nothing_wrong_passes():
    errors.collect([None, None])


@dataclass(frozen=True)
class Happened(events.Event):
    what: str


def test_an_event_reaches_its_subscribers_once_and_in_order():
    seen = []

    def first(actor, event):
        seen.append(("first", event.what))

    def second(actor, event):
        seen.append(("second", event.what))

    events.subscribe(Happened, first)
    events.subscribe(Happened, second)
    events.subscribe(Happened, first)

    events.publish(_actor(), Happened("rain"))

    assert seen == [("first", "rain"), ("second", "rain")]


def test_a_slot_keeps_its_items_in_their_order_and_once():
    @dataclass(frozen=True)
    class Item:
        name: str
        order: int

    for item in (Item("b", 2), Item("a", 1), Item("b", 2)):
        slots.register("test.slot", item)
    assert [item.name for item in slots.items("test.slot")] == ["a", "b"]
