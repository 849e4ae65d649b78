"""The running part of the ledger, and which outlets, files and birthdays fall due."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Max, Q

from endcap.customers.outlets.filters import OutletFilter
from endcap.customers.outlets.models import Contact, FileNote, Outlet
from endcap.customers.outlets.selectors.listing import filtered
from endcap.kernel import clock
from endcap.kernel.actor import Actor
from endcap.kernel.parameters import selectors as parameters
from endcap.kernel.parameters.definitions import P
from endcap.org.people.models import Person

BATCH = 1000


def _living(actor: Actor, wanted: OutletFilter) -> object:
    return filtered(actor, replace(wanted, archived=False)).exclude(status=Outlet.Status.CLOSED)


def to_check_by(actor: Actor, wanted: OutletFilter, until: date) -> Iterator[Outlet]:
    """Outlets whose file has to be checked by a day, with what the agenda needs of them."""
    days = parameters.value(P.FILE_REFRESH_DAYS, on=actor.today)

    def before(distance: int) -> Q:
        day = until - timedelta(days=distance - 1)  # the whole of that day counts
        cut = datetime.combine(day, time(), tzinfo=clock.business_zone())
        return Q(last_verified_at__lt=cut) | Q(last_verified_at__isnull=True, created_at__lt=cut)

    due = (Q(grade="A") & before(days.a)) | (~Q(grade="A") & before(days.other))
    rows = _living(actor, wanted).filter(due).order_by()  # type: ignore[attr-defined]
    needed = ("pk", "name", "grade", "owner_id", "unit_id", "last_verified_at", "created_at")
    yield from rows.only(*needed).iterator(chunk_size=BATCH)


def units_with_outlets(actor: Actor, wanted: OutletFilter) -> list[UUID]:
    """The units in which living outlets lie."""
    rows = _living(actor, wanted).order_by()  # type: ignore[attr-defined]
    return list(rows.values_list("unit_id", flat=True).distinct())


def seen_of(actor: Actor, outlet_ids: Collection[UUID]) -> frozenset[UUID]:
    """Which of these outlets the actor sees."""
    return frozenset(Outlet.objects.visible_to(actor).filter(pk__in=outlet_ids).values_list("pk", flat=True))


def last_talks(actor: Actor, wanted: OutletFilter) -> Iterator[tuple[Outlet, date | None]]:
    """Outlets with the day on which somebody last called or met them."""
    talked = Q(notes__kind__in=[str(kind) for kind in FileNote.CONTACTED])
    rows = _living(actor, wanted).order_by().only("pk", "name", "grade", "owner_id", "unit_id")  # type: ignore[attr-defined]
    for outlet in rows.annotate(talked_on=Max("notes__on", filter=talked)).iterator(chunk_size=BATCH):
        yield outlet, outlet.talked_on


def agreed_birthdays(actor: Actor, wanted: OutletFilter) -> Iterator[Contact]:
    """Contacts at living outlets whose birthday may be used, since they agreed to be cared for."""
    rows = Contact.objects.visible_to(actor).filter(
        birthday__isnull=False,
        left_on__isnull=True,
        outlet__archived_at__isnull=True,
        outlet__merged_into__isnull=True,
    )
    if wanted.is_narrow:
        rows = rows.filter(outlet__in=_living(actor, wanted).order_by().values("pk"))  # type: ignore[attr-defined]
    for contact in rows.exclude(outlet__status=Outlet.Status.CLOSED).select_related("outlet"):
        if contact.consents.get("birthday"):
            yield contact


def care_plan_of(actor: Actor, outlet_id: UUID) -> FileNote | None:
    """The care plan that holds: the latest one."""
    rows = FileNote.objects.visible_to(actor).filter(outlet_id=outlet_id, kind=FileNote.Kind.CARE)
    return rows.order_by("-at", "-id").first()


def notes_page(
    actor: Actor, outlet_id: UUID, *, kind: str = "", before: datetime | None = None, limit: int = 50
) -> list[FileNote]:
    """Entries of the ledger, newest first, from a moment backwards; the outlet's visibility was checked."""
    rows = FileNote.objects.visible_to(actor).filter(outlet_id=outlet_id)
    if kind:
        rows = rows.filter(kind=kind)
    if before:
        rows = rows.filter(at__lte=before)
    return list(rows.order_by("-at", "-id")[:limit])


def unit_of_owner(person_id: UUID) -> UUID:
    """The unit of somebody who looks after outlets."""
    people = Person.objects.unscoped("an owner that the operation has checked")
    return people.values_list("unit_id", flat=True).get(pk=person_id)
