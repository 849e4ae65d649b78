"""Somebody has just left: his 38 outlets are half given away, two are asked for, two were never contacted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from endcap.config.demo import story
from endcap.config.demo.loading import upkeep
from endcap.config.demo.loading.diary import Diary
from endcap.config.demo.loading.outlets import Book
from endcap.config.demo.outlets import DemoOutlet
from endcap.config.demo.plan import stable_id
from endcap.customers.handover import selectors, services
from endcap.customers.outlets import services as outlets
from endcap.kernel.actor import Actor
from endcap.kernel.calendar import selectors as calendar
from endcap.kernel.calendar.errors import CalendarYearMissing
from endcap.org.people import services as people
from endcap.org.units import selectors as units

LEAVER, NAME = "jinlixia", "金立夏"
BOSS, OFFICE = "jiangxiazhi", "LZ-DD"
COUNT, GIVEN_BEFORE, GIVEN_AFTER = 38, 18, 6
_UNTOUCHED = 12  # of each rep's outlets: those that turn up in other stories
_SLOW = "hanqingming"  # who has not called at two of the shops he took over
_WISHES = (("heshuangjiang", "就在我周三的线路上，顺路"), ("xuxiaohan", "老板的另一家店是我在跑"))


@dataclass(frozen=True)
class Days:
    """When it happened, in working days before the last."""

    took: date
    planned: date
    given: date
    contacted: date
    left: date


def note_handover(diary: Diary, book: Book) -> None:
    """A rep of the first office announces that he goes, and goes."""
    end = book.cast.company.plan.end_on
    try:
        planned, given, contacted, left = (calendar.add_working_days(end, -n) for n in (9, 8, 6, 2))
        calendar.add_working_days(end, 5)
    except CalendarYearMissing:  # the calendar of next year is not decreed yet: nothing can fall due in it
        return
    days = Days(end - timedelta(days=75), planned, given, contacted, left)
    chosen = _chosen(book, days.took)
    if len(chosen) < COUNT:
        return
    diary.note(days.took, "admin", partial(_enter, chosen), hour=8, minute=40)
    diary.note(days.planned, BOSS, partial(_plan, days.left), hour=10)
    diary.note(days.given, BOSS, partial(_give, GIVEN_BEFORE), hour=10)
    diary.note(days.contacted, BOSS, _contact_most, hour=17)
    diary.note(days.left, "admin", partial(_leave, days.left), hour=18)
    diary.note(end, BOSS, partial(_give, GIVEN_AFTER), hour=8, minute=30)
    for n, (login, why) in enumerate(_WISHES):
        diary.note(end, login, partial(_ask, n, why), hour=8, minute=45 + n)


def _chosen(book: Book, before: date) -> list[DemoOutlet]:
    """Outlets of the office in use, none of which plays a part elsewhere."""
    told = {tale.number for tale in story.STORIES}
    told |= {upkeep.STAR, upkeep.RAISED, upkeep.LAPSED, upkeep.TWICE}
    seen: dict[str, int] = {}
    found = []
    for outlet in book.cast.company.outlets:
        if not outlet.unit.startswith(f"{OFFICE}-") or outlet.status != "active":
            continue
        seen[outlet.owner] = seen.get(outlet.owner, 0) + 1
        if (
            seen[outlet.owner] > _UNTOUCHED
            and outlet.n not in told
            and outlet.opened_on
            and outlet.opened_on < before
        ):
            found.append(outlet)
    return found[-COUNT:]


def _person_id() -> UUID:
    return stable_id("person", 9001)


def _enter(chosen: list[DemoOutlet], actor: Actor) -> int:
    team = units.by_code(f"{OFFICE}-1")
    assert team is not None  # loaded on the first morning
    people.create_person(actor, id=_person_id(), login=LEAVER, name=NAME, unit_id=team.pk, role_codes=["rep"])
    outlets.change_owner(
        actor, outlet_ids=[outlet.id for outlet in chosen], owner_id=_person_id(), reason="新开一条线"
    )
    return len(chosen)


def _plan(leaves_on: date, actor: Actor) -> int:
    services.plan_leave(actor, person_id=_person_id(), leaves_on=max(leaves_on, actor.today))
    return 0


def _case(actor: Actor) -> UUID:
    return next(
        one.handover.pk for one in selectors.handovers(actor) if one.handover.person_id == _person_id()
    )


def _give(count: int, actor: Actor) -> int:
    case = _case(actor)
    waiting = selectors.orphans_of(actor, case, waiting=True, limit=count)
    services.accept_suggestions(actor, handover_id=case, orphan_ids=[orphan.pk for orphan in waiting])
    return count


def _contact_most(actor: Actor) -> int:
    given = selectors.orphans_of(actor, _case(actor), waiting=False)
    slow = [one for one in given if one.assigned_to and one.assigned_to.login == _SLOW][:2]
    for orphan in given:
        if orphan in slow:
            continue
        services.record_first_contact(actor, orphan_id=orphan.pk, note="电话里打过招呼")
    return 0


def _leave(on: date, actor: Actor) -> int:
    people.disable_person(actor, person_id=_person_id(), left_on=on)
    return 0


def _ask(n: int, why: str, actor: Actor) -> int:
    services.ask_for(actor, orphan_id=selectors.askable(actor)[n].pk, reason=why)
    return 0
