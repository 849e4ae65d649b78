"""The person's own file comes back with everything that is wrong written beside its cell."""

from __future__ import annotations

from dataclasses import replace

import openpyxl
import pytest
from python_calamine import load_workbook

from endcap.kernel.exchange import services

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf_sheet")]
HEAD = ["货架编码", "名称", "件数", "电话"]
ROWS = [
    ["七月货架清单"],
    HEAD,
    ["A1", "甲", 3, "13500004178"],
    ["A2", "乱", "两件", "1350000417"],
    ["小计", None, 8],
    [None, "丙", 1],
]


@pytest.mark.req("HOUSE")
def test_the_copy_keeps_every_cell_and_marks_the_wrong_ones(system, workbook):
    report = services.run_import(
        system, sheet_key="shelves", path=workbook(ROWS, 说明=[["怎么填"], ["照着填"]]), dry_run=True
    )

    found = services.write_error_sheet(system, batch_id=report.batch_id)

    book = openpyxl.load_workbook(found.path)
    assert book.sheetnames == ["货架", "说明"]
    sheet = book["货架"]
    assert [cell.value for cell in sheet[3]] == ["A1", "甲", 3, "13500004178", None]
    assert [cell.value for cell in sheet[5]][:3] == ["小计", None, 8]
    assert sheet["E2"].value == "要改的地方"
    assert "“两件”不是数字。改成数字。" in sheet["C4"].comment.text
    assert "少 1 位，手机号应为 11 位。补全号码。" in sheet["D4"].comment.text
    assert sheet["C4"].fill.fgColor.rgb == "FFFBE9E9"
    assert sheet["B4"].comment is None
    assert sheet["E4"].value == "件数：“两件”不是数字。改成数字。 电话：少 1 位，手机号应为 11 位。补全号码。"
    assert sheet["E6"].value == "货架编码：必填，现在空着。补上后再导入。"
    assert found.file_name == "货架_标了错.xlsx"


@pytest.mark.req("HOUSE")
def test_the_sentences_are_in_the_readers_language(system, workbook):
    report = services.run_import(system, sheet_key="shelves", path=workbook(ROWS), dry_run=True)
    english = replace(system, language="en")

    found = services.write_error_sheet(english, batch_id=report.batch_id)

    sheet = openpyxl.load_workbook(found.path)["货架"]
    assert sheet["E6"].value.startswith("Shelf code: ")
    assert not any("一" <= sign <= "鿿" for sign in sheet["E6"].value)


@pytest.mark.req("HOUSE")
def test_a_mended_copy_can_be_sent_again(system, workbook):
    report = services.run_import(system, sheet_key="shelves", path=workbook(ROWS), dry_run=True)
    path = services.write_error_sheet(system, batch_id=report.batch_id).path
    book = openpyxl.load_workbook(path)
    for place, value in {"B4": "乙", "C4": 2, "D4": "13500001234", "A6": "A3"}.items():
        book["货架"][place].value = value
    book.save(path)

    again = services.run_import(system, sheet_key="shelves", path=path)

    assert (again.created, again.error_rows, again.data_rows) == (3, 0, 3)


@pytest.mark.req("HOUSE")
def test_text_files_come_back_as_text_or_as_a_workbook(system, tmp_path):
    path = tmp_path / "架.csv"
    path.write_text("货架编码;名称\nA1;甲\n;乙\n", encoding="gbk")
    out = tmp_path / "OUT.xlsx"
    report = services.run_import(system, sheet_key="shelves", path=path, dry_run=True, error_sheet=out)

    text = services.write_error_sheet(system, batch_id=report.batch_id).path.read_text("utf-8-sig")

    assert text.splitlines() == [
        "货架编码;名称;要改的地方",
        "A1;甲",
        ";乙;货架编码：必填，现在空着。补上后再导入。",
    ]
    assert load_workbook(str(out)).get_sheet_by_index(0).to_python()[2][2].startswith("货架编码：")
