"""What imports and exports leave behind is cleared away after thirty days, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from endcap.kernel.exchange import selectors, services
from endcap.kernel.exchange.errors import FileGone, UndoTooLate
from endcap.kernel.exchange.models import Batch, ExportLog, StagedRow
from endcap.kernel.exchange.tests.store_sheet import shelves

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("shelf_sheet"),
    pytest.mark.req("HOUSE", "CPL-04"),
]
HEAD = ["货架编码", "名称", "件数"]


@pytest.fixture
def later(system):
    """The installation itself after some days."""
    return lambda days: replace(system, now=system.now + timedelta(days=days))


def upload(actor, code: str) -> Batch:
    content = f"货架编码,名称,件数\n{code},甲,3\n".encode()
    return services.receive(
        actor,
        sheet_key="shelves",
        file_name=f"{code}.csv",
        chunks=[content],
        source_kind="own",
        source_statement="自己登记",
    )


def files(media) -> int:
    return sum(path.is_file() for path in media.rglob("*"))


def test_a_written_batch_keeps_its_counts_and_loses_file_and_rows(system, workbook, media, later):
    report = services.run_import(system, sheet_key="shelves", path=workbook([HEAD, ["A1", "甲", 3]]))
    before = Batch.objects.unscoped("a test looks").get()

    assert services.prune(later(29)) == services.Pruned(0, 0, 0, 0)
    staged = StagedRow.objects.count()
    done = services.prune(later(31))

    assert (done.batches, done.abandoned, done.rows) == (1, 0, staged)
    after = selectors.batch_of(system, report.batch_id)
    assert (after.state, after.counts, after.stored_path) == (before.state, before.counts, "")
    assert (files(media), StagedRow.objects.count(), shelves()) == (0, 0, {"A1": ("甲", 3)})
    with pytest.raises(UndoTooLate):
        services.undo(later(31), batch_id=report.batch_id)
    assert services.prune(later(32)).batches == 0


def test_a_preview_that_nobody_wrote_is_given_up(system, media, later):
    batch = upload(system, "A1")
    young = upload(later(20), "A2")

    done = services.prune(later(31))

    assert (done.batches, done.abandoned) == (1, 1)
    assert selectors.batch_of(system, batch.pk).state == Batch.State.CANCELLED
    assert selectors.batch_of(system, young.pk).state == Batch.State.UPLOADED
    assert files(media) == 1


def test_an_exported_file_goes_and_the_log_of_who_took_it_stays(system, media, later):
    asked = services.ExportRequest(sheet_key="shelves", format="csv", purpose="核对")
    log = services.order_export(system, asked=asked)
    folder = media / "exports" / str(log.pk)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "x.csv").write_text("1")
    ExportLog.objects.unscoped("a test arranges").update(stored_path=f"exports/{log.pk}/x.csv")

    assert services.prune(later(31)).exports == 1

    kept = ExportLog.objects.unscoped("a test looks").get()
    assert (kept.purpose, kept.stored_path, folder.exists()) == ("核对", "", False)
    with pytest.raises(FileGone):
        services.exported_file(system, export_id=log.pk)


def test_a_path_that_is_not_the_batches_own_is_left_alone(system, media, later):
    upload(system, "A1")
    elsewhere = media / "photos"
    elsewhere.mkdir(parents=True)
    (elsewhere / "front.jpg").write_text("1")
    Batch.objects.unscoped("a test arranges").update(stored_path="photos/front.jpg")

    services.prune(later(31))

    assert (elsewhere / "front.jpg").exists()
