"""Long jobs: seen by their owner, told while they run, stopped on request."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.urls import reverse

from endcap.kernel.errors import NotFoundHere
from endcap.kernel.ids import new_id
from endcap.kernel.jobs import beside, selectors, services
from endcap.kernel.jobs.models import JobRun

pytestmark = [pytest.mark.django_db, pytest.mark.req("HOUSE")]


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    """What one test tells is none of another's business."""
    settings.HOME = tmp_path
    yield
    for run_id in tuple(beside._side):
        beside.forget(run_id)


@pytest.fixture
def rep(actor):
    return actor("rep")


@pytest.fixture
def run(rep):
    made = services.create_run(rep, kind="import", title="导入终端", total=0)
    services.begin(made.pk, total=200)
    return made


def test_a_new_job_waits_for_its_worker(rep, frozen):
    run = services.create_run(rep, kind="import", title="导入终端")
    assert (run.state, run.percent, run.is_over) == ("waiting", 0, False)
    assert selectors.run_of(rep, run.pk) == run


def test_progress_is_seen_while_the_transaction_is_still_open(run, rep):
    with transaction.atomic():
        services.advance(run.pk, 50)
        seen = selectors.run_of(rep, run.pk)
    assert (seen.done, seen.total, seen.percent) == (50, 200, 25)


def test_the_total_may_become_known_on_the_way(run, rep):
    services.advance(run.pk, 50, total=400)
    assert selectors.run_of(rep, run.pk).total == 400


def test_a_finished_job_keeps_how_far_it_came_and_its_result(run, rep, frozen):
    services.advance(run.pk, 200)
    services.finish(run.pk, message="导入 200 行", result_path="/exchange/1/")
    seen = selectors.run_of(rep, run.pk)
    assert (seen.state, seen.done, seen.percent, seen.message) == ("done", 200, 100, "导入 200 行")
    assert seen.ended_at == frozen
    assert JobRun.objects.get(pk=run.pk).done == 200


def test_a_request_to_stop_reaches_the_job_at_its_next_step(run, rep):
    services.request_cancel(rep, run_id=run.pk)
    assert selectors.run_of(rep, run.pk).cancel_requested
    with pytest.raises(services.JobCancelled):
        services.advance(run.pk, 60)
    services.mark_cancelled(run.pk)
    seen = selectors.run_of(rep, run.pk)
    assert (seen.state, seen.done, seen.is_over) == ("cancelled", 60, True)


def test_a_request_to_stop_needs_no_write_lock_on_sqlite(run, rep, django_assert_num_queries):
    if connection.vendor != "sqlite":
        assert not beside.ask_to_stop(run.pk)
        return
    with django_assert_num_queries(1):
        services.request_cancel(rep, run_id=run.pk)
    assert beside.stop_asked(run.pk)


def test_nobody_sees_or_stops_the_job_of_another(run, actor):
    other = actor("rep")
    with pytest.raises(NotFoundHere):
        selectors.run_of(other, run.pk)
    with pytest.raises(NotFoundHere):
        services.request_cancel(other, run_id=run.pk)
    services.raise_if_cancelled(run.pk)


def test_a_job_that_is_over_stays_over(run, rep):
    services.fail(run.pk, message="文件打不开")
    services.request_cancel(rep, run_id=run.pk)
    for step in (services.finish, services.mark_cancelled):
        with pytest.raises(services.JobOver):
            step(run.pk)
    seen = selectors.run_of(rep, run.pk)
    assert (seen.state, seen.message, seen.cancel_requested) == ("failed", "文件打不开", False)


def test_the_newest_job_of_a_subject_is_found(rep, now):
    subject = new_id(now)
    assert selectors.latest_of_subject(subject) is None
    run = services.create_run(rep, kind="import", title="导入终端", subject_id=subject)
    assert selectors.latest_of_subject(subject) == run


@pytest.fixture
def browser(client, run, rep):
    from endcap.org.people.models import Person

    client.force_login(Person.objects.unscoped("the signed-in person of a test").get(pk=rep.person_id))
    return client


def test_the_page_part_asks_for_itself_until_the_job_is_over(browser, run):
    services.advance(run.pk, 50)
    here = reverse("jobs:progress", args=[run.pk])
    running = browser.get(here).content.decode()
    assert f'hx-get="{here}"' in running
    assert f'hx-post="{reverse("jobs:cancel", args=[run.pk])}"' in running
    assert "导入终端，已处理 50 / 200" in running
    services.finish(run.pk, message="导入 200 行", result_path="/exchange/1/")
    over = browser.get(here)
    assert "hx-get" not in over.content.decode()
    assert 'href="/exchange/1/"' in over.content.decode()
    assert "HX-Refresh" not in over.headers


def test_the_page_around_it_reloads_when_asked_to(browser, run):
    here = reverse("jobs:progress", args=[run.pk]) + "?reload=1"
    assert f'hx-get="{here}"' in browser.get(here).content.decode()
    services.finish(run.pk)
    assert browser.get(here).headers["HX-Refresh"] == "true"


def test_cancelling_by_button_says_that_it_is_stopping(browser, run):
    answer = browser.post(reverse("jobs:cancel", args=[run.pk]))
    assert "正在停下" in answer.content.decode()
    assert "hx-post" not in answer.content.decode()


def test_the_job_of_another_is_not_found(browser, actor):
    other = services.create_run(actor("rep"), kind="import", title="别人的")
    assert browser.get(reverse("jobs:progress", args=[other.pk])).status_code == 404
    assert browser.post(reverse("jobs:cancel", args=[other.pk])).status_code == 404
    assert browser.get(reverse("jobs:cancel", args=[other.pk])).status_code == 405
