"""A whole batch is taken back with one click, within seven days, without harm to what people did since."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from endcap.kernel.exchange import selectors, services
from endcap.kernel.exchange.errors import UndoTooLate
from endcap.kernel.exchange.models import Batch, LearnedHeader
from endcap.kernel.exchange.tests.store_sheet import shelves

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf_sheet")]
HEAD = ["货架编码", "名称", "件数"]


def run(actor, path):
    return services.run_import(actor, sheet_key="shelves", path=path)


@pytest.mark.req("HOUSE")
def test_undo_removes_what_was_new_and_restores_what_was_changed(system, workbook):
    run(system, workbook([HEAD, ["A1", "甲", 3], ["A2", "乙", 5]]))
    before = shelves()
    report = run(
        system, workbook([HEAD, ["A1", "甲甲", 4], ["A2", "乙", 5], ["A3", "丙", 6], ["A3", "丙", 6]])
    )
    assert shelves() != before

    done = services.undo(system, batch_id=report.batch_id)

    assert shelves() == before
    assert (done.removed, done.restored, done.kept) == (1, 1, ())
    assert done.batch.state == Batch.State.UNDONE


@pytest.mark.req("HOUSE")
def test_rows_that_people_changed_since_stay_and_are_listed(system, workbook):
    report = run(system, workbook([HEAD, ["A1", "甲", 3], ["A2", "乙", 5]]))
    changed = LearnedHeader.objects.get(header_key="A1")
    LearnedHeader.objects.filter(pk=changed.pk).update(column_key="甲（人改过）")

    done = services.undo(system, batch_id=report.batch_id)

    assert shelves() == {"A1": ("甲（人改过）", 3)}
    assert done.kept == (changed.pk,)
    kept = selectors.batch_of(system, report.batch_id).findings["kept"]
    assert [(place["sheet"], place["row"]) for place in kept] == [("货架", 2)]


@pytest.mark.req("HOUSE")
def test_after_seven_days_it_is_too_late(system, workbook):
    report = run(system, workbook([HEAD, ["A1", "甲", 3]]))
    last_moment = replace(system, now=system.now + timedelta(days=7))
    too_late = replace(system, now=system.now + timedelta(days=7, seconds=1))

    with pytest.raises(UndoTooLate):
        services.undo(too_late, batch_id=report.batch_id)
    assert shelves() == {"A1": ("甲", 3)}

    services.undo(last_moment, batch_id=report.batch_id)
    assert shelves() == {}
