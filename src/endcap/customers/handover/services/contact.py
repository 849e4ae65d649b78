"""The new owner of a leaver's outlet gets in touch for the first time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from endcap.customers.handover.errors import ContactedBefore, NotGivenYet
from endcap.customers.handover.events import FirstContactMade
from endcap.customers.handover.models import Orphan
from endcap.customers.handover.rights import Rights
from endcap.customers.handover.services.closing import close_if_done
from endcap.customers.handover.services.giving import KIND, SUBJECT, put_on_agenda
from endcap.customers.handover.services.leave import due_after
from endcap.kernel import events
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.mechanisms.agenda import services as agenda

_WHY = "orphans of outlets that the operation at hand has checked"


@transaction.atomic
def record_first_contact(actor: Actor, *, orphan_id: UUID, on: date | None = None, note: str = "") -> Orphan:
    """Say that the outlet has been contacted by its new owner: by him, or by whoever distributes."""
    rows = Orphan.objects.visible_to(actor).locked().select_related("outlet", "handover")
    orphan = rows.filter(pk=orphan_id).first()
    if orphan is None:
        raise NotFoundHere()
    if orphan.assigned_to_id is None or orphan.assigned_to_id != actor.person_id:
        actor.require(Rights.DISTRIBUTE)

    day = on or actor.today
    if orphan.assigned_to_id is None or orphan.assigned_at is None:
        raise NotGivenYet(name=orphan.outlet.name)
    if orphan.first_contact_on is not None:
        raise ContactedBefore(name=orphan.outlet.name)
    collect(
        [
            Problem("on", "in_future", _("联系的日期不能晚于今天。")) if day > actor.today else None,
            Problem("note", "too_long", _("说明最多 300 个字。")) if len(note) > 300 else None,
        ]
    )

    _contacted(actor, orphan, day, note)
    agenda.settle(actor, kind=KIND, subject_type=SUBJECT, subject_id=orphan.outlet_id, note=note.strip())
    return orphan


def _contacted(actor: Actor, orphan: Orphan, day: date, note: str) -> None:
    orphan.first_contact_on, orphan.first_contact_note = day, " ".join(note.split())[:300]
    orphan.save(update_fields=["first_contact_on", "first_contact_note"])
    audit.record(actor, "handover.contacted", orphan.handover, outlet=str(orphan.outlet_id))
    close_if_done(actor, orphan.handover)
    events.publish(actor, FirstContactMade(orphan.pk, orphan.outlet_id, day))


@transaction.atomic
def note_done_item(actor: Actor, *, kind: str, subject_id: UUID, outcome: str) -> None:
    """The first contact was ticked off on the agenda: the hand-over knows it too. Skipping it is no contact."""
    if kind != KIND or outcome != "done":
        return
    rows = Orphan.objects.unscoped(_WHY).locked().select_related("handover")
    found = rows.filter(outlet_id=subject_id, assigned_to__isnull=False, first_contact_on__isnull=True)
    for orphan in found.order_by("pk"):
        _contacted(actor, orphan, actor.today, "")


@transaction.atomic
def follow_owners(actor: Actor, *, outlet_ids: Sequence[UUID], owner_id: UUID) -> None:
    """Outlets of a leaver were given away on another page, or passed on before the first contact: the list
    follows."""
    rows = Orphan.objects.unscoped(_WHY).filter(first_contact_on__isnull=True)
    ids = list(outlet_ids)
    for start in range(0, len(ids), 500):
        part = rows.filter(outlet_id__in=ids[start : start + 500])
        waiting = part.filter(assigned_to__isnull=True).exclude(caretaker_id=owner_id)
        waiting = waiting.exclude(caretaker__isnull=True, from_person_id=owner_id)
        for orphan in waiting.select_related("handover", "outlet"):
            _take_note(actor, orphan, owner_id)
        part.filter(assigned_to__isnull=False).exclude(assigned_to_id=owner_id).update(
            assigned_to_id=owner_id
        )


def _take_note(actor: Actor, orphan: Orphan, owner_id: UUID) -> None:
    orphan.assigned_to_id, orphan.assigned_at, orphan.assigned_by = owner_id, actor.now, actor.name
    orphan.first_contact_due_on = due_after(actor.today, unit_id=orphan.handover.unit_id)
    orphan.save(update_fields=["assigned_to", "assigned_at", "assigned_by", "first_contact_due_on"])
    put_on_agenda(actor, orphan.handover, [orphan])
