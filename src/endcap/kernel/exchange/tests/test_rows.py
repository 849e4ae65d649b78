"""Whole sheets: the real messy list, and sheets with the traps that offices build."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment

from endcap.kernel.exchange.declare import Column, Kind
from endcap.kernel.exchange.reading.rows import read_rows
from endcap.kernel.exchange.tests.nasty_files import HEADER, ROWS, with_parts, workbook
from endcap.kernel.exchange.tests.sheets_for_reading import DATA, OUTLETS, Columns

MESSY = DATA / "messy_list" / "customer_list_east.xlsx"
TRUTH = DATA / "messy_list" / "customer_list_east.truth_sample.csv"


def codes_of(row):
    return [flag.code for flag in row.flags]


@pytest.fixture(scope="module")
def messy():
    result = read_rows(MESSY, OUTLETS, today=date(2022, 7, 1))
    return result, {(row.sheet, row.row_no): row for row in result.rows}


def truth(*kinds):
    with TRUTH.open(encoding="utf-8-sig") as file:
        return [one for one in csv.DictReader(file) if one["kind"] in kinds]


@pytest.mark.req("CUS-10")
def test_the_messy_list_has_278_data_rows_and_nothing_else_is_data(messy):
    result, rows = messy
    assert (result.rows_read, result.data_rows, len(rows)) == (342, 278, 278)
    kinds = {kind: len(numbers) for kind, numbers in result.skipped_by_kind().items()}
    assert kinds == {
        "title": 1,
        "note": 1,
        "header": 2,
        "subtotal": 24,
        "blank": 30,
        "repeated_header": 3,
        "total": 1,
        "instruction": 2,
    }
    assert result.ready


@pytest.mark.req("CUS-10")
def test_its_other_rows_are_told_by_kind(messy):
    result, _rows = messy
    kinds = {(row.sheet, row.row_no): row.kind for row in result.skipped}
    for one in truth("title", "note", "header", "subtotal", "repeated_header"):
        assert kinds[one["sheet"], int(one["row"])] == one["kind"]


@pytest.mark.req("CUS-10")
def test_every_told_value_is_right_or_flagged(messy):
    _result, rows = messy
    told = truth("data", "duplicate")
    assert len(told) == 31
    for one in told:
        row = rows[one["sheet"], int(one["row"])]
        values = row.values
        assert values["code"] == one["store_no"]
        assert values["city"] == one["city"]
        assert values["zip"] == one["zip"]
        assert values["address"].upper() == one["address"]
        assert values["status"] == {"A": "active", "I": "closed"}[one["status"]]
        assert values["declared_orders"] == (int(one["orders_12m"]) if one["orders_12m"] else None)
        assert str(values["declared_last_order_on"] or "") == one["last_order"]
        money = values["declared_sales"] or None
        expected = round(float(one["sales_12m"]) * 100) if one["sales_12m"] else None
        assert money == expected or ("money_coarse" in codes_of(row) and abs(money - expected) <= 100)
        assert " ".join(one["name"].split(" / ")[0].split()).startswith(
            values["name"].upper().split(" / ")[0]
        )


@pytest.mark.req("CUS-10")
def test_every_told_position_is_right_repaired_or_not_used(messy):
    _result, rows = messy
    for one in truth("data", "duplicate"):
        row = rows[one["sheet"], int(one["row"])]
        position = row.values["position"]
        if position is None:
            assert {"coordinate_missing", "coordinate_rough"} & set(codes_of(row))
        else:
            assert abs(position.lat_e7 - float(one["lat"]) * 1e7) <= 20  # seconds with two decimals are 30 cm
            assert abs(position.lon_e7 - float(one["lon"]) * 1e7) <= 20


@pytest.mark.req("CUS-10")
def test_the_sheet_of_closed_stores_says_so_and_a_hidden_column_is_read(messy):
    result, rows = messy
    first, second, third = result.sheets
    assert (first.role, first.header_row, first.hidden_columns, first.comments) == ("data", 3, (10,), 3)
    assert (second.role, second.status) == ("data", "closed")
    assert (third.role, third.data_rows) == ("instruction", 0)
    assert all(row.sheet_status == ("closed" if row.sheet == "已关店" else "") for row in rows.values())
    assert [problem.code for problem in result.problems] == ["hidden_columns"]
    assert rows["终端客户", 134].comments == ("老板说下月搬迁",)
    assert result.currencies == ("USD",)


@pytest.mark.req("CUS-10")
def test_a_blank_city_is_filled_by_the_strongest_clue(messy):
    _result, rows = messy
    assert rows["终端客户", 8].values["city"] == "CEDAR RAPIDS"  # by postcode
    assert rows["终端客户", 150].values["city"] == "ELY"  # by the name, known from the subtotal
    assert rows["终端客户", 178].values["city"] == "FAIRFAX"  # a cut-off name in the wrong group
    assert rows["终端客户", 305].values["city"] == "WALFORD"  # by the subtotal alone
    assert rows["终端客户", 307].values["city"] is None
    assert "city_missing" in codes_of(rows["终端客户", 307])
    assert Counter(code for row in rows.values() for code in codes_of(row))["city_filled"] == 77


@pytest.mark.req("CUS-10")
def test_the_nineteen_repeats_share_their_keys(messy):
    _result, rows = messy
    assert rows["终端客户", 13].keys.name == "bptogo1"
    assert rows["终端客户", 18].keys == rows["终端客户", 13].keys
    assert rows["终端客户", 183].keys == rows["终端客户", 169].keys
    assert rows["终端客户", 37].keys.name == "caseysgeneralstore3382"


@pytest.mark.req("CUS-10")
def test_rows_can_be_read_again_and_raw_cells_stay(messy):
    result, rows = messy
    again = {(row.sheet, row.row_no): row for row in result.rows}
    assert again.keys() == rows.keys()
    assert again["终端客户", 4].raw[8] == "７８９２．０４"


@pytest.mark.req("CUS-10")
def test_stores_from_parquet():
    result = read_rows(DATA / "iowa" / "stores.parquet", OUTLETS)
    rows = list(result.rows)
    assert (result.file_kind, result.data_rows, len(rows)) == ("parquet", 2296, 2296)
    assert sum(row.values["position"] is None for row in rows) == 125
    assert rows[0].values["code"] == "2106"
    assert rows[0].row_no == 2
    assert rows[0].values["position"] == (425171820, -924557960)
    assert not any(row.problems for row in rows)


@pytest.mark.req("CUS-10")
def test_web_orders_from_parquet_keep_their_odd_rows():
    orders = Columns(
        (
            Column("invoice", "发票号", "InvoiceNo", Kind.CODE, required=True),
            Column("sku", "品项编码", "StockCode", Kind.CODE, required=True),
            Column("quantity", "数量", "Quantity", Kind.QUANTITY, required=True),
            Column("day", "日期", "InvoiceDate", Kind.DATE, required=True),
            Column("price", "单价", "UnitPrice", Kind.PRICE),
            Column("outlet", "客户编码", "CustomerID", Kind.CODE),
        )
    )
    result = read_rows(DATA / "online_retail" / "online_retail_2010m12_2011m06.parquet", orders)
    seen: list[int] = []
    total = returns = without = problems = 0
    for row in result.rows:
        total += 1
        returns += row.values["quantity"] < 0
        without += row.values["outlet"] is None
        problems += len(row.problems)
        if total == 1:
            seen.append(row.values["price"])
            assert row.values["outlet"] == "17850"
            assert row.values["day"] == date(2010, 12, 1)
    assert (total, result.data_rows, problems) == (245_903, 245_903, 0)
    assert seen == [25_500]
    assert 0.2 < without / total < 0.3
    assert returns > 1000


@pytest.mark.req("CUS-10")
def test_two_headers_alike_are_put_to_the_person_and_settled_by_what_was_learned(tmp_path):
    header = [*HEADER, "电话 "]
    path = workbook(tmp_path / "alike.xlsx", [header, [*ROWS[0], "13700000000"]])
    result = read_rows(path, OUTLETS)
    assert not result.ready
    problem = next(one for one in result.problems if one.code == "headers_alike")
    assert "“电话”(5)" in str(problem.message)
    assert "“电话”(8)" in str(problem.message)
    assert "phone" not in next(iter(result.rows)).values
    chosen = read_rows(path, OUTLETS, learned={"电话": "", "电话#2": "phone"})
    assert chosen.ready
    assert next(iter(chosen.rows)).values["phone"] == "13700000000"


@pytest.mark.req("CUS-10")
def test_unknown_columns_are_reported_with_a_suggestion_and_learned(tmp_path):
    path = workbook(
        tmp_path / "unknown.xlsx", [["客户编号", "终端名称", "城市", "血型"], ["1", "甲", "广州", "O"]]
    )
    result = read_rows(path, OUTLETS)
    unknown = {match.header: match.suggestion for match in result.sheets[0].unknown}
    assert unknown == {"客户编号": "code", "血型": ""}
    learned = read_rows(path, OUTLETS, learned={"客户编号": "code"})
    assert next(iter(learned.rows)).values["code"] == "1"


@pytest.mark.req("CUS-10")
def test_a_missing_required_column_stands_in_the_way(tmp_path):
    path = workbook(tmp_path / "missing.xlsx", [["客户编码", "城市"], ["1", "广州"]])
    result = read_rows(path, OUTLETS)
    assert [problem.code for problem in result.problems] == ["column_missing"]
    assert not result.ready


@pytest.mark.req("CUS-10")
def test_every_problem_of_every_row_is_told_at_once(tmp_path):
    rows = [
        HEADER,
        ["1", "", "路 1", "广州", "13812345", "abc", "20222-06-27"],
        ["2", "乙", "路 2", "广州", "1.38E+10", "(1,234.00)", "2022-13-01"],
    ]
    result = read_rows(workbook(tmp_path / "wrong.xlsx", rows), OUTLETS)
    first, second = result.rows
    assert {problem.column: problem.code for problem in first.problems} == {
        "name": "required_missing",
        "phone": "phone_short",
        "declared_sales": "number_unreadable",
        "declared_last_order_on": "date_year",
    }
    assert second.values["declared_sales"] == -123_400
    assert [problem.code for problem in second.problems] == ["date_month"]
    assert ("scientific_notation", "phone") in [(flag.code, flag.column) for flag in second.flags]


@pytest.mark.req("CUS-10")
def test_units_in_the_header_or_above_it_multiply_money(tmp_path):
    own = workbook(tmp_path / "own.xlsx", [["终端名称", "城市", "进货额（万元）"], ["甲", "广州", 1.5]])
    assert next(iter(read_rows(own, OUTLETS).rows)).values["declared_sales"] == 1_500_000
    above = workbook(
        tmp_path / "above.xlsx",
        [
            ["终端名单"],
            ["单位：万元"],
            ["终端名称", "城市", "进货额"],
            ["甲", "广州", 1.5],
            ["乙", "广州", "2万"],
        ],
    )
    assert [row.values["declared_sales"] for row in read_rows(above, OUTLETS).rows] == [1_500_000, 2_000_000]


@pytest.mark.req("CUS-10")
def test_merged_cells_belong_to_all_their_rows_except_money(tmp_path):
    book = xlsxwriter.Workbook(str(tmp_path / "merged.xlsx"))
    sheet = book.add_worksheet("终端")
    sheet.write_row(0, 0, ["城市", "终端名称", "进货额"])
    for number, name in enumerate(["甲店", "乙店", "丙店"], start=1):
        sheet.write(number, 1, name)
    sheet.merge_range(1, 0, 3, 0, "广州")
    sheet.merge_range(1, 2, 3, 2, 99)
    book.close()
    rows = list(read_rows(tmp_path / "merged.xlsx", OUTLETS).rows)
    assert [row.values["city"] for row in rows] == ["广州"] * 3
    assert [row.values["declared_sales"] for row in rows] == [9900, None, None]
    assert [codes_of(row) for row in rows] == [[], ["merged_filled"], ["merged_filled"]]


@pytest.mark.req("CUS-10")
def test_a_header_over_two_rows(tmp_path):
    book = xlsxwriter.Workbook(str(tmp_path / "two.xlsx"))
    sheet = book.add_worksheet("终端")
    sheet.merge_range(0, 0, 1, 0, "终端名称")
    sheet.merge_range(0, 1, 1, 1, "城市")
    sheet.merge_range(0, 2, 0, 3, "进货")
    sheet.write(1, 2, "近12月进货额")
    sheet.write(1, 3, "单数")
    sheet.write_row(2, 0, ["甲店", "广州", 5, 2])
    book.close()
    result = read_rows(tmp_path / "two.xlsx", OUTLETS)
    (row,) = result.rows
    assert (row.values["name"], row.values["declared_sales"], row.values["declared_orders"]) == (
        "甲店",
        500,
        2,
    )
    assert result.skipped_by_kind() == {"header": (1, 2)}


@pytest.mark.req("CUS-10")
def test_formulas_without_a_value_errors_hidden_sheets_and_comments(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "终端"
    sheet.append(["终端名称", "城市", "进货额", "单数"])
    sheet.append(["甲店", "广州", "=1+1", 3])
    sheet["A2"].comment = Comment("下月搬迁", "王强")
    sheet.row_dimensions[2].hidden = True
    secret = book.create_sheet("旧表")
    secret.append(["终端名称", "城市"])
    secret.append(["乙店", "广州"])
    secret.sheet_state = "veryHidden"
    book.save(tmp_path / "made.xlsx")
    result = read_rows(tmp_path / "made.xlsx", OUTLETS)
    (row,) = result.rows
    assert row.values["declared_sales"] is None
    assert codes_of(row) == ["formula_without_value"]
    assert row.comments == ("下月搬迁",)
    assert result.sheets[0].hidden_rows == (2,)
    assert (result.sheets[1].visibility, result.sheets[1].role) == ("very_hidden", "hidden")
    assert [problem.code for problem in result.problems] == ["hidden_sheet"]
    broken = with_parts(
        workbook(tmp_path / "plain.xlsx", [["终端名称", "城市", "单数"], ["甲店", "广州", 7]]),
        tmp_path / "broken.xlsx",
        lambda _name, data: data.replace(b'<c r="C2"><v>7</v>', b'<c r="C2" t="e"><v>#DIV/0!</v>'),
    )
    (row,) = read_rows(broken, OUTLETS).rows
    assert (row.values["declared_orders"], codes_of(row)) == (None, ["formula_error"])


@pytest.mark.req("CUS-10")
def test_a_sheet_without_header_continues_the_one_before(tmp_path):
    book = xlsxwriter.Workbook(str(tmp_path / "more.xlsx"))
    for name, rows in (
        ("一", [HEADER, *ROWS]),
        ("二", [["1003", *ROWS[0][1:]]]),
        ("说明", [["每月 5 日前更新"]]),
    ):
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    result = read_rows(tmp_path / "more.xlsx", OUTLETS)
    assert [sheet.role for sheet in result.sheets] == ["data", "continued", "instruction"]
    assert [(row.sheet, row.row_no, row.values["code"]) for row in result.rows] == [
        ("一", 2, "1001"),
        ("一", 3, "1002"),
        ("二", 1, "1003"),
    ]


@pytest.mark.req("CUS-10")
def test_footers_and_sums_are_not_data_but_a_store_called_total_is(tmp_path):
    rows = [
        HEADER,
        *ROWS,
        ["", "广州 小计", "", "", "", 208.5, ""],
        ["1003", "TOTAL 加油站便利店", "环市路", "广州", "", 1, ""],
        ["小计：深圳", "", "", "", "", 1, ""],
        ["", "Grand Total", "", "", "", 209.5, ""],
        ["制表：王强", "", "审核：李娜", "", "", "", ""],
    ]
    result = read_rows(workbook(tmp_path / "sums.xlsx", rows), OUTLETS)
    data = list(result.rows)
    assert [row.values["code"] for row in data] == ["1001", "1002", "1003"]
    assert [row.group for row in data] == ["广州", "广州", "深圳"]
    assert result.skipped_by_kind() == {"header": (1,), "subtotal": (4, 6), "total": (7,), "note": (8,)}


@pytest.mark.req("CUS-10")
def test_a_file_without_header_or_without_rows_says_so(tmp_path):
    none = read_rows(workbook(tmp_path / "none.xlsx", [["随便写写"], [1, 2, 3]]), OUTLETS)
    assert [problem.code for problem in none.problems] == ["no_header"]
    empty = read_rows(workbook(tmp_path / "empty.xlsx", [HEADER]), OUTLETS)
    assert [problem.code for problem in empty.problems] == ["no_rows"]


@pytest.mark.req("CUS-10")
def test_status_from_the_sheet_name_and_days_to_come(tmp_path):
    rows = [
        ["终端名称", "城市", "状态", "最近下单日期"],
        ["甲", "广州", "", "2022-06-27"],
        ["乙", "广州", "正常", "2031-01-01"],
    ]
    result = read_rows(
        workbook(tmp_path / "closed.xlsx", rows, name="已关店"), OUTLETS, today=date(2022, 7, 1)
    )
    first, second = result.rows
    assert (first.values["status"], codes_of(first)) == ("closed", ["status_from_sheet"])
    assert second.values["status"] == "active"
    assert codes_of(second) == ["date_in_future", "status_differs_from_sheet"]


@pytest.mark.req("SYS-07")
def test_what_the_listener_raises_stops_the_reading(tmp_path):
    path = workbook(tmp_path / "long.xlsx", [HEADER, *([ROWS[0]] * 5000)])
    heard: list[tuple[int, int | None]] = []
    list(read_rows(path, OUTLETS, progress=lambda done, whole: heard.append((done, whole))).rows)
    assert heard == [(2000, 10_002), (4000, 10_002), (6000, 10_002), (8000, 10_002)]

    class Cancelled(Exception):
        pass

    def cancel(_done, _whole):
        raise Cancelled

    with pytest.raises(Cancelled):
        read_rows(path, OUTLETS, progress=cancel)
