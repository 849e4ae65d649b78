"""Who looks after an outlet."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets.errors import Archived
from endcap.customers.outlets.events import OwnersChanged
from endcap.customers.outlets.models import Outlet, Ownership
from endcap.customers.outlets.rights import Rights
from endcap.customers.outlets.services import checks
from endcap.customers.outlets.services.rows import write_rows
from endcap.kernel import events
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id
from endcap.org.units import selectors as units


@transaction.atomic
def change_owner(
    actor: Actor, *, outlet_ids: Sequence[UUID], owner_id: UUID | None, reason: str = ""
) -> list[Outlet]:
    """Hand outlets to another active person. The history keeps who had them; answers those that moved.

    An outlet follows its new owner into the owner's unit, unless it already lies in that unit or below it.
    """
    actor.require(Rights.ASSIGN)

    wanted = sorted(set(outlet_ids))
    outlets = list(Outlet.objects.visible_to(actor).locked().filter(pk__in=wanted).order_by("pk"))
    if len(outlets) != len(wanted):
        raise NotFoundHere()
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
    for outlet in moving:
        outlet.owner = owner
        outlet.updated_at = actor.now
        if outlet.unit_id not in below:
            outlet.unit_id = owner.unit_id

    held = Ownership.objects.unscoped("of outlets locked above").filter(outlet__in=moving, to_on__isnull=True)
    held.update(to_on=actor.today)
    write_rows(moving, ("owner", "unit", "updated_at"))
    Ownership.objects.bulk_create(
        [
            Ownership(
                id=new_id(actor.now),
                outlet=outlet,
                owner=owner,
                from_on=actor.today,
                reason=reason.strip(),
                by_name=actor.name,
                at=actor.now,
            )
            for outlet in moving
        ],
        batch_size=500,
    )
    audit.record_many(actor, "outlets.owner_changed", moving, owner=str(owner.pk))
    if moving:
        events.publish(actor, OwnersChanged(tuple(outlet.pk for outlet in moving), owner.pk, actor.today))
    return moving
