"""What a whole column tells about its cells: collected in the first pass, used in the second."""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass, field

from endcap.kernel.exchange.declare import Column, Kind, Shape
from endcap.kernel.exchange.values.codes import CodeProfile, bare_code
from endcap.kernel.exchange.values.coordinates import Candidate, Cluster, cluster_of, counts_for_cluster
from endcap.kernel.exchange.values.dates import DateProfile, order_evidence


@dataclass
class CodeTally:
    """Leading zeros and lengths of the codes of one column."""

    plain: int = 0
    padded: int = 0
    lengths: Counter[int] = field(default_factory=Counter)

    def add(self, cell: object) -> None:
        """Count one cell."""
        text, _doubt = bare_code(cell)
        if text.isdecimal():
            self.lengths[len(text)] += 1
            if text[0] == "0":
                self.padded += 1
            else:
                self.plain += 1

    def profile(self) -> CodeProfile:
        """The verdict; one usual length when four of five codes have it."""
        usual = 0
        if self.lengths:
            length, count = self.lengths.most_common(1)[0]
            usual = length if count * 5 >= self.lengths.total() * 4 and self.lengths.total() >= 5 else 0
        return CodeProfile(self.plain, self.padded, usual)


@dataclass
class DateTally:
    """Dates of one column that can be read one way only."""

    day_first: int = 0
    month_first: int = 0

    def add(self, cell: object) -> None:
        """Count one cell."""
        evidence = order_evidence(cell)
        if evidence is not None:
            self.day_first += evidence.day_first
            self.month_first += evidence.month_first

    def profile(self) -> DateProfile:
        """The verdict."""
        return DateProfile(self.day_first, self.month_first)


@dataclass
class PositionTally:
    """Where the positions of the list lie; 16 bytes a row."""

    lats: array[float] = field(default_factory=lambda: array("d"))
    lons: array[float] = field(default_factory=lambda: array("d"))

    def add(self, candidate: Candidate) -> None:
        """Count one position."""
        if counts_for_cluster(candidate) and candidate.lat is not None and candidate.lon is not None:
            self.lats.append(candidate.lat)
            self.lons.append(candidate.lon)

    def cluster(self) -> Cluster:
        """The verdict."""
        return cluster_of(list(zip(self.lats, self.lons, strict=True)))


@dataclass
class Tallies:
    """The evidence of all columns of one sheet declaration."""

    codes: dict[str, CodeTally] = field(default_factory=dict)
    dates: dict[str, DateTally] = field(default_factory=dict)
    positions: PositionTally = field(default_factory=PositionTally)

    @classmethod
    def of(cls, columns: tuple[Column, ...]) -> Tallies:
        """Empty tallies for the columns that need a first look."""
        return cls(
            codes={column.key: CodeTally() for column in columns if column.kind is Kind.CODE},
            dates={column.key: DateTally() for column in columns if column.kind is Kind.DATE},
        )


def is_postcode(column: Column) -> bool:
    """Whether leading zeros belong to the code."""
    return column.kind is Kind.CODE and column.shape is Shape.POSTCODE
