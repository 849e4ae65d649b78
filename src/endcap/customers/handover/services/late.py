"""After the day no orphan is left, or it is shown: managers are told, then those above them."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext

from endcap.customers.handover.models import Handover, Orphan
from endcap.customers.handover.services.leave import due_after
from endcap.kernel.actor import Actor
from endcap.kernel.calendar import selectors as calendar
from endcap.kernel.calendar.errors import CalendarYearMissing
from endcap.org.messages import services as messages
from endcap.org.people import selectors as people

TOPIC = "handover.late"
_WHY = "hand-overs that are late, wherever they are"


def _late(actor: Actor) -> list[Handover]:
    contact = Q(orphans__assigned_to__isnull=False, orphans__first_contact_on__isnull=True)
    rows = (
        Handover.objects.unscoped(_WHY)
        .filter(state=Handover.State.OPEN)
        .filter(
            Q(due_on__lt=actor.today, orphans__assigned_to__isnull=True)
            | (contact & Q(orphans__first_contact_due_on__lt=actor.today))
            | Q(due_on__isnull=True)
        )
    )
    return list(rows.exclude(told_on=actor.today).distinct().select_related("person", "unit"))


def is_anything_late(actor: Actor) -> bool:
    """A cheap look whether somebody has to be told today."""
    return bool(_late(actor))


def _is_working_day(actor: Actor) -> bool:
    try:
        return calendar.is_working_day(actor.today)
    except CalendarYearMissing:
        return True


@transaction.atomic
def tell_of_late(actor: Actor) -> int:
    """Tell whoever cares for late orphans, the day after also those above; on working days only. Answers how
    many hand-overs are late."""
    if not _is_working_day(actor):
        return 0
    late = 0
    for handover in _late(actor):
        if handover.due_on is None:
            _try_due(handover)
        counts = _counts(actor, handover)
        if not sum(counts):
            continue
        late += 1
        waiting, uncontacted = counts
        messages.tell(
            actor,
            to=_whom(handover, is_first=handover.told_on is None),
            topic=TOPIC,
            title=gettext("%(name)s的终端过期还没交完") % {"name": handover.person.name},
            text=gettext("还有 %(waiting)s 家没有分，%(uncontacted)s 家分了没有联系。")
            % {"waiting": waiting, "uncontacted": uncontacted},
            url=reverse("handover:handover", args=[handover.pk]),
            key=f"handover:late:{handover.pk}",
        )
        _tell_new_owners(actor, handover)
        handover.told_on = actor.today
        handover.save(update_fields=["told_on"])
    return late


def _try_due(handover: Handover) -> None:
    try:
        handover.due_on = due_after(handover.left_on, unit_id=handover.unit_id)
    except CalendarYearMissing:
        return
    handover.save(update_fields=["due_on"])


def _open(handover: Handover) -> Q:
    return Q(handover=handover, first_contact_on__isnull=True)


def _counts(actor: Actor, handover: Handover) -> tuple[int, int]:
    rows = Orphan.objects.unscoped(_WHY).filter(_open(handover))
    is_past = handover.due_on is not None and handover.due_on < actor.today
    waiting = rows.filter(assigned_to__isnull=True).count() if is_past else 0
    return waiting, rows.filter(first_contact_due_on__lt=actor.today).count()


def _whom(handover: Handover, *, is_first: bool) -> set[UUID]:
    """Whoever cares for the outlets; from the second day on also the next one above."""
    rows = Orphan.objects.unscoped(_WHY).filter(handover=handover, caretaker__isnull=False)
    caring = set(rows.values_list("caretaker_id", flat=True))
    line = [pk for pk in people.managers_of_unit(handover.unit_id) if pk not in caring]
    if not caring and line:
        caring.add(line.pop(0))
    return caring if is_first else caring | set(line[:1])


def _tell_new_owners(actor: Actor, handover: Handover) -> None:
    rows = Orphan.objects.unscoped(_WHY).filter(_open(handover), first_contact_due_on__lt=actor.today)
    owners = set(rows.values_list("assigned_to_id", flat=True)) - {None}
    messages.tell(
        actor,
        to=[pk for pk in owners if pk],
        topic=TOPIC,
        title=gettext("接手的终端过期还没联系"),
        text=gettext("原来是%(name)s的。联系过就记一笔。") % {"name": handover.person.name},
        url=reverse("handover:mine"),
        key=f"handover:mine:{handover.pk}",
    )
