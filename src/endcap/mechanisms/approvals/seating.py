"""Who could decide a step: managers of the requester's line, holders of a role, or a named person.

Reads people only. Whoever made the request is left out, and so are those whose say is used up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from endcap.mechanisms.approvals.models import ChainStep
from endcap.mechanisms.approvals.rights import Rights
from endcap.org.people import selectors as people
from endcap.org.people.models import Person
from endcap.org.units import selectors as units

EVERYTHING = "*"
_WHY = "who decides a request is the same for every reader"


@dataclass(frozen=True, slots=True)
class Manager:
    """A possible decider in the line: where he sits and whether he leads there."""

    person_id: UUID
    unit_id: UUID
    leads: bool


def levels_above(managers: Sequence[Manager], requester_id: UUID) -> tuple[tuple[UUID, ...], ...]:
    """The line above a requester, nearest first, one group of people for each unit. Pure.

    Whoever leads a unit is decided on by the unit above it; at the very top by colleagues of the same unit.
    Those who hold every right only because they administer the installation stand in where nobody else could.
    """
    levels: list[list[UUID]] = []
    places: list[UUID] = []
    for each in managers:
        if not each.leads:
            continue
        if not places or places[-1] != each.unit_id:
            places.append(each.unit_id)
            levels.append([])
        levels[-1].append(each.person_id)
    own = next((number for number, level in enumerate(levels) if requester_id in level), None)
    if own is not None:
        levels = levels[own + 1 :] or levels[own:]
    kept = [tuple(person for person in level if person != requester_id) for level in levels]
    rest = tuple(each.person_id for each in managers if not each.leads and each.person_id != requester_id)
    return tuple(level for level in kept if level) or ((rest,) if rest else ())


def _may_decide(person: Person, code: str) -> tuple[bool, bool]:
    """Whether somebody holds a right by name, and whether he holds it at all."""
    held = {right for role in person.roles.all() for right in role.rights}
    return code in held and Rights.DECIDE.code in held, EVERYTHING in held


def line_of(unit_id: UUID, requester_id: UUID) -> tuple[tuple[UUID, ...], ...]:
    """The managers above a requester in a unit's line, nearest level first."""
    ids = people.managers_of_unit(unit_id)
    rows = Person.objects.unscoped(_WHY).filter(pk__in=ids).prefetch_related("roles")
    known = {person.pk: person for person in rows}
    managers = []
    for pk in ids:
        by_name, at_all = _may_decide(known[pk], Rights.LEAD.code)
        if by_name or at_all:
            managers.append(Manager(pk, known[pk].unit_id, leads=by_name))
    return levels_above(managers, requester_id)


def deciders_of(
    step: ChainStep, *, unit_id: UUID, requester_id: UUID, used: Collection[UUID]
) -> tuple[UUID, ...]:
    """Who may decide a step, without the requester and those whose say is used up; empty if nobody."""
    if step.who == ChainStep.Who.MANAGER:
        return _managers(line_of(unit_id, requester_id), step.levels_up, used)
    if step.who == ChainStep.Who.PERSON:
        found = [step.person_id] if step.person_id else []
        return _active(found, requester_id, used)
    assert step.role_id is not None  # a constraint says so
    rows = Person.objects.unscoped(_WHY).filter(is_active=True, roles=step.role_id)
    if step.who == ChainStep.Who.COMPANY_ROLE:
        return _active(rows.order_by("login").values_list("pk", flat=True), requester_id, used)
    for unit in (unit_id, *units.ancestors_of(unit_id)):  # the nearest unit of the line that has somebody
        near = _active(
            rows.filter(unit_id=unit).order_by("login").values_list("pk", flat=True), requester_id, used
        )
        if near:
            return near
    return ()


def _managers(line: Sequence[Sequence[UUID]], levels_up: int, used: Collection[UUID]) -> tuple[UUID, ...]:
    """The wanted level, or the next above it with somebody left; above the top there is nobody."""
    for level in line[levels_up - 1 :]:
        left = tuple(person for person in level if person not in used)
        if left:
            return left
    return ()


def _active(ids: Iterable[UUID], requester_id: UUID, used: Collection[UUID]) -> tuple[UUID, ...]:
    wanted = [pk for pk in ids if pk != requester_id and pk not in used]
    rows = Person.objects.unscoped(_WHY).filter(pk__in=wanted, is_active=True).prefetch_related("roles")
    may = {person.pk for person in rows if any(_may_decide(person, Rights.DECIDE.code))}
    return tuple(pk for pk in wanted if pk in may)


def next_above(
    *, unit_id: UUID, requester_id: UUID, seated: Collection[UUID], used: Collection[UUID]
) -> tuple[UUID, ...]:
    """The level above those who have a seat, for a step that is overdue or has lost its people."""
    line = line_of(unit_id, requester_id)
    reached = max((number for number, level in enumerate(line) if set(level) & set(seated)), default=-1)
    for level in line[reached + 1 :]:
        left = tuple(person for person in level if person not in used and person not in seated)
        if left:
            return left
    return ()


def last_resort(*, requester_id: UUID, used: Collection[UUID]) -> tuple[UUID, ...]:
    """Whoever sets up chains, so that no request is ever without anybody."""
    rows = Person.objects.unscoped(_WHY).filter(is_active=True).prefetch_related("roles").order_by("login")
    return tuple(
        person.pk
        for person in rows
        if any(_may_decide(person, Rights.CONFIGURE.code))
        and person.pk != requester_id
        and person.pk not in used
    )
