"""What can be approved. Each area declares its kinds in ``config/subscriptions/``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from endcap.kernel.actor import Actor
from endcap.kernel.rights import Right
from endcap.ui.parts import Fact

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from endcap.mechanisms.approvals.models import Request
else:
    StrOrPromise = object


@dataclass(frozen=True, slots=True)
class Check:
    """What a machine has found out about the document; tone is ok, warn or bad."""

    label: StrOrPromise
    tone: str
    text: StrOrPromise = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the document that only its own area can draw, such as photos."""

    title: StrOrPromise
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Kind:
    """A kind of document that goes through approval.

    ``page`` answers the address of the document's own page. ``facts``, ``checks``, ``after`` (what approval
    would change) and ``sections`` are asked when somebody opens the request, for that reader; without
    ``facts`` the submitted document itself is shown, its keys named by ``words``. ``answers`` are notes to
    start from.
    """

    key: str
    name: StrOrPromise
    right_to_submit: Right | None
    page: Callable[[Request], str]
    facts: Callable[[Actor, Request], Sequence[Fact]] | None = None
    checks: Callable[[Actor, Request], Sequence[Check]] | None = None
    after: Callable[[Actor, Request], Sequence[Fact]] | None = None
    sections: Callable[[Actor, Request], Sequence[Section]] | None = None
    words: Mapping[str, StrOrPromise] = field(default_factory=dict)
    answers: tuple[StrOrPromise, ...] = ()


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Declare a kind; the same key again replaces it."""
    if not kind.key or len(kind.key) > 60:
        raise ValueError("a kind has a key of at most 60 characters")
    _kinds[kind.key] = kind


def forget(key: str) -> None:
    """Take a declaration back."""
    _kinds.pop(key, None)


def of(key: str) -> Kind | None:
    """A declared kind; None where this version does not know it any more."""
    return _kinds.get(key)


def everything() -> tuple[Kind, ...]:
    """All kinds, by key."""
    return tuple(_kinds[key] for key in sorted(_kinds))


def name_of(key: str) -> str:
    """How people call a kind; its key where nobody declares it any more."""
    found = _kinds.get(key)
    return str(found.name) if found else key
