"""The stored calendar: seeding, sheets, single days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from endcap.kernel.audit import selectors as audit
from endcap.kernel.calendar import selectors, services
from endcap.kernel.calendar.errors import CalendarYearExists, CalendarYearMissing, CalendarYearUnknown
from endcap.kernel.calendar.models import CalendarDay, CalendarYear
from endcap.kernel.calendar.rows import DayRow
from endcap.kernel.errors import InvalidInput, RightMissing

pytestmark = pytest.mark.django_db

SHEET_2027 = [
    DayRow(2, "2027-01-01", "休息", "元旦"),
    DayRow(3, date(2027, 2, 5), "放假", "春节"),
    DayRow(4, datetime(2027, 2, 8), "休", "春节"),
    DayRow(5, "2027年2月14日", "补班", "春节补班", "Make-up day"),
    DayRow(6, "20270405", "holiday", "清明"),
]


@pytest.mark.req("EXP-16")
def test_a_new_installation_knows_every_packaged_year(system) -> None:
    assert services.seed_china(system) == 23
    assert services.seed_china(system) == 0

    assert selectors.loaded_years() == list(range(2004, 2027))
    assert not selectors.is_working_day(date(2025, 10, 8))
    assert selectors.is_working_day(date(2025, 10, 11))
    assert selectors.nth_working_day(2025, 10, 3) == date(2025, 10, 11)
    assert selectors.add_working_days(date(2025, 9, 30), 1) == date(2025, 10, 9)
    assert selectors.working_days_between(date(2025, 9, 30), date(2025, 10, 11)) == 3


@pytest.mark.req("EXP-16")
def test_the_month_of_the_test_vector_entered_day_by_day(system) -> None:
    services.load_sheet(system, year=2026, sheet=[DayRow(2, "2026-01-01", "休息", "元旦")])
    for day in range(1, 8):
        services.set_day(system, on=date(2026, 10, day), is_working=False, name_zh="国庆节")
    services.set_day(system, on=date(2026, 10, 10), is_working=True, name_zh="国庆节补班")

    assert [selectors.nth_working_day(2026, 10, n).day for n in (3, 8, 9)] == [10, 16, 19]


@pytest.mark.req("EXP-16")
def test_a_year_that_is_not_loaded_stops_every_question(system) -> None:
    services.load_year(system, year=2026)

    for question in (
        lambda: selectors.is_working_day(date(2027, 1, 4)),
        lambda: selectors.nth_working_day(2027, 1, 3),
        lambda: selectors.add_working_days(date(2026, 12, 31), 3),
        lambda: selectors.working_days_between(date(2026, 12, 31), date(2027, 1, 9)),
        lambda: services.set_day(system, on=date(2027, 1, 1), is_working=False, name_zh="元旦"),
    ):
        with pytest.raises(CalendarYearMissing, match="2027"):
            question()


@pytest.mark.req("EXP-16")
def test_a_deadline_inside_a_loaded_year_does_not_ask_for_the_next(system) -> None:
    services.load_year(system, year=2026)

    assert selectors.add_working_days(date(2026, 12, 21), 5) == date(2026, 12, 28)


@pytest.mark.req("EXP-16")
def test_questions_cost_two_statements(system, django_assert_num_queries) -> None:
    services.load_year(system, year=2026)

    with django_assert_num_queries(2):
        selectors.add_working_days(date(2026, 3, 2), 40)
    with django_assert_num_queries(2):
        selectors.year_view(2026)


@pytest.mark.req("EXP-16")
def test_a_year_is_loaded_from_the_package_once(system) -> None:
    loaded = services.load_year(system, year=2026)
    with pytest.raises(CalendarYearExists):
        services.load_year(system, year=2026)
    with pytest.raises(CalendarYearUnknown, match="2004 至 2026"):
        services.load_year(system, year=2027)

    assert (loaded.source, loaded.loaded_by_name) == ("chinese-calendar", "system")
    assert CalendarYear.objects.count() == 1
    assert [entry.action for entry in audit.trail_of("calendar.CalendarYear", 2026)] == [
        "calendar.year_loaded"
    ]


@pytest.mark.req("EXP-16")
def test_a_year_comes_from_a_sheet_however_its_dates_are_written(system) -> None:
    services.load_sheet(system, year=2027, sheet=SHEET_2027)

    view = selectors.year_view(2027)
    assert view is not None
    assert [(spell.names, spell.first, spell.days) for spell in view.spells] == [
        (("元旦",), date(2027, 1, 1), 1),
        (("春节",), date(2027, 2, 5), 1),
        (("春节",), date(2027, 2, 8), 1),
        (("春节补班",), date(2027, 2, 14), 1),
        (("清明",), date(2027, 4, 5), 1),
    ]
    assert selectors.is_working_day(date(2027, 2, 14))
    assert view.working_days == 261 - 4 + 1


@pytest.mark.req("EXP-16")
def test_a_sheet_replaces_its_year_and_leaves_the_others(system) -> None:
    services.seed_china(system)

    services.load_sheet(system, year=2026, sheet=[DayRow(2, "2026-01-01", "休息", "元旦")])

    assert selectors.is_working_day(date(2026, 10, 1))
    assert not selectors.is_working_day(date(2025, 10, 1))
    assert CalendarYear.objects.get(year=2026).source == "sheet"


@pytest.mark.req("EXP-16")
def test_every_wrong_cell_is_named_with_its_row_and_nothing_changes(system) -> None:
    services.load_sheet(system, year=2027, sheet=SHEET_2027)
    before = list(CalendarDay.objects.values_list("on", "name_zh"))

    with pytest.raises(InvalidInput) as refused:
        services.load_sheet(
            system,
            year=2027,
            sheet=[
                DayRow(2, "2027-02-30", "休息", "春节"),
                DayRow(3, "2026-12-31", "休息", "元旦"),
                DayRow(4, "2027-01-01", "也许", "元旦"),
                DayRow(5, "2027-05-03", "休息", ""),
                DayRow(6, "2027-01-01", "休息", "元旦"),
                DayRow(7, "2027-01-01", "休息", "新年"),
            ],
        )

    assert [(problem.field, problem.code) for problem in refused.value.problems] == [
        ("2.on", "not_a_date"),
        ("3.on", "other_year"),
        ("4.kind", "not_a_kind"),
        ("5.name", "required"),
        ("7.on", "repeated"),
    ]
    assert str(refused.value.problems[4].message) == "第 7 行：2027-01-01 在第 6 行已经有了，删掉一行。"
    assert list(CalendarDay.objects.values_list("on", "name_zh")) == before


@pytest.mark.req("EXP-16")
def test_an_empty_sheet_is_refused(system) -> None:
    with pytest.raises(InvalidInput):
        services.load_sheet(system, year=2027, sheet=[])

    assert selectors.loaded_years() == []


@pytest.mark.req("EXP-16")
def test_a_day_set_back_to_ordinary_leaves_no_record(system) -> None:
    services.load_year(system, year=2026)
    monday = date(2026, 7, 20)

    services.set_day(system, on=monday, is_working=False, name_zh="公司活动", note="全员")
    assert not selectors.is_working_day(monday)
    assert selectors.day_cell(monday).kind == "holiday"

    assert services.set_day(system, on=monday, is_working=True) is None
    assert selectors.is_working_day(monday)
    assert selectors.day_of(monday) is None


@pytest.mark.req("EXP-16")
def test_a_holiday_without_a_name_is_refused(system) -> None:
    services.load_year(system, year=2026)

    with pytest.raises(InvalidInput) as refused:
        services.set_day(system, on=date(2026, 7, 20), is_working=False, note="长" * 201)

    assert {(problem.field, problem.code) for problem in refused.value.problems} == {
        ("name_zh", "required"),
        ("note", "too_long"),
    }
    assert selectors.is_working_day(date(2026, 7, 20))


@pytest.mark.req("EXP-16", "HOUSE")
def test_whoever_lacks_the_right_changes_nothing(system) -> None:
    reader = replace(system, rights=frozenset({"calendar.view"}))

    for attempt in (
        lambda: services.load_year(reader, year=2026),
        lambda: services.seed_china(reader),
        lambda: services.load_sheet(reader, year=2027, sheet=SHEET_2027),
        lambda: services.set_day(reader, on=date(2026, 7, 20), is_working=False, name_zh="x"),
        lambda: services.merge_days(reader, days=[]),
    ):
        with pytest.raises(RightMissing):
            attempt()

    assert selectors.loaded_years() == []


@pytest.mark.req("EXP-16")
def test_golden_week_is_shown_as_one_spell_of_eight_days(system) -> None:
    services.load_year(system, year=2025)

    view = selectors.year_view(2025)

    assert view is not None
    golden = view.spells[-2]
    assert (golden.names, golden.first, golden.last, golden.days) == (
        ("国庆节", "中秋"),
        date(2025, 10, 1),
        date(2025, 10, 8),
        8,
    )
    assert (view.spells[-1].kind, view.spells[-1].first) == ("make_up", date(2025, 10, 11))
    assert (len(view.holidays), len(view.make_ups), view.working_days) == (28, 5, 248)
    assert [month.working_days for month in view.months][9] == 18
