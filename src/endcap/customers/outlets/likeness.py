"""How alike two outlets are, and what that means. Pure.

Same name alone says nothing: chains have many stores. Same place alone says nothing either: shops change
hands.
It takes two kinds of evidence to suspect a repeat; one closed and one open shop at one place are successors.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

from endcap.customers.outlets import keys
from endcap.kernel.geo import Position, cell_of, cells_around, distance_m

DUPLICATE, SAME_PLACE, SUCCESSOR = "duplicate_suspect", "same_place", "successor"
NEAR_M = 30
FULL = 100
CROWD = 40  # more outlets than this behind one key: the key tells nothing (a mall, a switchboard number)


@dataclass(frozen=True, slots=True)
class Traits:
    """What is compared."""

    id: UUID | None
    code: str
    name: str
    name_key: str
    address_key: str
    phone_key: str
    licence_no: str
    lat_e7: int | None
    lon_e7: int | None
    is_open: bool
    chain: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two outlets are to each other, how sure, and why."""

    kind: str
    score: int
    reasons: tuple[str, ...]


def names_alike(one: Traits, other: Traits) -> str:
    """``name`` if equal, ``name_sound`` if they sound the same in pinyin, ``name_part`` if one contains
    the other."""
    if one.name_key == other.name_key:
        return "name"
    if keys.pinyin_key(one.name) == keys.pinyin_key(other.name):
        return "name_sound"
    short, long = sorted((one.name_key, other.name_key), key=len)
    return "name_part" if len(short) >= 4 and short in long else ""


def is_near(one: Traits, other: Traits) -> bool:
    """Whether both positions are known and within a few steps of each other."""
    if one.lat_e7 is None or one.lon_e7 is None or other.lat_e7 is None or other.lon_e7 is None:
        return False
    return distance_m(Position(one.lat_e7, one.lon_e7), Position(other.lat_e7, other.lon_e7)) <= NEAR_M


def is_far(one: Traits, other: Traits) -> bool:
    """Whether the two certainly stand at different places."""
    if one.address_key and other.address_key and one.address_key == other.address_key:
        return False
    if one.lat_e7 is not None and other.lat_e7 is not None:
        return not is_near(one, other)
    return bool(one.address_key and other.address_key)


def compare(one: Traits, other: Traits) -> Likeness | None:
    """The relation of two outlets; None if they have nothing to do with each other."""
    if one.licence_no and one.licence_no == other.licence_no and not is_far(one, other):
        return Likeness(DUPLICATE, FULL, ("licence",))
    name = names_alike(one, other)
    phone = bool(one.phone_key and one.phone_key == other.phone_key)
    address = bool(one.address_key and one.address_key == other.address_key)
    near = is_near(one, other)
    here = address or near
    reasons = tuple(
        reason
        for reason, holds in ((name, bool(name)), ("phone", phone), ("address", address), ("near", near))
        if holds
    )
    if one.licence_no and one.licence_no == other.licence_no and name:
        # one legal entity with several stores of one name is a chain, unless more speaks for a repeat
        return Likeness(DUPLICATE, 60, ("licence", *reasons)) if phone else None
    if here and one.is_open != other.is_open:
        return Likeness(SUCCESSOR, 80 if address else 50, reasons) if address or name else None
    if here and name:
        return Likeness(DUPLICATE, {"name": 95, "name_sound": 85, "name_part": 75}[name], reasons)
    if here and phone:
        return Likeness(DUPLICATE, 80, reasons)
    if name in ("name", "name_sound") and phone and not is_far(one, other):
        return Likeness(DUPLICATE, 85 if name == "name" else 75, reasons)
    if address:
        return Likeness(SAME_PLACE, 50, reasons)
    return None


def _cell(one: Traits) -> str:
    if one.lat_e7 is None or one.lon_e7 is None:
        return ""
    return cell_of(one.lat_e7, one.lon_e7, NEAR_M)


_KEYS: tuple[tuple[str, Callable[[Traits], str]], ...] = (
    ("address", lambda one: one.address_key),
    ("phone", lambda one: one.phone_key),
    ("licence", lambda one: one.licence_no),
    ("cell", _cell),
)


def _buckets(traits: Sequence[Traits]) -> Iterator[list[int]]:
    """Groups of outlets that share a key and are few enough to compare each with each; one kind of key
    after the other, so that the groups of one kind are forgotten before the next is made."""
    for kind, key_of in _KEYS:
        groups: dict[str, list[int]] = defaultdict(list)
        for index, one in enumerate(traits):
            if value := key_of(one):
                groups[value].append(index)
        for members in groups.values():
            if len(members) > 1 and (len(members) <= CROWD or kind == "address"):
                yield members[: CROWD * 3]


def _neighbour_pairs(traits: Sequence[Traits]) -> Iterator[tuple[int, int]]:
    """Pairs across the border of two cells."""
    cells: dict[str, list[int]] = defaultdict(list)
    for index, one in enumerate(traits):
        if cell := _cell(one):
            cells[cell].append(index)
    for index, one in enumerate(traits):
        if one.lat_e7 is None or one.lon_e7 is None:
            continue
        for cell in cells_around(one.lat_e7, one.lon_e7, NEAR_M)[1:]:
            members = cells.get(cell, ())
            if len(members) <= CROWD:
                yield from ((index, member) for member in members if index < member)


def pairs(
    traits: Sequence[Traits], *, among: AbstractSet[UUID] | None = None
) -> Iterable[tuple[Traits, Traits, Likeness]]:
    """Every pair of outlets that have to do with each other, each pair once; only pairs with one of
    ``among``."""
    seen: set[tuple[int, int]] = set()
    for members in _buckets(traits):
        seen.update(combinations(members, 2))
    seen.update(_neighbour_pairs(traits))
    for left, right in sorted(seen):
        if among is not None and traits[left].id not in among and traits[right].id not in among:
            continue
        verdict = compare(traits[left], traits[right])
        if verdict:
            yield traits[left], traits[right], verdict
