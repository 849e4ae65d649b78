"""Reading the index of the search: where the words of a query may fit, within the actor's reach."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import reduce
from math import isqrt

from django.db import connection

from endcap.customers.outlets import grams, postings
from endcap.customers.outlets.grams import Reading, Word
from endcap.customers.outlets.models import SearchBlock, SearchEntry, SearchPosting
from endcap.customers.outlets.postings import Places
from endcap.kernel.actor import Actor
from endcap.kernel.scope import Reach

FRESH_AT_MOST = 20_000  # more than this are not read one by one
Blocks = dict[int, Places]


class Index:
    """The postings that some words need, as one statement brings them."""

    def __init__(self, actor: Actor, words: Sequence[Word]) -> None:
        self.is_behind = False  # so many outlets are fresh that nobody can read them all while somebody waits
        self._stored: dict[int, dict[int, bytes]] = {}
        self._levels: dict[int, bytes] = {}
        self._open_levels: dict[int, tuple[list[int], list[int]]] = {}
        wanted = {gram for word in words for reading in word for group in reading.grams for gram in group}
        scope = _scope_grams(actor)
        self._fetch(
            [grams.key_of(gram) for gram in wanted],
            None if scope is None else [grams.key_of(gram) for gram in scope],
        )
        self._scope = None if scope is None else self._any(scope)

    def _fetch(self, wanted: Sequence[int], scope: Sequence[int] | None) -> None:
        """The postings of the grams; of somebody who sees few outlets, only those of the blocks with his outlets."""
        table = connection.ops.quote_name(SearchPosting._meta.db_table)
        blocks = connection.ops.quote_name(SearchBlock._meta.db_table)
        select = f"SELECT block_id, key, places FROM {table} WHERE key IN ({_marks(wanted)})"  # noqa: S608
        values = [*wanted]
        if scope is not None:
            mine = f"FROM {table} WHERE key IN ({_marks(scope)})"
            select += (
                f" AND block_id IN (SELECT block_id {mine}) UNION ALL SELECT block_id, key, places {mine}"
            )
            values += [*scope, *scope]
        entries = connection.ops.quote_name(SearchEntry._meta.db_table)
        fresh = f"SELECT 1 FROM {entries} WHERE number IS NULL LIMIT {FRESH_AT_MOST + 1}"  # noqa: S608
        select += f" UNION ALL SELECT id, NULL, levels FROM {blocks}"  # noqa: S608
        select += f" UNION ALL SELECT COUNT(*), NULL, NULL FROM ({fresh}) AS fresh"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(select, values)
            for block, key, stored in cursor.fetchall():
                if stored is None:
                    self.is_behind = block > FRESH_AT_MOST
                elif key is None:
                    self._levels[block] = bytes(stored)
                else:
                    self._stored.setdefault(key, {})[block] = bytes(stored)

    @property
    def few(self) -> int:
        """Up to here a page is found sooner by looking up every hit and sorting them (some 15 µs each) than by
        walking the list until it is full (some 4 µs for each row on the way to 50 hits)."""
        return max(500, isqrt(13 * len(self._levels) * postings.CAPACITY))

    def is_outdated(self) -> bool:
        """Whether blocks were replaced since."""
        return set(SearchBlock.objects.values_list("pk", flat=True)) != self._levels.keys()

    def _any(self, names: Sequence[str]) -> Blocks:
        found: Blocks = {}
        for name in names:
            for block, stored in self._stored.get(grams.key_of(name), {}).items():
                places = postings.unpack(stored)
                found[block] = postings.either(found[block], places) if block in found else places
        return found

    def of(self, reading: Reading) -> Blocks:
        """Where a reading may fit, within the actor's reach."""
        groups = []
        for group in reading.grams:
            held = [self._stored[key] for key in map(grams.key_of, group) if key in self._stored]
            if not held:
                return {}
            groups.append(held)
        blocks = set.intersection(*({block for held in group for block in held} for group in groups))
        if self._scope is not None:
            blocks &= self._scope.keys()
        found = {}
        for block in blocks:
            if places := self._in_block(block, groups):
                found[block] = places
        return found

    def _in_block(self, block: int, groups: Sequence[Sequence[Mapping[int, bytes]]]) -> Places | None:
        parts = sorted(
            ([held[block] for held in group if block in held] for group in groups),
            key=lambda stored: sum(map(len, stored)),
        )
        places = None if self._scope is None else self._scope[block]
        for stored in parts:
            here = reduce(postings.either, map(postings.unpack, stored))
            places = here if places is None else postings.both(places, here)
            if not places:
                return None
        return places

    def best(self, blocks: Blocks, limit: int) -> list[tuple[int, int]]:
        """The best outlets as (level, number)."""
        found = []
        for block, places in blocks.items():
            starts, levels = self._levels_of(block)
            for place in postings.best(places, limit):
                found.append((levels[bisect_right(starts, place) - 1], block * postings.SPAN + place))
        return sorted(found)[:limit]

    def _levels_of(self, block: int) -> tuple[list[int], list[int]]:
        if block not in self._open_levels:
            stored = self._levels.get(block)  # a block that is being replaced just now has none any more
            self._open_levels[block] = postings.unpack_levels(stored) if stored else ([0], [0])
        return self._open_levels[block]

    def of_words(self, words: Sequence[Word]) -> Blocks:
        """Where every word may fit, in whatever reading."""
        found: Blocks | None = None
        for word in words:
            here: Blocks = {}
            for reading in word:
                for block, places in self.of(reading).items():
                    here[block] = postings.either(here[block], places) if block in here else places
            if found is None:
                found = here
            else:
                joined = {
                    block: postings.both(found[block], here[block]) for block in found.keys() & here.keys()
                }
                found = {block: places for block, places in joined.items() if postings.size(places)}
        return found or {}


def _scope_grams(actor: Actor) -> tuple[str, ...] | None:
    if actor.reach == Reach.COMPANY:
        return None
    if actor.reach == Reach.OWN:
        return (grams.of_owner(actor.person_id),) if actor.person_id else ()
    return tuple(grams.of_unit(unit_id) for unit_id in actor.unit_ids)


def _marks(values: Sequence[int]) -> str:
    return ", ".join(["%s"] * len(values)) or "NULL"
