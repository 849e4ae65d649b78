"""Quiet hours on the clock."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endcap.org.messages import quiet

pytestmark = pytest.mark.req("COM-03", "KAM-07")
ZONE = ZoneInfo("Asia/Shanghai")
HOURS = {"begins": time(21), "ends": time(8), "zone": ZONE}


def local(hour: int, minute: int = 0, day: int = 16) -> datetime:
    return datetime(2026, 7, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("at", "until"),
    [
        (local(20, 59), local(20, 59)),
        (local(21), local(8, day=17)),
        (local(23, 59), local(8, day=17)),
        (local(0, day=17), local(8, day=17)),
        (local(7, 59, day=17), local(8, day=17)),
        (local(8, day=17), local(8, day=17)),
    ],
)
def test_what_would_ring_at_night_waits_until_eight(at, until):
    assert quiet.first_loud(at, **HOURS) == until


def test_hours_within_one_day_and_none_at_all():
    assert quiet.first_loud(local(13), begins=time(12), ends=time(14), zone=ZONE) == local(14)
    assert quiet.first_loud(local(15), begins=time(12), ends=time(14), zone=ZONE) == local(15)
    assert quiet.first_loud(local(12), begins=time(12), ends=time(12), zone=ZONE) == local(12)


moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))
hours = st.times().map(lambda at: at.replace(second=0, microsecond=0))


@given(at=moments, begins=hours, ends=hours)
def test_the_first_loud_moment_is_never_quiet_never_early_and_within_a_day(at, begins, ends):
    loud = quiet.first_loud(at, begins=begins, ends=ends, zone=ZONE)
    assert at <= loud < at + timedelta(days=1)
    assert not quiet.is_quiet(loud, begins=begins, ends=ends, zone=ZONE)
    assert (loud == at) is not quiet.is_quiet(at, begins=begins, ends=ends, zone=ZONE)
