"""The timeline of an outlet: each area contributes what it knows, newest first, merged and paged.

Higher areas add a source to the slot ``outlet.timeline`` in ``config/subscriptions/``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from endcap.kernel import slots
from endcap.kernel.clock import business_date
from endcap.kernel.rights import Right

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from endcap.customers.outlets.models import Outlet
    from endcap.kernel.actor import Actor
else:
    StrOrPromise = object

SLOT = "outlet.timeline"
PAGE = 20


@dataclass(frozen=True)
class TimelineEntry:
    """Something that happened: when, what in one line, how we know. ``key`` tells entries of a moment apart;
    a source gives them in falling order of (at, key)."""

    at: datetime
    key: str
    icon: str
    title: str
    text: str = ""
    by: str = ""
    url: str = ""
    tone: str = ""
    group: str = ""
    is_whole_day: bool = False  # belongs to the day, not to an hour of it


@dataclass(frozen=True)
class Asked:
    """What a source is asked for: at most so many entries, not after a moment."""

    until: datetime | None
    limit: int


Source = Callable[["Actor", "Outlet", Asked], Sequence[TimelineEntry]]


@dataclass(frozen=True)
class TimelineSource:
    """What one area contributes. ``groups`` are the filters under which it is asked."""

    key: str
    groups: tuple[str, ...]
    entries: Source
    right: Right | None = None
    order: int = 50


@dataclass(frozen=True)
class Mark:
    """Where a page ends: the moment and key of its last entry, and how many of that moment were shown."""

    at: datetime
    key: str
    shown: int

    def write(self) -> str:
        """As it stands in an address."""
        return f"{self.at.isoformat()}~{self.shown}~{self.key}"

    @classmethod
    def read(cls, text: str) -> Mark | None:
        """The mark of an address; None where it says nothing."""
        moment, _tilde, rest = text.partition("~")
        shown, _tilde, key = rest.partition("~")
        try:
            at = datetime.fromisoformat(moment)
            return cls(at, key, min(max(int(shown), 0), 1_000)) if at.tzinfo else None
        except ValueError:
            return None


@dataclass(frozen=True)
class TimelineDay:
    """The entries of one business day."""

    on: date
    entries: Sequence[TimelineEntry]


@dataclass(frozen=True)
class TimelinePage:
    """One page of the timeline, and from where the next one starts."""

    entries: Sequence[TimelineEntry]
    next: str

    @property
    def days(self) -> list[TimelineDay]:
        """By business day."""
        held: dict[date, list[TimelineEntry]] = {}
        for entry in self.entries:
            held.setdefault(business_date(entry.at), []).append(entry)
        return [TimelineDay(on, entries) for on, entries in held.items()]


def merged(
    actor: Actor,
    outlet: Outlet,
    sources: Sequence[TimelineSource],
    *,
    group: str = "",
    after: Mark | None = None,
    limit: int = PAGE,
) -> TimelinePage:
    """The newest entries of all sources that the actor may read, before a mark."""
    asked = Asked(after.at if after else None, limit + 1 + (after.shown if after else 0))
    found: list[TimelineEntry] = []
    for source in sources:
        if (group and group not in source.groups) or (source.right and not actor.may(source.right)):
            continue
        found += source.entries(actor, outlet, asked)
    found = [entry for entry in found if not group or entry.group == group]
    found.sort(key=lambda entry: (entry.at, entry.key), reverse=True)
    if after:
        found = [entry for entry in found if (entry.at, entry.key) < (after.at, after.key)]
    shown = found[:limit]
    if len(found) <= limit:
        return TimelinePage(shown, "")
    last = shown[-1]
    same = sum(entry.at == last.at for entry in shown)
    before = after.shown if after and after.at == last.at else 0
    return TimelinePage(shown, Mark(last.at, last.key, same + before).write())


def higher() -> Sequence[TimelineSource]:
    """What higher areas contribute."""
    return slots.items(SLOT)
