"""Files that must be refused with a sentence, and lies in files that must not cost rows."""

from __future__ import annotations

import re
import zipfile
from datetime import date

import pytest
import xlsxwriter

from endcap.kernel.exchange.messages import FILES, FileRefused
from endcap.kernel.exchange.reading.intake import Limits, open_file
from endcap.kernel.exchange.reading.rows import read_rows
from endcap.kernel.exchange.tests import old_books
from endcap.kernel.exchange.tests.nasty_files import (
    HEADER,
    ROWS,
    lying_size,
    with_parts,
    workbook,
    zeros_archive,
)
from endcap.kernel.exchange.tests.sheets_for_reading import OUTLETS

MB = 1 << 20


def refused(path, limits=None):
    with pytest.raises(FileRefused) as caught:
        open_file(path, limits)
    assert caught.value.status == 422
    assert caught.value.message.endswith("。")
    assert "%(" not in caught.value.message
    return caught.value.code


@pytest.mark.req("SYS-07")
@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.xlsx", b"", "file_empty"),
        ("spaces.csv", b" \r\n\r\n", "file_empty"),
        ("report.xlsx", b"%PDF-1.7 ...", "file_unsupported"),
        ("export.xls", b"<html><table><tr><td>1</td></tr></table></html>", "file_unsupported"),
        ("old.xls", b'<?xml version="1.0"?><Workbook/>', "file_unsupported"),
        ("cut.xlsx", b"PK\x03\x04 and then nothing", "file_corrupt"),
        ("list.csv", b"PAR1 broken", "parquet_broken"),
        ("noise.csv", bytes(range(128, 256)) * 40, "encoding_unknown"),
    ],
)
def test_a_file_is_what_its_bytes_say_and_others_are_refused(tmp_path, name, content, code):
    path = tmp_path / name
    path.write_bytes(content)
    assert refused(path) == code


@pytest.mark.req("SYS-07")
def test_a_missing_file_is_named(tmp_path):
    assert refused(tmp_path / "none.xlsx") == "file_missing"


@pytest.mark.req("SYS-07")
def test_a_workbook_behind_a_password_says_so(tmp_path):
    path = tmp_path / "secret.xlsx"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000 + "EncryptedPackage".encode("utf-16-le")
    )
    assert refused(path) == "file_password"


@pytest.mark.req("SYS-07")
def test_an_xlsx_is_recognised_behind_a_wrong_name(tmp_path):
    path = workbook(tmp_path / "list.csv", [HEADER, *ROWS])
    opened = open_file(path)
    assert opened.kind == "xlsx"
    opened.close()


@pytest.mark.req("SYS-07")
@pytest.mark.parametrize("make", [old_books.xls, old_books.xlsb])
def test_the_binary_formats_of_excel_read_like_a_new_one(tmp_path, make):
    new, old = workbook(tmp_path / "list.xlsx", [HEADER, *ROWS]), make(tmp_path / "旧表", [HEADER, *ROWS])
    opened = open_file(old)
    assert opened.kind == make.__name__
    opened.close()
    same, found = (read_rows(path, OUTLETS, today=date(2022, 7, 1)) for path in (new, old))
    assert [row.values for row in found.rows] == [row.values for row in same.rows]
    assert [row.values["code"] for row in found.rows] == ["1001", "1002"]


@pytest.mark.req("SYS-07")
@pytest.mark.parametrize("make", [old_books.xls, old_books.xlsb])
def test_half_a_binary_workbook_is_refused(tmp_path, make):
    path = make(tmp_path / "旧表", [HEADER, *ROWS])
    path.write_bytes(path.read_bytes()[:1100])
    assert refused(path) in ("file_corrupt", "file_unsupported")


@pytest.mark.req("SYS-07")
def test_a_truncated_workbook_is_corrupt(tmp_path):
    path = workbook(tmp_path / "list.xlsx", [HEADER, *ROWS])
    path.write_bytes(path.read_bytes()[:-200])
    assert refused(path) == "file_corrupt"


@pytest.mark.req("SYS-07")
def test_a_bomb_is_refused_by_its_claimed_size(tmp_path):
    path = zeros_archive(tmp_path / "bomb.xlsx", 60 * MB)
    assert refused(path, Limits(max_unpacked=50 * MB)) == "bomb_unpacked"


@pytest.mark.req("SYS-07")
def test_a_bomb_is_refused_by_its_ratio(tmp_path):
    path = zeros_archive(tmp_path / "bomb.xlsx", 20 * MB)
    assert refused(path) == "bomb_ratio"


@pytest.mark.req("SYS-07")
@pytest.mark.parametrize("limits", [Limits(max_unpacked=8 * MB, max_ratio=10**6), Limits()])
def test_a_bomb_that_lies_about_its_size_is_counted_while_it_unpacks(tmp_path, limits):
    path = zeros_archive(tmp_path / "bomb.xlsx", 20 * MB)
    path.write_bytes(lying_size(path, "xl/worksheets/sheet1.xml", 100))
    with zipfile.ZipFile(path) as archive:
        assert archive.getinfo("xl/worksheets/sheet1.xml").file_size == 100
    assert refused(path, limits) in ("bomb_unpacked", "bomb_ratio")


@pytest.mark.req("SYS-07")
def test_too_many_parts_are_refused(tmp_path):
    path = tmp_path / "parts.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(1200):
            archive.writestr(f"xl/{number}.xml", "<a/>")
    assert refused(path) == "bomb_entries"


@pytest.mark.req("SYS-07")
@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_entities_are_refused_before_any_parser_sees_them(tmp_path, part, encoding):
    source = workbook(tmp_path / "list.xlsx", [HEADER, *ROWS])
    evil = '<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c SYSTEM "file:///etc/passwd">]>'.encode(encoding)
    path = with_parts(
        source, tmp_path / "evil.xlsx", lambda name, data: evil + data if name == part else data
    )
    assert refused(path) == "file_entities"


@pytest.mark.req("SYS-07")
@pytest.mark.parametrize("claim", [b"A1", b"A1:B2", b"A1:XFD1048576"])
def test_a_lying_dimension_loses_no_row(tmp_path, claim):
    source = workbook(tmp_path / "list.xlsx", [HEADER, *ROWS])
    path = with_parts(
        source,
        tmp_path / "lying.xlsx",
        lambda name, data: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="' + claim + b'"', data),
    )
    result = read_rows(path, OUTLETS)
    assert [row.values["code"] for row in result.rows] == ["1001", "1002"]
    assert [row.values["declared_last_order_on"].isoformat() for row in result.rows] == [
        "2022-06-27",
        "2022-06-30",
    ]


@pytest.mark.req("SYS-07")
def test_a_stray_cell_in_the_last_corner_is_refused_not_allocated(tmp_path):
    book = xlsxwriter.Workbook(str(tmp_path / "far.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADER)
    sheet.write(1_048_575, 16_383, "x")
    book.close()
    assert refused(tmp_path / "far.xlsx") == "bomb_area"


@pytest.mark.req("SYS-07")
def test_cells_that_are_only_formatted_far_away_do_no_harm(tmp_path):
    book = xlsxwriter.Workbook(str(tmp_path / "styled.xlsx"))
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    for number, row in enumerate([HEADER, *ROWS]):
        sheet.write_row(number, 0, row)
    sheet.write_blank(1_048_575, 16_383, None, bold)
    book.close()
    result = read_rows(tmp_path / "styled.xlsx", OUTLETS)
    assert result.data_rows == 2


@pytest.mark.req("SYS-07")
def test_repeated_cells_of_an_ods_file_are_counted(tmp_path):
    path = tmp_path / "wide.ods"
    content = (
        '<office:document-content xmlns:office="o" xmlns:table="t"><table:table table:name="a">'
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value="1"'
        ' table:number-columns-repeated="16000"><text/></table:table-cell></table:table-row>'
        "</table:table></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    assert refused(path) == "bomb_area"


@pytest.mark.req("HOUSE")
def test_every_refusal_says_what_to_do():
    for sentence in FILES.values():
        assert str(sentence).count("。") >= 1
        assert "！" not in str(sentence)
        assert "请" not in str(sentence)
