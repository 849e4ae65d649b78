"""Text tables in the encodings that Chinese offices produce, whole or garbled."""

from __future__ import annotations

import pytest

from endcap.kernel.exchange.messages import FileRefused
from endcap.kernel.exchange.reading.encodings import detect, sniff_delimiter
from endcap.kernel.exchange.reading.rows import read_rows
from endcap.kernel.exchange.tests.sheets_for_reading import OUTLETS

TABLE = (
    "客户编码,终端名称,地址,城市,备注\r\n"
    "1001,好运来超市,人民路 1 号,广州,老板姓陈\r\n"
    '1002,"万家便利店, 二店",解放路 2 号,广州,"第一行\r\n第二行"\r\n'
)
NAMES = ["好运来超市", "万家便利店, 二店"]


def names_in(path):
    return [row.values["name"] for row in read_rows(path, OUTLETS).rows]


@pytest.mark.req("SYS-07")
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_the_same_table_reads_the_same_in_every_usual_encoding(tmp_path, encoding):
    path = tmp_path / "list.csv"
    path.write_bytes(TABLE.encode(encoding))
    assert names_in(path) == NAMES


@pytest.mark.req("SYS-07")
def test_utf16_big_endian_with_its_mark(tmp_path):
    path = tmp_path / "list.txt"
    path.write_bytes(
        b"\xfe\xff" + TABLE.replace(",", "\t").replace('"', "").replace("\r\n第二行", "").encode("utf-16-be")
    )
    result = read_rows(path, OUTLETS)
    assert result.delimiter == "\t"
    assert result.data_rows == 2


@pytest.mark.req("SYS-07")
@pytest.mark.parametrize(("wrong", "right"), [("gb18030", "utf-8"), ("latin-1", "gbk"), ("latin-1", "utf-8")])
def test_a_table_saved_in_the_wrong_encoding_is_put_right_and_said_so(tmp_path, wrong, right):
    text = "客户编码,终端名称,地址,城市\r\n1001,万家便利,解放路旁,广州\r\n1002,好运超市,人民广场,广州\r\n"
    garbled = text.encode(right).decode(wrong)
    path = tmp_path / "list.csv"
    path.write_bytes(garbled.encode("utf-8"))
    result = read_rows(path, OUTLETS)
    assert [row.values["name"] for row in result.rows] == ["万家便利", "好运超市"]
    assert "mojibake_repaired" in [problem.code for problem in result.problems]
    assert result.ready


@pytest.mark.req("SYS-07")
def test_gbk_that_was_read_as_utf8_has_lost_its_letters_and_is_refused(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(TABLE.encode("gbk").decode("utf-8", errors="replace").encode("utf-8"))
    with pytest.raises(FileRefused) as caught:
        read_rows(path, OUTLETS)
    assert caught.value.code == "mojibake_lost"
    assert "第 1 行" in caught.value.message


@pytest.mark.req("SYS-07")
def test_ordinary_chinese_is_not_taken_for_garbled(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(TABLE + "1003,鑫鑫犇羴饕餮馆,翡翠路,昆明,麒麟区\r\n", encoding="utf-8")
    assert detect(path).repair == ""


@pytest.mark.req("SYS-07")
def test_nul_bytes_are_taken_out_and_mentioned(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(TABLE.replace("好运来", "好\0运来").encode("utf-8"))
    result = read_rows(path, OUTLETS)
    assert [row.values["name"] for row in result.rows] == NAMES
    assert [problem.code for problem in result.problems] == ["nul_removed"]


@pytest.mark.req("SYS-07")
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_delimiter_is_found_by_content(tmp_path, delimiter):
    path = tmp_path / "list.csv"
    lines = [["编码", "名称", "备注"], ["1", "甲", "ab"], ["2", "乙", "c"]]
    path.write_text("".join(delimiter.join(line) + "\n" for line in lines), encoding="utf-8")
    assert sniff_delimiter(path, detect(path)) == delimiter


@pytest.mark.req("SYS-07")
def test_an_open_quote_is_named_with_its_row(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text('编码,终端名称\n1,甲\n2,"乙\n' + "3,丙丙丙丙\n" * 40_000, encoding="utf-8")
    with pytest.raises(FileRefused) as caught:
        list(read_rows(path, OUTLETS).rows)
    assert caught.value.code == "csv_broken"
    assert "第 3 行" in caught.value.message
