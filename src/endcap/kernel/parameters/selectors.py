"""Reading parameters: the value in force on a day, the whole list, the history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from endcap.kernel.errors import NotFoundHere
from endcap.kernel.parameters import places
from endcap.kernel.parameters.declare import Group, Parameter
from endcap.kernel.parameters.definitions import BY_CODE
from endcap.kernel.parameters.models import ParameterValue

T = TypeVar("T")


@dataclass(frozen=True)
class Snapshot:
    """Every parameter as of one day in one unit, read in one statement."""

    on: date
    stored: Mapping[str, str]

    def value(self, parameter: Parameter[T]) -> T:
        """The value in force, or the default."""
        stored = self.stored.get(parameter.code)
        return parameter.default if stored is None else parameter.restore(stored)


@dataclass(frozen=True)
class Change:
    """One fact of the history."""

    id: UUID
    value: Any
    words: str
    unit_id: UUID | None
    unit_name: str
    valid_from: date
    set_by_name: str
    set_at: datetime
    reason: str


@dataclass(frozen=True)
class Line:
    """One parameter on the list: its company-wide value today, and what is coming."""

    parameter: Parameter[Any]
    value: Any
    words: str
    is_default: bool
    current: Change | None
    upcoming: tuple[Change, ...]
    own_units: int  # units that have a value of their own today

    @property
    def default_words(self) -> str:
        """The default in words."""
        return self.parameter.in_words(self.parameter.default)


def parameter_of(code: str) -> Parameter[Any]:
    """The declared parameter of a code. Raises NotFoundHere."""
    found = BY_CODE.get(code)
    if found is None:
        raise NotFoundHere
    return found


def value(
    parameter: Parameter[T], *, on: date, unit_id: UUID | None = None, ancestors: Sequence[UUID] = ()
) -> T:
    """The value in force on a day: the nearest unit's, else the company's, else the default.

    ``ancestors`` are the units above ``unit_id``, nearest first. One statement.
    """
    rows = _in_force(on, unit_id, ancestors).filter(code=parameter.code)
    return Snapshot(on, _pick(rows, _nearness(unit_id, ancestors))).value(parameter)


def snapshot(*, on: date, unit_id: UUID | None = None, ancestors: Sequence[UUID] = ()) -> Snapshot:
    """All values in force on a day, for code that needs several: ``snapshot(on=day).value(P.ABC_METHOD)``."""
    return Snapshot(on, _pick(_in_force(on, unit_id, ancestors), _nearness(unit_id, ancestors)))


def history(parameter: Parameter[Any]) -> list[Change]:
    """Everything ever set for a parameter, latest day first."""
    rows = list(ParameterValue.objects.filter(code=parameter.code).order_by("-valid_from", "-set_at", "-id"))
    names = places.names_of({row.unit_id for row in rows if row.unit_id})
    return [_change(row, names) for row in rows]


def overview(on: date, *, search: str = "") -> list[tuple[Group, list[Line]]]:
    """Every parameter by group with its company-wide value on a day, narrowed by a search."""
    by_code: dict[str, list[ParameterValue]] = {}
    for row in ParameterValue.objects.order_by("valid_from", "set_at", "id"):
        by_code.setdefault(row.code, []).append(row)
    lines = [
        _line(parameter, by_code.get(parameter.code, []), on)
        for parameter in BY_CODE.values()
        if matches(parameter, search)
    ]
    grouped = [(group, [line for line in lines if line.parameter.group is group]) for group in Group]
    return [(group, found) for group, found in grouped if found]


def line_of(parameter: Parameter[Any], on: date) -> Line:
    """One parameter as the list shows it."""
    rows = ParameterValue.objects.filter(code=parameter.code).order_by("valid_from", "set_at", "id")
    return _line(parameter, list(rows), on)


def matches(parameter: Parameter[Any], search: str) -> bool:
    """Whether every searched word occurs in the parameter's code, name, group, note or guardrail."""
    texts = (parameter.code, parameter.label, parameter.group.label, parameter.note, parameter.guardrail)
    whole = " ".join(str(each) for each in texts).casefold()
    return all(word in whole for word in search.casefold().split())


def _in_force(on: date, unit_id: UUID | None, ancestors: Sequence[UUID]) -> QuerySet[ParameterValue]:
    units = [unit for unit in (unit_id, *ancestors) if unit]
    where = Q(unit_id=None) | Q(unit_id__in=units) if units else Q(unit_id=None)
    return ParameterValue.objects.filter(where, valid_from__lte=on).order_by("valid_from", "set_at", "id")


def _nearness(unit_id: UUID | None, ancestors: Sequence[UUID]) -> dict[UUID | None, int]:
    units = [unit for unit in (unit_id, *ancestors) if unit]
    return {None: 0} | {unit: len(units) - place for place, unit in enumerate(units)}


def _pick(rows: QuerySet[ParameterValue], nearness: Mapping[UUID | None, int]) -> dict[str, str]:
    """Of each code the nearest unit's newest row; rows come oldest first."""
    best: dict[str, tuple[int, str]] = {}
    for code, unit_id, stored in rows.values_list("code", "unit_id", "value"):
        near = nearness[unit_id]
        if code not in best or near >= best[code][0]:
            best[code] = (near, stored)
    return {code: stored for code, (_near, stored) in best.items()}


def _line(parameter: Parameter[Any], rows: Sequence[ParameterValue], on: date) -> Line:
    """Rows come oldest first."""
    company = [row for row in rows if row.unit_id is None]
    past = [row for row in company if row.valid_from <= on]
    upcoming = {row.valid_from: row for row in company if row.valid_from > on}  # the latest word for each day
    current = _change(past[-1], {}) if past else None
    in_force = current.value if current else parameter.default
    return Line(
        parameter=parameter,
        value=in_force,
        words=parameter.in_words(in_force),
        is_default=in_force == parameter.default,
        current=current,
        upcoming=tuple(_change(upcoming[day], {}) for day in sorted(upcoming)),
        own_units=len({row.unit_id for row in rows if row.unit_id and row.valid_from <= on}),
    )


def _change(row: ParameterValue, names: Mapping[UUID, str]) -> Change:
    parameter = BY_CODE[row.code]
    restored = parameter.restore(row.value)
    return Change(
        id=row.id,
        value=restored,
        words=parameter.in_words(restored),
        unit_id=row.unit_id,
        unit_name=names.get(row.unit_id, "") if row.unit_id else "",
        valid_from=row.valid_from,
        set_by_name=row.set_by_name,
        set_at=row.set_at,
        reason=row.reason,
    )
