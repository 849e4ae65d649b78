"""Who looks after an outlet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets.errors import Archived
from endcap.customers.outlets.events import OwnersChanged
from endcap.customers.outlets.models import Outlet, Ownership
from endcap.customers.outlets.rights import Rights
from endcap.customers.outlets.services import checks, search_index
from endcap.kernel import events
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.bulk import insert_many
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id
from endcap.org.units import selectors as units

CHUNK = 2_000
FEW = 200  # up to here the rows are read whole, for whoever shows them afterwards
_NEEDED = ("id", "name", "code", "owner_id", "unit_id", "archived_at")
T = TypeVar("T")
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Post:
    """Where an outlet belongs: who looks after it, in which unit."""

    owner_id: UUID
    unit_id: UUID


def in_chunks(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    """So many at a time as one statement takes."""
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]


def locked_outlets(actor: Actor, outlet_ids: Sequence[UUID]) -> list[Outlet]:
    """Visible outlets in the order of their ids, held until the transaction ends. Raises NotFoundHere if one is
    missing."""
    wanted = sorted(set(outlet_ids))
    found: list[Outlet] = []
    for part in in_chunks(wanted):
        rows = Outlet.objects.visible_to(actor).locked().filter(pk__in=part).order_by("pk")
        found += rows if len(wanted) <= FEW else rows.only(*_NEEDED)
    if len(found) != len(wanted):
        raise NotFoundHere()
    return found


@transaction.atomic
def change_owner(
    actor: Actor,
    *,
    outlet_ids: Sequence[UUID],
    owner_id: UUID | None,
    reason: str = "",
    progress: Progress | None = None,
) -> list[Outlet]:
    """Hand outlets to another active person. The history keeps who had them; answers those that moved.

    An outlet follows its new owner into the owner's unit, unless it already lies in that unit or below it.
    """
    actor.require(Rights.ASSIGN)

    outlets = locked_outlets(actor, outlet_ids)
    owner = checks.owner_named(owner_id)

    collect(
        [
            *checks.owner_problems(actor, owner, is_new=False),
            Problem("reason", "too_long", _("原因最多 200 个字。")) if len(reason) > 200 else None,
        ]
    )
    for outlet in outlets:
        if outlet.is_archived:
            raise Archived(name=outlet.name)

    assert owner is not None
    below = units.subtree_ids(owner.unit_id)
    moving = [outlet for outlet in outlets if outlet.owner_id != owner.pk]
    to = {
        outlet.pk: Post(owner.pk, outlet.unit_id if outlet.unit_id in below else owner.unit_id)
        for outlet in moving
    }
    move(actor, moving, to, reason=reason, progress=progress)
    for outlet in moving[:FEW]:
        outlet.owner = owner
    return moving


def move(
    actor: Actor,
    outlets: Sequence[Outlet],
    to: Mapping[UUID, Post],
    *,
    reason: str,
    progress: Progress | None = None,
) -> None:
    """Move outlets that the caller has locked and judged, each to its new post: few statements for many outlets."""
    for done, part in enumerate(in_chunks(outlets)):
        _move_part(actor, part, to, reason)
        if progress:
            progress(min(len(outlets), (done + 1) * CHUNK))
    audit.record_rows(
        actor,
        (
            ("outlets.owner_changed", outlet._meta.label, str(outlet.pk), {"owner": str(outlet.owner_id)})
            for outlet in outlets
        ),
    )
    owners: dict[UUID, list[UUID]] = {}
    for outlet in outlets:
        owners.setdefault(outlet.owner_id, []).append(outlet.pk)
    for owner_id, ids in owners.items():
        events.publish(actor, OwnersChanged(tuple(ids), owner_id, actor.today))


def _move_part(actor: Actor, part: Sequence[Outlet], to: Mapping[UUID, Post], reason: str) -> None:
    held = Ownership.objects.unscoped("of outlets that the caller has locked")
    held.filter(outlet_id__in=[one.pk for one in part], to_on__isnull=True).update(to_on=actor.today)
    groups: dict[Post, list[UUID]] = {}
    for outlet in part:
        post = to[outlet.pk]
        groups.setdefault(post, []).append(outlet.pk)
        outlet.owner_id, outlet.unit_id, outlet.updated_at = post.owner_id, post.unit_id, actor.now
    rows = Outlet.objects.unscoped("locked by the caller within the actor's reach")
    for post, ids in groups.items():
        rows.filter(pk__in=ids).update(owner_id=post.owner_id, unit_id=post.unit_id, updated_at=actor.now)
        search_index.move(ids, owner_id=post.owner_id, unit_id=post.unit_id)
    insert_many(
        [
            Ownership(
                id=new_id(actor.now),
                outlet_id=outlet.pk,
                owner_id=outlet.owner_id,
                from_on=actor.today,
                reason=reason.strip(),
                by_name=actor.name,
                at=actor.now,
            )
            for outlet in part
        ]
    )
