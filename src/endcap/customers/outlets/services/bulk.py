"""Many outlets at once: imports, stubs, undo. Few statements whatever the number of outlets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from django.db import transaction

from endcap.customers.outlets import writing
from endcap.customers.outlets.drafts import NOTHING, OutletDraft
from endcap.customers.outlets.errors import NobodyToOwn
from endcap.customers.outlets.events import OutletsCreated
from endcap.customers.outlets.models import Channel, Outlet, Ownership
from endcap.customers.outlets.presets import UNSORTED
from endcap.customers.outlets.rights import Rights
from endcap.customers.outlets.selectors.lookups import default_owner_id
from endcap.customers.outlets.services import checks, search_index
from endcap.customers.outlets.services.channels import create_preset_channels
from endcap.customers.outlets.services.numbers import free_codes
from endcap.customers.outlets.services.register import OPENED, open_ownership, opened
from endcap.customers.outlets.services.rows import write_rows
from endcap.kernel import events
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.bulk import insert_many, insert_values
from endcap.kernel.errors import Problem, collect
from endcap.kernel.ids import new_id
from endcap.org.people.models import Person

BATCH = 500
STUB = "stub"


def _units_of_owners(drafts: Sequence[OutletDraft]) -> dict[UUID, UUID]:
    """The unit of every owner; refuses drafts whose owner is missing or has left."""
    wanted = {draft.owner_id for draft in drafts if draft.owner_id}
    people = Person.objects.unscoped("owners of a list are checked to be active").filter(
        pk__in=wanted, is_active=True
    )
    units = dict(people.values_list("pk", "unit_id"))
    wrong = [draft for draft in drafts if draft.owner_id not in units]
    collect(
        [
            problem
            for draft in wrong[:1]
            for problem in checks.owner_problems_of_many(draft.code or draft.name)
        ]
    )
    return units


@transaction.atomic
def create_many(actor: Actor, drafts: Sequence[OutletDraft], *, batch_id: UUID | None = None) -> list[Outlet]:
    """Enter many outlets with their first owners, each in the audit log. Drafts were checked when planned."""
    actor.require(Rights.IMPORT if batch_id else Rights.EDIT)

    units = _units_of_owners(drafts)
    channels = set(Channel.objects.filter(is_leaf=True).values_list("pk", flat=True))
    collect(
        [
            Problem("channel", "required", checks.CHANNEL_NEEDED)
            for draft in drafts
            if draft.channel_id not in channels
        ][:1]
    )

    codes = iter(free_codes(actor, sum(not draft.code for draft in drafts)))
    outlets = [
        writing.fresh(
            draft if draft.code else replace(draft, code=next(codes)),
            id=draft.id or new_id(actor.now),
            unit_id=draft.unit_id or units[draft.owner_id],  # type: ignore[index]
            now=actor.now,
            batch_id=batch_id,
        )
        for draft in drafts
    ]
    insert_many(outlets)
    insert_values(Ownership, OPENED, (opened(outlet, actor) for outlet in outlets))
    search_index.write(outlets, are_new=True)
    detail = {"batch": str(batch_id)} if batch_id else {}
    audit.record_many(actor, "outlets.created", outlets, **detail)
    if outlets:
        events.publish(actor, OutletsCreated(tuple(outlet.pk for outlet in outlets)))
    return outlets


@transaction.atomic
def update_many(
    actor: Actor,
    outlets: Sequence[Outlet],
    *,
    owners: Mapping[UUID, UUID] | None = None,
    batch_id: UUID | None = None,
) -> None:
    """Write outlets that a list has changed (filled in place), and hand over those with a new owner."""
    actor.require(Rights.IMPORT if batch_id else Rights.EDIT)

    for outlet in outlets:
        outlet.updated_at = actor.now

    write_rows(outlets, writing.WRITTEN)
    if owners:
        hand_over_many(actor, [outlet for outlet in outlets if outlet.pk in owners], owners)
    search_index.write(outlets)
    audit.record_many(actor, "outlets.updated", outlets, **({"batch": str(batch_id)} if batch_id else {}))


def hand_over_many(actor: Actor, outlets: Sequence[Outlet], owners: Mapping[UUID, UUID]) -> None:
    """Close the open ownerships of these outlets and open new ones."""
    moving = [outlet for outlet in outlets if owners[outlet.pk] != outlet.owner_id]
    if not moving:
        return
    open_rows = Ownership.objects.unscoped("of outlets that the caller has checked").filter(
        to_on__isnull=True
    )
    for start in range(0, len(moving), BATCH):
        part = moving[start : start + BATCH]
        open_rows.filter(outlet_id__in=[outlet.pk for outlet in part]).update(to_on=actor.today)
    for outlet in moving:
        outlet.owner_id = owners[outlet.pk]
    write_rows(moving, ("owner",))
    Ownership.objects.bulk_create([open_ownership(outlet, actor) for outlet in moving], batch_size=BATCH)


def create_stubs(
    actor: Actor,
    codes: Sequence[str],
    *,
    reason: str,
    batch_id: UUID | None = None,
    names: Mapping[str, str] = NOTHING,
) -> dict[str, Outlet]:
    """Outlets that another list names but that have no file yet: entered with what is known and flagged,
    so that
    nothing of that list is lost and somebody completes the file. The caller has required its own right."""
    owner_id = default_owner_id(actor)
    if owner_id is None:
        raise NobodyToOwn()
    channel = Channel.objects.filter(code=UNSORTED).first()
    if channel is None:
        create_preset_channels(actor)
        channel = Channel.objects.get(code=UNSORTED)
    drafts = [
        OutletDraft(
            name=names.get(code) or code,
            code=code,
            channel_id=channel.pk,
            owner_id=owner_id,
            flags=(STUB, "channel_defaulted", "owner_defaulted"),
            stub_reason=reason[:40],
        )
        for code in dict.fromkeys(codes)
    ]
    made = _as_importer(actor, drafts, batch_id)
    return {outlet.code: outlet for outlet in made}


def _as_importer(actor: Actor, drafts: Sequence[OutletDraft], batch_id: UUID | None) -> list[Outlet]:
    rights = actor.rights | {
        Rights.IMPORT.code,
        Rights.EDIT.code,
    }  # the caller's right covers the stubs it needs
    return create_many(replace(actor, rights=rights), drafts, batch_id=batch_id)
