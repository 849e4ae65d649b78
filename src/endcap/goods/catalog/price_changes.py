"""Drafts of price rules, and their publication: one decision, checked as a whole, never edited afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from endcap.goods.catalog import effects, indexing
from endcap.goods.catalog.drafting import LINE_FIELDS, Reading, ReadRule, TypedLine, read_lines
from endcap.goods.catalog.errors import PriceChangeClosed
from endcap.goods.catalog.events import PricesPublished
from endcap.goods.catalog.knowing import known_for, known_groups
from endcap.goods.catalog.models import DraftLine, PriceChange, PriceRule, PriceSpan
from endcap.goods.catalog.rights import Rights
from endcap.goods.catalog.rule_wording import named
from endcap.kernel import events
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.bulk import insert_many, insert_values
from endcap.kernel.errors import Conflict, InvalidInput, NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id
from endcap.kernel.numbering import services as numbering
from endcap.kernel.numbering.definitions import Period, SeriesKind, define
from endcap.kernel.scope import Reach

NUMBERS = define(SeriesKind("price_change", "TJ-", 6, Period.YEAR))
MOST_LINES = 50_000


def _locked(actor: Actor, change_id: UUID) -> PriceChange:
    rows = PriceChange.objects
    held = rows.select_for_update() if connection.features.has_select_for_update else rows.all()
    found = held.filter(pk=change_id).first()
    if found is None or actor.reach != Reach.COMPANY:  # lines may name any customer
        raise NotFoundHere()
    return found


def _refuse_unless_open(change: PriceChange, version: int | None) -> None:
    if change.state != PriceChange.State.DRAFT:
        raise PriceChangeClosed(title=change.title, state=change.get_state_display())
    if version is not None and version != change.version:
        raise Conflict()


@transaction.atomic
def start_change(
    actor: Actor,
    *,
    title: str,
    note: str = "",
    lines: Sequence[TypedLine] = (),
    id: UUID | None = None,
    batch_id: UUID | None = None,
) -> PriceChange:
    """Begin a draft. Nothing in it counts before it is published."""
    actor.require(Rights.PRICE)

    collect(_head_problems(title, lines))

    change = PriceChange(
        id=id or new_id(actor.now),
        title=title.strip()[:80],
        note=note.strip()[:300],
        import_batch_id=batch_id,
        created_by_id=actor.person_id,
        created_by_name=actor.name[:60],
        created_at=actor.now,
        updated_at=actor.now,
    )
    change.save(force_insert=True)
    _write_lines(change, [(number, line) for number, line in enumerate(lines, 1)])
    audit.record(actor, "catalog.price_change_started", change, lines=len(lines))
    return change


def _head_problems(title: str, lines: Sequence[TypedLine]) -> list[Problem | None]:
    return [
        None if title.strip() else Problem("title", "required", _("给调价单起个名字。")),
        Problem("lines", "too_many", _("一张调价单最多 50,000 行，分成几张。"))
        if len(lines) > MOST_LINES
        else None,
    ]


def _length_of(name: str) -> int:
    length: int = DraftLine._meta.get_field(name).max_length  # type: ignore[union-attr, assignment]
    return length


def _write_lines(change: PriceChange, lines: Sequence[tuple[int, TypedLine]]) -> None:
    cut = {name: _length_of(name) for name in LINE_FIELDS}
    insert_values(
        DraftLine,
        ("change", "position", *LINE_FIELDS),
        (
            (change.pk, position, *(str(value)[: cut[name]] for name, value in asdict(line).items()))
            for position, line in lines
        ),
    )


@transaction.atomic
def save_lines(
    actor: Actor,
    *,
    change_id: UUID,
    lines: Sequence[tuple[int | None, TypedLine]],
    version: int | None = None,
    title: str | None = None,
    note: str | None = None,
    replaces_all: bool = False,
) -> PriceChange:
    """Keep lines as they are typed, right or wrong: each at its position, new ones (without one) at the end, emptied
    ones gone. ``replaces_all`` drops every line that is not given."""
    actor.require(Rights.PRICE)
    change = _locked(actor, change_id)

    _refuse_unless_open(change, version)
    collect(_head_problems(change.title if title is None else title, [line for _at, line in lines]))

    held = DraftLine.objects.filter(change=change)
    if replaces_all:
        held.delete()
    else:
        held.filter(position__in=[position for position, _line in lines if position is not None]).delete()
    last = DraftLine.objects.filter(change=change).aggregate(last=Max("position"))["last"] or 0
    last = max([last, *(position for position, _line in lines if position is not None)])
    placed = []
    for position, line in lines:
        if line.is_empty:
            continue
        if position is None:
            last += 1
        placed.append((last if position is None else position, line))
    _write_lines(change, placed)
    change.title = change.title if title is None else title.strip()[:80]
    change.note = change.note if note is None else note.strip()[:300]
    change.version, change.updated_at = change.version + 1, actor.now
    change.save(update_fields=["title", "note", "version", "updated_at"])
    audit.record(actor, "catalog.price_change_edited", change, lines=len(placed))
    return change


@transaction.atomic
def drop_change(actor: Actor, *, change_id: UUID) -> PriceChange:
    """Give a draft up; it can be read, and never counts."""
    actor.require(Rights.PRICE)
    change = _locked(actor, change_id)

    _refuse_unless_open(change, None)

    change.state, change.updated_at = PriceChange.State.DROPPED, actor.now
    change.save(update_fields=["state", "updated_at"])
    audit.record(actor, "catalog.price_change_dropped", change)
    return change


def typed_lines(change_id: UUID) -> list[tuple[int, TypedLine]]:
    """The lines of a draft with their positions, as typed."""
    rows = DraftLine.objects.filter(change_id=change_id).order_by("position")
    return [(position, TypedLine(*cells)) for position, *cells in rows.values_list("position", *LINE_FIELDS)]


def draft_of_batch(batch_id: UUID) -> UUID | None:
    """The open draft that an import has made."""
    rows = PriceChange.objects.filter(import_batch_id=batch_id, state=PriceChange.State.DRAFT)
    return rows.values_list("pk", flat=True).first()


def names_to_propose() -> list[str]:
    """Channels and levels by their names, for whoever types."""
    known = known_groups()
    return sorted(
        {named(one.name, one.name_en) for one in (*known.channels.values(), *known.levels.values())}
    )


def read_change(actor: Actor, change_id: UUID) -> Reading:
    """What the lines of a draft mean, and everything that is wrong with them."""
    lines = typed_lines(change_id)
    reading = read_lines(lines, known_for(actor, [line for _at, line in lines]), today=actor.today)
    problems = list(reading.problems)
    if not lines:
        problems.append(Problem("lines", "required", _("调价单是空的，至少写一行。")))
    problems += _nothing_to_end(reading.rules)
    return Reading(reading.rules, tuple(problems))


def _nothing_to_end(rules: Sequence[ReadRule]) -> list[Problem]:
    ends = [rule for rule in rules if rule.effect == "none"]
    if not ends:
        return []
    held = set(
        PriceSpan.objects.filter(rule__key__in={rule.key for rule in ends})
        .exclude(rule__effect="none")
        .values_list("rule__key", flat=True)
    )
    return [
        Problem(
            f"lines.{rule.position}.price",
            "nothing_to_end",
            _("没有这样的定价可以取消。核对客户、品项和数量。"),
        )
        for rule in ends
        if rule.key not in held
    ]


@transaction.atomic
def publish_change(actor: Actor, *, change_id: UUID, version: int | None = None) -> PriceChange:
    """Let the rules of a draft count from their days on. Everything is checked at once; what is pointed out (prices
    below ex factory, levels that only suggest) is kept with it and stops nothing."""
    actor.require(Rights.PRICE)
    book = indexing.hold_book()  # first the book, then the draft: whoever publishes waits here
    change = _locked(actor, change_id)

    _refuse_unless_open(change, version)
    reading = read_change(actor, change_id)
    if reading.problems:
        raise InvalidInput(reading.problems)

    outlook = effects.outlook_of(reading.rules)
    book.published += 1
    change.number = numbering.next_number(actor, NUMBERS.key)
    rules = [_rule(actor, change, read) for read in reading.rules]

    change.state, change.published_no = PriceChange.State.PUBLISHED, book.published
    change.published_at, change.published_by_name = actor.now, actor.name[:60]
    change.updated_at, change.version = actor.now, change.version + 1
    change.warnings = [[one.line, one.code, one.count] for one in outlook.warnings]
    change.save(update_fields=_PUBLISHED)
    book.save(update_fields=["published"])
    insert_many(rules)
    indexing.take_over(change.pk, today=actor.today)
    audit.record(
        actor,
        "catalog.prices_published",
        change,
        number=change.number,
        rules=len(rules),
        warnings=len(outlook.warnings),
    )
    events.publish(
        actor,
        PricesPublished(change.pk, change.number, len(rules), min(rule.valid_from for rule in rules)),
    )
    return change


_PUBLISHED = [
    *("number", "state", "published_no", "published_at", "published_by_name"),
    *("updated_at", "version", "warnings"),
]


def _rule(actor: Actor, change: PriceChange, read: ReadRule) -> PriceRule:
    who, what = read.who, read.what
    whose: dict[str, Any] = {f"{read.audience}_id": who.id} if who else {}
    about: dict[str, Any] = {f"{read.target}_id": what.id} if what else {}
    return PriceRule(
        id=new_id(actor.now),
        change=change,
        position=read.position,
        number=f"{change.number}/{read.position}",
        key=read.key,
        audience=read.audience,
        audience_key=read.audience_key,
        name=who.name[:120] if who else "",
        name_en=who.name_en[:120] if who else "",
        target=read.target,
        specificity=read.specificity,
        effect=read.effect,
        price=read.price,
        share_bp=read.share_bp,
        of_level_id=read.of_level.id if read.of_level else None,
        min_quantity=read.min_quantity,
        valid_from=read.valid_from,
        valid_to=read.valid_to,
        **whose,
        **about,
    )
