"""What goes in and out of the API without detours: values as they are, and their JSON.

Ninja wraps every value that a schema is made from into a getter, which looks for Django's query sets, files and
callables behind each attribute: some 5 µs a field, half of the time of a page of outlets. Endcap's schemas are made from
plain values – the parsed body, keyword arguments, other schemas – and have nothing of that kind in them. These go to
pydantic as they are; anything else, and every schema with resolvers, goes ninja's way.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import ninja.schema
from ninja.responses import NinjaJSONEncoder
from pydantic import BaseModel

_getter_of = ninja.schema.DjangoGetter


def as_it_is(values: Any, schema: Any, context: Any = None) -> Any:
    """The values that a schema is made from: a mapping or a schema unchanged, anything else behind ninja's getter."""
    if (type(values) is dict or isinstance(values, BaseModel)) and not schema._ninja_resolvers:
        return values
    return _getter_of(values, schema, context)


def let_plain_values_pass() -> None:
    """From now on schemas take plain values as they are."""
    ninja.schema.DjangoGetter = as_it_is  # type: ignore[misc, assignment]


class Encoder(NinjaJSONEncoder):
    """Ninja's encoder, which asks the kinds of values that an answer is full of first."""

    def default(self, o: Any) -> Any:
        """A value that JSON has no word for."""
        kind = type(o)
        if kind is UUID:
            return str(o)
        if kind is date:
            return o.isoformat()
        if kind is datetime:
            return _moment(o)
        return super().default(o)


def _moment(at: datetime) -> str:
    """As Django writes it: to the millisecond, UTC as Z."""
    text = at.isoformat(timespec="milliseconds" if at.microsecond else "seconds")
    return f"{text.removesuffix('+00:00')}Z" if text.endswith("+00:00") else text
