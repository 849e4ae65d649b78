"""Long steps: told while they go, stopped when asked, and never half-written."""

from __future__ import annotations

import pytest

from endcap.kernel.exchange import selectors, services
from endcap.kernel.exchange.errors import BusyBatch
from endcap.kernel.exchange.models import Batch
from endcap.kernel.exchange.services import flow
from endcap.kernel.exchange.services.meter import Meter
from endcap.kernel.exchange.tests.store_sheet import shelves
from endcap.kernel.jobs import actors
from endcap.kernel.jobs import selectors as runs
from endcap.kernel.jobs import services as jobs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf_sheet")]
HEAD = ["货架编码", "名称", "件数"]


@pytest.fixture
def clerk(actor, monkeypatch):
    """Somebody who imports; jobs find the way back to them."""
    found = actor("sales_clerk")
    monkeypatch.setattr(
        actors, "_resolvers", [lambda person_id, language: found if person_id == found.person_id else None]
    )
    return found


@pytest.fixture
def uploaded(clerk, workbook):
    """A file of five thousand rows, read by workers only."""
    path = workbook([HEAD, *[[f"A{n}", f"架{n}", 1] for n in range(1, 5001)]])
    batch = services.receive(
        clerk,
        sheet_key="shelves",
        file_name="大.xlsx",
        chunks=[path.read_bytes()],
        source_kind="own",
        source_statement="自己的客户",
    )
    return batch


@pytest.fixture
def queued(monkeypatch):
    """Everything counts as big; what is queued is kept."""
    asked: list[dict[str, str]] = []
    monkeypatch.setattr(flow, "AT_ONCE_BYTES", 0)
    monkeypatch.setattr(flow, "AT_ONCE_ROWS", 0)
    monkeypatch.setattr(flow.queue, "enqueue", lambda path, **given: asked.append({"path": path, **given}))
    return asked


def work(step, batch):
    flow.work(step, batch_id=batch.pk, run_id=batch.run_id, language="zh-hans")


@pytest.mark.req("HOUSE")
def test_a_worker_stages_writes_and_takes_back(clerk, uploaded, queued):
    batch = services.begin_reading(clerk, batch_id=uploaded.pk)
    assert queued[-1]["path"] == "endcap.kernel.exchange.jobs.stage_batch"
    work("stage", batch)
    assert selectors.batch_of(clerk, batch.pk).counts["create"] == 5000

    work("commit", services.begin_commit(clerk, batch_id=batch.pk))
    assert len(shelves()) == 5000

    work("undo", services.begin_undo(clerk, batch_id=batch.pk))
    assert shelves() == {}
    assert runs.latest_of_subject(batch.pk).state == "done"


@pytest.mark.req("HOUSE")
def test_a_cancelled_commit_writes_nothing_and_the_preview_stands(clerk, uploaded, queued, monkeypatch):
    services.stage(clerk, batch_id=uploaded.pk)
    batch = services.begin_commit(clerk, batch_id=uploaded.pk)
    told: list[int] = []

    def stop_after_the_first_chunk(run_id, done, total=None):
        told.append(done)
        services.cancel_step(clerk, batch_id=batch.pk)
        jobs.raise_if_cancelled(run_id)

    monkeypatch.setattr(jobs, "advance", stop_after_the_first_chunk)
    work("commit", batch)

    assert told == [2000]
    assert shelves() == {}
    assert selectors.batch_of(clerk, batch.pk).state == Batch.State.STAGED
    assert runs.run_of(clerk, batch.run_id).state == "cancelled"


@pytest.mark.req("HOUSE")
def test_a_job_cancelled_before_a_worker_came_does_nothing(clerk, uploaded, queued):
    services.stage(clerk, batch_id=uploaded.pk)
    batch = services.begin_commit(clerk, batch_id=uploaded.pk)
    services.cancel_step(clerk, batch_id=batch.pk)

    work("commit", batch)

    assert shelves() == {}
    assert runs.run_of(clerk, batch.run_id).state == "cancelled"


@pytest.mark.req("HOUSE")
def test_two_steps_at_once_are_refused(clerk, uploaded, queued):
    services.begin_staging(clerk, batch_id=uploaded.pk)

    with pytest.raises(BusyBatch):
        services.begin_staging(clerk, batch_id=uploaded.pk)


@pytest.mark.req("HOUSE")
def test_who_left_the_company_has_no_job_done(clerk, uploaded, queued, monkeypatch):
    services.stage(clerk, batch_id=uploaded.pk)
    batch = services.begin_commit(clerk, batch_id=uploaded.pk)
    monkeypatch.setattr(actors, "_resolvers", [lambda _person, _language: None])

    work("commit", batch)

    assert shelves() == {}
    assert runs.run_for_subject(batch.pk, batch.run_id).state == "failed"


@pytest.mark.req("HOUSE")
def test_a_failure_is_said_with_the_job(clerk, uploaded, queued, failing_sheet):
    services.stage(clerk, batch_id=uploaded.pk)
    failing_sheet("A3000")
    batch = services.begin_commit(clerk, batch_id=uploaded.pk)

    with pytest.raises(RuntimeError):
        work("commit", batch)

    run = runs.run_of(clerk, batch.run_id)
    assert (run.state, run.message) == (
        "failed",
        "没做完，什么也没有写入。再试一次；还不行，把文件名告诉管理员。",
    )
    assert shelves() == {}


@pytest.mark.req("HOUSE")
def test_the_watcher_hears_how_far_it_is(clerk, uploaded):
    heard: list[tuple[int, int]] = []

    services.stage(
        clerk, batch_id=uploaded.pk, meter=Meter(watcher=lambda done, total: heard.append((done, total)))
    )

    assert [done for done, _total in heard] == sorted(done for done, _total in heard)
    assert heard[-1][0] <= heard[-1][1] == 10_002
