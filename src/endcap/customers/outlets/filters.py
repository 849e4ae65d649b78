"""What a person asked of the outlet list, as it stands in the address. Pure."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from urllib.parse import parse_qs, urlencode
from uuid import UUID

SORT_KEYS = ("name", "code", "sales", "last_order", "updated")
SORTS = (*SORT_KEYS, *(f"-{key}" for key in SORT_KEYS))
DEFAULT_SORT = "name"
PAGE = 50
MAX_PAGE = 200
TRUE = "1"


@dataclass(frozen=True)
class OutletFilter:
    """Conditions of the list; empty ones do not count. Several values of one condition are alternatives."""

    q: str = ""
    channel: tuple[str, ...] = ()  # channel codes; a branch means its leaves
    family: tuple[str, ...] = ()
    unit: tuple[str, ...] = ()  # unit ids; a unit means everything below it too
    owner: tuple[str, ...] = ()  # person ids, or "me"
    grade: tuple[str, ...] = ()  # A, B, C, or "none"
    status: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()  # tag names
    flag: tuple[str, ...] = ()  # flag codes
    city: tuple[str, ...] = ()
    cls: tuple[str, ...] = ()  # scheme:value
    batch: str = ""
    segment: str = ""  # id of a customer segment
    within: str = ""  # ordered within so many days
    silent: str = ""  # no order for more than so many days
    sales_from: str = ""  # whole yuan in 12 months
    sales_to: str = ""
    box: str = ""  # part of the map: west,south,east,north
    flagged: bool = False
    stale: bool = False
    unplaced: bool = False
    suspect: bool = False
    archived: bool = False
    sort: str = DEFAULT_SORT

    @property
    def is_narrow(self) -> bool:
        """Whether anything narrows the list."""
        return replace(self, sort=DEFAULT_SORT) != OutletFilter()

    def anywhere(self) -> OutletFilter:
        """The same without the part of the map in sight: the map itself shows where."""
        return replace(self, box="")

    @classmethod
    def from_mapping(cls, given: Mapping[str, object]) -> OutletFilter:
        """Read the parameters of an address or of an export; what is unknown is left out."""
        found: dict[str, object] = {}
        for field in fields(cls):
            if field.name not in given:
                continue
            values = _values(given, field.name)
            if field.type == "bool":
                found[field.name] = TRUE in values
            elif field.type == "str":
                found[field.name] = values[0][:100] if values else ""
            else:
                found[field.name] = tuple(dict.fromkeys(value[:100] for value in values))[:50]
        if found.get("sort", DEFAULT_SORT) not in SORTS:
            found["sort"] = DEFAULT_SORT
        if found.get("batch") and not _is_uuid(str(found["batch"])):
            found["batch"] = ""
        return cls(**found)  # type: ignore[arg-type]

    @classmethod
    def from_export(cls, filters: Mapping[str, str]) -> OutletFilter:
        """The filter of an export: the list's own address as a whole, or single conditions with their values joined by
        commas."""
        if whole := filters.get("query"):
            return cls.from_mapping(parse_qs(whole))
        many = {field.name for field in fields(cls) if field.type not in ("bool", "str")}
        return cls.from_mapping(
            {key: value.split(",") if key in many else value for key, value in filters.items()}
        )

    def as_query(self) -> str:
        """The same as part of an address."""
        return urlencode(self.as_pairs(), doseq=True)

    def as_pairs(self) -> dict[str, list[str]]:
        """Only what differs from an empty filter."""
        found: dict[str, list[str]] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if value == field.default or value == ():
                continue
            found[field.name] = (
                [TRUE] if value is True else list(value) if isinstance(value, tuple) else [value]
            )
        return found


def _values(given: Mapping[str, object], name: str) -> list[str]:
    getlist = getattr(given, "getlist", None)
    found = getlist(name) if getlist else given[name]
    if isinstance(found, str) or not isinstance(found, (list, tuple)):
        found = [found]
    return [
        TRUE if value is True else str(value).strip()
        for value in found
        if str(value).strip() and value is not False
    ]


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def uuids(texts: tuple[str, ...]) -> list[UUID]:
    """The well-formed ids among the texts."""
    return [UUID(text) for text in texts if _is_uuid(text)]


@dataclass(frozen=True)
class Cursor:
    """Where a page begins: after (or before) the row with this sort value and id."""

    value: str | int | None
    id: UUID
    backwards: bool = False
    first: int = 1  # the number of the first row of the page, for the foot

    def write(self) -> str:
        """As it stands in an address."""
        packed = json.dumps(
            [self.value, self.id.hex, self.backwards, self.first], separators=(",", ":"), ensure_ascii=False
        )
        return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """What ``write`` wrote; None for anything else."""
        try:
            value, key, backwards, first = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            if not isinstance(value, (str, int, type(None))):
                return None
            return cls(value, UUID(key), bool(backwards), int(first))
        except (ValueError, TypeError, binascii.Error, UnicodeDecodeError):
            return None
