"""Writing what was planned for a customer list, and taking it back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from endcap.customers.outlets import flags as flag_words
from endcap.customers.outlets import listing, writing
from endcap.customers.outlets.drafts import OutletDraft
from endcap.customers.outlets.errors import NobodyToOwn
from endcap.customers.outlets.listing import PLAIN, Entry
from endcap.customers.outlets.models import Channel, Outlet
from endcap.customers.outlets.presets import UNSORTED
from endcap.customers.outlets.rights import Rights
from endcap.customers.outlets.selectors.file import draft_of
from endcap.customers.outlets.services import search_index
from endcap.customers.outlets.services.bulk import create_many, hand_over_many, update_many
from endcap.customers.outlets.services.channels import create_preset_channels
from endcap.customers.outlets.services.planning import Words, datum_of
from endcap.customers.outlets.services.removing import of_batch, remove_many
from endcap.customers.outlets.services.rows import write_rows
from endcap.kernel import clock
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.exchange.declare import Applied, CleanRow, Decision, Effect, Reverted
from endcap.kernel.geo import Datum, Position

STATUS_WHEN_SILENT = Outlet.Status.ACTIVE
_SAID = {"channel_unknown": ("channel", "channel_said"), "owner_unknown": ("owner", "owner_said")}


@dataclass(frozen=True)
class Context:
    """What one chunk is written with."""

    actor: Actor
    options: Mapping[str, str]
    words: Words
    channel_id: UUID
    owner_id: UUID


def context_of(actor: Actor, options: Mapping[str, str]) -> Context:
    """The words and defaults of an import; makes the preset channels if there are none yet."""
    if not Channel.objects.filter(code=UNSORTED).exists():
        create_preset_channels(actor)
    words = Words(actor, options)
    if words.default_owner is None:
        raise NobodyToOwn()
    channel_id = words.default_channel or words.channels[UNSORTED]
    return Context(actor, options, words, channel_id, words.default_owner)


def _verified_at(context: Context, entry: Entry) -> datetime | None:
    day = listing.day(entry.get("verified_on"))
    return datetime.combine(day, time(12), clock.business_zone()).astimezone(UTC) if day else None


def _values(context: Context, entry: Entry, columns: Sequence[str]) -> dict[str, Any]:
    """The draft's fields for the given columns of a row."""
    found: dict[str, Any] = {}
    for column in columns:
        value = entry.get(column)
        if value is None:
            continue
        if column in PLAIN:
            found[column] = value
        elif column == "position" and isinstance(value, tuple):
            found["position"] = Position(*value)
            found["datum"] = datum_of(entry, context.options) or Datum.WGS84
            found["position_source"] = "repaired" if "position" in entry.doubtful else "imported"
        elif column == "channel" and (channel := context.words.find(context.words.channels, value)):
            found["channel_id"] = channel
        elif column == "unit" and (unit := context.words.find(context.words.units, value)):
            found["unit_id"] = unit
        elif column == "verified_on":
            found["last_verified_at"] = _verified_at(context, entry)
    return found


def _said(entry: Entry, codes: set[str]) -> dict[str, str]:
    """Words of the list that could not be placed stay with the outlet, for whoever sorts it later."""
    return {key: str(entry.get(column))[:200] for code, (column, key) in _SAID.items() if code in codes}


def _new_draft(context: Context, row: CleanRow, decision: Decision) -> OutletDraft:
    entry = listing.unkeyed(row)
    codes = {flag.code for flag in (*row.flags, *decision.flags)}
    owner = context.words.find(context.words.people, entry.get("owner"))
    values: dict[str, Any] = {
        "name": entry.text("name"),
        "channel_id": context.channel_id,
        "status": STATUS_WHEN_SILENT,
        **_values(context, entry, listing.COLUMNS),
    }
    return OutletDraft(
        **values,
        owner_id=owner or context.owner_id,
        flags=tuple(codes),
        attributes=_said(entry, codes),
        id=decision.target_id,
    )


def _entry_with(row: CleanRow, decision: Decision) -> Entry:
    """The row with what the decision made of it (a remark that adds up, for instance)."""
    entry = listing.unkeyed(row)
    values = list(entry.values)
    for change in decision.changes:
        values[listing.PLACE[change.field]] = change.after
    return entry._replace(values=tuple(values))


def _image(outlet: Outlet, actor: Actor) -> dict[str, object]:
    """Everything that an update may touch, as text that JSON can carry."""
    fields = {name: getattr(outlet, name) for name in (*writing.TRACKED, "owner_id", "unit_id", "updated_at")}
    return {"image": json.dumps(fields, cls=DjangoJSONEncoder), "stamp": actor.now.isoformat()}


def _change(context: Context, outlet: Outlet, row: CleanRow, decision: Decision) -> None:
    """Put the changed columns of one row on an outlet."""
    entry = _entry_with(row, decision)
    columns = [change.field for change in decision.changes]
    # flags of the row speak about what it brought; flags of former values of these columns go
    about = {flag.column for flag in row.flags}
    new = {flag.code for flag in row.flags if flag.column in columns or not flag.column}
    kept = flag_words.without_those_of(outlet.flags, columns)
    if "name" in columns or about:
        kept.discard("stub")
    fresh = kept | new | {flag.code for flag in decision.flags}
    draft = replace(draft_of(outlet), **_values(context, entry, columns), flags=tuple(fresh))
    writing.fill(
        outlet,
        replace(draft, stub_reason="" if "stub" not in fresh else draft.stub_reason),
        now=context.actor.now,
    )
    if "unit" in columns and draft.unit_id:
        outlet.unit_id = draft.unit_id


@transaction.atomic
def apply_rows(
    actor: Actor, batch_id: UUID, rows: Sequence[tuple[CleanRow, Decision]], options: Mapping[str, str]
) -> Applied:
    """Write one chunk of a planned list: new outlets first, then changes and what repeats complete."""
    actor.require(Rights.IMPORT)

    context = context_of(actor, options)
    made = [(row, decision) for row, decision in rows if decision.action == "create"]
    create_many(actor, [_new_draft(context, row, decision) for row, decision in made], batch_id=batch_id)
    effects = [Effect(row.sheet, row.row_no, "create", decision.target_id) for row, decision in made]

    changing = [(row, d) for row, d in rows if d.action in ("update", "repeat") and d.changes and d.target_id]
    ids = {decision.target_id for _row, decision in changing}
    outlets = Outlet.objects.unscoped("targets were found within the actor's scope when planned").in_bulk(
        list(ids)
    )
    owners: dict[UUID, UUID] = {}
    for row, decision in changing:
        outlet = outlets.get(decision.target_id)  # type: ignore[arg-type]
        if outlet is None:
            continue
        is_new = outlet.import_batch_id == batch_id and outlet.created_at == actor.now
        before = {} if is_new else _image(outlet, actor)
        _change(context, outlet, row, decision)
        if any(change.field == "owner" for change in decision.changes):
            owner = context.words.find(context.words.people, _entry_with(row, decision).get("owner"))
            owners |= {outlet.pk: owner} if owner else {}
        effects.append(Effect(row.sheet, row.row_no, decision.action, outlet.pk, before))
    update_many(actor, list(outlets.values()), owners=owners, batch_id=batch_id)
    return Applied(
        created=len(made),
        updated=sum(decision.action == "update" for _row, decision in rows),
        joined=sum(decision.action == "repeat" for _row, decision in rows),
        effects=tuple(effects),
    )


def _restore(outlet: Outlet, image: str) -> UUID:
    """Put the former values back; answers the former owner."""
    former: dict[str, Any] = json.loads(image)
    owner_id = UUID(former.pop("owner_id"))
    for name, value in former.items():
        field = Outlet._meta.get_field(
            name.removesuffix("_id") if name in ("unit_id", "channel_id") else name
        )
        setattr(outlet, name, value if name in ("flags", "attributes") else field.to_python(value))  # type: ignore[union-attr]
    writing.set_keys(outlet)
    return owner_id


@transaction.atomic
def revert_rows(actor: Actor, batch_id: UUID, effects: Sequence[Effect]) -> Reverted:
    """Take back what a batch wrote; outlets that people have changed since stay, and are named."""
    actor.require(Rights.IMPORT)

    new = [effect.target_id for effect in effects if effect.action == "create" and effect.target_id]
    untouched = of_batch(batch_id, new, untouched=True)
    removed = remove_many(actor, sorted(untouched), batch_id=batch_id)
    kept = [pk for pk in new if pk not in untouched] + list(removed.kept)

    changed = [effect for effect in effects if effect.before and effect.target_id]
    outlets = Outlet.objects.unscoped("an import is undone as a whole").in_bulk(
        list({effect.target_id for effect in changed})
    )
    owners: dict[UUID, UUID] = {}
    restored: dict[UUID, Outlet] = {}
    for effect in reversed(changed):  # the earliest image is the true one
        outlet = outlets.get(effect.target_id)  # type: ignore[arg-type]
        if outlet is None:
            continue
        if outlet.pk not in restored and outlet.updated_at.isoformat() != effect.before["stamp"]:
            kept.append(outlet.pk)
            continue
        owners[outlet.pk] = _restore(outlet, str(effect.before["image"]))
        restored[outlet.pk] = outlet
    back = list(restored.values())
    write_rows(back, (*writing.WRITTEN, "unit"))
    hand_over_many(actor, back, owners)
    search_index.write(back)
    audit.record_many(actor, "outlets.import_undone", back, batch=str(batch_id))
    return Reverted(len(removed.removed), len(back), tuple(dict.fromkeys(kept)))
