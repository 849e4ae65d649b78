"""Work that comes back: what is declared to run every so often or at an hour of the day. Pure.

Each capability registers its own in ``config/subscriptions/``; every worker looks now and then what is due,
and one of them queues it (see ``services.queue_due``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from endcap.kernel.actor import Actor

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise
else:
    StrOrPromise = object

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Scheduled:
    """Recurring work: either ``every`` so often or ``at`` an hour of the company's day.

    ``run`` gets the installation itself as actor, with the moment at which it runs. ``is_needed`` is a cheap
    look whether there is anything to do; where it says no, nothing is queued and nothing written.
    """

    key: str
    name: StrOrPromise
    run: Callable[[Actor], object]
    every: timedelta | None = None
    at: time | None = None
    is_needed: Callable[[Actor], bool] | None = None

    def __post_init__(self) -> None:
        if (self.every is None) == (self.at is None):
            raise ValueError(f"{self.key}: say either every or at")
        if self.every is not None and self.every < timedelta(seconds=30):
            raise ValueError(f"{self.key}: the shortest interval is 30 seconds")

    def latest_due(self, now: datetime, zone: tzinfo) -> datetime:
        """The newest moment, not after ``now``, at which this had to run. However many were missed, it is
        one."""
        if self.every is not None:
            return now - (now - _EPOCH) % self.every
        assert self.at is not None
        local = now.astimezone(zone)
        due = datetime.combine(local.date(), self.at, tzinfo=zone)
        if due > local:
            due = datetime.combine(local.date() - timedelta(days=1), self.at, tzinfo=zone)
        return due.astimezone(UTC)

    def next_due(self, now: datetime, zone: tzinfo) -> datetime:
        """The first moment after ``now`` at which this has to run."""
        latest = self.latest_due(now, zone)
        if self.every is not None:
            return latest + self.every
        assert self.at is not None
        day = latest.astimezone(zone).date() + timedelta(days=1)
        return datetime.combine(day, self.at, tzinfo=zone).astimezone(UTC)

    @property
    def rhythm(self) -> str:
        """When it runs, in words."""
        if self.at is not None:
            return _("每天 %(at)s") % {"at": self.at.strftime("%H:%M")}
        assert self.every is not None
        minutes = int(self.every.total_seconds()) // 60
        return _("每 %(minutes)s 分钟") % {"minutes": max(1, minutes)}


_declared: dict[str, Scheduled] = {}


def register(scheduled: Scheduled) -> None:
    """Declare recurring work; the same key again replaces it."""
    _declared[scheduled.key] = scheduled


def everything() -> tuple[Scheduled, ...]:
    """What is declared, by key."""
    return tuple(_declared[key] for key in sorted(_declared))


def of(key: str) -> Scheduled | None:
    """One declaration; None where this version no longer knows it."""
    return _declared.get(key)


def forget(key: str) -> None:
    """Take a declaration back."""
    _declared.pop(key, None)
