"""Two files of one outlet become one; nothing is lost, and it can be taken back exactly."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets import choosing, following, writing
from endcap.customers.outlets.drafts import PERSONAL_FIELDS
from endcap.customers.outlets.errors import (
    AlreadyMerged,
    Archived,
    MergeBuiltUpon,
    MergeHeld,
    MergeOutdated,
    MergeUndone,
    StatusRefused,
)
from endcap.customers.outlets.events import MergeTakenBack, OutletsMerged
from endcap.customers.outlets.following import Pair
from endcap.customers.outlets.models import Merge, Outlet
from endcap.customers.outlets.rights import Rights
from endcap.customers.outlets.services import followers, search_index
from endcap.kernel import events
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import Conflict, NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id

PUT_AWAY = "merged"  # the archive class of an outlet that was merged
_KEYS = ("code_key", "name_key", "name_sort", "address_key", "phone_key", "updated_at")
UNCOUNTED = "uncounted"


@dataclass(frozen=True)
class Seen:
    """The states of both files that the person looked at."""

    loser: datetime
    survivor: datetime


@transaction.atomic
def merge_outlets(
    actor: Actor,
    *,
    loser_id: UUID,
    survivor_id: UUID,
    take: Collection[str] | None = None,
    reason: str = "",
    seen: Seen | None = None,
    id: UUID | None = None,
) -> Merge:
    """Say that two files are one outlet. ``take`` names the lines of the comparison in which the loser's value
    is kept; unless told, the survivor takes what it lacks. Sales, contacts, classes and all else follow."""
    actor.require(Rights.MERGE)

    loser, survivor = _locked(actor, loser_id, survivor_id)
    held = Merge.objects.visible_to(actor).filter(pk=id).first() if id else None
    if held is not None:  # the same call again
        if (held.loser_id, held.survivor_id) != (loser_id, survivor_id):
            raise Conflict()
        return held

    _refuse(loser, survivor, take, reason)
    if seen and (loser.updated_at, survivor.updated_at) != (seen.loser, seen.survivor):
        raise Conflict()

    chosen = choosing.proposed(loser, survivor) if take is None else tuple(sorted(set(take)))
    before, after = _taken(loser, survivor, chosen)
    merge = Merge(
        id=id or new_id(actor.now),
        loser=loser,
        survivor=survivor,
        reason=" ".join(reason.split()),
        before=before,
        after=after,
        by_id=actor.person_id,
        by_name=actor.name,
        at=actor.now,
    )

    merge.save(force_insert=True)
    _keep(survivor, actor, fields=tuple(after))
    _put_away(loser, survivor, actor)
    pair = Pair(merge.pk, loser.pk, survivor.pk)
    following.remember(pair, UNCOUNTED, [str(o.pk) for o in (loser, survivor) if o.figures_on is None])
    merge.moved = {one.key: one.follow(actor, pair) for one in followers.everything()}
    merge.save(update_fields=["moved"])
    search_index.write([survivor, loser])

    audit.record(
        actor, "outlets.merged", survivor, other=str(loser.pk), code=loser.code, fields=sorted(after)
    )
    audit.record(actor, "outlets.merged_away", loser, other=str(survivor.pk), code=survivor.code)
    events.publish(actor, OutletsMerged(merge.pk, loser.pk, survivor.pk))
    return merge


def _locked(actor: Actor, loser_id: UUID, survivor_id: UUID) -> tuple[Outlet, Outlet]:
    """Both outlets, held in one fixed order. Raises NotFoundHere unless the actor sees both."""
    wanted = {loser_id, survivor_id}
    rows = Outlet.objects.visible_to(actor).locked().filter(pk__in=wanted).order_by("pk")
    found = {outlet.pk: outlet for outlet in rows}
    if len(found) != len(wanted):
        raise NotFoundHere()
    return found[loser_id], found[survivor_id]


def _refuse(loser: Outlet, survivor: Outlet, take: Collection[str] | None, reason: str) -> None:
    wrong = choosing.unknown(take or ())
    collect(
        [
            Problem("survivor", "same", _("同一家不能并进自己。选另一家。"))
            if loser.pk == survivor.pk
            else None,
            Problem("take", "unknown", gettext("没有“%(name)s”这一项。") % {"name": wrong[0]})
            if wrong
            else None,
            Problem("reason", "too_long", _("原因最多 300 个字。")) if len(reason) > 300 else None,
        ]
    )
    for outlet in (loser, survivor):
        if outlet.is_merged:
            raise AlreadyMerged(name=outlet.name, into=_name_of(outlet.merged_into_id))
        if outlet.is_archived:
            raise Archived(name=outlet.name)
    if "status" in (take or ()) and loser.status != survivor.status:
        before, after = Outlet.Status(survivor.status), Outlet.Status(loser.status)
        if after not in Outlet.TRANSITIONS[before]:
            raise StatusRefused(name=survivor.name, before=before.label, after=after.label)


def _name_of(outlet_id: UUID | None) -> str:
    rows = Outlet.objects.unscoped("the name of the outlet into which a visible one was merged")
    return rows.filter(pk=outlet_id).values_list("name", flat=True).first() or ""  # type: ignore[misc]  # none finds nobody


def _taken(loser: Outlet, survivor: Outlet, chosen: Collection[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Put the chosen values on the survivor; answers what those fields held before and hold now."""
    before, after = {}, {}
    for key in chosen:
        for name in choosing.BY_KEY[key].fields:
            old, new = getattr(survivor, name), getattr(loser, name)
            if name == "attributes":  # answers of both; where both answered, the chosen one
                new = {**old, **new}
            if old != new:
                before[name], after[name] = _as_json(old), _as_json(new)
                setattr(survivor, name, new)
    return before, after


def _as_json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _keep(survivor: Outlet, actor: Actor, *, fields: tuple[str, ...]) -> None:
    survivor.updated_at = actor.now
    if fields:
        writing.set_keys(survivor)
    names = [Outlet._meta.get_field(name).name for name in fields]
    survivor.save(update_fields=[*names, *_KEYS])


def _put_away(loser: Outlet, survivor: Outlet, actor: Actor) -> None:
    loser.merged_into, loser.archived_at, loser.archive_class = survivor, actor.now, PUT_AWAY
    loser.updated_at = actor.now
    loser.save(update_fields=["merged_into", "archived_at", "archive_class", "updated_at"])


@transaction.atomic
def undo_merge(actor: Actor, *, merge_id: UUID) -> Merge:
    """Take a merge back: everything that went over returns, every field is what it was."""
    actor.require(Rights.MERGE)

    merge = Merge.objects.visible_to(actor).filter(pk=merge_id).first()
    if merge is None:
        raise NotFoundHere()
    rows = Outlet.objects.unscoped("the loser is seen with the outlet into which it was merged").locked()
    held = {o.pk: o for o in rows.filter(pk__in=[merge.loser_id, merge.survivor_id]).order_by("pk")}
    loser, survivor = held[merge.loser_id], held[merge.survivor_id]
    merge = Merge.objects.visible_to(actor).locked().get(pk=merge_id)

    pair = Pair(merge.pk, loser.pk, survivor.pk)
    _refuse_undo(actor, merge, survivor, pair)

    _free(loser, actor)
    for name, value in merge.before.items():
        setattr(survivor, name, Outlet._meta.get_field(name).to_python(value))  # type: ignore[union-attr]
    _keep(survivor, actor, fields=tuple(merge.before))
    for one in reversed(followers.everything()):
        one.go_back(actor, pair)
    _forget_figures(pair)
    search_index.write([survivor, loser])
    merge.undone_at, merge.undone_by = actor.now, actor.name
    merge.save(update_fields=["undone_at", "undone_by"])

    audit.record(actor, "outlets.merge_undone", survivor, other=str(loser.pk), code=loser.code)
    audit.record(actor, "outlets.merge_undone", loser, other=str(survivor.pk), code=survivor.code)
    events.publish(actor, MergeTakenBack(merge.pk, loser.pk, survivor.pk))
    return merge


def _refuse_undo(actor: Actor, merge: Merge, survivor: Outlet, pair: Pair) -> None:
    if merge.undone_at is not None:
        raise MergeUndone()
    if survivor.is_merged:
        raise MergeBuiltUpon(name=survivor.name, into=_name_of(survivor.merged_into_id))
    if survivor.is_archived:
        raise Archived(name=survivor.name)
    changed = [name for name, value in merge.after.items() if _as_json(getattr(survivor, name)) != value]
    if changed:
        lines = [line for line in choosing.CHOOSABLE if set(line.fields) & set(changed)]
        raise MergeOutdated(fields=gettext("、").join(str(line.label) for line in lines))
    for one in followers.everything():
        why = one.refuses_undo(actor, pair) if one.refuses_undo else ""
        if why:
            raise MergeHeld(why=why)


def _free(loser: Outlet, actor: Actor) -> None:
    loser.merged_into, loser.archived_at, loser.archive_class = None, None, ""
    loser.updated_at = actor.now
    loser.save(update_fields=["merged_into", "archived_at", "archive_class", "updated_at"])


def _forget_figures(pair: Pair) -> None:
    """A file about which nothing was ever counted is again one about which nothing was counted."""
    never = list(following.remembered(pair, UNCOUNTED))
    rows = Outlet.objects.unscoped("the two outlets of a merge that is taken back").filter(pk__in=never)
    rows.filter(sales_12m=0, sales_30d=0, orders_12m=0, last_order_on__isnull=True).update(figures_on=None)


def forget_people_in(outlet_ids: Collection[UUID]) -> None:
    """Values of people who are forgotten leave the memory of merges too; what is taken back stays empty."""
    rows = Merge.objects.unscoped("merges of outlets whose people are forgotten")
    for merge in rows.filter(Q(loser_id__in=outlet_ids) | Q(survivor_id__in=outlet_ids)):
        for kept in (merge.before, merge.after):
            kept.update({name: "" for name in PERSONAL_FIELDS if name in kept})
        merge.save(update_fields=["before", "after"])
