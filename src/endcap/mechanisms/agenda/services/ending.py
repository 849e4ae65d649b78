"""Doing, skipping and reopening what is due."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from endcap.kernel import events
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.mechanisms.agenda.errors import DoneElsewhere, ItemIsOver, NotYoursToReopen
from endcap.mechanisms.agenda.events import ItemEnded
from endcap.mechanisms.agenda.models import Entry, Item
from endcap.mechanisms.agenda.rights import Rights
from endcap.mechanisms.agenda.services.items import end_all, write_entries

_NOTE = 300


def _locked(actor: Actor, item_id: UUID) -> Item:
    found = Item.objects.visible_to(actor).locked().filter(pk=item_id).first()
    if found is None:
        raise NotFoundHere()
    return found


def _refuse_unless_open(item: Item) -> None:
    if not item.is_open:
        raise ItemIsOver(title=item.words, state=item.get_state_display())


def _end(actor: Actor, item: Item, state: Item.State, note: str) -> Item:
    item.state, item.note = state, note
    item.ended_at, item.ended_on = actor.now, actor.today
    item.ended_by, item.ended_by_id = actor.name[:60], actor.person_id
    item.save(update_fields=["state", "note", "ended_at", "ended_on", "ended_by", "ended_by_id"])
    write_entries(actor, [item], state, note)
    audit.record(actor, f"agenda.{state.value}", item, kind=item.kind)
    events.publish(actor, ItemEnded(item.pk, item.kind, item.subject_type, item.subject_id, state.value))
    return item


@transaction.atomic
def done(actor: Actor, *, item_id: UUID, note: str = "") -> Item:
    """Say that it is done. Kinds that are done on their own page are refused here."""
    actor.require(Rights.ACT)

    item = _locked(actor, item_id)

    collect([Problem("note", "too_long", _("说明最多 300 个字。")) if len(note) > _NOTE else None])
    _refuse_unless_open(item)
    if not item.of_kind.done_here:
        raise DoneElsewhere(title=item.words)

    return _end(actor, item, Item.State.DONE, note.strip())


@transaction.atomic
def skip(actor: Actor, *, item_id: UUID, reason: str) -> Item:
    """Leave it out this time, and say why."""
    actor.require(Rights.ACT)

    item = _locked(actor, item_id)

    reason = reason.strip()
    collect(
        [
            None if reason else Problem("reason", "required", _("写明为什么跳过。")),
            Problem("reason", "too_long", _("原因最多 300 个字。")) if len(reason) > _NOTE else None,
        ]
    )
    _refuse_unless_open(item)

    return _end(actor, item, Item.State.SKIPPED, reason)


@transaction.atomic
def reopen(actor: Actor, *, item_id: UUID) -> Item:
    """Take back what was ended today by mistake."""
    actor.require(Rights.ACT)

    item = _locked(actor, item_id)

    if item.is_open:
        return item
    if item.state == Item.State.WITHDRAWN or item.ended_on != actor.today:
        raise NotYoursToReopen(title=item.words)

    item.state, item.note, item.ended_at, item.ended_on = Item.State.OPEN, "", None, None
    item.ended_by, item.ended_by_id = "", None
    item.save(update_fields=["state", "note", "ended_at", "ended_on", "ended_by", "ended_by_id"])
    write_entries(actor, [item], Entry.What.REOPENED)
    audit.record(actor, "agenda.reopened", item, kind=item.kind)
    return item


@transaction.atomic
def settle(actor: Actor, *, kind: str, subject_type: str, subject_id: UUID, note: str = "") -> int:
    """The thing itself was done on its page: open items of that kind of the subject are done with it."""
    items = list(
        Item.objects.unscoped("their subject was checked by the operation that did the thing")
        .locked()
        .filter(subject_type=subject_type, subject_id=subject_id, kind=kind, state=Item.State.OPEN)
        .order_by("pk")
    )
    end_all(actor, items, Item.State.DONE, note)
    for item in items:
        events.publish(actor, ItemEnded(item.pk, kind, subject_type, subject_id, Item.State.DONE.value))
    return len(items)
