"""Where a blank city may come from: the rest of the row, and what the other rows of the file know."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from endcap.kernel.exchange.declare import Column, Fill, Position, Shape
from endcap.kernel.exchange.match import split_place
from endcap.kernel.exchange.values.address import SplitAddress, place_key, split_tail
from endcap.kernel.exchange.values.codes import bare_code
from endcap.kernel.exchange.values.coordinates import Candidate, Cluster, Neighbourhood, neighbourhood_of
from endcap.kernel.exchange.values.text import as_text, clean, says_nothing

CUT_OFF = 4  # letters of a cut-off place that are enough to know it
PER_CITY = 500  # positions kept per city


class Filled(NamedTuple):
    """A value found for a blank cell, and whether the clues agree."""

    value: str
    agreed: bool = True


def written(cell: object) -> str:
    """The text of a cell, or nothing when it says nothing."""
    text = clean(as_text(cell))
    return "" if says_nothing(text) else text


def short_postcode(cell: object) -> str:
    """The postcode without its extension, as a key."""
    return bare_code(cell)[0].partition("-")[0]


@dataclass
class PlaceBook:
    """What the file tells about one place column; filled in the first pass, asked in the second."""

    column: Column
    fill: Fill
    spellings: dict[str, Counter[str]] = field(default_factory=dict)
    by_postcode: dict[str, Counter[str]] = field(default_factory=dict)
    group_labels: dict[str, str] = field(default_factory=dict)
    postcodes_of: dict[str, set[str]] = field(default_factory=dict)
    positions: dict[str, list[Candidate]] = field(default_factory=dict)

    def learn(self, city: str, postcode: str, candidate: Candidate | None) -> None:
        """One row that states its city."""
        key = place_key(city)
        self.spellings.setdefault(key, Counter())[city] += 1
        if postcode:
            self.by_postcode.setdefault(postcode, Counter())[key] += 1
            self.postcodes_of.setdefault(key, set()).add(postcode)
        if candidate is not None and candidate.lat is not None and not candidate.rough:
            kept = self.positions.setdefault(key, [])
            if len(kept) < PER_CITY:
                kept.append(candidate)

    def learn_group(self, label: str) -> None:
        """A subtotal that names its group."""
        self.group_labels.setdefault(place_key(label), label)

    def spelled(self, key: str) -> str:
        """The usual spelling of a known place, or nothing."""
        found = self.spellings.get(key)
        if found:
            return found.most_common(1)[0][0]
        return self.group_labels.get(key, "")

    def known_keys(self) -> frozenset[str]:
        """Places that the file names."""
        return frozenset(self.spellings) | frozenset(self.group_labels)

    def find(self, tail: SplitAddress | None, postcode: str, name: str, group: str) -> Filled | None:
        """The city of a row that leaves it blank: by the strongest clue, and whether the others agree."""
        clues = [
            self.spelled(place_key(tail.city)) or tail.city if tail is not None and tail.city else "",
            self._by_postcode(postcode),
            self._by_suffix(name),
        ]
        strong = [clue for clue in clues if clue]
        if strong:
            return Filled(strong[0], len({place_key(clue) for clue in strong}) == 1)
        if group and self.fill.group:
            known = self.postcodes_of.get(place_key(group), set())
            return Filled(
                self.spelled(place_key(group)) or group, not (postcode and known and postcode not in known)
            )
        return None

    def _by_postcode(self, postcode: str) -> str:
        """The one city of this postcode; a slip or two among many rows doesn't count."""
        votes = self.by_postcode.get(postcode) if postcode and self.fill.postcode else None
        if not votes:
            return ""
        key, count = votes.most_common(1)[0]
        return (
            self.spelled(key) if len(votes) == 1 or (count >= 10 and count * 10 >= votes.total() * 9) else ""
        )

    def _by_suffix(self, name: str) -> str:
        """The place after the slash of a name, also when the name was cut off in the middle of it."""
        if not name or not self.fill.suffix_of:
            return ""
        key = place_key(split_place(name)[1])
        if not key:
            return ""
        exact = self.spelled(key)
        if exact or len(key) < CUT_OFF:
            return exact
        longer = [known for known in self.known_keys() if known.startswith(key)]
        return self.spelled(longer[0]) if len(longer) == 1 else ""

    def neighbourhoods(self, cluster: Cluster) -> dict[str, Neighbourhood]:
        """Where each city of the file lies."""
        found: dict[str, Neighbourhood] = {}
        for key, candidates in self.positions.items():
            settled = (cluster.judge(candidate).position for candidate in candidates)
            near: list[Position] = [position for position in settled if position is not None]
            neighbourhood = neighbourhood_of(near)
            if neighbourhood is not None:
                found[key] = neighbourhood
        return found


def place_book(columns: tuple[Column, ...]) -> PlaceBook | None:
    """The book of the sheet's place column, if it declares how to fill it."""
    for column in columns:
        if column.fill is not None and column.shape is Shape.CITY:
            return PlaceBook(column, column.fill)
    return None


def tail_of(address: str, city: str, postcode: str) -> SplitAddress | None:
    """What a merged address repeats, when it ends with it."""
    return split_tail(address, city, postcode) if "," in address else None
