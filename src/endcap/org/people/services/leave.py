"""Leave, and colleagues who decide in somebody's place."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id
from endcap.org.people.authority import refuse_outranked
from endcap.org.people.errors import DelegationCircle, NotForOneself
from endcap.org.people.models import Absence, Delegation, Person
from endcap.org.people.rights import Rights
from endcap.org.people.services.keeping import person_in_scope
from endcap.org.units import models as units

LONGEST_LEAVE = timedelta(days=366)
_WHY = "a circle of deputies may go through any unit"


def _whose(actor: Actor, person_id: UUID) -> Person:
    """Oneself, or somebody in scope with the right to change people."""
    if person_id != actor.person_id:
        actor.require(Rights.EDIT)
    person = person_in_scope(actor, person_id)
    refuse_outranked(actor, person, list(person.roles.all()))
    return person


def _one_writer() -> None:
    """Delegations have one writer at a time; else two of them, each fine by itself, could close a circle."""
    if connection.features.has_select_for_update:
        list(units.Unit.objects.select_for_update().filter(parent__isnull=True))


def _order_problem(from_on: date, to_on: date | None) -> Problem | None:
    if to_on is not None and to_on < from_on:
        return Problem("to_on", "before_start", _("结束日在开始日之前，改其中一个。"))
    return None


@transaction.atomic
def add_absence(
    actor: Actor, *, person_id: UUID, from_on: date, to_on: date, kind: str, id: UUID | None = None
) -> Absence:
    """Somebody is away for some days, both included. One's own needs no right."""
    person = _whose(actor, person_id)

    mine = Absence.objects.visible_to(actor).filter(person=person, cancelled_at__isnull=True)
    if id is not None and (known := mine.filter(pk=id).first()) is not None:
        return known
    overlapping = mine.filter(from_on__lte=to_on, to_on__gte=from_on).first()
    collect(
        [
            _order_problem(from_on, to_on),
            Problem("to_on", "too_long", _("一次最多登记一年。"))
            if to_on - from_on > LONGEST_LEAVE
            else None,
            None if kind in Absence.Kind.values else Problem("kind", "unknown", _("选请假事由。")),
            None if person.is_active else Problem("person", "disabled", _("这个人已停用，先启用。")),
            Problem(
                "from_on",
                "overlap",
                _("和已登记的 %(from)s 到 %(to)s 重叠。改日期，或先结束那一次。")
                % {"from": overlapping.from_on, "to": overlapping.to_on},
            )
            if overlapping
            else None,
        ]
    )

    absence = Absence(
        id=id or new_id(actor.now),
        person=person,
        from_on=from_on,
        to_on=to_on,
        kind=kind,
        created_at=actor.now,
    )
    absence.save(force_insert=True)
    audit.record(
        actor,
        "people.absence_added",
        absence,
        person=str(person.pk),
        from_on=str(from_on),
        to_on=str(to_on),
    )
    return absence


@transaction.atomic
def end_absence(actor: Actor, *, absence_id: UUID) -> Absence:
    """Somebody is back today: leave that has begun ended yesterday, leave that has not begun is cancelled."""
    found = Absence.objects.visible_to(actor).locked().filter(pk=absence_id).first()
    if found is None:
        raise NotFoundHere()
    _whose(actor, found.person_id)

    if found.cancelled_at is None and found.to_on >= actor.today:
        if found.from_on >= actor.today:
            found.cancelled_at = actor.now
        else:
            found.to_on = actor.today - timedelta(days=1)
        found.save(update_fields=["cancelled_at", "to_on"])
        audit.record(actor, "people.absence_ended", found, person=str(found.person_id))
    return found


@transaction.atomic
def restore_absence(actor: Actor, *, absence_id: UUID, to_on: date) -> Absence:
    """Take the ending of a leave back: it lasts to that day again."""
    found = Absence.objects.visible_to(actor).locked().filter(pk=absence_id).first()
    if found is None:
        raise NotFoundHere()
    _whose(actor, found.person_id)

    others = Absence.objects.visible_to(actor).filter(person_id=found.person_id, cancelled_at__isnull=True)
    overlapping = others.exclude(pk=found.pk).filter(from_on__lte=to_on, to_on__gte=found.from_on).exists()
    collect(
        [
            _order_problem(found.from_on, to_on),
            Problem("to_on", "overlap", _("这几天已经登记了别的请假，先结束那一次。"))
            if overlapping
            else None,
        ]
    )

    found.cancelled_at, found.to_on = None, to_on
    found.save(update_fields=["cancelled_at", "to_on"])
    audit.record(actor, "people.absence_restored", found, person=str(found.person_id), to_on=str(to_on))
    return found


def _overlap(
    first: tuple[date, date | None], second: tuple[date, date | None]
) -> tuple[date, date | None] | None:
    begin = max(first[0], second[0])
    ends = [day for day in (first[1], second[1]) if day is not None]
    end = min(ends) if ends else None
    return (begin, end) if end is None or begin <= end else None


def _refuse_circle(giver: Person, deputy: Person, days: tuple[date, date | None]) -> None:
    """Follow what the deputy gives away on the same days; arriving at the giver, nobody would decide."""
    rows = Delegation.objects.unscoped(_WHY).in_force().select_related("to_person")
    waiting: list[tuple[UUID, tuple[date, date | None], tuple[str, ...]]] = [
        (deputy.pk, days, (deputy.name,))
    ]
    seen: set[tuple[UUID, tuple[date, date | None]]] = set()
    while waiting:
        person_id, window, names = waiting.pop()
        if (person_id, window) in seen:
            continue
        seen.add((person_id, window))
        for one in rows.filter(from_person_id=person_id):
            common = _overlap(window, (one.from_on, one.to_on))
            if common is None:
                continue
            if one.to_person_id == giver.pk:
                raise DelegationCircle(person=giver.name, way=" → ".join((*names, giver.name)))
            waiting.append((one.to_person_id, common, (*names, one.to_person.name)))


@transaction.atomic
def delegate(
    actor: Actor,
    *,
    from_id: UUID,
    to_id: UUID,
    from_on: date,
    to_on: date | None = None,
    only_when_absent: bool = True,
    note: str = "",
    id: UUID | None = None,
) -> Delegation:
    """Let a colleague decide in somebody's place: one's own, or with the right to change people.

    Nobody gives another's decisions to himself, and nobody's decisions come back to him through his deputies.
    """
    if from_id != actor.person_id:
        actor.require(Rights.EDIT)
    _one_writer()  # before the people: the row of a deputy is touched too, and he may be giving something away himself
    giver = _whose(actor, from_id)

    mine = Delegation.objects.unscoped(_WHY).in_force().filter(from_person=giver)
    if id is not None and (known := mine.filter(pk=id).first()) is not None:
        return known
    if to_id == actor.person_id != from_id:
        raise NotForOneself(person=giver.name)
    deputy = Person.objects.unscoped("a deputy may sit in any unit").filter(pk=to_id, is_active=True).first()
    same_days = Q(to_on__isnull=True) | Q(to_on__gte=from_on)
    note = note.strip()
    already = mine.filter(same_days, to_person_id=to_id)
    if to_on is not None:
        already = already.filter(from_on__lte=to_on)
    collect(
        [
            None
            if deputy is not None
            else Problem("to_person", "unknown", _("没有这位在职的同事，选另一位。")),
            Problem("to_person", "oneself", _("不能自己代理自己，选一位同事。"))
            if to_id == from_id
            else None,
            None if giver.is_active else Problem("person", "disabled", _("这个人已停用，先启用。")),
            _order_problem(from_on, to_on),
            Problem("from_on", "past", _("代理从今天或以后开始。")) if from_on < actor.today else None,
            Problem("to_person", "already", _("这些日子已经由这位同事代理。")) if already.exists() else None,
            Problem("note", "too_long", _("说明最多 200 个字符。")) if len(note) > 200 else None,
        ]
    )
    assert deputy is not None  # told above
    _refuse_circle(giver, deputy, (from_on, to_on))

    delegation = Delegation(
        id=id or new_id(actor.now),
        from_person=giver,
        to_person=deputy,
        from_on=from_on,
        to_on=to_on,
        only_when_absent=only_when_absent,
        note=note,
        created_at=actor.now,
    )
    delegation.save(force_insert=True)
    audit.record(
        actor,
        "people.delegated",
        delegation,
        from_person=str(giver.pk),
        to_person=str(deputy.pk),
        from_on=str(from_on),
        to_on=str(to_on or ""),
        only_when_absent=only_when_absent,
    )
    return delegation


@transaction.atomic
def revoke_delegation(actor: Actor, *, delegation_id: UUID) -> Delegation:
    """A delegation ends at once. Both sides may end it, and whoever may change the giver."""
    found = Delegation.objects.visible_to(actor).locked().filter(pk=delegation_id).first()
    if found is None:
        raise NotFoundHere()
    if found.to_person_id != actor.person_id:
        _whose(actor, found.from_person_id)

    if found.revoked_at is None:
        found.revoked_at = actor.now
        found.save(update_fields=["revoked_at"])
        audit.record(actor, "people.delegation_revoked", found)
    return found


def revoke_delegations_of(actor: Actor, person: Person) -> None:
    """Somebody leaves: nobody decides for him any more, and he for nobody."""
    rows = Delegation.objects.unscoped("whoever leaves is nobody's deputy").in_force()
    gone = list(rows.filter(Q(from_person=person) | Q(to_person=person)).order_by("pk"))
    for one in gone:
        one.revoked_at = actor.now
        one.save(update_fields=["revoked_at"])
    audit.record_many(actor, "people.delegation_revoked", gone)
