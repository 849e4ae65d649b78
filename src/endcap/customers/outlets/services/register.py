"""Entering, changing, checking, archiving single outlets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets import writing
from endcap.customers.outlets.drafts import OutletDraft
from endcap.customers.outlets.errors import (
    AlreadyMerged,
    Archived,
    DuplicateSuspected,
    NotArchived,
    StatusRefused,
)
from endcap.customers.outlets.events import OutletsCreated
from endcap.customers.outlets.models import Channel, Outlet, OutletLink, Ownership
from endcap.customers.outlets.rights import Rights
from endcap.customers.outlets.selectors.typing import LookAlike, look_alikes
from endcap.customers.outlets.services import checks, search_index
from endcap.customers.outlets.services.numbers import free_codes
from endcap.customers.outlets.slots import archive_classes
from endcap.kernel import events
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import Conflict, NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id
from endcap.mechanisms.agenda import services as agenda
from endcap.org.units.models import Unit

SURE = 80  # from this likeness on, somebody has to say that it is not the same outlet


def locked_outlet(actor: Actor, outlet_id: UUID) -> Outlet:
    """A visible outlet, held until the transaction ends. Raises NotFoundHere."""
    found = Outlet.objects.visible_to(actor).locked().filter(pk=outlet_id).first()
    if found is None:
        raise NotFoundHere()
    return found


def writable_outlet(actor: Actor, outlet_id: UUID) -> Outlet:
    """The same, refusing archived files."""
    outlet = locked_outlet(actor, outlet_id)
    if outlet.is_archived:
        raise Archived(name=outlet.name)
    return outlet


def open_ownership(outlet: Outlet, actor: Actor, *, reason: str = "") -> Ownership:
    """The first ownership of a new outlet."""
    return Ownership(
        id=new_id(actor.now),
        outlet=outlet,
        owner_id=outlet.owner_id,
        from_on=actor.today,
        reason=reason,
        by_name=actor.name,
        at=actor.now,
    )


OPENED = ("id", "outlet", "owner", "from_on", "reason", "by_name", "at")


def opened(outlet: Outlet, actor: Actor) -> tuple[Any, ...]:
    """The first ownership of one of many new outlets, as its columns."""
    return (new_id(actor.now), outlet.pk, outlet.owner_id, actor.today, "", actor.name, actor.now)


@dataclass(frozen=True)
class _LookedUp:
    """The unit that a new outlet would get, and what is wrong with its draft."""

    unit_id: UUID | None
    problems: list[Problem]


def _looked_up(actor: Actor, draft: OutletDraft) -> _LookedUp:
    channel = Channel.objects.filter(pk=draft.channel_id).first() if draft.channel_id else None
    owner = checks.owner_named(draft.owner_id)
    unit_id = draft.unit_id or (owner.unit_id if owner else None)
    unit = Unit.objects.filter(pk=unit_id).first() if unit_id else None
    problems = [
        *checks.plain_problems(draft),
        *checks.channel_problems(draft, channel),
        *checks.owner_problems(actor, owner, is_new=True),
        *(checks.unit_problems(actor, unit) if owner or draft.unit_id else []),
        *checks.code_problems(draft.code),
    ]
    return _LookedUp(unit.pk if unit else None, problems)


def problems_of_new(actor: Actor, draft: OutletDraft) -> list[Problem]:
    """Everything that would keep a new outlet from being entered, for forms that show all of it at once."""
    actor.require(Rights.EDIT)
    return _looked_up(actor, draft).problems


@transaction.atomic
def create_outlet(
    actor: Actor,
    draft: OutletDraft,
    *,
    id: UUID | None = None,
    is_no_duplicate: bool = False,
    not_same_because: str = "",
) -> Outlet:
    """Enter an outlet with its first owner. A likely repeat, wherever in the company it is, is refused until
    somebody says that it is none, and why."""
    actor.require(Rights.EDIT)

    found = _looked_up(actor, draft)
    collect(found.problems)
    suspects = [suspect for suspect in look_alikes(actor, draft) if suspect.score >= SURE]
    if suspects and not is_no_duplicate:
        raise DuplicateSuspected(suspects)
    collect(_reason_problems(not_same_because) if suspects else [])

    assert found.unit_id is not None  # its lack is among the problems
    code = draft.code.strip() or free_codes(actor, 1)[0]
    outlet = writing.fresh(
        replace(draft, code=code, last_verified_at=draft.last_verified_at or actor.now),
        id=id or draft.id or new_id(actor.now),
        unit_id=found.unit_id,
        now=actor.now,
    )
    outlet.save(force_insert=True)
    open_ownership(outlet, actor).save(force_insert=True)
    search_index.write([outlet], are_new=True)
    _part_from(actor, outlet, suspects, not_same_because)
    audit.record(actor, "outlets.created", outlet, code=outlet.code)
    events.publish(actor, OutletsCreated((outlet.pk,)))
    return outlet


def _reason_problems(because: str) -> list[Problem]:
    if not because.strip():
        return [Problem("not_same_because", "required", _("写一句为什么不是同一家，如“对面新开的分店”。"))]
    if len(because) > 300:
        return [Problem("not_same_because", "too_long", _("说明最多 300 个字。"))]
    return []


def _part_from(actor: Actor, outlet: Outlet, suspects: Sequence[LookAlike], because: str) -> None:
    """Keep that somebody judged these to be other outlets, so that no scan brings them up again."""
    OutletLink.objects.bulk_create(
        [
            OutletLink(
                id=new_id(actor.now),
                outlet_id=min(outlet.pk, other),
                other_id=max(outlet.pk, other),
                kind=OutletLink.Kind.DUPLICATE,
                score=suspect.score,
                reasons=list(suspect.reasons),
                state=OutletLink.State.DISMISSED,
                note=" ".join(because.split()),
                created_at=actor.now,
                decided_at=actor.now,
                decided_by=actor.name,
            )
            for suspect in suspects
            if (other := suspect.outlet_id or suspect.elsewhere_id)
        ]
    )


@transaction.atomic
def update_outlet(
    actor: Actor, *, outlet_id: UUID, draft: OutletDraft, seen: datetime | None = None
) -> Outlet:
    """Change the file of an outlet. ``seen`` is the state that the person looked at; another one is a
    conflict.

    Owner changes have their own operation; the draft's owner is ignored here.
    """
    actor.require(Rights.EDIT)

    outlet = writable_outlet(actor, outlet_id)
    if seen is not None and outlet.updated_at != seen:
        raise Conflict()
    channel = Channel.objects.filter(pk=draft.channel_id).first() if draft.channel_id else None
    unit = Unit.objects.filter(pk=draft.unit_id or outlet.unit_id).first()

    code = draft.code.strip() or outlet.code
    moved_unit = unit is None or unit.pk != outlet.unit_id
    # an outlet may stay on a channel that was closed since; only a new choice must be open
    same_channel = (
        channel is not None and channel.pk == outlet.channel_id and channel.is_leaf and channel.closed_on
    )
    collect(
        [
            *checks.plain_problems(draft),
            *([] if same_channel else checks.channel_problems(draft, channel)),
            *(checks.unit_problems(actor, unit) if moved_unit else []),
            *checks.code_problems(code, but=outlet.pk),
        ]
    )
    _refuse_step(outlet, draft.status)

    before = writing.images(outlet)
    writing.fill(outlet, replace(draft, code=code), now=actor.now)
    changed = [change.field for change in writing.changes_between(before, outlet)]
    if moved_unit:
        outlet.unit = unit  # type: ignore[assignment]
        changed.append("unit")
    if changed:
        outlet.save(update_fields=[*writing.WRITTEN, "unit"])
        search_index.write([outlet])
        audit.record(actor, "outlets.updated", outlet, fields=sorted(changed))
    return outlet


def _refuse_step(outlet: Outlet, status: str) -> None:
    before = Outlet.Status(outlet.status)
    if status != before and status not in Outlet.TRANSITIONS[before]:
        raise StatusRefused(name=outlet.name, before=before.label, after=Outlet.Status(status).label)


@transaction.atomic
def verify_file(actor: Actor, *, outlet_id: UUID) -> Outlet:
    """Say that the file was checked and is right today."""
    actor.require(Rights.EDIT)

    outlet = writable_outlet(actor, outlet_id)

    outlet.last_verified_at, outlet.last_verified_by = actor.now, actor.name[:60]
    outlet.updated_at = actor.now
    outlet.save(update_fields=["last_verified_at", "last_verified_by", "updated_at"])
    agenda.settle(actor, kind="outlets.refresh", subject_type=Outlet._meta.label, subject_id=outlet.pk)
    audit.record(actor, "outlets.verified", outlet)
    return outlet


@transaction.atomic
def archive(actor: Actor, *, outlet_id: UUID, archive_class: str = "") -> Outlet:
    """Put a file away: it leaves the lists and is read-only until restored."""
    actor.require(Rights.EDIT)

    outlet = writable_outlet(actor, outlet_id)
    codes = [code for code, _label in archive_classes()]
    unknown = bool(codes) and archive_class.strip() not in codes
    collect([Problem("archive_class", "unknown", _("选归档类别。")) if unknown else None])

    outlet.archived_at = outlet.updated_at = actor.now
    outlet.archive_class = archive_class.strip()[:40]
    outlet.save(update_fields=["archived_at", "archive_class", "updated_at"])
    agenda.withdraw_items(actor, subject_type=Outlet._meta.label, subject_id=outlet.pk)
    audit.record(actor, "outlets.archived", outlet, archive_class=outlet.archive_class)
    return outlet


@transaction.atomic
def restore(actor: Actor, *, outlet_id: UUID) -> Outlet:
    """Take an archived file back into use."""
    actor.require(Rights.EDIT)

    outlet = locked_outlet(actor, outlet_id)
    if outlet.merged_into is not None:
        raise AlreadyMerged(name=outlet.name, into=outlet.merged_into.name)
    if not outlet.is_archived:
        raise NotArchived(name=outlet.name)

    outlet.archived_at, outlet.archive_class, outlet.updated_at = None, "", actor.now
    outlet.save(update_fields=["archived_at", "archive_class", "updated_at"])
    audit.record(actor, "outlets.restored", outlet)
    return outlet
