"""Recurring work: when it is due, that it runs once, that a failure is told and tried again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from endcap.kernel import clock
from endcap.kernel.errors import RightMissing
from endcap.kernel.jobs import recurring, schedule
from endcap.kernel.jobs.models import ScheduleState
from endcap.kernel.jobs.schedule import Scheduled

pytestmark = pytest.mark.req("HOUSE")
ZONE = ZoneInfo("Asia/Shanghai")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def ran(monkeypatch):
    """What has run, in order; the schedule holds ``hourly`` and ``daily``."""
    monkeypatch.setattr(schedule, "_declared", {})
    done: list[tuple[str, datetime]] = []
    schedule.register(
        Scheduled(
            "hourly", "每小时", lambda actor: done.append(("hourly", actor.now)), every=timedelta(hours=1)
        )
    )
    schedule.register(
        Scheduled("daily", "每天", lambda actor: done.append(("daily", actor.now)), at=time(8, 30))
    )
    return done


@pytest.fixture
def queued(monkeypatch):
    """The tasks that were queued."""
    tasks: list[str] = []
    monkeypatch.setattr(recurring.queue, "enqueue", lambda path, **given: tasks.append(given["key"]))
    return tasks


@pytest.fixture
def tick(system):
    """Look what is due at a moment: ``tick(hours=3)`` after now."""
    return lambda **later: recurring.queue_due(replace(system, now=system.now + timedelta(**later)))


@pytest.mark.django_db
def test_what_is_new_waits_for_its_first_moment(ran, queued, tick):
    assert tick() == ()
    assert tick(minutes=39) == ()
    assert tick(minutes=40) == ("hourly",)  # 15:00, the whole hour
    assert tick(hours=18, minutes=10) == ("daily",) or "daily" in queued


@pytest.mark.django_db
def test_each_moment_is_queued_once_and_what_was_missed_is_made_up_for_once(ran, queued, tick, system):
    tick()
    for _look in range(3):
        tick(days=10)
    assert sorted(queued) == ["daily", "hourly"]
    for key in queued:
        with clock.frozen(system.now + timedelta(days=10)):
            recurring.run(key)
    assert sorted(key for key, _at in ran) == ["daily", "hourly"]
    assert ran[0][1] == system.now + timedelta(days=10)


@pytest.mark.django_db
def test_a_run_that_still_goes_on_is_not_started_again_until_it_must_be_dead(ran, queued, tick, system):
    tick()
    tick(hours=1)
    assert queued == ["hourly"]
    assert tick(hours=2) == ()
    assert "hourly" in tick(hours=8)


@pytest.mark.django_db
def test_a_failure_is_noted_and_the_next_moment_tries_again(monkeypatch, queued, tick, system):
    monkeypatch.setattr(schedule, "_declared", {})

    def fail(actor):
        raise ValueError("no ground under the feet")

    schedule.register(Scheduled("hourly", "每小时", fail, every=timedelta(hours=1)))
    tick()
    tick(hours=1)
    recurring.run("hourly")
    state = ScheduleState.objects.get()
    assert (state.state, state.problem) == ("failed", "ValueError: no ground under the feet")
    assert tick(hours=2) == ("hourly",)


@pytest.mark.django_db
def test_where_nothing_is_to_be_done_nothing_is_written(monkeypatch, queued, tick, django_assert_num_queries):
    monkeypatch.setattr(schedule, "_declared", {})
    schedule.register(
        Scheduled("idle", "闲", lambda actor: None, every=timedelta(minutes=1), is_needed=lambda actor: False)
    )
    tick()
    with django_assert_num_queries(1):
        assert tick(hours=1) == ()


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_runs_what_is_due(ran, system):
    from django.core.management import call_command

    now = clock.now()
    recurring.queue_due(replace(system, now=now - timedelta(hours=2)))
    assert recurring.queue_due(replace(system, now=now)) != ()
    call_command("db_worker", batch=True, interval=0, verbosity=0, startup_delay=False)
    assert ("hourly" in {key for key, _at in ran}, ScheduleState.objects.get(key="hourly").state) == (
        True,
        "done",
    )


@pytest.mark.parametrize(
    "wrong",
    [{}, {"every": timedelta(hours=1), "at": time(8)}, {"every": timedelta(seconds=1)}],
)
def test_a_declaration_says_either_an_interval_or_an_hour(wrong):
    with pytest.raises(ValueError):
        Scheduled("x", "x", lambda actor: None, **wrong)


moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))


@given(now=moments, at=st.times().map(lambda at: at.replace(microsecond=0)))
def test_the_newest_daily_moment_is_within_the_last_day_at_its_hour(now, at):
    scheduled = Scheduled("x", "x", lambda actor: None, at=at)
    due = scheduled.latest_due(now, ZONE)
    assert now - timedelta(days=1) < due <= now < scheduled.next_due(now, ZONE) <= now + timedelta(days=1)
    assert due.astimezone(ZONE).time() == at


@given(now=moments, minutes=st.integers(1, 10_000))
def test_the_newest_moment_of_an_interval_is_the_same_for_everybody(now, minutes):
    scheduled = Scheduled("x", "x", lambda actor: None, every=timedelta(minutes=minutes))
    due = scheduled.latest_due(now, ZONE)
    assert now - scheduled.every < due <= now
    assert scheduled.latest_due(due, ZONE) == due


@pytest.mark.django_db
def test_the_page_tells_how_it_went_and_runs_by_hand(client, person, ran, queued, actor):
    client.force_login(person("江夏至", "admin"), backend=BACKEND)
    shown = client.get(reverse("jobs:schedule")).content.decode()
    assert "每天 08:30" in shown
    assert "还没运行过" in shown

    assert client.post(reverse("jobs:run_now", args=["daily"])).status_code == 302
    assert queued == ["daily"]
    assert client.post(reverse("jobs:run_now", args=["daily"])).status_code == 409
    assert client.post(reverse("jobs:run_now", args=["unheard"])).status_code == 404
    with pytest.raises(RightMissing):
        recurring.run_now(actor("rep"), key="daily")
    assert queued == ["daily"]
