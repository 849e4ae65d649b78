"""Filling and changing the working calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.calendar import china, rows, selectors
from endcap.kernel.calendar.errors import CalendarYearExists, CalendarYearMissing, CalendarYearUnknown
from endcap.kernel.calendar.models import CalendarDay, CalendarYear
from endcap.kernel.calendar.rights import Rights
from endcap.kernel.calendar.working_days import is_weekday
from endcap.kernel.errors import Problem, collect

SHEET_SOURCE = "sheet"
NAME_LIMIT, NOTE_LIMIT = 60, 200


@dataclass(frozen=True)
class MergedDay:
    """What an imported day did: the day, what stood there before, and whether its year was new."""

    day: china.DecreedDay
    before: china.DecreedDay | None
    made_year: bool


@transaction.atomic
def load_year(actor: Actor, *, year: int, source: str = china.SOURCE) -> CalendarYear:
    """Take a year from the data that comes with the installation."""
    actor.require(Rights.EDIT)

    if source != china.SOURCE or year not in china.known_years():
        known = china.known_years()
        raise CalendarYearUnknown(year=year, first=known[0], last=known[-1])
    if CalendarYear.objects.filter(year=year).exists():
        raise CalendarYearExists(year=year)

    return _write_years(actor, {year: china.days_of(year)}, source)[0]


@transaction.atomic
def seed_china(actor: Actor) -> int:
    """Take every year that the packaged data covers and that is not there yet; answers how many."""
    actor.require(Rights.EDIT)

    there = set(CalendarYear.objects.values_list("year", flat=True))
    missing = [year for year in china.known_years() if year not in there]
    return len(_write_years(actor, {year: china.days_of(year) for year in missing}, china.SOURCE))


@transaction.atomic
def load_sheet(actor: Actor, *, year: int, sheet: Sequence[rows.DayRow]) -> CalendarYear:
    """Take a year from a sheet of 日期, 类型, 名称; it replaces what was there for that year.

    Every wrong cell is refused at once, by row; then nothing is changed.
    """
    actor.require(Rights.EDIT)

    days, problems = rows.read(year, sheet)
    collect(problems)

    CalendarDay.objects.filter(on__year=year).delete()
    CalendarYear.objects.filter(year=year).delete()
    return _write_years(actor, {year: days}, SHEET_SOURCE)[0]


@transaction.atomic
def set_day(
    actor: Actor, *, on: date, is_working: bool, name_zh: str = "", name_en: str = "", note: str = ""
) -> CalendarDay | None:
    """Decree one day a holiday or a working day. An ordinary day needs no record: answers None."""
    actor.require(Rights.EDIT)

    year = CalendarYear.objects.filter(year=on.year).first()
    if year is None:
        raise CalendarYearMissing(on.year)
    name_zh, name_en, note = name_zh.strip(), name_en.strip(), note.strip()
    is_ordinary = is_working == is_weekday(on)
    collect(
        [
            Problem("name_zh", "required", _("写明是什么节日或为什么调整。"))
            if not name_zh and (not is_ordinary or note)
            else None,
            *(
                Problem(field, "too_long", _("最多 %(limit)s 个字。") % {"limit": limit})
                for field, text, limit in (
                    ("name_zh", name_zh, NAME_LIMIT),
                    ("name_en", name_en, NAME_LIMIT),
                    ("note", note, NOTE_LIMIT),
                )
                if len(text) > limit
            ),
        ]
    )

    if not name_zh or (is_ordinary and is_working):
        CalendarDay.objects.filter(on=on).delete()
        audit.record(actor, "calendar.day_cleared", year, on=str(on))
        return None
    day, _made = CalendarDay.objects.update_or_create(
        on=on,
        defaults={
            "is_working": is_working,
            "name_zh": name_zh,
            "name_en": name_en,
            "note": note,
            "changed_by": actor.person_id,
            "changed_by_name": actor.name[:60],
            "changed_at": actor.now,
        },
    )
    audit.record(actor, "calendar.day_set", day, is_working=is_working, name=name_zh)
    return day


@transaction.atomic
def merge_days(actor: Actor, *, days: Sequence[china.DecreedDay]) -> list[MergedDay]:
    """Add or change days from an imported list; other days stay. A year seen first is complete."""
    actor.require(Rights.EDIT)

    wanted = {day.on: day for day in days}
    before = selectors.decreed_on(wanted)
    years = {on.year for on in wanted}
    new_years = years - set(CalendarYear.objects.filter(year__in=years).values_list("year", flat=True))
    _write_years(actor, dict.fromkeys(new_years, ()), SHEET_SOURCE)

    changed = [day for day in wanted.values() if before.get(day.on) != day]
    CalendarDay.objects.bulk_create(
        (_row(actor, day) for day in changed),
        update_conflicts=True,
        unique_fields=["on"],
        update_fields=["is_working", "name_zh", "name_en", "changed_by", "changed_by_name", "changed_at"],
    )
    touched = CalendarYear.objects.filter(year__in={day.on.year for day in changed})
    audit.record_many(actor, "calendar.days_merged", touched, days=len(changed))
    return [MergedDay(day, before.get(day.on), day.on.year in new_years) for day in wanted.values()]


@transaction.atomic
def unmerge_days(actor: Actor, *, merged: Sequence[MergedDay]) -> int:
    """Take a merge back; days changed by people since stay as they are. Answers how many were taken back."""
    actor.require(Rights.EDIT)

    now = selectors.decreed_on({each.day.on for each in merged})
    untouched = [each for each in merged if now.get(each.day.on) == each.day and each.before != each.day]
    CalendarDay.objects.filter(on__in={each.day.on for each in untouched}).delete()
    CalendarDay.objects.bulk_create(_row(actor, each.before) for each in untouched if each.before)
    # a year that the merge made and that is empty again is not known any more
    made = {each.day.on.year for each in merged if each.made_year}
    for year in CalendarYear.objects.filter(year__in=made):
        if not CalendarDay.objects.filter(on__year=year.year).exists():
            audit.record(actor, "calendar.year_dropped", year)
            year.delete()
    return len(untouched)


def _row(actor: Actor, day: china.DecreedDay) -> CalendarDay:
    return CalendarDay(
        on=day.on,
        is_working=day.is_working,
        name_zh=day.name_zh,
        name_en=day.name_en,
        changed_by=actor.person_id,
        changed_by_name=actor.name[:60],
        changed_at=actor.now,
    )


def _write_years(
    actor: Actor, years: Mapping[int, Sequence[china.DecreedDay]], source: str
) -> list[CalendarYear]:
    written = CalendarYear.objects.bulk_create(
        CalendarYear(
            year=year,
            source=source,
            loaded_at=actor.now,
            loaded_by=actor.person_id,
            loaded_by_name=actor.name[:60],
        )
        for year in sorted(years)
    )
    CalendarDay.objects.bulk_create(_row(actor, day) for days in years.values() for day in days)
    audit.record_many(actor, "calendar.year_loaded", written, source=source)
    return written
