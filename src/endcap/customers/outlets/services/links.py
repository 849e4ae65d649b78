"""Outlets that have to do with each other: found by a scan, judged by people, never merged silently."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from endcap.customers.outlets import likeness
from endcap.customers.outlets.drafts import ScanResult
from endcap.customers.outlets.models import Outlet, OutletLink
from endcap.customers.outlets.rights import Rights
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere
from endcap.kernel.ids import new_id

_COMPARED = (
    "pk",
    "code",
    "name",
    "name_key",
    "address_key",
    "phone_key",
    "licence_no",
    "lat_e7",
    "lon_e7",
    "status",
    "chain_name",
)


def _compared(actor: Actor) -> list[likeness.Traits]:
    rows = Outlet.objects.visible_to(actor).filter(archived_at__isnull=True).order_by("created_at", "pk")
    return [
        likeness.Traits(*row[:9], row[9] != Outlet.Status.CLOSED, row[10])  # type: ignore[call-arg]
        for row in rows.values_list(*_COMPARED).iterator(chunk_size=5000)
    ]


def _ends(one: likeness.Traits, other: likeness.Traits, kind: str) -> tuple[UUID, UUID]:
    assert one.id is not None
    assert other.id is not None
    if kind == likeness.SUCCESSOR:  # who closed came before
        return (other.id, one.id) if one.is_open else (one.id, other.id)
    return min(one.id, other.id), max(one.id, other.id)


@transaction.atomic
def scan_duplicates(actor: Actor) -> ScanResult:
    """Look through all visible outlets for likely repeats, successors and neighbours at one address.

    Links are proposals: pairs that somebody judged keep their verdict, open ones are renewed.
    """
    actor.require(Rights.EDIT)

    traits = _compared(actor)
    held = {(link.outlet_id, link.other_id, link.kind): link for link in OutletLink.objects.visible_to(actor)}

    made: list[OutletLink] = []
    found: set[tuple[UUID, UUID, str]] = set()
    counts = dict.fromkeys((likeness.DUPLICATE, likeness.SAME_PLACE, likeness.SUCCESSOR), 0)
    for one, other, verdict in likeness.pairs(traits):
        first, second = _ends(one, other, verdict.kind)
        key = (first, second, verdict.kind)
        found.add(key)
        if key in held and held[key].state == OutletLink.State.DISMISSED:
            continue
        counts[verdict.kind] += 1
        if key not in held:
            made.append(new_link(actor, key, verdict.score, verdict.reasons))

    gone = [
        link.pk
        for key, link in held.items()
        if key not in found and link.state == OutletLink.State.OPEN and link.reasons
    ]
    for start in range(0, len(gone), 500):
        OutletLink.objects.visible_to(actor).filter(pk__in=gone[start : start + 500]).delete()
    OutletLink.objects.bulk_create(made, batch_size=1000, ignore_conflicts=True)
    audit.record_event(
        actor, "outlets.duplicates_scanned", "outlets.OutletLink", "", outlets=len(traits), made=len(made)
    )
    return ScanResult(
        len(traits), counts[likeness.DUPLICATE], counts[likeness.SAME_PLACE], counts[likeness.SUCCESSOR]
    )


@transaction.atomic
def link_batch(actor: Actor, *, batch_id: UUID) -> int:
    """Propose links for the outlets that an import has brought; answers how many. Part of the import's
    right."""
    actor.require(Rights.IMPORT)

    new = set(Outlet.objects.visible_to(actor).filter(import_batch_id=batch_id).values_list("pk", flat=True))
    if not new:
        return 0
    made = []
    for one, other, verdict in likeness.pairs(_compared(actor), among=new):
        first, second = _ends(one, other, verdict.kind)
        made.append(new_link(actor, (first, second, verdict.kind), verdict.score, verdict.reasons))
    OutletLink.objects.bulk_create(made, batch_size=1000, ignore_conflicts=True)
    return len(made)


def new_link(actor: Actor, key: tuple[UUID, UUID, str], score: int, reasons: Sequence[str]) -> OutletLink:
    """A proposal, not yet written."""
    return OutletLink(
        id=new_id(actor.now),
        outlet_id=key[0],
        other_id=key[1],
        kind=key[2],
        score=score,
        reasons=list(reasons),
        created_at=actor.now,
    )


def _judge(actor: Actor, link_id: UUID, state: OutletLink.State, action: str) -> OutletLink:
    actor.require(Rights.EDIT)

    link = OutletLink.objects.visible_to(actor).locked().filter(pk=link_id).first()
    if link is None or not Outlet.objects.visible_to(actor).filter(pk=link.other_id).exists():
        raise NotFoundHere()

    link.state, link.decided_at, link.decided_by = state, actor.now, actor.name
    link.save(update_fields=["state", "decided_at", "decided_by"])
    audit.record(actor, action, Outlet(id=link.outlet_id), other=str(link.other_id), kind=link.kind)
    return link


@transaction.atomic
def dismiss_link(actor: Actor, *, link_id: UUID) -> OutletLink:
    """Say that the two have nothing to do with each other; no later scan brings it up again."""
    return _judge(actor, link_id, OutletLink.State.DISMISSED, "outlets.link_dismissed")


@transaction.atomic
def confirm_link(actor: Actor, *, link_id: UUID) -> OutletLink:
    """Say that the relation is as proposed."""
    return _judge(actor, link_id, OutletLink.State.CONFIRMED, "outlets.link_confirmed")
