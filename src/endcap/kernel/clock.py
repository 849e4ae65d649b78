"""The only place that reads the wall clock. Everything else uses ``actor.now`` and ``actor.today``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

_frozen: ContextVar[datetime | None] = ContextVar("frozen_clock", default=None)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def business_zone() -> ZoneInfo:
    """The zone in which the company's days begin and end (Asia/Shanghai unless set)."""
    return ZoneInfo(settings.TIME_ZONE)


def business_date(at: datetime) -> date:
    """The company's calendar day at a moment."""
    return at.astimezone(business_zone()).date()


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Hold the clock at a moment, for tests and replays."""
    if at.tzinfo is None:
        raise ValueError("a frozen clock needs an aware moment")
    token = _frozen.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
