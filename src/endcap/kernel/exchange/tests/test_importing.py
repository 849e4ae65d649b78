"""A file comes in: everything is read, said and counted; it is written whole or not at all."""

from __future__ import annotations

import zipfile

import pytest

from endcap.kernel.audit import selectors as audit
from endcap.kernel.errors import InvalidInput, NotFoundHere, RightMissing
from endcap.kernel.exchange import selectors, services
from endcap.kernel.exchange.errors import (
    BatchMoved,
    ErrorsLeft,
    FileUnsettled,
    NothingToCommit,
    PreviewStale,
    SheetUnknown,
    SourceMissing,
    SourceRefused,
    UploadTooBig,
)
from endcap.kernel.exchange.messages import FileRefused
from endcap.kernel.exchange.models import Batch, StagedRow
from endcap.kernel.exchange.tests.store_sheet import shelves

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf_sheet")]
HEAD = ["货架编码", "名称", "件数", "电话"]


def run(actor, path, **kwargs):
    return services.run_import(actor, sheet_key="shelves", path=path, **kwargs)


@pytest.mark.req("HOUSE")
def test_every_row_is_accounted_for(system, workbook):
    path = workbook(
        [
            ["七月货架清单"],
            HEAD,
            ["A1", "甲", 3, "13500004178"],
            ["A2", "乙", 5, ""],
            ["小计", None, 8],
            HEAD,
            ["A1", "甲", 3, "13500004178"],
            ["A3", "丙", "两件", "1350000417"],
            ["合计", None, 8],
        ]
    )

    report = run(system, path)

    assert shelves() == {"A1": ("甲", 3), "A2": ("乙", 5)}
    assert (report.created, report.updated, report.same, report.joined_as_repeats) == (2, 0, 0, 1)
    assert (report.rows_read, report.data_rows, report.error_rows) == (9, 4, 1)
    assert {kind: [place.row for place in found.rows] for kind, found in report.skipped.items()} == {
        "title": [1],
        "header": [2],
        "subtotal": [5],
        "repeated_header": [6],
        "total": [9],
    }
    assert {(one.row, one.column, one.code) for one in report.errors} == {
        (8, "count", "number_unreadable"),
        (8, "phone", "phone_short"),
    }
    assert report.state == "committed"


@pytest.mark.req("HOUSE")
def test_a_dry_run_changes_nothing(system, workbook):
    report = run(system, workbook([HEAD, ["A1", "甲", 3]]), dry_run=True)

    assert (report.created, report.state) == (1, "staged")
    assert shelves() == {}


@pytest.mark.req("HOUSE")
def test_a_second_import_updates_what_differs_and_leaves_the_rest(system, workbook):
    run(system, workbook([HEAD, ["A1", "甲", 3], ["A2", "乙", 5]]))

    report = run(system, workbook([HEAD, ["A1", "甲", 4], ["A2", "乙", 5]]))

    assert (report.created, report.updated, report.same) == (0, 1, 1)
    assert shelves() == {"A1": ("甲", 4), "A2": ("乙", 5)}


@pytest.mark.req("HOUSE")
def test_nothing_new_is_no_error_and_writes_nothing(system, workbook):
    path = workbook([HEAD, ["A1", "甲", 3]])
    run(system, path)

    report = run(system, path)

    assert (report.created, report.updated, report.same, report.state) == (0, 0, 1, "staged")
    assert report.same_file_as is not None


@pytest.mark.req("HOUSE")
def test_all_or_nothing_writes_nothing_while_one_row_is_wrong(system, workbook):
    with pytest.raises(ErrorsLeft):
        run(system, workbook([HEAD, ["A1", "甲", 3], ["A2", "乱", 5]]), options={"all_or_nothing": True})

    assert shelves() == {}


@pytest.mark.req("HOUSE")
def test_only_the_mended_rows_are_added_when_the_file_comes_again(system, workbook):
    run(system, workbook([HEAD, ["A1", "甲", 3], ["A2", "乱", 5]]))

    report = run(system, workbook([HEAD, ["A1", "甲", 3], ["A2", "乙", 5]]))

    assert (report.created, report.updated, report.same) == (1, 0, 1)


@pytest.mark.req("HOUSE")
def test_the_power_goes_out_in_the_second_chunk_and_nothing_is_written(system, workbook, failing_sheet):
    failing_sheet("A2500")
    rows = [[f"A{n}", f"架{n}", 1] for n in range(1, 3001)]
    batch_id = run(system, workbook([HEAD, *rows]), dry_run=True).batch_id

    with pytest.raises(RuntimeError):
        services.commit(system, batch_id=batch_id)

    assert shelves() == {}
    assert selectors.batch_of(system, batch_id).state == Batch.State.STAGED


@pytest.mark.req("HOUSE")
def test_a_big_file_keeps_every_row_in_order(system, workbook):
    rows = [[f"A{n}", f"架{n}", 1] for n in range(1, 12_001)]
    rows.append(["A1", "架1", 1])  # a repeat, far from the first

    report = run(system, workbook([HEAD, *rows]), dry_run=True)

    assert (report.created, report.joined_as_repeats) == (12_000, 1)
    staged = StagedRow.objects.filter(batch_id=report.batch_id)
    assert list(staged.order_by("seq").values_list("row_no", flat=True)) == list(range(1, 12_003))
    assert staged.get(row_no=12_002).joined_row_no == 2


@pytest.mark.req("HOUSE")
@pytest.mark.parametrize("headings", [["日期", "类型", "名称"], ["Date", "Type", "Name"]])
def test_headings_of_either_language_are_known_to_readers_of_both(system, tmp_path, headings):
    from django.utils import translation

    from endcap.kernel.calendar.sheets import CalendarSheet
    from endcap.kernel.exchange.reading.rows import read_rows

    path = tmp_path / "c.csv"
    path.write_text(",".join(headings) + "\n2030-01-01,休息,元旦\n", encoding="utf-8")

    for language in ("zh-hans", "en"):
        with translation.override(language):
            seen = read_rows(path, CalendarSheet()).sheets[0]
            assert set(seen.mapped) == {"on", "kind", "name"}


# --- refusals


def untouched():
    return shelves() == {} and not StagedRow.objects.exists()


@pytest.mark.req("HOUSE")
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"PK\x03\x04 this is no workbook", "file_corrupt"),
        (b"%PDF-1.7 hello", "file_unsupported"),
    ],
)
def test_a_file_that_cant_be_read_is_refused_with_its_sentence(system, tmp_path, content, code):
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)

    with pytest.raises(FileRefused) as refused:
        run(system, path)

    assert refused.value.code == code
    assert untouched()


@pytest.mark.req("HOUSE")
def test_a_bomb_is_refused(system, tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/workbook.xml", "<workbook/>")
        bomb.writestr("xl/worksheets/sheet1.xml", b"0" * (64 << 20))

    with pytest.raises(FileRefused) as refused:
        run(system, path)

    assert refused.value.code.startswith("bomb_")
    assert untouched()
    assert Batch.objects.unscoped("looking at all of them").get().state == Batch.State.FAILED


@pytest.mark.req("HOUSE")
def test_two_headers_alike_wait_for_a_person_and_the_choice_is_learned(system, workbook):
    path = workbook([["货架编码", "名称", "名称"], ["A1", "旧名", "新名"]])
    with pytest.raises(FileUnsettled):
        run(system, path)
    assert untouched()

    report = run(system, path, mapping={"名称": "", "名称#2": "name"})
    assert shelves() == {"A1": ("新名", 1)}
    assert report.error_rows == 0

    again = run(system, workbook([["货架编码", "名称", "名称"], ["A2", "旧名", "新名"]], name="八月.xlsx"))
    assert (again.created, shelves()["A2"]) == (1, ("新名", 1))


@pytest.mark.req("HOUSE")
def test_a_missing_required_column_is_named(system, workbook):
    with pytest.raises(FileUnsettled) as refused:
        run(system, workbook([["货架编码", "件数"], ["A1", 3]]))

    assert "名称" in refused.value.message
    assert untouched()


@pytest.mark.req("HOUSE")
def test_an_unknown_column_is_reported_and_left_out(system, workbook):
    report = run(system, workbook([[*HEAD, "老板爱好"], ["A1", "甲", 3, "", "钓鱼"]]))

    assert report.unknown_columns == ("老板爱好",)
    assert shelves() == {"A1": ("甲", 3)}


@pytest.mark.req("HOUSE")
def test_a_column_that_is_not_ours_cant_be_chosen(system, workbook):
    with pytest.raises(InvalidInput):
        run(system, workbook([HEAD, ["A1", "甲", 3]]), mapping={"名称": "moon"})

    assert untouched()


@pytest.mark.req("CUS-09")
def test_personal_columns_without_a_purpose_are_not_taken_in(system, workbook):
    path = workbook([HEAD, ["A1", "甲", 3, "13500004178"]])
    said = {"source_kind": "own", "source": "自己的客户"}

    without = run(system, path, options=said, assumed=False, dry_run=True)
    stated = run(system, path, options={**said, "purpose": "送货联系"}, assumed=False, dry_run=True)

    assert "phone" not in {one.column for one in without.mapping}
    assert "phone" in {one.column for one in stated.mapping}


@pytest.mark.req("DEV-10")
def test_a_list_without_a_lawful_source_is_not_taken_in(system, workbook):
    path = workbook([HEAD, ["A1", "甲", 3]])

    with pytest.raises(SourceMissing):
        run(system, path, assumed=False)
    with pytest.raises(SourceRefused):
        run(system, path, assumed=False, options={"source_kind": "insider", "source": "内线给的"})

    assert untouched()
    assert not Batch.objects.unscoped("looking at all of them").exists()


@pytest.mark.req("HOUSE")
def test_an_upload_over_the_limit_stops_in_the_middle_and_leaves_no_file(system, media):
    with pytest.raises(UploadTooBig):
        services.receive(
            system,
            sheet_key="shelves",
            file_name="big.csv",
            chunks=(b"x" * (1 << 20) for _n in range(10_000)),
            source_kind="own",
            source_statement="自己的",
        )

    assert not any(path.is_file() for path in media.rglob("*"))


@pytest.mark.req("HOUSE")
def test_who_may_not_import_is_refused(actor, workbook, system):
    planner = actor("planning")

    with pytest.raises(RightMissing):
        run(planner, workbook([HEAD, ["A1", "甲", 3]]))
    with pytest.raises(SheetUnknown):
        services.run_import(system, sheet_key="moons", path=workbook([HEAD]))

    assert untouched()


@pytest.mark.req("HOUSE")
def test_somebody_elses_batch_is_not_found(actor, workbook):
    mine, other = actor("office_manager"), actor("office_manager")
    batch_id = run(mine, workbook([HEAD, ["A1", "甲", 3]]), dry_run=True).batch_id

    for step in (services.commit, services.stage, services.undo, services.write_error_sheet):
        with pytest.raises(NotFoundHere):
            step(other, batch_id=batch_id)

    assert shelves() == {}


@pytest.mark.req("HOUSE")
def test_a_batch_is_written_once(system, workbook):
    batch_id = run(system, workbook([HEAD, ["A1", "甲", 3]])).batch_id

    with pytest.raises(BatchMoved):
        services.commit(system, batch_id=batch_id)
    with pytest.raises(BatchMoved):
        services.drop_batch(system, batch_id=batch_id)


@pytest.mark.req("HOUSE")
def test_a_preview_that_somebody_overtook_has_to_be_made_anew(system, workbook, frozen):
    from dataclasses import replace
    from datetime import timedelta

    early = run(system, workbook([HEAD, ["A1", "甲", 3]]), dry_run=True).batch_id
    later = replace(system, now=system.now + timedelta(minutes=1))
    run(later, workbook([HEAD, ["A1", "乙", 9]], name="b.xlsx"))

    with pytest.raises(PreviewStale):
        services.commit(later, batch_id=early)
    assert shelves() == {"A1": ("乙", 9)}

    last = replace(system, now=system.now + timedelta(minutes=2))
    services.stage(last, batch_id=early)
    services.commit(last, batch_id=early)
    assert shelves() == {"A1": ("甲", 3)}


@pytest.mark.req("HOUSE")
def test_a_preview_with_nothing_to_write_says_so(system, workbook):
    batch_id = run(system, workbook([HEAD, ["A1", "乱", 3]]), dry_run=True).batch_id

    with pytest.raises(NothingToCommit) as refused:
        services.commit(system, batch_id=batch_id)

    assert "1 行有错" in refused.value.message


@pytest.mark.req("HOUSE")
def test_commit_and_undo_stand_in_the_audit_log(system, workbook):
    batch_id = run(system, workbook([HEAD, ["A1", "甲", 3]])).batch_id
    services.undo(system, batch_id=batch_id)

    said = [entry.action for entry in audit.trail_of("exchange.Batch", batch_id)]
    assert said == ["exchange.undone", "exchange.committed", "exchange.received"]
