"""The values that components are drawn from. A door fills them, a template tag draws them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Kpi:
    """A key figure: name, figure, comparison in words; the points only where the trend matters."""

    label: StrOrPromise
    value: StrOrPromise
    unit: StrOrPromise = ""
    comparison: StrOrPromise = ""
    change: StrOrPromise = ""
    rising: bool | None = None
    is_good: bool | None = None
    points: Sequence[int] = ()
    target: int | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """Label left, value right."""

    label: StrOrPromise
    value: StrOrPromise
    url: str = ""
    tone: str = ""
    dot: str | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """One part of a stacked bar: how much, in which tone, called what."""

    amount: int
    tone: str = ""
    label: StrOrPromise = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few exclusive views of the same data, or one column that can be shown."""

    value: str
    label: StrOrPromise
    is_on: bool = False
    icon: str = ""
    count: int | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Foot:
    """Where a list stands: numbers of the first and last row, and the ways on. No page numbers."""

    first: int
    last: int
    previous: str = ""
    next: str = ""
    estimate: int | None = None
    total: int | None = None
