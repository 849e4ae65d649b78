"""The calendar as a file and as a sheet of the import machine."""

from __future__ import annotations

import io
from datetime import date
from uuid import uuid4

import pytest
import xlsxwriter

from endcap.kernel.calendar import selectors, services
from endcap.kernel.calendar.reading import read_file
from endcap.kernel.calendar.sheets import CALENDAR_SHEET, REST, WORK
from endcap.kernel.errors import InvalidInput
from endcap.kernel.exchange.declare import CellProblem, CleanRow


def row(number: int, on: date | None, kind: str | None, name: str = "", problems=()) -> CleanRow:
    return CleanRow("工作日历", number, {"on": on, "kind": kind, "name": name}, problems=tuple(problems))


def workbook(*rows: tuple[object, ...]) -> bytes:
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    for number, cells in enumerate(rows):
        sheet.write_row(number, 0, cells)
    book.close()
    return held.getvalue()


@pytest.mark.req("EXP-16")
@pytest.mark.django_db
def test_a_workbook_with_real_dates_loads_a_year(system) -> None:
    content = workbook(
        ("名称", "日期", "类型"),
        ("元旦", date(2027, 1, 1), "休息"),
        (),
        ("元旦补班", date(2027, 1, 2), "上班"),
    )

    services.load_sheet(system, year=2027, sheet=read_file("2027.xlsx", content))

    assert not selectors.is_working_day(date(2027, 1, 1))
    assert selectors.is_working_day(date(2027, 1, 2))


@pytest.mark.req("EXP-16")
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_csv_is_read_in_both_encodings_that_excel_writes(encoding: str) -> None:
    [only] = read_file("2027.csv", "日期,类型,名称\n2027/1/1,休息,元旦\n".encode(encoding))

    assert (only.row_no, only.on, only.kind, only.name) == (2, "2027/1/1", "休息", "元旦")


@pytest.mark.req("EXP-16")
@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("x.xlsx", b"no workbook", "unreadable"),
        ("x.csv", b"", "empty"),
        ("x.csv", "日期,名称\n2027-01-01,元旦\n".encode(), "columns_missing"),
        ("x.csv", ("日期,类型,名称\n" + "2027-01-01,休息,元旦\n" * 1000).encode(), "too_long"),
    ],
)
def test_what_is_no_calendar_file_is_refused_with_a_reason(name: str, content: bytes, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_file(name, content)

    assert [problem.code for problem in refused.value.problems] == [code]


@pytest.mark.req("EXP-16")
@pytest.mark.django_db
def test_an_import_says_what_it_would_do_with_each_row(system) -> None:
    services.load_year(system, year=2026)

    decisions = CALENDAR_SHEET.plan(
        system,
        [
            row(2, date(2026, 10, 1), REST, "国庆节"),
            row(3, date(2026, 7, 20), REST, "公司活动"),
            row(4, date(2026, 10, 10), WORK, "国庆补班"),
            row(5, date(2026, 7, 20), REST, "公司活动"),
            row(6, None, REST, problems=[CellProblem("on", "not_a_date", "日期看不懂")]),
        ],
        {},
    )

    assert [decision.action for decision in decisions] == ["update", "create", "update", "repeat", "skip"]
    assert tuple(decisions[2].changes[0]) == ("name", "国庆节补班", "国庆补班")
    assert decisions[3].joined_to == ("工作日历", 3)


@pytest.mark.req("EXP-16")
@pytest.mark.django_db
def test_an_import_is_taken_back_except_for_days_that_people_changed_since(system) -> None:
    services.load_year(system, year=2026)
    rows = [
        row(2, date(2026, 7, 20), REST, "公司活动"),
        row(3, date(2026, 10, 1), REST, "建国日"),
        row(4, date(2027, 1, 1), REST, "元旦"),
    ]
    batch = uuid4()

    applied = CALENDAR_SHEET.apply(
        system, batch, list(zip(rows, CALENDAR_SHEET.plan(system, rows, {}), strict=True))
    )
    assert (applied.created, applied.updated, len(applied.effects)) == (2, 1, 3)
    assert selectors.loaded_years() == [2026, 2027]

    services.set_day(system, on=date(2026, 7, 20), is_working=False, name_zh="厂庆")
    CALENDAR_SHEET.revert(system, batch, applied.effects)

    assert selectors.loaded_years() == [2026]
    names = {day.on: day.name_zh for day in selectors.decreed_days(2026)}
    assert (names[date(2026, 7, 20)], names[date(2026, 10, 1)]) == ("厂庆", "国庆节")


@pytest.mark.req("EXP-16")
@pytest.mark.django_db
def test_what_is_exported_can_be_imported_again(system) -> None:
    services.load_year(system, year=2025)

    columns = ("on", "kind", "name", "name_en")
    out = list(CALENDAR_SHEET.export(system, {"year": "2025"}, columns))
    back = [CleanRow("s", n, dict(zip(columns, cells, strict=True))) for n, cells in enumerate(out, 2)]

    assert len(out) == 33
    assert {decision.action for decision in CALENDAR_SHEET.plan(system, back, {})} == {"same"}
