"""What becomes of outlets when the person who looked after them leaves: they are never without an owner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction

from endcap.customers.outlets.models import Outlet
from endcap.customers.outlets.services import checks
from endcap.customers.outlets.services.own import Post, move
from endcap.kernel.actor import Actor
from endcap.kernel.errors import collect
from endcap.org.units import selectors as units

_NEEDED = ("id", "name", "code", "owner_id", "unit_id", "archived_at", "merged_into_id")
CHUNK = 2_000


def owned_by(person_id: UUID) -> list[Outlet]:
    """Everything that somebody looks after, archived and merged files too, held until the transaction ends."""
    rows = Outlet.objects.unscoped("whatever a leaver looked after, wherever it is").locked()
    return list(rows.filter(owner_id=person_id).order_by("pk").only(*_NEEDED))


@transaction.atomic
def pass_on(actor: Actor, *, outlets: Sequence[Outlet], care: Mapping[UUID, UUID], reason: str) -> None:
    """Locked outlets of somebody who leaves go into the care of others, by outlet, each staying in its unit.
    Part of the leaving, which has required its own right."""
    move(
        actor,
        outlets,
        {outlet.pk: Post(care[outlet.pk], outlet.unit_id) for outlet in outlets},
        reason=reason,
    )


@transaction.atomic
def give(actor: Actor, *, to: Mapping[UUID, UUID], reason: str) -> list[Outlet]:
    """Give outlets of a leaver, archived ones too, to new owners within the actor's reach. The hand-over has
    required its own right and judged the outlets. An outlet follows its owner into the owner's unit, unless it
    already lies in that unit or below it."""
    owners = {person_id: checks.owner_named(person_id) for person_id in set(to.values())}
    collect(
        [one for owner in owners.values() for one in checks.owner_problems(actor, owner, is_new=True)][:1]
    )

    held: list[Outlet] = []
    ids = sorted(to)
    rows = Outlet.objects.unscoped("outlets of a hand-over that the actor sees").locked()
    for start in range(0, len(ids), CHUNK):
        held += rows.filter(pk__in=ids[start : start + CHUNK]).order_by("pk").only(*_NEEDED)

    below = {pk: units.subtree_ids(owner.unit_id) for pk, owner in owners.items() if owner}
    posts = {}
    for outlet in held:
        owner = owners[to[outlet.pk]]
        assert owner is not None  # its lack is among the problems
        stays = outlet.unit_id in below[owner.pk]
        posts[outlet.pk] = Post(owner.pk, outlet.unit_id if stays else owner.unit_id)
    moving = [outlet for outlet in held if outlet.owner_id != posts[outlet.pk].owner_id]
    move(actor, moving, posts, reason=reason)
    return moving
