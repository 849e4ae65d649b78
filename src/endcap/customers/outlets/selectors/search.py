"""Finding outlets by whatever people remember of them, and saying why each was found.

Three statements, whatever the size of the book: the grams' postings; the texts of the best candidates together
with fresh outlets; and the outlets that are shown, within the actor's reach.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import groupby
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import Exact, GreaterThan

from endcap.customers.outlets import grams, keys, matches, postings
from endcap.customers.outlets.grams import Reading, Strength, Texts, Word
from endcap.customers.outlets.matches import Why, Written
from endcap.customers.outlets.models import (
    Outlet,
    SearchBlock,
    SearchEntry,
    in_reader_language,
)
from endcap.customers.outlets.selectors.search_blocks import FRESH_AT_MOST, Index
from endcap.kernel.actor import Actor
from endcap.kernel.composed import Composed
from endcap.kernel.scope import Reach

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LIMIT = 20
FRESH_LOOKED_AT = 200  # so many fresh outlets that fit are ranked; nobody reads further
ROUNDS = (2, 10, 50)  # candidates looked at, as a multiple of what is wanted, until enough of them really fit
SPARE = 5  # candidates beyond what is wanted, should some of them be archived
MOST_BY_NUMBER = 20_000  # up to here outlets are counted by looking each of them up
_FETCHED = (
    *("pk", "code", "name", "code_key", "chain_name", "city", "district", "address", "licence_no", "grade"),
    *("status", "sales_12m", "owner_id", "owner__name", "unit_id"),
    *("channel_id", "channel__code", "channel__name", "channel__name_en"),
)


@dataclass(frozen=True)
class Found:
    """One outlet that was found, as far as a list of hits shows it, and why."""

    id: UUID
    code: str
    name: str
    grade: str
    status: str
    channel_id: UUID
    channel: str
    channel_code: str
    unit_id: UUID
    owner_id: UUID
    owner_name: str
    where: str
    why: tuple[Why, ...]
    order: tuple[int, int, str, str]  # how well it fits, how good the outlet is

    @property
    def name_parts(self) -> list[tuple[str, bool]]:
        """The name in pieces, each with whether it was meant."""
        meant: set[int] = set()
        for why in self.why:
            if why.field == "name":
                meant.update(range(why.start, why.end))
        places = groupby(range(len(self.name)), key=meant.__contains__)
        return [("".join(self.name[place] for place in run), is_meant) for is_meant, run in places]

    def get_status_display(self) -> str:
        """The status in words, as the outlet itself says it."""
        return str(Outlet.Status(self.status).label)

    @property
    def spelled_as(self) -> StrOrPromise:
        """That the name was meant by its sound, if so."""
        return next((why.label for why in self.why if why.is_spelled), "")

    @property
    def code_is_plain(self) -> bool:
        """Whether the code itself was not what was meant, so that it is shown without a mark."""
        return all(why.field != "code" for why in self.why)

    @property
    def elsewhere(self) -> tuple[Why, ...]:
        """What was meant beside the name."""
        return tuple(why for why in self.why if why.field != "name")


@dataclass(frozen=True)
class _Candidate:
    """An outlet whose texts were read."""

    id: UUID
    level: int
    texts: Texts
    readings: tuple[Reading, ...]  # for each word the strongest that fits

    @property
    def rank(self) -> tuple[int, int]:
        """Stronger matches first; then better outlets."""
        return sum(reading.strength for reading in self.readings), self.level


def _fitting(words: Sequence[Word], texts: Texts) -> tuple[Reading, ...] | None:
    found = []
    for word in words:
        fits = next((reading for reading in word if reading.fits(getattr(texts, reading.text))), None)
        if fits is None:
            return None
        found.append(fits)
    return tuple(found)


def find(actor: Actor, q: str, *, limit: int = LIMIT) -> list[Found]:
    """The outlets that fit best, best first, each with what was matched. Archived files are left out."""
    words = grams.words_of(q)
    found = _best(actor, words, code=keys.code_key(q)[:40] if len(words) == 1 else "", limit=limit)
    return found or _best(actor, grams.in_one_word(q), code="", limit=limit)


def _best(actor: Actor, words: Sequence[Word], *, code: str, limit: int) -> list[Found]:
    if not words or not all(words):
        return []
    index = Index(actor, words)
    found: dict[UUID, Found] = {}
    for wanted in (limit * times for times in ROUNDS):
        numbers = _numbers(index, words, wanted)
        ranked, read = _read(actor, words, numbers, is_behind=index.is_behind)
        if read < len(numbers) and index.is_outdated():  # blocks were replaced since their postings were read
            index = Index(actor, words)
            numbers = _numbers(index, words, wanted)
            ranked, read = _read(actor, words, numbers, is_behind=index.is_behind)
        for start in range(0, max(1, len(ranked)), limit + SPARE):
            found |= _shown(actor, ranked[start : start + limit + SPARE], code if not found else "")
            if len(found) >= limit:
                break
        if len(found) >= limit or len(numbers) < wanted:
            break
    return sorted(found.values(), key=lambda hit: hit.order)[:limit]


def _numbers(index: Index, words: Sequence[Word], wanted: int) -> dict[int, int]:
    """The best candidates of the index with their levels; stronger readings first."""
    if len(words) > 1:
        return {number: level for level, number in index.best(index.of_words(words), wanted)}
    found: dict[int, int] = {}
    for reading in words[0]:
        if len(found) >= wanted:
            break
        for level, number in index.best(index.of(reading), wanted):
            found.setdefault(number, level)
    return dict(list(found.items())[:wanted])


def _fresh(actor: Actor, columns: str, *, is_behind: bool) -> tuple[str, list[Any]]:
    """The fresh outlets of the actor's reach. Right after a very big import there are more than can be read while
    somebody waits: then at most so many of them, those of a rep or an office by their outlets; the others are found by
    their exact code, and by everything once the job has gathered them."""
    table = connection.ops.quote_name(SearchEntry._meta.db_table)
    scope, scoped = _scope_condition(actor)
    if not is_behind:
        return f"SELECT {columns} FROM {table} WHERE number IS NULL AND {scope}", scoped  # noqa: S608
    where = "number IS NULL"
    if actor.reach != Reach.COMPANY:  # (number + 0: not by the index of all that are fresh)
        outlets = connection.ops.quote_name(Outlet._meta.db_table)
        where = f"number + 0 IS NULL AND outlet_id IN (SELECT id FROM {outlets} WHERE {scope})"  # noqa: S608
    return f"SELECT {columns} FROM {table} WHERE {where} LIMIT {FRESH_AT_MOST}", scoped  # noqa: S608


def _read(
    actor: Actor, words: Sequence[Word], numbers: Mapping[int, int], *, is_behind: bool
) -> tuple[list[_Candidate], int]:
    """The candidates and the fresh outlets that really fit, best first; and how many numbers were still known."""
    table = connection.ops.quote_name(SearchEntry._meta.db_table)
    columns = ", ".join(("outlet_id", "number", *grams.TEXTS))
    condition, values = _condition(words)
    fresh, scoped = _fresh(actor, columns, is_behind=is_behind)
    parts = [
        f"SELECT * FROM (SELECT {columns} FROM ({fresh}) AS seen WHERE {condition}"  # noqa: S608
        f" LIMIT {FRESH_LOOKED_AT}) AS fresh"
    ]
    if numbers:
        marks = ", ".join(["%s"] * len(numbers))
        parts.append(f"SELECT {columns} FROM {table} WHERE number IN ({marks})")  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), [*scoped, *values, *numbers])
        lines = cursor.fetchall()
    found = []
    for outlet_id, number, *texts in lines:
        held = Texts(*texts)
        readings = _fitting(words, held)
        if readings is not None:
            level = 0 if number is None else numbers[number]
            found.append(_Candidate(UUID(hex=str(outlet_id).replace("-", "")), level, held, readings))
    found.sort(key=lambda candidate: candidate.rank)
    return found, sum(line[1] is not None for line in lines)


def _condition(words: Sequence[Word]) -> tuple[str, list[str]]:
    """That every word stands in a text, as the database tests it."""
    place_of = "INSTR" if connection.vendor == "sqlite" else "STRPOS"
    each_word, values = [], []
    for word in words:
        tests = []
        for reading in _told_apart(word):
            tests.append(f"{place_of}({reading.text}, %s) {'= 1' if reading.begins else '> 0'}")
            values.append(reading.needle)
        each_word.append(f"({' OR '.join(tests)})")
    return " AND ".join(each_word), values


def _told_apart(word: Word) -> list[Reading]:
    """The readings without those that another one includes."""
    wide = {(reading.text, reading.needle) for reading in word if not reading.begins and not reading.ends}
    return [
        reading
        for reading in word
        if (reading.text, reading.needle) not in wide or not (reading.begins or reading.ends)
    ]


def _scope_condition(actor: Actor) -> tuple[str, list[Any]]:
    if actor.reach == Reach.COMPANY:
        return "1 = 1", []
    ids = [actor.person_id] if actor.reach == Reach.OWN else sorted(actor.unit_ids)
    column = "owner_id" if actor.reach == Reach.OWN else "unit_id"
    field = SearchEntry._meta.get_field(column)
    prepared = [field.get_db_prep_value(each, connection) for each in ids if each]  # type: ignore[union-attr]
    return (f"{column} IN ({', '.join(['%s'] * len(prepared))})", prepared) if prepared else ("1 = 0", [])


def _shown_rows(actor: Actor, ids: Sequence[UUID], code: str | None) -> QuerySet[Outlet, tuple[Any, ...]]:
    wanted = Q(pk__in=ids)
    if code:  # the outlet of just this code, and the one into which an outlet of this code was merged
        former = Outlet.objects.unscoped("an old code leads to the outlet that stayed, which is scoped")
        former = former.filter(code_key=code, merged_into__isnull=False)
        wanted |= Q(code_key=code) | Q(pk__in=former.values("merged_into"))
    rows = Outlet.objects.visible_to(actor).filter(wanted, archived_at__isnull=True)
    return rows.order_by().values_list(*_FETCHED)


_SHOWN = Composed(_shown_rows)


def _shown(actor: Actor, candidates: Sequence[_Candidate], code: str) -> dict[UUID, Found]:
    """The candidates as they are shown, as far as the actor sees them, and the outlet of just this code."""
    by_id = {candidate.id: candidate for candidate in candidates}
    found = {}
    for row in _SHOWN.rows(actor=actor, ids=tuple(by_id), code=code or None):
        held = dict(zip(_FETCHED, row, strict=True))
        candidate = by_id.get(held["pk"])
        is_code = bool(code) and held["code_key"] == code
        found[held["pk"]] = _found(held, candidate, is_code=is_code, former=code)
    return found


def _found(
    held: Mapping[str, Any], candidate: _Candidate | None, *, is_code: bool, former: str = ""
) -> Found:
    around = "".join(part for part in (held["city"], held["district"]) if part not in held["address"])
    where = f"{around}{held['address']}"
    written = Written(held["name"], held["code"], held["chain_name"], where, held["licence_no"])
    if is_code or candidate is None:
        why: tuple[Why, ...] = (matches.by_code(written) if is_code else matches.by_former_code(former),)
        strength = int(Strength.CODE)
    else:
        why = tuple(dict.fromkeys(matches.why(each, written, candidate.texts) for each in candidate.readings))
        strength = sum(reading.strength for reading in candidate.readings)
    level = grams.level_of(
        grade=held["grade"], sales=held["sales_12m"], status=held["status"], is_archived=False
    )
    return Found(
        id=held["pk"],
        code=held["code"],
        name=held["name"],
        grade=held["grade"],
        status=held["status"],
        channel_id=held["channel_id"],
        channel=in_reader_language(held["channel__name"], held["channel__name_en"]),
        channel_code=held["channel__code"],
        unit_id=held["unit_id"],
        owner_id=held["owner_id"],
        owner_name=held["owner__name"],
        where=where,
        why=why,
        order=(strength, level, held["name"], held["code"]),
    )


@dataclass(frozen=True)
class Narrowed:
    """A list narrowed to what somebody typed, as its page is read best and as it is counted best; ``about`` is how
    many outlets of the actor's reach may fit."""

    rows: QuerySet[Outlet]
    counting: QuerySet[Outlet]
    about: int


def narrow(actor: Actor, rows: QuerySet[Outlet], q: str) -> Narrowed:
    """The rows that hold every word. Few are looked up by number; many are met soon enough on the list's own
    way, where each row is tested."""
    words = grams.words_of(q)
    if not words:
        return Narrowed(rows, rows, 0)  # punctuation says nothing
    possible = [each for each in (words, grams.in_one_word(q)) if each and all(each)]
    if not possible:
        return Narrowed(rows.none(), rows.none(), 0)
    for meant in possible:
        index = Index(actor, meant)
        blocks = index.of_words(meant)
        if blocks:
            break
    fits = _all_fit(meant) if blocks else reduce(Q.__or__, map(_all_fit, possible))
    about = sum(map(postings.size, blocks.values()))
    entries = SearchEntry.objects.unscoped("narrowed by the outer query, which is scoped").filter(fits)
    walked = rows.filter(Exists(entries.filter(outlet=OuterRef("pk"))))
    fresh = Q(number__isnull=True)
    if index.is_behind:
        fresh = Q(pk__in=_fresh_entries(actor))
    if about > MOST_BY_NUMBER:
        return Narrowed(walked, walked, about)
    numbers = [
        block * postings.SPAN + place
        for block, places in blocks.items()
        for place in postings.best(places, postings.CAPACITY)
    ]
    looked_up = rows.filter(pk__in=entries.filter(Q(number__in=numbers) | fresh).values("outlet_id"))
    is_short = about <= index.few or index.is_behind
    return Narrowed(looked_up if is_short else walked, looked_up, about)


def _fresh_entries(actor: Actor) -> QuerySet[Any, Any]:
    """As many fresh outlets as are read while somebody waits; see ``_fresh``."""
    entries = SearchEntry.objects.unscoped("narrowed by the outer query, which is scoped").order_by()
    if actor.reach == Reach.COMPANY:
        return entries.filter(number__isnull=True).values("pk")[:FRESH_AT_MOST]
    mine = entries.filter(outlet__in=Outlet.objects.visible_to(actor).order_by().values("pk"))
    return mine.alias(held=F("number") + 0).filter(held__isnull=True).values("pk")[:FRESH_AT_MOST]


def _all_fit(words: Sequence[Word]) -> Q:
    nothing = Q(pk__in=())
    each = (reduce(Q.__or__, map(_as_q, _told_apart(word)), nothing) for word in words)
    return reduce(Q.__and__, each)


def _as_q(reading: Reading) -> Q:
    place = StrIndex(F(reading.text), Value(reading.needle))
    return Q(Exact(place, 1)) if reading.begins else Q(GreaterThan(place, 0))


@dataclass(frozen=True)
class State:
    """How the search stands."""

    outlets: int
    missing: int  # outlets that nobody can find: the index was written past
    wrong: int  # outlets that only their former owner or unit can find
    fresh: int  # outlets that are still read one by one
    blocks: int

    @property
    def is_sound(self) -> bool:
        """Whether every outlet can be found, and fast."""
        return not self.missing and not self.wrong and self.fresh <= FRESH_AT_MOST


def state() -> State:
    """How the search of this installation stands, for whoever looks after it."""
    everybody = Outlet.objects.unscoped("the state of the index, for the command line")
    entries = SearchEntry.objects.unscoped("the state of the index, for the command line")
    return State(
        outlets=everybody.count(),
        missing=everybody.filter(search__isnull=True).count(),
        wrong=entries.exclude(unit_id=F("outlet__unit_id"), owner_id=F("outlet__owner_id")).count(),
        fresh=entries.filter(number__isnull=True).count(),
        blocks=SearchBlock.objects.count(),
    )
