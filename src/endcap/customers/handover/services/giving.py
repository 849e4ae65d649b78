"""A manager gives the outlets of a leaver to colleagues."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from endcap.customers.handover import selectors
from endcap.customers.handover.errors import AlreadyGiven, NobodySuitable
from endcap.customers.handover.models import Handover, Orphan, Wish
from endcap.customers.handover.rights import Rights
from endcap.customers.handover.services.closing import close_if_done
from endcap.customers.handover.services.leave import due_after
from endcap.customers.outlets.models import Outlet
from endcap.customers.outlets.services import leaving
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.mechanisms.agenda import services as agenda
from endcap.org.messages import services as messages

KIND = "first_contact"
TOPIC = "handover.given"
SUBJECT = "outlets.Outlet"
CHUNK = 500
_GIVEN = (
    "assigned_to_id",
    "assigned_at",
    "assigned_by",
    "first_contact_due_on",
    "first_contact_on",
    "first_contact_note",
)


@dataclass(frozen=True)
class Given:
    """What a distribution did."""

    outlets: int
    people: int


@transaction.atomic
def distribute(actor: Actor, *, handover_id: UUID, to: Mapping[UUID, UUID], reason: str = "") -> Given:
    """Give outlets of a leaver (by orphan) to new owners. Each is to be contacted by a day; that stands on the
    new owner's agenda. Outlets that somebody else has given meanwhile refuse the whole."""
    actor.require(Rights.DISTRIBUTE)

    handover = _locked(actor, handover_id)
    orphans = _locked_orphans(actor, handover, list(to))

    collect(
        [
            Problem("to", "required", _("选要分的终端和接手的人。")) if not to else None,
            Problem("reason", "too_long", _("说明最多 200 个字。")) if len(reason) > 200 else None,
        ]
    )
    gone = [orphan for orphan in orphans if not orphan.is_waiting]
    if gone:
        raise AlreadyGiven(names=gettext("、").join(orphan.outlet.name for orphan in gone[:5]))

    due_on = due_after(actor.today, unit_id=handover.unit_id)
    for orphan in orphans:
        orphan.assigned_to_id = to[orphan.pk]
        orphan.assigned_at, orphan.assigned_by = actor.now, actor.name
        orphan.first_contact_due_on = None if orphan.outlet.is_archived else due_on
        if orphan.outlet.is_archived:  # nobody calls on a file that is put away
            orphan.first_contact_on = actor.today
            orphan.first_contact_note = gettext("档案已归档，不用联系")
    _write(orphans)
    why = reason.strip() or gettext("接手%(name)s的终端") % {"name": handover.person.name}
    leaving.give(actor, to={orphan.outlet_id: to[orphan.pk] for orphan in orphans}, reason=why)
    _settle_wishes(actor, orphans)
    put_on_agenda(actor, handover, orphans)
    audit.record(actor, "handover.distributed", handover, outlets=len(orphans))
    close_if_done(actor, handover)
    _tell(actor, handover, orphans)
    return Given(len(orphans), len(set(to.values())))


def _locked(actor: Actor, handover_id: UUID) -> Handover:
    rows = Handover.objects.visible_to(actor).locked().select_related("person", "unit")
    found = rows.filter(pk=handover_id).first()
    if found is None:
        raise NotFoundHere()
    return found


def _locked_orphans(actor: Actor, handover: Handover, ids: Sequence[UUID]) -> list[Orphan]:
    found: list[Orphan] = []
    wanted = sorted(set(ids))
    rows = Orphan.objects.visible_to(actor).locked().filter(handover=handover).select_related("outlet")
    for start in range(0, len(wanted), CHUNK):
        found += rows.filter(pk__in=wanted[start : start + CHUNK]).order_by("pk")
    if len(found) != len(wanted):
        raise NotFoundHere()
    return found


def _write(orphans: Sequence[Orphan]) -> None:
    """A statement for each new owner and portion, not for each outlet."""
    rows = Orphan.objects.unscoped("locked by the operation at hand")
    groups: dict[tuple[object, ...], list[UUID]] = {}
    for orphan in orphans:
        values = tuple(getattr(orphan, name) for name in _GIVEN)
        groups.setdefault(values, []).append(orphan.pk)
    for values, ids in groups.items():
        for start in range(0, len(ids), CHUNK):
            part = rows.filter(pk__in=ids[start : start + CHUNK])
            part.update(**dict(zip(_GIVEN, values, strict=True)))


def _settle_wishes(actor: Actor, orphans: Sequence[Orphan]) -> None:
    """Whoever got what he asked for was granted it; the others were not."""
    given = {orphan.pk: orphan.assigned_to_id for orphan in orphans}
    rows = Wish.objects.unscoped("wishes for the outlets at hand").filter(state=Wish.State.OPEN)
    ids = list(given)
    for start in range(0, len(ids), CHUNK):
        for wish in rows.filter(orphan_id__in=ids[start : start + CHUNK]):
            granted = given[wish.orphan_id] == wish.person_id
            wish.state = Wish.State.GRANTED if granted else Wish.State.DECLINED
            wish.decided_at, wish.decided_by = actor.now, actor.name
            wish.save(update_fields=["state", "decided_at", "decided_by"])


def put_on_agenda(actor: Actor, handover: Handover, orphans: Sequence[Orphan]) -> None:
    """The first contact stands on the agenda of each new owner."""
    units = (
        dict(
            Outlet.objects.unscoped("outlets that were given just now")
            .filter(pk__in=[orphan.outlet_id for orphan in orphans])
            .values_list("pk", "unit_id")
        )
        if len(orphans) <= CHUNK
        else {}
    )
    agenda.put_many(
        actor,
        [
            agenda.NewItem(
                kind=KIND,
                key=f"handover:{handover.pk}",
                subject_type=SUBJECT,
                subject_id=orphan.outlet_id,
                title=orphan.outlet.name,
                due_on=orphan.first_contact_due_on,
                person_id=orphan.assigned_to_id,
                unit_id=units.get(orphan.outlet_id, orphan.outlet.unit_id),
                url=reverse("outlets:outlet", args=[orphan.outlet_id]),
            )
            for orphan in orphans
            if orphan.first_contact_due_on and orphan.assigned_to_id
        ],
    )


def _tell(actor: Actor, handover: Handover, orphans: Sequence[Orphan]) -> None:
    counts = Counter(orphan.assigned_to_id for orphan in orphans if orphan.assigned_to_id)
    for person_id, count in counts.items():
        if person_id == actor.person_id:
            continue
        days = {orphan.first_contact_due_on for orphan in orphans if orphan.first_contact_due_on}
        text = gettext("%(day)s 前第一次联系。") % {"day": min(days)} if days else ""
        messages.tell(
            actor,
            to=[person_id],
            topic=TOPIC,
            title=gettext("分给你 %(count)s 家终端，原来是%(name)s的")
            % {"count": count, "name": handover.person.name},
            text=text,
            url=reverse("handover:mine"),
        )


@transaction.atomic
def accept_suggestions(
    actor: Actor, *, handover_id: UUID, orphan_ids: Sequence[UUID] | None = None, reason: str = ""
) -> Given:
    """Give outlets as suggested: those named, or all that wait."""
    actor.require(Rights.DISTRIBUTE)

    handover = _locked(actor, handover_id)
    loads = selectors.loads_around(actor, handover, with_positions=True)
    if not loads:
        raise NobodySuitable()

    found = selectors.suggestions_for(actor, handover, loads, only=orphan_ids)
    if orphan_ids is not None and len(found) != len(set(orphan_ids)):
        _locked_orphans(actor, handover, orphan_ids)  # not found, or not there any more
        raise AlreadyGiven(names="…")
    return distribute(
        actor,
        handover_id=handover_id,
        to={pk: one.person_id for pk, one in found.items()},
        reason=reason,
    )
