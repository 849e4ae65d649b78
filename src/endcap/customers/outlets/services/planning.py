"""What an import of a customer list would do, row by row. Reads, never writes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from endcap.customers.outlets import keys, likeness, listing
from endcap.customers.outlets.listing import Entry
from endcap.customers.outlets.models import Outlet
from endcap.customers.outlets.rights import Rights
from endcap.customers.outlets.selectors import channels as channel_selectors
from endcap.customers.outlets.selectors import lookups
from endcap.kernel.actor import Actor
from endcap.kernel.composed import Composed
from endcap.kernel.exchange.declare import CellProblem, Change, CleanRow, Decision, Flag
from endcap.kernel.exchange.declare import Position as Pair
from endcap.kernel.exchange.messages import problem
from endcap.kernel.geo import Datum, Position, is_shifted_area, to_wgs84
from endcap.kernel.ids import new_id
from endcap.kernel.scope import Reach

CHUNK = 2000
_HELD = (
    "pk",
    *listing.PLAIN,
    "code_key",
    "name_key",
    "address_key",
    "phone_key",
    "lat_e7",
    "lon_e7",
    "channel_id",
    "owner_id",
    "unit_id",
    "last_verified_at",
    "flags",
    "archived_at",
)


def _meant_by(field: str) -> Composed:
    return Composed(
        lambda actor, wanted: (
            Outlet.objects.visible_to(actor)
            .filter(**{f"{field}__in": wanted}, merged_into__isnull=True)
            .order_by()
            .values_list(*_HELD)
        )
    )


_MEANT = {field: _meant_by(field) for field in ("code_key", "name_key", "phone_key", "licence_no")}


class Words:
    """What a list may call channels, people and units; read once per pass."""

    def __init__(self, actor: Actor, options: Mapping[str, str]) -> None:
        self.channels = channel_selectors.by_words()
        self.people = lookups.people_by_words(actor)
        self.units = lookups.units_by_words(actor)
        self.default_channel = self.channels.get(options.get("default_channel", "").casefold() or "unsorted")
        chosen = options.get("default_owner", "").casefold()
        self.default_owner = self.people.get(chosen) if chosen else lookups.default_owner_id(actor)

    @staticmethod
    def find(words: Mapping[str, UUID], value: object) -> UUID | None:
        """The id behind a word of the list."""
        return words.get(str(value).strip().casefold()) if value else None


def datum_of(entry: Entry, options: Mapping[str, str]) -> Datum | None:
    """In which system the row's position is given: by its own column, else by the import's option."""
    said = str(entry.get("datum") or options.get("datum", "")).lower()
    return Datum(said) if said in set(Datum) else None


@dataclass(frozen=True, slots=True)
class Held:
    """An outlet of the book, as far as a list is compared with it; ``alias`` is the code under which the list
    knows it, if that is the one of an outlet that was merged into it."""

    row: dict[str, Any]
    alias: str = ""

    @property
    def code(self) -> str:
        """The code by which it was looked up."""
        return self.alias or str(self.row["code"])

    @property
    def id(self) -> UUID:
        """Its id."""
        found: UUID = self.row["pk"]
        return found

    def entry(self) -> Entry:
        """The outlet as if it were a row of the list."""
        row = self.row
        pair = Pair(row["lat_e7"], row["lon_e7"]) if row["lat_e7"] is not None else None
        special = {"position": pair}
        values = tuple(
            (row[column] if row[column] != "" else None) if column in listing.PLAIN else special.get(column)
            for column in listing.COLUMNS
        )
        # the key of the street alone: the city stands behind the bar
        street = row["address_key"].partition("|")[0]
        return Entry(("", 0), values, row["code_key"], row["name_key"], street, frozenset(), row["pk"])

    def traits(self) -> likeness.Traits:
        """The outlet as it is compared for likeness."""
        row = self.row
        return likeness.Traits(
            row["pk"],
            row["code"],
            row["name"],
            row["name_key"],
            row["address_key"].partition("|")[0],
            row["phone_key"],
            row["licence_no"],
            row["lat_e7"],
            row["lon_e7"],
            row["status"] != Outlet.Status.CLOSED,
        )


class Book:
    """Outlets that rows of one chunk may mean, fetched in a handful of statements."""

    def __init__(self, actor: Actor, entries: Sequence[Entry]) -> None:
        self.actor = actor
        self.by_id: dict[UUID, Held] = {}
        self.by_code: dict[str, list[Held]] = defaultdict(list)
        self.by_name: dict[str, list[Held]] = defaultdict(list)
        self.by_phone: dict[str, list[Held]] = defaultdict(list)
        self.by_licence: dict[str, list[Held]] = defaultdict(list)
        self._fetch("code_key", self.by_code, (entry.code_key for entry in entries))
        self._follow_merged(sorted({entry.code_key for entry in entries if entry.code_key}))
        rest = [entry for entry in entries if entry.code_key not in self.by_code]
        self._fetch("name_key", self.by_name, (keys.name_key(e.text("name"), e.text("city")) for e in rest))
        self._fetch("phone_key", self.by_phone, (keys.phone_key(entry.text("phone")) for entry in rest))
        self._fetch("licence_no", self.by_licence, (entry.text("licence_no") for entry in rest))

        self.elsewhere = self._codes_out_of_reach({entry.text("code") for entry in rest} - {""})

    def _codes_out_of_reach(self, codes: set[str]) -> set[str]:
        """Codes that outlets carry which the actor doesn't see."""
        if self.actor.reach == Reach.COMPANY:
            return set()
        found: set[str] = set()
        wanted = sorted(codes)
        for start in range(0, len(wanted), CHUNK):
            rows = Outlet.objects.unscoped("a code is unique in the whole company")
            found |= set(rows.filter(code__in=wanted[start : start + CHUNK]).values_list("code", flat=True))
        return found

    def _fetch(self, field: str, into: dict[str, list[Held]], values: Iterable[str]) -> None:
        wanted = sorted({value for value in values if value})
        for start in range(0, len(wanted), CHUNK):
            for values in _MEANT[field].rows(actor=self.actor, wanted=wanted[start : start + CHUNK]):
                row = dict(zip(_HELD, values, strict=True))
                held = self.by_id.setdefault(row["pk"], Held(row))
                into[row[field]].append(held)

    def _follow_merged(self, code_keys: Sequence[str]) -> None:
        """Codes of outlets that were merged mean the ones that they turned out to be."""
        for start in range(0, len(code_keys), CHUNK):
            merged = lookups.merged_with_codes(self.actor, code_keys[start : start + CHUNK])
            found = list(merged.values_list("code_key", "code", "merged_into"))
            if not found:
                continue
            rows = Outlet.objects.visible_to(self.actor).filter(pk__in={into for _key, _code, into in found})
            survivors = {row["pk"]: row for row in rows.values(*_HELD)}
            for key, code, into in found:
                self.by_code[key].append(Held(survivors[into], code))

    def with_code(self, entry: Entry) -> Held | None:
        """The outlet of this code: exactly this one, else the only one that differs in zeros or case."""
        held = self.by_code.get(entry.code_key, []) if entry.code_key else []
        exact = [one for one in held if one.code == entry.text("code")]
        found = exact or held
        return found[0] if len(found) == 1 else None

    def like(self, entry: Entry) -> list[Held]:
        """Outlets that share a name, phone or licence with a row."""
        if not (self.by_name or self.by_phone or self.by_licence):
            return []
        found = {
            held.id: held
            for held in (
                *self.by_name.get(keys.name_key(entry.text("name"), entry.text("city")), ()),
                *self.by_phone.get(keys.phone_key(entry.text("phone")), ()),
                *self.by_licence.get(entry.text("licence_no"), ()),
            )
        }
        return list(found.values())

    def meant_without_code(self, entry: Entry) -> Held | None:
        """The outlet that a row means although their codes do not say so: same licence and name, or same name
        and address; with a code on the row, only an outlet whose code the system once assigned."""
        found = []
        for held in self.like(entry):
            if entry.code_key and "code_assigned" not in held.row["flags"]:
                continue
            one = held.entry()
            licence = bool(entry.text("licence_no")) and entry.text("licence_no") == held.row["licence_no"]
            same_name = one.name_key == entry.name_key
            agreed = entry._replace(values=_without_figures(entry))
            if (licence and same_name) or listing.is_same_without_code(one, agreed):
                found.append(held)
        return found[0] if len(found) == 1 else None


def _without_figures(entry: Entry) -> tuple[object, ...]:
    """Figures of another month say nothing against its being the same outlet."""
    moving = ("declared_sales", "declared_last_order_on", "status")
    return tuple(
        None if column in moving else value
        for column, value in zip(listing.COLUMNS, entry.values, strict=True)
    )


class Plan:
    """One pass over one file: remembers the rows seen, so that repeats find each other across chunks."""

    def __init__(self, actor: Actor, options: Mapping[str, str]) -> None:
        self.actor = actor
        self.options = options
        self.words = Words(actor, options)
        self.by_code: dict[str, Entry] = {}
        self.by_place: dict[tuple[str, str], list[Entry]] = defaultdict(list)

    def decide(self, rows: Sequence[CleanRow]) -> list[Decision]:
        """What would happen to each row of the next chunk."""
        entries = [listing.entry_of(row) for row in rows]
        book = Book(self.actor, entries)
        return [self._checked(entry, row, book) for row, entry in zip(rows, entries, strict=True)]

    def _checked(self, entry: Entry, row: CleanRow, book: Book) -> Decision:
        problems = tuple(_size_problems(entry))
        if row.problems or problems:
            return Decision("skip", problems=problems)
        return self._decide(entry, row, book)

    def _decide(self, entry: Entry, row: CleanRow, book: Book) -> Decision:
        first, unclear = self._first_of(entry)
        if first is not None and not (entry.code_key and not first.code_key and book.with_code(entry)):
            if entry.code_key and first.code_key and listing.is_other_place(first, entry):
                return Decision("skip", problems=(_code_conflict(first.place[1]),))
            return self._repeat(first, entry)
        held = book.with_code(entry) or book.meant_without_code(entry)
        if held is None:
            if entry.text("code") in book.elsewhere:
                return Decision("skip", problems=(_code_elsewhere(),))
            return self._create(entry, row, book, unclear=unclear)
        return self._update(entry, row, held)

    def _first_of(self, entry: Entry) -> tuple[Entry | None, bool]:
        """The earlier row that this one repeats, and whether several could be meant."""
        if entry.code_key and (first := self.by_code.get(entry.code_key)):
            return first, False
        here = self.by_place.get((entry.name_key, entry.address_key), ()) if entry.address_key else ()
        found = [
            one
            for one in here
            if not (one.code_key and entry.code_key) and listing.is_same_without_code(one, entry)
        ]
        return (found[0], False) if len(found) == 1 else (None, len(found) > 1)

    def _remember(self, entry: Entry, *, instead_of: Entry | None = None) -> None:
        if entry.code_key:
            self.by_code[entry.code_key] = entry
        if entry.address_key:
            here = self.by_place[entry.name_key, entry.address_key]
            if instead_of is not None and instead_of in here:
                here.remove(instead_of)
            here.append(entry)

    def _repeat(self, first: Entry, entry: Entry) -> Decision:
        done = listing.complete(first, entry)
        self._remember(listing.merged(first, entry, done), instead_of=first)
        return Decision(
            "repeat",
            target_id=first.target_id,
            joined_to=first.place,
            changes=done.changes,
            flags=(Flag("repeat_differs"),) if done.differs else (),
        )

    def _create(self, entry: Entry, row: CleanRow, book: Book, *, unclear: bool) -> Decision:
        flags = [Flag(code, column) for code, column in self._creation_flags(entry, row)]
        if unclear:
            flags.append(Flag("code_unclear", "code"))
        if any(
            one.code_key != entry.code_key
            for one in self.by_place.get((entry.name_key, entry.address_key), ())
        ):
            flags.append(Flag("same_place_other_code"))
        if self._is_like_one_of(entry, book):
            flags.append(Flag("possible_duplicate"))
        target = new_id(self.actor.now)
        self._remember(entry._replace(target_id=target))
        return Decision("create", target_id=target, flags=tuple(flags))

    def _creation_flags(self, entry: Entry, row: CleanRow) -> Iterable[tuple[str, str]]:
        if not entry.code_key:
            yield "code_assigned", "code"
        if self.words.find(self.words.channels, entry.get("channel")) is None:
            yield ("channel_unknown" if entry.get("channel") else "channel_defaulted"), "channel"
        if self.words.find(self.words.people, entry.get("owner")) is None:
            yield ("owner_unknown" if entry.get("owner") else "owner_defaulted"), "owner"
        if entry.get("unit") and self.words.find(self.words.units, entry.get("unit")) is None:
            yield "unit_unknown", "unit"
        yield from self._value_flags(entry, row)

    def _value_flags(self, entry: Entry, row: CleanRow) -> Iterable[tuple[str, str]]:
        if "declared_grade" in row.values and entry.get("declared_grade") is None:
            yield "grade_unknown", "declared_grade"
        sales = entry.get("declared_sales")
        if isinstance(sales, int) and sales < 0:
            yield "sales_negative", "declared_sales"
        pair = entry.get("position")
        if (
            isinstance(pair, tuple)
            and datum_of(entry, self.options) is None
            and is_shifted_area(Position(*pair))
        ):
            yield "datum_assumed", "position"

    def _is_like_one_of(self, entry: Entry, book: Book) -> bool:
        near = book.like(entry)
        if not near:
            return False
        pair = entry.get("position")
        wanted = likeness.Traits(
            None,
            entry.text("code"),
            entry.text("name"),
            keys.name_key(entry.text("name"), entry.text("city")),
            entry.address_key,
            keys.phone_key(entry.text("phone")),
            entry.text("licence_no"),
            pair[0] if isinstance(pair, tuple) else None,
            pair[1] if isinstance(pair, tuple) else None,
            entry.get("status") != Outlet.Status.CLOSED,
        )
        verdicts = (likeness.compare(wanted, held.traits()) for held in near)
        return any(verdict is not None and verdict.kind == likeness.DUPLICATE for verdict in verdicts)

    def _update(self, entry: Entry, row: CleanRow, held: Held) -> Decision:
        known = held.entry()
        stub = "stub" in held.row["flags"]
        if held.alias:
            return self._complete(entry, row, held)
        if entry.code_key == known.code_key and not stub and listing.is_other_place(known, entry):
            return Decision("skip", problems=(_code_taken(held.row["name"]),))
        if held.row["archived_at"] is not None:
            return Decision("skip", problems=(_archived(held.row["name"]),))
        self._remember(entry._replace(target_id=held.id))
        changes = [*self._plain_changes(entry, held), *self._special_changes(entry, held)]
        flags = [Flag(code, column) for code, column in self._value_flags(entry, row)]
        if entry.get("owner") and not self.actor.may(Rights.ASSIGN):
            flags.append(Flag("owner_kept", "owner"))
        return Decision("update" if changes else "same", held.id, changes=tuple(changes), flags=tuple(flags))

    def _complete(self, entry: Entry, row: CleanRow, held: Held) -> Decision:
        """A row under the code of an outlet that was merged fills gaps, and changes nothing that is known."""
        if held.row["archived_at"] is not None:
            return Decision("skip", problems=(_archived(held.row["name"]),))
        self._remember(entry._replace(target_id=held.id))
        changes = [
            change
            for change in self._plain_changes(entry, held)
            if change.before is None and change.field != "code"
        ]
        flags = [Flag("code_merged", "code"), *(Flag(code, at) for code, at in self._value_flags(entry, row))]
        return Decision("update" if changes else "same", held.id, changes=tuple(changes), flags=tuple(flags))

    def _plain_changes(self, entry: Entry, held: Held) -> Iterable[Change]:
        for column in listing.PLAIN:
            new, old = entry.get(column), held.row[column]
            if new is None or new == old or (isinstance(new, str) and " ".join(new.split()) == old):
                continue
            if column == "code" and keys.code_key(str(new)) == held.row["code_key"]:
                continue  # the same code with other zeros
            if listing.is_known_already(entry, column, old):
                continue
            yield Change(column, old if old != "" else None, new)

    def _special_changes(self, entry: Entry, held: Held) -> Iterable[Change]:
        row = held.row
        pair = entry.get("position")
        if isinstance(pair, tuple):
            here = to_wgs84(Position(*pair), datum_of(entry, self.options) or Datum.WGS84)
            if (here.lat_e7, here.lon_e7) != (row["lat_e7"], row["lon_e7"]):
                before = Pair(row["lat_e7"], row["lon_e7"]) if row["lat_e7"] is not None else None
                yield Change("position", before, pair)
        channel = self.words.find(self.words.channels, entry.get("channel"))
        if channel and channel != row["channel_id"]:
            yield Change("channel", None, entry.get("channel"))
        owner = self.words.find(self.words.people, entry.get("owner"))
        if owner and owner != row["owner_id"] and self.actor.may(Rights.ASSIGN):
            yield Change("owner", None, entry.get("owner"))
        verified = listing.day(entry.get("verified_on"))
        if verified and (row["last_verified_at"] is None or row["last_verified_at"].date() < verified):
            yield Change("verified_on", None, verified)


_LIMITS = tuple(
    (column, listing.PLACE[column], limit)
    for column in listing.PLAIN
    if (limit := getattr(Outlet._meta.get_field(column), "max_length", None))
)


def _size_problems(entry: Entry) -> Iterable[CellProblem]:
    """Values that do not fit: each is said, none is cut."""
    for column, at, limit in _LIMITS:
        value = entry.values[at]
        if isinstance(value, str) and len(value) > limit:
            found = problem("text_too_long", limit=limit)
            yield CellProblem(column, found.code, found.message, value)
    orders = entry.get("declared_orders")
    if isinstance(orders, int) and not 0 <= orders < 2**31:
        found = problem("number_negative" if orders < 0 else "number_too_large", raw=orders)
        yield CellProblem("declared_orders", found.code, found.message, str(orders))


def _code_conflict(row_no: int) -> CellProblem:
    sentence = _("编码与第 %(row)s 行相同，名称和地址却都不同。核对编码，改好再导入。") % {"row": row_no}
    return CellProblem("code", "code_conflict", sentence)


def _code_taken(name: str) -> CellProblem:
    sentence = _("这个编码已是“%(name)s”，名称和地址都不同。核对编码，改好再导入。") % {"name": name}
    return CellProblem("code", "code_taken", sentence)


def _code_elsewhere() -> CellProblem:
    return CellProblem(
        "code", "code_taken", _("终端编码已被使用，不在可见范围内。换一个编码，或找系统管理员核对。")
    )


def _archived(name: str) -> CellProblem:
    sentence = _("“%(name)s”的档案已归档，只能看。先恢复再导入。") % {"name": name}
    return CellProblem("code", "outlet_archived", sentence)
