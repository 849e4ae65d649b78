"""Quiet hours: when nobody's telephone rings because of us. Pure."""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo


def is_quiet(at: datetime, *, begins: time, ends: time, zone: tzinfo) -> bool:
    """Whether a moment lies in the quiet hours of the company's zone. They may span midnight; the hour at
    which they end is no longer quiet; begin and end alike: never quiet."""
    clock = at.astimezone(zone).time().replace(tzinfo=None)
    if begins <= ends:
        return begins <= clock < ends
    return clock >= begins or clock < ends


def first_loud(at: datetime, *, begins: time, ends: time, zone: tzinfo) -> datetime:
    """The moment itself, or the end of the quiet hours in which it lies."""
    if not is_quiet(at, begins=begins, ends=ends, zone=zone):
        return at
    local = at.astimezone(zone)
    end = datetime.combine(local.date(), ends, tzinfo=zone)
    if end <= local:
        end = datetime.combine(local.date() + timedelta(days=1), ends, tzinfo=zone)
    return end.astimezone(at.tzinfo)
