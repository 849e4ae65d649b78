"""Somebody leaves: everything he looked after goes on a list, and into somebody's care at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from endcap.customers.handover import selectors
from endcap.customers.handover.errors import HandoverExists, NobodyToCare
from endcap.customers.handover.events import OutletsOrphaned
from endcap.customers.handover.models import Handover, Orphan
from endcap.customers.handover.rights import Rights
from endcap.customers.outlets.models import Outlet
from endcap.customers.outlets.services import leaving
from endcap.kernel import events
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.calendar import selectors as calendar
from endcap.kernel.calendar.errors import CalendarYearMissing
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id
from endcap.kernel.parameters import selectors as parameters
from endcap.kernel.parameters.definitions import P
from endcap.org.messages import services as messages
from endcap.org.people.models import Person

TOPIC = "handover.todo"
_WHY = "the hand-over of somebody who leaves"


def due_after(on: date, *, unit_id: UUID | None) -> date:
    """The day that lies as many working days later as the parameter says. Raises CalendarYearMissing."""
    days = int(parameters.value(P.ORPHAN_CONTACT_DAYS, on=on, unit_id=unit_id))
    return calendar.add_working_days(on, days)


def _due_if_known(on: date, unit_id: UUID) -> date | None:
    try:
        return due_after(on, unit_id=unit_id)
    except CalendarYearMissing:  # somebody's leaving does not wait for next year's calendar
        return None


def open_case(person_id: UUID) -> Handover | None:
    """The hand-over of a person that is not finished, held until the transaction ends."""
    rows = Handover.objects.unscoped(_WHY).locked().filter(person_id=person_id)
    return rows.exclude(state=Handover.State.DONE).first()


@transaction.atomic
def record_leaving(actor: Actor, *, person_id: UUID, on: date) -> Handover | None:
    """Somebody has left. His outlets, recent and old, used and archived, pass to the nearest manager of their
    unit at once and are listed until each has a new owner. Part of ending the account, which has required its
    own right. Answers None where there was nothing to hand over."""
    person = Person.objects.unscoped(_WHY).select_related("unit").get(pk=person_id)
    outlets = leaving.owned_by(person_id)
    handover = open_case(person_id)
    if not outlets and handover is None:
        return None

    def caretaker_of(unit_id: UUID) -> UUID:
        found = selectors.caretaker_for(unit_id, but=person_id)
        if found is None:
            raise NobodyToCare(name=person.name, count=len(outlets))
        return found

    by_unit = {unit_id: caretaker_of(unit_id) for unit_id in {outlet.unit_id for outlet in outlets}}
    care = {outlet.pk: by_unit[outlet.unit_id] for outlet in outlets}
    if handover is None:
        handover = _new(actor, person, on, Handover.State.OPEN)
        handover.save(force_insert=True)
    else:
        handover.state, handover.left_on = Handover.State.OPEN, on
        handover.due_on = _due_if_known(on, person.unit_id)
        handover.save(update_fields=["state", "left_on", "due_on"])
    listed = _list(handover, person_id, [one for one in outlets if not one.is_merged], care)
    reason = gettext("%(name)s离开，暂由主管代管") % {"name": person.name}
    leaving.pass_on(actor, outlets=outlets, care=care, reason=reason)
    audit.record(actor, "handover.begun", handover, outlets=listed)
    events.publish(actor, OutletsOrphaned(handover.pk, tuple(care)))
    _tell(actor, handover, person, set(care.values()), listed)
    return handover


def _new(actor: Actor, person: Person, on: date, state: Handover.State) -> Handover:
    return Handover(
        id=new_id(actor.now),
        person=person,
        unit=person.unit,
        left_on=on,
        due_on=_due_if_known(on, person.unit_id),
        state=state,
        created_at=actor.now,
        created_by=actor.name,
    )


def _list(handover: Handover, person_id: UUID, outlets: Sequence[Outlet], care: dict[UUID, UUID]) -> int:
    """Put outlets on the list; those that are on it already get their caretaker. Answers how many there are."""
    rows = Orphan.objects.unscoped(_WHY).filter(handover=handover)
    known = dict(rows.values_list("outlet_id", "pk"))
    Orphan.objects.bulk_create(
        [
            Orphan(
                id=new_id(),
                handover=handover,
                outlet_id=outlet.pk,
                from_person_id=person_id,
                caretaker_id=care.get(outlet.pk),
            )
            for outlet in outlets
            if outlet.pk not in known
        ],
        batch_size=1000,
    )
    for person in set(care.values()):
        mine = [known[pk] for pk, who in care.items() if who == person and pk in known]
        for start in range(0, len(mine), 500):
            rows.filter(pk__in=mine[start : start + 500]).update(caretaker_id=person)
    return rows.count()


def _tell(actor: Actor, handover: Handover, person: Person, caretakers: Collection[UUID], count: int) -> None:
    if not count:
        return
    messages.tell(
        actor,
        to=caretakers,
        topic=TOPIC,
        title=gettext("%(name)s离开，%(count)s 家终端要分") % {"name": person.name, "count": count},
        text=gettext("现在由你代管。按远近和同事手上的家数给了建议，可以一次分完。"),
        url=reverse("handover:handover", args=[handover.pk]),
        key=f"handover:{handover.pk}",
    )


@transaction.atomic
def plan_leave(actor: Actor, *, person_id: UUID | None, leaves_on: date | None) -> Handover:
    """Somebody will leave on a day: his outlets are listed and may be given away before. They stay his until
    they are given, or until he leaves."""
    actor.require(Rights.DISTRIBUTE)

    rows = Person.objects.visible_to(actor).select_related("unit")
    person = rows.filter(pk=person_id).first() if person_id else None
    if person_id and person is None:
        raise NotFoundHere()
    collect(
        [
            Problem("person", "required", _("选要离开的人。")) if person is None else None,
            Problem("person", "left", _("这个人已经离开，交接单早已开好。"))
            if person is not None and not person.is_active
            else None,
            Problem("leaves_on", "required", _("填离开的日期。")) if leaves_on is None else None,
            Problem("leaves_on", "in_past", _("离开的日期不能早于今天。"))
            if leaves_on is not None and leaves_on < actor.today
            else None,
        ]
    )
    assert person is not None
    assert leaves_on is not None
    if open_case(person.pk) is not None:
        raise HandoverExists(name=person.name)

    outlets = leaving.owned_by(person.pk)
    handover = _new(actor, person, leaves_on, Handover.State.PLANNED)
    handover.save(force_insert=True)
    listed = _list(handover, person.pk, [one for one in outlets if not one.is_merged], {})
    audit.record(actor, "handover.planned", handover, outlets=listed, leaves_on=leaves_on.isoformat())
    return handover
