"""Which happenings other systems may subscribe to, declared in ``config/subscriptions/`` together with what
they are told. Payloads carry ids and codes, never a personal value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from endcap.kernel.events import Event

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise
else:
    StrOrPromise = object

E = TypeVar("E", bound=Event)
Payload = Mapping[str, str | int | bool | Sequence[str] | None]
MOST_IDS = 1000


@dataclass(frozen=True)
class Kind:
    """One kind of happening: its key on the wire, its name for people, the event and what is told of it."""

    key: str
    name: StrOrPromise
    event: type[Event]
    payloads: Callable[[Any], Iterable[Payload]]
    example: Payload


_declared: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Declare a kind; the same key again replaces it."""
    _declared[kind.key] = kind


def everything() -> tuple[Kind, ...]:
    """Every kind, by key."""
    return tuple(_declared[key] for key in sorted(_declared))


def known(key: str) -> Kind | None:
    """One kind, or None where this version does not declare it."""
    return _declared.get(key)


def plain(value: object) -> str | int | bool | None:
    """An id, a day or a number as it goes over the wire."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} does not go into a payload")


def fields_of(event: Event) -> tuple[Payload]:
    """An event told field by field; events carry ids, codes, days and numbers, and nothing else gets through."""
    return ({field.name: plain(getattr(event, field.name)) for field in fields(event)},)


def in_parts(ids: Sequence[UUID], **rest: object) -> Iterator[Payload]:
    """A long list of ids in payloads of bearable length."""
    fixed = {key: plain(value) for key, value in rest.items()}
    for start in range(0, len(ids), MOST_IDS):
        yield {"ids": [str(each) for each in ids[start : start + MOST_IDS]], **fixed}
