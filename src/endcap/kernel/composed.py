"""Statements that are composed once and asked many times.

Django composes the SQL of a query set anew each time it is read: half a millisecond and more, several times what the
database needs to answer. What a busy door asks again and again (who is this key, which outlet is this) is composed here
once for each form of the question; after that only the values travel::

    _OUTLET = Composed(
        lambda actor, outlet_id: Outlet.objects.visible_to(actor).filter(pk=outlet_id).select_related("channel")
    )
    found = _OUTLET.instances(actor=actor, outlet_id=outlet_id)

Values may be ids, texts, dates, whole numbers, and tuples or sets of them (filled up by repeating, so that there are few
forms). An actor stands for his person and his units; his reach and his rights belong to the form, and so does None and
everything that is neither. A query set that makes anything else of a value, such as a day computed from ``actor.now``, is
refused when it is composed, and never asked with the value of somebody else.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.query import get_related_populators

from endcap.kernel.actor import Actor

FORMS_AT_MOST = 200  # kept of one statement; after that they are composed anew
_STEP = 1024
_NEW = object()
Place = tuple[str, int]  # of a value: its name, and which of several
_NUMBERS = count(1_900_000_000)
_DAYS = count(1_000)


class NotComposable(RuntimeError):
    """A statement depends on something that is not among its values. A programming error, never shown to a user."""


@dataclass(frozen=True)
class _Blank:
    """A parameter that is filled in when the statement is asked; ``begins`` for texts that others begin with."""

    place: Place
    begins: bool = False


@dataclass(frozen=True)
class _Statement:
    """The SQL of one form, its parameters, and how a row is read."""

    sql: str
    parameters: tuple[Any, ...]
    converters: tuple[tuple[int, tuple[Callable[..., Any], ...], Any], ...]
    make: Callable[[Sequence[Any]], Any] | None


def _size(length: int) -> int:
    """How many values stand in the statement for that many: the next power of two, later the next thousand."""
    if length < 2:
        return length
    return 1 << (length - 1).bit_length() if length <= _STEP else -(-length // _STEP) * _STEP


def _several(value: object) -> bool:
    return isinstance(value, tuple | list | set | frozenset)


def _spread(given: Mapping[str, object]) -> tuple[tuple[Hashable, ...], dict[str, list[Any]]]:
    """The form of what is asked, and the values that fill it."""
    form: list[Hashable] = []
    values: dict[str, list[Any]] = {}
    for name, value in given.items():
        if isinstance(value, Actor):
            units = list(value.unit_ids)
            values[f"{name}.person"] = [value.person_id] if value.person_id else []
            values[f"{name}.units"] = units + units[-1:] * (_size(len(units)) - len(units))
            form.append((name, value.reach, value.rights, bool(value.person_id), _size(len(units))))
        elif _several(value):
            held = list(value)  # type: ignore[call-overload]
            values[name] = held + held[-1:] * (_size(len(held)) - len(held))
            form.append((name, type(held[0]) if held else None, _size(len(held))))
        elif type(value) in (UUID, str, date, int):
            values[name] = [value]
            form.append((name, type(value)))
        elif isinstance(value, datetime | float):
            raise NotComposable(f"{name}: a moment or a fraction would be a form of its own each time")
        else:
            form.append((name, value))  # type: ignore[arg-type]
    return tuple(form), values


def _mark(value: Any) -> Any:
    """A value of the same kind that nobody else has."""
    if isinstance(value, UUID):
        return uuid4()
    if isinstance(value, str):
        return uuid4().hex
    return date.fromordinal(next(_DAYS)) if isinstance(value, date) else next(_NUMBERS)


def _marked(
    given: Mapping[str, object], values: Mapping[str, list[Any]]
) -> tuple[dict[str, Any], dict[Any, Place]]:
    """What the statement is composed with, and which parameter will stand for which value."""
    marks = {name: [_mark(value) for value in held] for name, held in values.items()}
    asked: dict[str, Any] = {}
    for name, value in given.items():
        if isinstance(value, Actor):
            asked[name] = replace(
                value,
                person_id=next(iter(marks[f"{name}.person"]), None),
                unit_id=uuid4(),
                unit_ids=frozenset(marks[f"{name}.units"]),
                now=value.now + timedelta(days=next(_DAYS)),
            )
        elif name in marks:
            asked[name] = marks[name] if _several(value) else marks[name][0]
        else:
            asked[name] = value
    places = {
        _prepared(mark): (name, place) for name, held in marks.items() for place, mark in enumerate(held)
    }
    return asked, places


def _prepared(value: Any) -> Any:
    """A value as the database takes it."""
    if type(value) is UUID:
        return value if connection.features.has_native_uuid_field else value.hex
    if type(value) is date:
        return connection.ops.adapt_datefield_value(value)
    return value


def _with_blanks(parameters: Sequence[Any], places: Mapping[Any, Place]) -> Iterator[Any]:
    for parameter in parameters:
        if isinstance(parameter, Hashable) and parameter in places:
            yield _Blank(places[parameter])
        elif isinstance(parameter, str) and parameter[-1:] == "%" and parameter[:-1] in places:
            yield _Blank(places[parameter[:-1]], begins=True)
        else:
            yield parameter


class Composed:
    """A question to the database; ``compose`` answers its query set for some values."""

    def __init__(self, compose: Callable[..., QuerySet[Any]]) -> None:
        self._compose = compose
        self._forms: dict[Hashable, object] = {}

    def rows(self, **given: object) -> list[tuple[Any, ...]]:
        """The rows of a ``values_list``."""
        return [tuple(row) for _statement, row in self._read(given)]

    def instances(self, **given: object) -> list[Any]:
        """The objects of a query set, with those that it selects beside them."""
        return [statement.make(row) for statement, row in self._read(given) if statement.make]

    def _read(self, given: Mapping[str, object]) -> Iterator[tuple[_Statement, list[Any]]]:
        form, values = _spread(given)
        key = (connection.alias, connection.vendor, form)
        statement = self._forms.get(key, _NEW)
        if statement is _NEW:
            statement = self._composed(given, values)
            if len(self._forms) >= FORMS_AT_MOST:
                self._forms.clear()
            self._forms[key] = statement
        if not isinstance(statement, _Statement):
            return  # nothing can fit, whatever the values
        with connection.cursor() as cursor:
            native = connection.features.has_native_uuid_field
            cursor.execute(statement.sql, [_filled(each, values, native) for each in statement.parameters])
            found = cursor.fetchall()
        for row in map(list, found):
            for at, converters, expression in statement.converters:
                for convert in converters:
                    row[at] = convert(row[at], expression, connection)
            yield statement, row

    def _composed(self, given: Mapping[str, object], values: Mapping[str, list[Any]]) -> _Statement | None:
        try:
            statement = self._once(given, values)
            again = self._once(given, values)
        except EmptyResultSet:
            return None
        if (statement.sql, _told_apart(statement)) != (again.sql, _told_apart(again)):
            raise NotComposable("the statement depends on more than the values that it is asked with")
        return statement

    def _once(self, given: Mapping[str, object], values: Mapping[str, list[Any]]) -> _Statement:
        asked, places = _marked(given, values)
        rows = self._compose(**asked)
        if hasattr(rows, "_require_scope"):
            rows._require_scope()
        compiler = rows.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        expressions = [each for each, _sql, _alias in compiler.select]
        converters = compiler.get_converters(expressions)
        blanks = tuple(_with_blanks(parameters, places))
        return _Statement(
            sql,
            blanks,
            tuple((at, tuple(each), expression) for at, (each, expression) in converters.items()),
            _maker(compiler) if compiler.klass_info else None,
        )


def _told_apart(statement: _Statement) -> list[Any]:
    """The parameters that are the same for everybody, and how often each value stands between them: of several values
    the order may differ."""
    return [each.place[0] if isinstance(each, _Blank) else each for each in statement.parameters]


def _filled(parameter: Any, values: Mapping[str, list[Any]], native: bool) -> Any:
    if type(parameter) is not _Blank:
        return parameter
    name, at = parameter.place
    value = values[name][at]
    if type(value) is UUID:
        return value if native else value.hex
    value = _prepared(value)
    return f"{connection.ops.prep_for_like_query(value)}%" if parameter.begins else value


def _maker(compiler: Any) -> Callable[[Sequence[Any]], Any]:
    """How an object is made of a row, as Django's own iteration makes it."""
    about, select, alias = compiler.klass_info, compiler.select, connection.alias
    model, at = about["model"], about["select_fields"]
    start, end = at[0], at[-1] + 1
    names = [each[0].target.attname for each in select[start:end]]
    beside = get_related_populators(about, select, alias)  # type: ignore[call-arg]

    def made(row: Sequence[Any]) -> Any:
        found = model.from_db(alias, names, row[start:end])
        for populator in beside:
            populator.populate(row, found)
        return found

    return made
