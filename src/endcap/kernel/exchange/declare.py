"""What a sheet is: one list of columns serves template, import, export and the documentation page.

Areas declare their sheets in ``sheets.py`` with these words and register them in ``config/subscriptions/``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple
from uuid import UUID

from endcap.kernel.errors import Problem
from endcap.kernel.rights import Right

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from endcap.kernel.actor import Actor
else:
    StrOrPromise = object

NOTHING: Mapping[str, tuple[str, ...]] = MappingProxyType({})


class Kind(StrEnum):
    """How a cell of the column is read and written."""

    TEXT = "text"
    CODE = "code"
    INTEGER = "integer"
    QUANTITY = "quantity"
    MONEY = "money"
    PRICE = "price"
    DATE = "date"
    COORDINATE = "coordinate"
    PHONE = "phone"
    GTIN = "gtin"
    CHOICE = "choice"
    BOOL = "bool"
    PERCENT = "percent"


class Shape(StrEnum):
    """What a text, code or coordinate column holds, where the kind alone does not say it."""

    PLAIN = "plain"
    NAME = "name"  # TEXT: the name of a place or party; makes the match key
    ADDRESS = "address"  # TEXT: a street address; makes the match key
    CITY = "city"  # TEXT: the place that names end with: "HY-VEE #2 / CORALVILLE"
    POSTCODE = "postcode"  # CODE: leading zeros belong to it
    LATITUDE = "latitude"  # COORDINATE: one number per column
    LONGITUDE = "longitude"


@dataclass(frozen=True)
class Fill:
    """Where a blank cell may take its value from, tried in this order; each filled cell is flagged.

    1. the end of a longer text in the same row that repeats the value ("…, CEDAR RAPIDS, IA 52402");
    2. rows of the same file with the same postcode that all agree;
    3. the end of a name after a slash, when that place is known in the file;
    4. the label of the subtotal row that closes the group.
    """

    merged_in: str = ""
    postcode: str = ""
    suffix_of: str = ""
    group: bool = False


@dataclass(frozen=True)
class Column:
    """One column of a sheet.

    ``choices`` maps the stored word to the words people write. ``repeats`` (address columns) names columns
    whose values people write again at the start of this text (province, city, district); that is taken off.
    So is ", CITY, ST 12345" at its end. ``from_title``: a sheet named after a choice says its rows' value.
    ``past_only``: a day after today is flagged.
    """

    key: str
    label: StrOrPromise
    label_en: str
    kind: Kind
    required: bool = False
    synonyms: tuple[str, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: NOTHING)
    personal: bool = False
    help: StrOrPromise = ""
    writable: bool = True
    shape: Shape = Shape.PLAIN
    fill: Fill | None = None
    repeats: tuple[str, ...] = ()
    from_title: bool = False
    past_only: bool = False


class Position(NamedTuple):
    """A place on the earth in degrees × 10^7."""

    lat_e7: int
    lon_e7: int


class Value(NamedTuple):
    """A parsed cell. No value and no problem means that the cell says nothing ("-", "无")."""

    value: object | None
    flags: tuple[str, ...] = ()
    problem: Problem | None = None
    raw: str = ""


class Flag(NamedTuple):
    """Something was repaired, filled or can't be trusted; ``messages.flag_sentence`` says it in words."""

    code: str
    column: str = ""


@dataclass(frozen=True, slots=True)
class CellProblem:
    """A cell that can't be accepted: the row waits until it is put right."""

    column: str
    code: str
    message: StrOrPromise
    raw: str = ""


class MatchKeys(NamedTuple):
    """What repeats of the same party have in common, however they were typed."""

    name: str = ""
    address: str = ""
    phone_tail: str = ""


NO_KEYS = MatchKeys()


class CleanRow(NamedTuple):
    """One data row after reading: values by column key, and the raw cells in file order.

    ``group`` is the label of the subtotal that closes the row's group, ``sheet_status`` what the title of the
    sheet says, ``comments`` the notes that people pinned to its cells.
    """

    sheet: str
    row_no: int
    values: Mapping[str, object]
    flags: tuple[Flag, ...] = ()
    problems: tuple[CellProblem, ...] = ()
    raw: tuple[str, ...] = ()
    group: str = ""
    sheet_status: str = ""
    keys: MatchKeys = NO_KEYS
    comments: tuple[str, ...] = ()


class Change(NamedTuple):
    """One field that an import would change."""

    field: str
    before: object
    after: object


Action = Literal["create", "update", "same", "repeat", "skip"]


class Decision(NamedTuple):
    """What an import would do with one row."""

    action: Action
    target_id: UUID | None = None
    joined_to: tuple[str, int] | None = None
    changes: tuple[Change, ...] = ()
    flags: tuple[Flag, ...] = ()
    problems: tuple[CellProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class Effect:
    """What the import did to one record; ``before`` holds the former values that undo puts back."""

    sheet: str
    row_no: int
    action: Action
    target_id: UUID | None
    before: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Applied:
    """The outcome of writing one chunk."""

    created: int = 0
    updated: int = 0
    same: int = 0
    joined: int = 0
    skipped: int = 0
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True)
class Reverted:
    """The outcome of taking a batch back; ``kept`` were changed by people since and stay as they are."""

    removed: int = 0
    restored: int = 0
    kept: tuple[UUID, ...] = ()


class Sheet(ABC):
    """A list that goes in and out: columns, rights, and the area's own plan, apply, revert and export."""

    key: str
    title: StrOrPromise
    title_en: str
    columns: tuple[Column, ...]
    import_right: Right
    export_right: Right
    personal_right: Right | None = None  # what exporting personal columns needs beyond export_right
    flag_sentences: Mapping[str, StrOrPromise] = MappingProxyType({})  # the area's own flag codes in words
    streaming: bool = False  # True: fact sheets; apply() gets chunks that were not staged row by row

    def opened(self, actor: Actor, options: Mapping[str, str]) -> Sheet:
        """The sheet for one pass over one file. Those that must remember from chunk to chunk answer a
        fresh one."""
        return self

    def column(self, key: str) -> Column:
        """The column with this key."""
        return next(column for column in self.columns if column.key == key)

    @abstractmethod
    def plan(self, actor: Actor, rows: Sequence[CleanRow], options: Mapping[str, str]) -> Sequence[Decision]:
        """What would happen to each row; may query, must not write."""

    @abstractmethod
    def apply(self, actor: Actor, batch_id: UUID, rows: Sequence[tuple[CleanRow, Decision]]) -> Applied:
        """Write one chunk inside the transaction opened by exchange, in bulk, with before-images for undo."""

    def finish(self, actor: Actor, batch_id: UUID) -> None:  # noqa: B027 (most sheets have nothing to finish)
        """Called once after the last chunk of a commit, inside its transaction: fact sheets bring their
        sums up to date."""

    @abstractmethod
    def revert(self, actor: Actor, batch_id: UUID, rows: Sequence[Effect]) -> Reverted:
        """Take back what a batch did."""

    @abstractmethod
    def export(
        self, actor: Actor, filters: Mapping[str, str], columns: Sequence[str]
    ) -> Iterator[tuple[object, ...]]:
        """Rows of visible records, streamed, in the order of the asked column keys."""
