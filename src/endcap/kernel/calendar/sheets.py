"""The calendar as a sheet of the import and export machine: 日期, 类型, 名称."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from endcap.kernel.actor import Actor
from endcap.kernel.calendar import selectors, services
from endcap.kernel.calendar.china import DecreedDay
from endcap.kernel.calendar.rights import Rights
from endcap.kernel.calendar.rows import REST_WORDS, WORK_WORDS
from endcap.kernel.calendar.services import MergedDay
from endcap.kernel.exchange.declare import (
    Action,
    Applied,
    Change,
    CleanRow,
    Column,
    Decision,
    Effect,
    Kind,
    Reverted,
    Sheet,
)

REST, WORK = "rest", "working"
_PLAIN_NAMES = {REST: ("休息", "Rest day"), WORK: ("补班", "Make-up day")}


class CalendarSheet(Sheet):
    """Holidays and make-up days of any years; listed days are added or changed, others stay."""

    key = "calendar"
    title = _("工作日历")
    title_en = "Working calendar"
    import_right = Rights.EDIT
    export_right = Rights.VIEW
    columns = (
        Column("on", _("日期"), "Date", Kind.DATE, required=True, synonyms=("date", "day")),
        Column(
            "kind",
            _("类型"),
            "Type",
            Kind.CHOICE,
            required=True,
            synonyms=("种类", "kind"),
            choices={REST: REST_WORDS, WORK: WORK_WORDS},
            help=_("休息或上班"),
        ),
        Column("name", _("名称"), "Name", Kind.TEXT, synonyms=("节日", "holiday")),
        Column("name_en", _("英文名称"), "English name", Kind.TEXT),
    )

    def plan(self, actor: Actor, rows: Sequence[CleanRow], options: Mapping[str, str]) -> Sequence[Decision]:
        """New days are created, known ones changed or left; a day named twice counts once."""
        stored = selectors.decreed_on({day.on for row in rows if (day := _day_of(row))})
        first: dict[date, CleanRow] = {}
        decisions = []
        for row in rows:
            day = _day_of(row)
            if day is None:
                decisions.append(Decision("skip", problems=row.problems))
            elif day.on in first:
                earlier = first[day.on]
                decisions.append(Decision("repeat", joined_to=(earlier.sheet, earlier.row_no)))
            else:
                first[day.on] = row
                decisions.append(_decision(stored.get(day.on), day))
        return decisions

    def apply(self, actor: Actor, batch_id: UUID, rows: Sequence[tuple[CleanRow, Decision]]) -> Applied:
        """Write the days that differ."""
        wanted = {
            day.on: (row, decision)
            for row, decision in rows
            if decision.action in ("create", "update") and (day := _day_of(row))
        }
        merged = services.merge_days(
            actor, days=[day for row, _d in wanted.values() if (day := _day_of(row))]
        )
        effects = tuple(
            Effect(row.sheet, row.row_no, decision.action, None, _written(each))
            for each in merged
            for row, decision in [wanted[each.day.on]]
        )
        actions = [decision.action for _row, decision in rows]
        return Applied(
            created=actions.count("create"),
            updated=actions.count("update"),
            same=actions.count("same"),
            joined=actions.count("repeat"),
            skipped=actions.count("skip"),
            effects=effects,
        )

    def revert(self, actor: Actor, batch_id: UUID, rows: Sequence[Effect]) -> Reverted:
        """Put back what was there, except where people have changed the day since."""
        merged = [_read(effect.before) for effect in rows if effect.before]
        services.unmerge_days(actor, merged=merged)
        new = sum(each.before is None for each in merged)
        return Reverted(removed=new, restored=len(merged) - new)

    def export(
        self, actor: Actor, filters: Mapping[str, str], columns: Sequence[str]
    ) -> Iterator[tuple[object, ...]]:
        """Every decreed day, by date; ``year`` narrows it."""
        actor.require(Rights.VIEW)
        year = filters.get("year", "")
        for day in selectors.decreed_days(int(year) if year.isdecimal() else None):
            values = {
                "on": day.on,
                "kind": WORK if day.is_working else REST,
                "name": day.name_zh,
                "name_en": day.name_en,
            }
            yield tuple(values[column] for column in columns)


def _day_of(row: CleanRow) -> DecreedDay | None:
    on, kind = row.values.get("on"), row.values.get("kind")
    if row.problems or not isinstance(on, date) or kind not in _PLAIN_NAMES:
        return None
    name, name_en = str(row.values.get("name") or ""), str(row.values.get("name_en") or "")
    plain, plain_en = _PLAIN_NAMES[str(kind)]
    return DecreedDay(on, kind == WORK, name or plain, name_en or ("" if name else plain_en))


def _decision(stored: DecreedDay | None, day: DecreedDay) -> Decision:
    if stored is None:
        return Decision("create")
    pairs = (
        ("kind", WORK if stored.is_working else REST, WORK if day.is_working else REST),
        ("name", stored.name_zh, day.name_zh),
        ("name_en", stored.name_en, day.name_en),
    )
    changes = tuple(Change(*pair) for pair in pairs if pair[1] != pair[2])
    action: Action = "update" if changes else "same"
    return Decision(action, changes=changes)


def _written(merged: MergedDay) -> Mapping[str, object]:
    return {
        "day": _fields(merged.day),
        "before": _fields(merged.before) if merged.before else None,
        "made_year": merged.made_year,
    }


def _fields(day: DecreedDay) -> list[object]:
    return [day.on.isoformat(), day.is_working, day.name_zh, day.name_en]


def _read(stored: Mapping[str, object]) -> MergedDay:
    def day(fields: object) -> DecreedDay:
        on, is_working, name_zh, name_en = fields if isinstance(fields, list) else []
        return DecreedDay(date.fromisoformat(on), bool(is_working), name_zh, name_en)

    return MergedDay(
        day(stored["day"]), day(stored["before"]) if stored["before"] else None, bool(stored["made_year"])
    )


CALENDAR_SHEET = CalendarSheet()
