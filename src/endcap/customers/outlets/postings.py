"""Which outlets of a block have a gram: packed small, and intersected fast. Pure.

A block holds up to ``CAPACITY`` outlets, the best ones first. A posting is the set of their places. Packed it is
a list of places (two bytes each) while that is shorter than one bit for every place, else those bits. In both
forms the lowest places are the best outlets, so the best of any result are found without looking at the rest.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Sequence

CAPACITY = 15_360
SPAN = 16_384  # numbers of one block: block × SPAN + place
WIDTH = CAPACITY // 8
Places = frozenset[int] | bytes  # few places; or one bit for every place
_BITS = tuple(tuple(bit for bit in range(8) if byte >> bit & 1) for byte in range(256))


def pack(places: array[int]) -> bytes:
    """Ascending places as they are stored."""
    if 2 * len(places) >= WIDTH:
        return _bitmap(places)
    if sys.byteorder == "big":
        places = array("H", places)
        places.byteswap()
    return places.tobytes()


def unpack(stored: bytes) -> Places:
    """The places of a posting."""
    if len(stored) == WIDTH:
        return stored
    places = array("H")
    places.frombytes(stored)
    if sys.byteorder == "big":
        places.byteswap()
    return frozenset(places)


def _bitmap(places: Iterable[int]) -> bytes:
    bits = bytearray(WIDTH)
    for place in places:
        bits[place >> 3] |= 1 << (place & 7)
    return bytes(bits)


def both(one: Places, other: Places) -> Places:
    """Places in both."""
    if isinstance(one, bytes):
        if isinstance(other, bytes):
            joined = int.from_bytes(one, "little") & int.from_bytes(other, "little")
            return joined.to_bytes(WIDTH, "little")
        one, other = other, one
    if isinstance(other, bytes):
        return frozenset([place for place in one if other[place >> 3] >> (place & 7) & 1])
    return one & other


def either(one: Places, other: Places) -> Places:
    """Places in at least one."""
    if not isinstance(one, bytes) and not isinstance(other, bytes):
        return one | other if len(one) + len(other) < WIDTH else _bitmap(one | other)
    bits = [
        int.from_bytes(each if isinstance(each, bytes) else _bitmap(each), "little") for each in (one, other)
    ]
    return (bits[0] | bits[1]).to_bytes(WIDTH, "little")


def size(places: Places) -> int:
    """How many."""
    return int.from_bytes(places, "little").bit_count() if isinstance(places, bytes) else len(places)


def best(places: Places, limit: int) -> list[int]:
    """The lowest places, ascending."""
    if not isinstance(places, bytes):
        return sorted(places)[:limit]
    found: list[int] = []
    for start, byte in enumerate(places):
        if byte:
            found += [start * 8 + bit for bit in _BITS[byte]]
            if len(found) >= limit:
                break
    return found[:limit]


def pack_levels(levels: Sequence[int]) -> bytes:
    """Ascending levels of all places, as (level, first place) where a new level begins."""
    runs = array("H")
    last = -1
    for place, level in enumerate(levels):
        if level != last:
            runs.extend((level, place))
            last = level
    if sys.byteorder == "big":
        runs.byteswap()
    return runs.tobytes()


def unpack_levels(stored: bytes) -> tuple[list[int], list[int]]:
    """Where each level begins, and which one it is."""
    runs = array("H")
    runs.frombytes(stored)
    if sys.byteorder == "big":
        runs.byteswap()
    return runs[1::2].tolist(), runs[::2].tolist()
