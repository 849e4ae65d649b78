"""What two outlets are to each other, said by people: successors, neighbours, or nothing."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets.errors import AlreadyMerged, Archived
from endcap.customers.outlets.models import Outlet, OutletLink
from endcap.customers.outlets.rights import Rights
from endcap.customers.outlets.selectors.suspects import compared
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id

_KIND = OutletLink.Kind
_STATE = OutletLink.State


def _both(actor: Actor, one_id: UUID, other_id: UUID) -> tuple[Outlet, Outlet]:
    """Two different visible outlets that are still their own, held in one fixed order."""
    wanted = {one_id, other_id}
    rows = Outlet.objects.visible_to(actor).locked().filter(pk__in=wanted).order_by("pk")
    found = {outlet.pk: outlet for outlet in rows}
    if len(found) != len(wanted):
        raise NotFoundHere()
    collect([Problem("other", "same", _("选另一家，不能是它自己。")) if one_id == other_id else None])
    for outlet in found.values():
        if outlet.is_merged:
            rows = Outlet.objects.unscoped("the name of the outlet into which a visible one was merged")
            into = rows.filter(pk=outlet.merged_into_id).values_list("name", flat=True).first()  # type: ignore[misc]  # none finds nobody
            raise AlreadyMerged(name=outlet.name, into=into or "")
        if outlet.is_archived:
            raise Archived(name=outlet.name)
    return found[one_id], found[other_id]


def _links(one: Outlet, other: Outlet) -> list[OutletLink]:
    """Every relation between two outlets that were checked, whichever stands first."""
    ends = Q(outlet=one, other=other) | Q(outlet=other, other=one)
    return list(OutletLink.objects.unscoped("both ends were checked against the reach").filter(ends))


def _decide(actor: Actor, link: OutletLink, state: OutletLink.State) -> None:
    link.state, link.decided_at, link.decided_by = state, actor.now, actor.name
    link.save(update_fields=["state", "decided_at", "decided_by"])


def _say(
    actor: Actor, first: Outlet, second: Outlet, kind: OutletLink.Kind, *, on: date | None, note: str
) -> OutletLink:
    """Keep one relation as confirmed, and dismiss the suspicion that the two are one."""
    held = _links(first, second)
    for link in held:
        if link.kind == _KIND.DUPLICATE and link.state != _STATE.DISMISSED:
            _decide(actor, link, _STATE.DISMISSED)
    same = [link for link in held if link.kind == kind]
    link = same[0] if same else OutletLink(id=new_id(actor.now), kind=kind, created_at=actor.now)
    link.outlet, link.other, link.on, link.note = first, second, on, " ".join(note.split())
    link.state, link.decided_at, link.decided_by = _STATE.CONFIRMED, actor.now, actor.name
    link.save(force_insert=not same)
    action = "outlets.successor_set" if kind == _KIND.SUCCESSOR else "outlets.same_place_set"
    audit.record(actor, action, first, other=str(second.pk))
    audit.record(actor, action, second, other=str(first.pk))
    return link


@transaction.atomic
def set_successor(
    actor: Actor, *, before_id: UUID, after_id: UUID, on: date | None = None, note: str = ""
) -> OutletLink:
    """Say that one outlet took over the place of another on a day: two customers, one address."""
    actor.require(Rights.EDIT)

    before, after = _both(actor, before_id, after_id)
    collect(
        [
            Problem("on", "in_future", _("交接日期不能晚于今天。")) if on and on > actor.today else None,
            Problem("note", "too_long", _("说明最多 300 个字。")) if len(note) > 300 else None,
            Problem("after", "circle", _("这样会绕成一圈：前手已经排在后手之后。核对谁先谁后。"))
            if _comes_after(before.pk, after.pk)
            else None,
        ]
    )

    return _say(actor, before, after, _KIND.SUCCESSOR, on=on or actor.today, note=note)


def _comes_after(outlet_id: UUID, earlier_id: UUID) -> bool:
    """Whether somebody has said that one outlet took over, at whatever remove, from another."""
    rows = OutletLink.objects.unscoped("a line of owners has no circle, whoever sees its parts").filter(
        kind=_KIND.SUCCESSOR, state=_STATE.CONFIRMED
    )
    seen, now = {earlier_id}, [earlier_id]
    while now:
        now = [
            pk for pk in rows.filter(outlet_id__in=now).values_list("other_id", flat=True) if pk not in seen
        ]
        seen.update(now)
        if outlet_id in now:
            return True
    return False


@transaction.atomic
def set_same_place(actor: Actor, *, one_id: UUID, other_id: UUID, note: str = "") -> OutletLink:
    """Say that two outlets stand at the same place and are two: a mall, a market, shop in shop."""
    actor.require(Rights.EDIT)

    one, other = _both(actor, one_id, other_id)
    collect([Problem("note", "too_long", _("说明最多 300 个字。")) if len(note) > 300 else None])

    first, second = sorted((one, other), key=lambda outlet: outlet.pk)
    return _say(actor, first, second, _KIND.SAME_PLACE, on=None, note=note)


@transaction.atomic
def propose_pair(actor: Actor, *, one_id: UUID, other_id: UUID) -> OutletLink:
    """Put two outlets side by side because somebody thinks that they are one; a scan need not agree."""
    actor.require(Rights.EDIT)

    one, other = _both(actor, one_id, other_id)

    first, second = sorted((one, other), key=lambda outlet: outlet.pk)
    held = [link for link in _links(one, other) if link.kind == _KIND.DUPLICATE]
    if held:
        if held[0].state != _STATE.OPEN:
            held[0].state, held[0].decided_at, held[0].decided_by = _STATE.OPEN, None, ""
            held[0].save(update_fields=["state", "decided_at", "decided_by"])
        return held[0]
    verdict = compared(first, second)
    link = OutletLink(
        id=new_id(actor.now),
        outlet=first,
        other=second,
        kind=_KIND.DUPLICATE,
        score=verdict.score if verdict else 0,
        reasons=[*verdict.reasons] if verdict else ["asked"],
        created_at=actor.now,
    )
    link.save(force_insert=True)
    audit.record(actor, "outlets.pair_proposed", first, other=str(second.pk))
    return link
