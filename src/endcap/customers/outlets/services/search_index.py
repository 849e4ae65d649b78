"""Keeping the search up to date: texts in the transaction of whoever writes outlets, the index soon after.

``write`` is called by every service that writes outlets or their contacts. What it writes is found at once: as
long as an outlet is fresh, its texts are read one by one. ``take_in`` then gathers fresh outlets into a block of
the index; it is queued by itself as soon as there are many of them.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from endcap.customers.outlets import grams, postings
from endcap.customers.outlets.models import Contact, Outlet, SearchBlock, SearchEntry, SearchPosting
from endcap.customers.outlets.rights import Rights
from endcap.kernel.actor import Actor
from endcap.kernel.bulk import insert_values
from endcap.kernel.jobs import queue

MANY = 400  # so many fresh outlets are gathered into a block
TASK = "endcap.customers.outlets.search_jobs.take_in_fresh"
CHUNK = 2_000
UNCHANGED = "version = %s"  # since its texts were read for the block
_COPIED = ("unit_id", "owner_id", *grams.TEXTS)
_COLUMNS = ("outlet_id", "version", *_COPIED)
Progress = Callable[[int], None]


def write(outlets: Sequence[Outlet], *, are_new: bool = False) -> None:
    """Make outlets findable as they are now. What did not change for the search stays as it is."""
    if not outlets:
        return
    if are_new:
        insert_values(SearchEntry, _COLUMNS, (_line(outlet, ()) for outlet in outlets))
    else:
        for start in range(0, len(outlets), CHUNK):
            part = sorted(outlets[start : start + CHUNK], key=lambda outlet: outlet.pk)
            _replace(part)
    _gather_when_many()


def move(outlet_ids: Sequence[UUID], *, owner_id: UUID, unit_id: UUID) -> None:
    """Make outlets findable by whoever sees them now; for a hand-over of many, whose texts stay as they are."""
    entries = SearchEntry.objects.unscoped("the caller has checked the outlets")
    for start in range(0, len(outlet_ids), CHUNK):
        entries.filter(pk__in=outlet_ids[start : start + CHUNK]).update(
            owner_id=owner_id, unit_id=unit_id, number=None, version=F("version") + 1
        )
    _gather_when_many()


def _people_at(outlet_ids: Sequence[UUID]) -> dict[UUID, list[tuple[str, str]]]:
    """Names and phones of the people who are at these outlets now."""
    found: dict[UUID, list[tuple[str, str]]] = {}
    here = Contact.objects.unscoped("whoever may find the outlet finds it by its people")
    rows = here.filter(outlet_id__in=outlet_ids, left_on__isnull=True).order_by("created_at", "pk")
    for outlet_id, name, phone in rows.values_list("outlet_id", "name", "phone"):
        found.setdefault(outlet_id, []).append((name, phone))
    return found


def _line(outlet: Outlet, people: Sequence[tuple[str, str]]) -> tuple[Any, ...]:
    """One entry, as its columns."""
    found = grams.texts_of(
        name=outlet.name,
        code=outlet.code,
        chain=outlet.chain_name,
        phones=(outlet.phone, *(phone for _name, phone in people)),
        people=(outlet.contact_name, *(name for name, _phone in people)),
        city=outlet.city,
        district=outlet.district,
        address=outlet.address,
        licence_no=outlet.licence_no,
    )
    return (outlet.pk, 0, outlet.unit_id, outlet.owner_id, *(getattr(found, name) for name in grams.TEXTS))


def _prepared(value: Any) -> Any:
    return value.hex if isinstance(value, UUID) and not connection.features.has_native_uuid_field else value


def _replace(outlets: Sequence[Outlet]) -> None:
    people = _people_at([outlet.pk for outlet in outlets])
    table = connection.ops.quote_name(SearchEntry._meta.db_table)
    marks = ", ".join(["%s"] * len(_COLUMNS))
    fresh = ", ".join(f"{name} = excluded.{name}" for name in _COPIED)
    differs = " OR ".join(f"{table}.{name} <> excluded.{name}" for name in _COPIED)
    statement = (
        f"INSERT INTO {table} ({', '.join(_COLUMNS)}) VALUES ({marks}) ON CONFLICT (outlet_id) DO UPDATE"  # noqa: S608
        f" SET number = NULL, version = {table}.version + 1, {fresh} WHERE {differs}"
    )
    lines = (_line(outlet, people.get(outlet.pk, ())) for outlet in outlets)
    with connection.cursor() as cursor:
        cursor.executemany(statement, [tuple(map(_prepared, line)) for line in lines])


def _gather_when_many() -> None:
    fresh = SearchEntry.objects.unscoped("the index holds everybody's outlets").filter(number__isnull=True)
    if fresh[: MANY + 1].count() > MANY:
        queue.enqueue_once(TASK)


@dataclass(frozen=True)
class TakenIn:
    """What a gathering did."""

    outlets: int
    blocks: int


def take_in(actor: Actor) -> TakenIn:
    """Gather fresh outlets, and what is left of small or worn blocks, into new blocks.

    The texts are read and packed without holding anything up; only writing a block is a transaction, and what
    was changed meanwhile stays fresh.
    """
    actor.require(Rights.CONFIGURE)
    return _build(_worn_blocks(), progress=None)


def rebuild(actor: Actor, *, progress: Progress | None = None) -> TakenIn:
    """Compare the texts of every outlet with the outlet, then build the whole index anew. It stays usable."""
    actor.require(Rights.CONFIGURE)
    rows = Outlet.objects.unscoped("the index holds everybody's outlets").order_by("pk")
    last: UUID | None = None
    while part := list((rows.filter(pk__gt=last) if last else rows)[:CHUNK]):
        with transaction.atomic():
            _replace(part)
        last = part[-1].pk
        if progress:
            progress(len(part))
    return _build(list(SearchBlock.objects.values_list("pk", flat=True)), progress=progress)


def _worn_blocks() -> list[int]:
    """Blocks less than half full of outlets that are still there as they were."""
    table = connection.ops.quote_name(SearchEntry._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT number / {postings.SPAN}, COUNT(*) FROM {table} WHERE number IS NOT NULL GROUP BY 1"  # noqa: S608
        )
        living = dict(cursor.fetchall())
    return [
        pk
        for pk in SearchBlock.objects.values_list("pk", flat=True)
        if living.get(pk, 0) * 2 < postings.CAPACITY
    ]


def _build(old: Sequence[int], *, progress: Progress | None) -> TakenIn:
    ids = _pool(old)
    blocks = 0
    for start in range(0, len(ids), postings.CAPACITY):
        part = ids[start : start + postings.CAPACITY]
        _write_block(_read(part))
        blocks += 1
        if progress:
            progress(len(part))
    with transaction.atomic():
        everything = SearchEntry.objects.unscoped("the index holds everybody's outlets")
        for block in old:
            first = block * postings.SPAN
            everything.filter(number__gte=first, number__lt=first + postings.SPAN).update(number=None)
        SearchPosting.objects.filter(block_id__in=old)._raw_delete(SearchPosting.objects.db)  # type: ignore[attr-defined]
        SearchBlock.objects.filter(pk__in=old)._raw_delete(SearchBlock.objects.db)  # type: ignore[attr-defined]
    return TakenIn(len(ids), blocks)


def _pool(old: Sequence[int]) -> list[Any]:
    """Fresh outlets and those of old blocks; outlets of one unit side by side, so that whoever sees one unit
    needs few blocks."""
    table = connection.ops.quote_name(SearchEntry._meta.db_table)
    spans = "".join(f" OR number BETWEEN {b * postings.SPAN} AND {(b + 1) * postings.SPAN - 1}" for b in old)
    statement = f"SELECT outlet_id FROM {table} WHERE number IS NULL{spans} ORDER BY unit_id, outlet_id"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [outlet_id for (outlet_id,) in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class _Row:
    """One outlet on its way into a block."""

    level: int
    outlet_id: Any  # as the database has it
    version: int
    unit: str
    owner: str
    texts: grams.Texts


def _read(ids: Sequence[Any]) -> list[_Row]:
    """The outlets with their texts, best first."""
    quote = connection.ops.quote_name
    texts = ", ".join(f"e.{name}" for name in grams.TEXTS)
    rows: list[_Row] = []
    with connection.cursor() as cursor:
        for start in range(0, len(ids), CHUNK):
            part = ids[start : start + CHUNK]
            cursor.execute(
                f"SELECT e.outlet_id, e.version, e.unit_id, e.owner_id, o.grade, o.sales_12m, o.status,"  # noqa: S608
                f" o.archived_at IS NOT NULL, {texts} FROM {quote(SearchEntry._meta.db_table)} e"
                f" JOIN {quote(Outlet._meta.db_table)} o ON o.id = e.outlet_id"
                f" WHERE e.outlet_id IN ({', '.join(['%s'] * len(part))})",
                part,
            )
            for (
                outlet_id,
                version,
                unit,
                owner,
                grade,
                sales,
                status,
                is_archived,
                *held,
            ) in cursor.fetchall():
                level = grams.level_of(grade=grade, sales=sales, status=status, is_archived=bool(is_archived))
                rows.append(_Row(level, outlet_id, version, str(unit), str(owner), grams.Texts(*held)))
    rows.sort(key=lambda row: row.level)  # units stay together
    return rows


def _packed(rows: Sequence[_Row]) -> Iterator[tuple[int, bytes]]:
    """Every gram's number with its places, ascending."""
    found: dict[str, list[int]] = {}
    known = found.get
    for place, row in enumerate(rows):
        for gram in (*grams.grams_of(row.texts), grams.of_unit(row.unit), grams.of_owner(row.owner)):
            places = known(gram)
            if places is None:
                found[gram] = [place]
            else:
                places.append(place)
    by_key: dict[int, list[int]] = {}
    for gram, places in found.items():
        key = grams.key_of(gram)  # should two grams share a number, an outlet with either is looked at
        by_key[key] = sorted({*by_key[key], *places}) if key in by_key else places
    for key in sorted(by_key):
        yield key, postings.pack(array("H", by_key[key]))


def _write_block(rows: Sequence[_Row]) -> None:
    levels = postings.pack_levels([row.level for row in rows])
    packed = list(_packed(rows))
    with transaction.atomic():
        block = SearchBlock.objects.create(size=len(rows), levels=levels)
        first = block.pk * postings.SPAN
        numbered = sorted((row.outlet_id, row.version, first + place) for place, row in enumerate(rows))
        table = connection.ops.quote_name(SearchPosting._meta.db_table)
        entries = connection.ops.quote_name(SearchEntry._meta.db_table)
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {table} (key, block_id, places) VALUES (%s, %s, %s)",  # noqa: S608
                [(key, block.pk, places) for key, places in packed],
            )
            cursor.executemany(
                f"UPDATE {entries} SET number = %s WHERE outlet_id = %s AND {UNCHANGED}",  # noqa: S608
                [(number, outlet_id, version) for outlet_id, version, number in numbered],
            )
