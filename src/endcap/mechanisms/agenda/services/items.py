"""Putting items on the agenda, moving and withdrawing them; called by operations of other areas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from endcap.kernel.actor import Actor
from endcap.kernel.ids import new_id
from endcap.mechanisms.agenda import kinds
from endcap.mechanisms.agenda.models import Entry, Item

BATCH = 500
_TITLE, _URL = 200, 300


@dataclass(frozen=True)
class NewItem:
    """Something to be put on the agenda. ``key`` names the occasion: the same one is there once."""

    kind: str
    key: str
    subject_type: str
    subject_id: UUID
    title: str
    due_on: date
    person_id: UUID
    unit_id: UUID
    url: str = ""
    rule_id: UUID | None = None


def write_entries(actor: Actor, items: Sequence[Item], what: str, note: str = "") -> None:
    """Add the same fact to the history of items."""
    Entry.objects.bulk_create(
        [
            Entry(
                item=item,
                what=what,
                at=actor.now,
                by_name=actor.name[:60],
                by_id=actor.person_id,
                due_on=item.due_on,
                person_id=item.person_id,
                note=note[:300],
            )
            for item in items
        ],
        batch_size=BATCH,
    )


def _fresh(actor: Actor, new: NewItem) -> Item:
    return Item(
        id=new_id(actor.now),
        kind=new.kind,
        key=new.key,
        subject_type=new.subject_type,
        subject_id=new.subject_id,
        title=new.title[:_TITLE],
        url=new.url[:_URL],
        due_on=new.due_on,
        person_id=new.person_id,
        unit_id=new.unit_id,
        rule_id=new.rule_id,
        created_at=actor.now,
    )


@transaction.atomic
def put(
    actor: Actor,
    *,
    kind: str,
    key: str,
    subject_type: str,
    subject_id: UUID,
    title: str,
    due_on: date,
    person_id: UUID,
    unit_id: UUID,
    url: str = "",
) -> Item:
    """Put something on somebody's agenda. The same occasion again changes its day, title and person; one
    that was done or skipped stays so; one that was withdrawn is due again."""
    new = NewItem(kind, key, subject_type, subject_id, title, due_on, person_id, unit_id, url)
    # whoever comes second finds the row of the first: two makers never make two items
    Item.objects.bulk_create([fresh := _fresh(actor, new)], ignore_conflicts=True)
    item = (
        Item.objects.unscoped("the occasion exists once, whoever put it there")
        .locked()
        .get(subject_type=subject_type, subject_id=subject_id, kind=kind, key=key)
    )
    if item.pk == fresh.pk:
        write_entries(actor, [item], Entry.What.PUT)
        return item
    return _renew(actor, item, new)


def _renew(actor: Actor, item: Item, new: NewItem) -> Item:
    """The same occasion was put before: an open or withdrawn item takes the new particulars."""
    if item.state in (Item.State.DONE, Item.State.SKIPPED):
        return item
    was_withdrawn = item.state == Item.State.WITHDRAWN
    before = (item.title, item.url, item.due_on, item.person_id, item.unit_id)
    item.title, item.url, item.due_on = new.title[:_TITLE], new.url[:_URL], new.due_on
    item.person_id, item.unit_id = new.person_id, new.unit_id
    if was_withdrawn:
        item.state, item.ended_at, item.ended_on, item.note = Item.State.OPEN, None, None, ""
        item.ended_by, item.ended_by_id = "", None
    elif before == (item.title, item.url, item.due_on, item.person_id, item.unit_id):
        return item
    item.save(
        update_fields=[
            "title",
            "url",
            "due_on",
            "person_id",
            "unit_id",
            "state",
            "ended_at",
            "ended_on",
            "ended_by",
            "ended_by_id",
            "note",
        ]
    )
    write_entries(actor, [item], Entry.What.REOPENED if was_withdrawn else Entry.What.MOVED)
    return item


@transaction.atomic
def put_many(actor: Actor, news: Sequence[NewItem]) -> int:
    """Put many occasions that are not there yet; those that are there stay as they are. Answers how many
    are new."""
    made = 0
    for start in range(0, len(news), BATCH):
        fresh = [_fresh(actor, new) for new in news[start : start + BATCH]]
        Item.objects.bulk_create(fresh, ignore_conflicts=True)
        rows = Item.objects.unscoped("which of these rows are ours").filter(pk__in=[i.pk for i in fresh])
        ours = set(rows.values_list("pk", flat=True))
        write_entries(actor, [item for item in fresh if item.pk in ours], Entry.What.PUT)
        made += len(ours)
    return made


@transaction.atomic
def withdraw_items(
    actor: Actor,
    *,
    subject_type: str,
    subject_id: UUID,
    key: str | None = None,
    kind: str | None = None,
    mark: str | None = None,
    reason: str = "",
) -> int:
    """What was due no longer is: the open items of a subject, or only one occasion, kind or mark of them."""
    rows = Item.objects.unscoped("their subject was checked by the operation that withdraws them").locked()
    wanted = Q(subject_type=subject_type, subject_id=subject_id, state=Item.State.OPEN)
    if key is not None:
        wanted &= Q(key=key)
    if kind is not None:
        wanted &= Q(kind=kind)
    if mark is not None:
        wanted &= Q(key__endswith=f":{mark}")
    items = list(rows.filter(wanted).order_by("pk"))
    end_all(actor, items, Item.State.WITHDRAWN, reason)
    return len(items)


@transaction.atomic
def withdraw_subjects(
    actor: Actor, *, subject_type: str, subject_ids: Sequence[UUID], reason: str = ""
) -> int:
    """These subjects are gone: nothing about them is due any more."""
    withdrawn = 0
    wanted = sorted(set(subject_ids))
    every = Item.objects.unscoped("their subjects went in the operation that withdraws them")
    if len(wanted) > BATCH and not every.filter(subject_type=subject_type, state=Item.State.OPEN).exists():
        return 0
    for start in range(0, len(wanted), BATCH):
        rows = every.locked()
        items = list(
            rows.filter(
                subject_type=subject_type,
                subject_id__in=wanted[start : start + BATCH],
                state=Item.State.OPEN,
            ).order_by("pk")
        )
        end_all(actor, items, Item.State.WITHDRAWN, reason)
        withdrawn += len(items)
    return withdrawn


def end_all(actor: Actor, items: Sequence[Item], state: str, note: str) -> None:
    """End locked items in one way, and say so in the history of each."""
    for start in range(0, len(items), BATCH):
        batch = items[start : start + BATCH]
        Item.objects.unscoped("locked by the caller").filter(pk__in=[item.pk for item in batch]).update(
            state=state,
            ended_at=actor.now,
            ended_on=actor.today,
            ended_by=actor.name[:60],
            ended_by_id=actor.person_id,
            note=note[:300],
        )
        write_entries(actor, batch, state, note)


@transaction.atomic
def reassign(
    actor: Actor,
    *,
    subject_type: str,
    subject_ids: Sequence[UUID],
    person_id: UUID,
    unit_id: UUID | None = None,
    from_person_id: UUID | None = None,
) -> int:
    """Open items move with their subjects to another person, but for kinds that stay where they are."""
    moved = 0
    wanted = sorted(set(subject_ids))
    for start in range(0, len(wanted), BATCH):
        rows = (
            Item.objects.unscoped("their subjects were checked by the operation that hands them over")
            .locked()
            .filter(
                subject_type=subject_type,
                subject_id__in=wanted[start : start + BATCH],
                state=Item.State.OPEN,
            )
            .exclude(person_id=person_id)
            .exclude(kind__in=kinds.staying())
        )
        if from_person_id is not None:
            rows = rows.filter(person_id=from_person_id)
        items = list(rows.order_by("pk"))
        new = {"person_id": person_id} | ({"unit_id": unit_id} if unit_id else {})
        Item.objects.unscoped("locked above").filter(pk__in=[item.pk for item in items]).update(**new)
        for item in items:
            item.person_id = person_id
        write_entries(actor, items, Entry.What.REASSIGNED)
        moved += len(items)
    return moved


@transaction.atomic
def move_items(actor: Actor, *, subject_type: str, from_id: UUID, to_id: UUID) -> list[UUID]:
    """Every item of a subject becomes one of another (two records turned out to be one); answers which, so
    that it can be undone. Occasions that the other has as well stay behind, withdrawn if open."""
    rows = Item.objects.unscoped("both subjects were checked by the operation that joins them").locked()
    there = set(rows.filter(subject_type=subject_type, subject_id=to_id).values_list("kind", "key"))
    items = list(rows.filter(subject_type=subject_type, subject_id=from_id).order_by("pk"))
    moving = [item.pk for item in items if (item.kind, item.key) not in there]
    doubled = [item for item in items if (item.kind, item.key) in there and item.is_open]
    Item.objects.unscoped("locked above").filter(pk__in=moving).update(subject_id=to_id)
    end_all(actor, doubled, Item.State.WITHDRAWN, "")
    return moving
