"""A list goes out: exactly the rows and columns asked for, harmless in a spreadsheet, with its purpose
on record."""

from __future__ import annotations

import csv
import io
from datetime import date

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import load_workbook

from endcap.kernel.errors import InvalidInput, RightMissing
from endcap.kernel.exchange import services
from endcap.kernel.exchange.errors import FormatUnknown, PersonalNotAllowed, PurposeMissing
from endcap.kernel.exchange.models import ExportLog, LearnedHeader
from endcap.kernel.exchange.services import ExportRequest, Style
from endcap.kernel.exchange.tests.store_sheet import PLACE, ShelfSheet, shelves
from endcap.kernel.exchange.writing import workbook as workbook_writer
from endcap.kernel.exchange.writing.neutral import neutral, restored
from endcap.kernel.exchange.writing.presenting import Look, Shown
from endcap.kernel.exchange.writing.workbook import write_xlsx

DANGEROUS = ["=1+1", "+86 135", "-5", "@SUM(A1)", "\tx", "＝cmd", "'=1", "''+1", '=HYPERLINK("http://x","y")']


@pytest.fixture
def stored(db, now):
    """Three shelves."""
    for n, name in enumerate(["甲", "乙", "丙"], 1):
        LearnedHeader.objects.create(
            sheet_key=PLACE, header_key=f"00{n}", column_key=name, times=n, last_used_at=now
        )


def asked(**kwargs) -> ExportRequest:
    return ExportRequest(**{"sheet_key": "shelves", "format": "csv", "purpose": "盘点", **kwargs})


def read_csv(path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))


@pytest.mark.req("CUS-09")
@pytest.mark.usefixtures("shelf_sheet", "stored")
def test_an_export_holds_the_asked_rows_and_columns_and_is_logged(system, tmp_path):
    path = tmp_path / "out.csv"

    report = services.export_to(
        system, asked=asked(columns=("name", "code", "price"), filters={"name": "乙"}), path=path
    )

    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert read_csv(path) == [["名称", "货架编码", "金额"], ["乙", "002", "3.00"]]
    assert report.rows == 1
    log = ExportLog.objects.unscoped("looking at all of them").get()
    assert (log.purpose, log.rows, log.has_personal, log.columns) == (
        "盘点",
        1,
        False,
        ["name", "code", "price"],
    )


@pytest.mark.req("CUS-09")
@pytest.mark.usefixtures("shelf_sheet", "stored")
def test_without_a_purpose_nothing_leaves(system, tmp_path):
    with pytest.raises(PurposeMissing):
        services.export_to(system, asked=asked(purpose="  "), path=tmp_path / "out.csv")

    assert not (tmp_path / "out.csv").exists()
    assert not ExportLog.objects.unscoped("looking at all of them").exists()


@pytest.mark.req("CUS-09")
@pytest.mark.usefixtures("shelf_sheet", "stored")
def test_personal_columns_need_their_own_right(actor, tmp_path, monkeypatch):
    from endcap.kernel.audit.rights import Rights as AuditRights

    monkeypatch.setattr(ShelfSheet, "personal_right", AuditRights.VIEW)  # a right that a clerk does not hold
    clerk = actor("sales_clerk")

    with pytest.raises(PersonalNotAllowed):
        services.export_to(clerk, asked=asked(columns=("code", "phone")), path=tmp_path / "a.csv")
    services.export_to(clerk, asked=asked(), path=tmp_path / "b.csv")

    assert not (tmp_path / "a.csv").exists()
    assert read_csv(tmp_path / "b.csv")[0] == ["货架编码", "名称", "件数", "金额"]


@pytest.mark.req("HOUSE")
@pytest.mark.usefixtures("shelf_sheet", "stored")
def test_refusals_of_an_export(system, actor, tmp_path):
    path = tmp_path / "out"
    with pytest.raises(FormatUnknown):
        services.export_to(system, asked=asked(format="pdf"), path=path)
    with pytest.raises(InvalidInput):
        services.export_to(system, asked=asked(columns=("moon",)), path=path)
    with pytest.raises(RightMissing):
        services.export_to(actor("planning"), asked=asked(), path=path)

    assert not path.exists()


@pytest.mark.req("HOUSE")
@pytest.mark.usefixtures("shelf_sheet", "stored")
def test_machines_get_keys_and_minor_units(system, tmp_path):
    rows = services.export_to_file(system, sheet_key="shelves", path=tmp_path / "o.csv", purpose="接口")

    assert rows == 3
    assert read_csv(tmp_path / "o.csv")[:2] == [
        ["code", "name", "count", "price", "phone"],
        ["001", "甲", "1", "150", "13500001234"],
    ]


@pytest.mark.req("HOUSE")
@pytest.mark.usefixtures("shelf_sheet", "stored")
def test_workbook_and_parquet_hold_the_same_rows(system, tmp_path):
    import duckdb

    services.export_to(system, asked=asked(format="xlsx"), path=tmp_path / "o.xlsx")
    services.export_to(
        system, asked=asked(format="parquet", style=Style.MACHINE), path=tmp_path / "o.parquet"
    )

    sheet = load_workbook(str(tmp_path / "o.xlsx")).get_sheet_by_index(0).to_python()
    assert sheet[0] == ["货架编码", "名称", "件数", "金额", "电话"]
    assert sheet[1] == ["001", "甲", 1.0, 1.5, "13500001234"]
    found = duckdb.sql(f"select code, name, price from '{tmp_path}/o.parquet' order by code").fetchall()
    assert found == [("001", "甲", 150), ("002", "乙", 300), ("003", "丙", 450)]


@pytest.mark.req("HOUSE")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.usefixtures("shelf_sheet", "db")
def test_text_that_would_run_as_a_formula_is_harmless_and_comes_back(system, tmp_path, now, kind):
    for n, text in enumerate(DANGEROUS):
        LearnedHeader.objects.create(
            sheet_key=PLACE, header_key=f"C{n}", column_key=text, times=1, last_used_at=now
        )
    before = shelves()
    path = tmp_path / f"o.{kind}"
    services.export_to(system, asked=asked(format=kind, columns=("code", "name")), path=path)
    if kind == "csv":
        assert all(row[1][0] == "'" for row in read_csv(path)[1:])
    else:
        import zipfile

        assert b"<f>" not in zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml")

    report = services.run_import(system, sheet_key="shelves", path=path)

    trimmed = {code: (name.strip("\t"), times) for code, (name, times) in before.items()}
    assert (report.created, report.error_rows) == (0, 0)
    assert {code: name.replace("＝", "=") for code, (name, _n) in shelves().items()} == {
        code: name.replace("＝", "=") for code, (name, _n) in trimmed.items()
    }


@pytest.mark.req("HOUSE")
@given(st.text())
def test_neutral_text_never_runs_and_always_comes_back(text):
    assert not neutral(text).startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
    assert restored(neutral(text)) == text


@pytest.mark.req("HOUSE")
@pytest.mark.usefixtures("shelf_sheet", "db")
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_filled_template_is_understood_whole(system, language, tmp_path):
    from dataclasses import replace

    name, content = services.blank_sheet(replace(system, language=language), sheet_key="shelves")
    book = openpyxl.load_workbook(io.BytesIO(content))
    book.worksheets[0].append(["007", "庚", 7, 1.5, "13500004178"])
    path = tmp_path / name
    book.save(path)

    report = services.run_import(system, sheet_key="shelves", path=path)

    assert (report.created, report.error_rows, report.unknown_columns) == (1, 0, ())
    assert shelves() == {"007": ("庚", 7)}


@pytest.mark.req("HOUSE")
@pytest.mark.usefixtures("shelf_sheet", "stored")
def test_small_exports_are_ready_at_once_and_big_ones_are_queued(system, monkeypatch):
    from endcap.kernel.exchange.services import exporting

    at_once = services.order_export(system, asked=asked(format="xlsx"))
    assert (at_once.rows, at_once.run_id) == (3, None)
    assert services.exported_file(system, export_id=at_once.pk).exists()

    monkeypatch.setattr(exporting, "AT_ONCE", 2)
    queued = services.order_export(system, asked=asked(format="xlsx"))
    assert queued.rows is None
    services.write_queued_export(
        export_id=queued.pk, run_id=queued.run_id, style=Style.PEOPLE, language="zh-hans"
    )
    assert services.exported_file(system, export_id=queued.pk).exists()
    assert ExportLog.objects.unscoped("looking at all of them").get(pk=queued.pk).rows == 3


def shown(key: str, look: Look) -> Shown:
    """A column whose values are cells already."""
    return Shown(key, key, look, lambda value: value)


@pytest.mark.req("HOUSE")
@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text(
            st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"), max_size=40
        ),
        min_size=1,
        max_size=5,
    ),
    st.integers(-(10**12), 10**12),
)
def test_any_text_and_number_stands_in_the_workbook_as_it_was(texts, number):
    columns = [shown("文字", Look.TEXT), shown("数", Look.WHOLE), shown("日", Look.DATE)]
    day = date(2026, 7, 16)
    content = io.BytesIO()

    write_xlsx(content, "表", columns, [(text, number, day) for text in texts])

    rows = list(openpyxl.load_workbook(io.BytesIO(content.getvalue())).worksheets[0].values)
    assert rows[0] == ("文字", "数", "日")
    assert [row[0] or "" for row in rows[1:]] == texts
    assert {row[1] for row in rows[1:]} == {number}
    assert {row[2].date() for row in rows[1:]} == {day}


@pytest.mark.req("HOUSE")
def test_control_characters_do_not_break_a_workbook_and_long_tables_go_on_a_second_sheet(monkeypatch):
    monkeypatch.setattr(workbook_writer, "ROWS_PER_WORKSHEET", 2)
    content = io.BytesIO()

    write_xlsx(
        content,
        "表",
        [shown("文字", Look.TEXT)],
        [("a\x00b\x1f",), ("c\rd\ne",), ("\ud800",), (None,), ("f",)],
    )

    book = load_workbook(io.BytesIO(content.getvalue()))
    assert book.sheet_names == ["表", "表 2", "表 3"]
    assert [len(book.get_sheet_by_index(at).to_python(skip_empty_area=False)) for at in range(3)] == [3, 2, 2]
    assert book.get_sheet_by_index(2).to_python()[1] == ["f"]


@pytest.mark.req("CUS-09")
@pytest.mark.usefixtures("shelf_sheet", "stored")
def test_a_workbook_says_who_took_it_out_when_and_for_what(system, tmp_path):
    report = services.export_to(
        system, asked=asked(format="xlsx", purpose="A&B 对账"), path=tmp_path / "a.xlsx"
    )

    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    log = ExportLog.objects.unscoped("the whole log").get(pk=report.export_id)
    assert book.properties.description == f"system  2026-07-16 14:20  A&B 对账  {log.pk}"
    assert book.active.oddFooter.left.text == f"system  2026-07-16 14:20  A&&B 对账  {log.pk}"
