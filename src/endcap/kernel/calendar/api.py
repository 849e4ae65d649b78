"""The API of the working calendar."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from ninja import Path, Query, Router, Status

from endcap.kernel.actor import Actor
from endcap.kernel.calendar import selectors, services
from endcap.kernel.calendar.errors import CalendarYearMissing
from endcap.kernel.calendar.rights import Rights
from endcap.kernel.calendar.rows import DayRow
from endcap.kernel.calendar.schemas import DateOut, DayIn, DayOut, RowIn, YearOut, YearsOut

router = Router()


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Rights.VIEW)
    return actor


@router.get("/years", response=YearsOut, summary="The years that are loaded")
def list_years(request: HttpRequest) -> YearsOut:
    """Deadlines can be computed inside these years."""
    _actor(request)
    return YearsOut(items=selectors.loaded_years(), next="")


@router.get("/working-day", response=DateOut, summary="The n-th working day of a month")
def get_working_day(
    request: HttpRequest,
    year: int = Query(..., ge=1990, le=2200),
    month: int = Query(..., ge=1, le=12),
    n: int = Query(..., ge=1, le=31),
) -> DateOut:
    """Counted from 1; public holidays and make-up days are respected."""
    _actor(request)
    return DateOut(on=selectors.nth_working_day(year, month, n))


@router.get("/days/{on}", response=DayOut, summary="One day")
def get_day(request: HttpRequest, on: date) -> selectors.DayCell:
    """Whether people work, and why."""
    _actor(request)
    return selectors.day_cell(on)


@router.put("/days/{on}", response=DayOut, summary="Decree one day a holiday or a working day")
def put_day(request: HttpRequest, on: date, body: DayIn) -> selectors.DayCell:
    """An ordinary working day without a name drops its record."""
    actor = _actor(request)
    services.set_day(
        actor, on=on, is_working=body.is_working, name_zh=body.name_zh, name_en=body.name_en, note=body.note
    )
    return selectors.day_cell(on)


@router.get("/years/{year}", response=YearOut, summary="A year's holidays and make-up days")
def get_year(request: HttpRequest, year: int = Path(..., ge=1990, le=2200)) -> YearOut:
    """Every day that differs from Monday to Friday or has a name."""
    _actor(request)
    return _year(year)


@router.post("/years/{year}", response={201: YearOut}, summary="Load a year from the packaged data")
def load_year(request: HttpRequest, year: int = Path(..., ge=1990, le=2200)) -> Status[YearOut]:
    """Mainland China, as far as the package knows it."""
    services.load_year(_actor(request), year=year)
    return Status(201, _year(year))


@router.put("/years/{year}", response=YearOut, summary="Replace a year by a list")
def put_year(request: HttpRequest, rows: list[RowIn], year: int = Path(..., ge=1990, le=2200)) -> YearOut:
    """All problems at once, by row; then nothing is changed."""
    sheet = [DayRow(number, row.on, row.kind, row.name, row.name_en) for number, row in enumerate(rows, 1)]
    services.load_sheet(_actor(request), year=year, sheet=sheet)
    return _year(year)


def _year(year: int) -> YearOut:
    view = selectors.year_view(year)
    if view is None:
        raise CalendarYearMissing(year)
    days = sorted((*view.holidays, *view.make_ups), key=lambda each: each.on)
    return YearOut(
        year=view.year,
        source=view.source,
        loaded_at=view.loaded_at,
        loaded_by_name=view.loaded_by_name,
        working_days=view.working_days,
        days=[
            DayOut(on=day.on, is_working=day.is_working, kind=day.kind, name=day.name, note=day.note)
            for day in days
        ],
    )
