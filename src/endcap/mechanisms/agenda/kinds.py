"""Kinds of due items: each area declares its own in ``config/subscriptions/``."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from endcap.kernel.actor import Actor
    from endcap.mechanisms.agenda.models import Item
else:
    StrOrPromise = object


@dataclass(frozen=True)
class Subject:
    """What a rule looks at: something with an owner, when it was last dealt with, and its own date if any.

    ``mark`` tells several occasions of one subject apart, such as the birthdays of its people.
    """

    subject_type: str
    subject_id: UUID
    title: str
    person_id: UUID
    unit_id: UUID
    url: str = ""
    grade: str = ""
    last_on: date | None = None
    anchor_on: date | None = None
    mark: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind of due item: its name and icon, where it leads, and from what its rules make items.

    ``sentence`` says in the reader's language what to do about ``%(title)s``; without it the title says so.
    ``page`` answers where an item leads; without it the item's own address is used. ``done_here``: a tick on
    the agenda ends it; else it ends when the thing itself is done on its page. ``follows_owner``: it moves on
    with its subject. ``subjects`` answers what may be due until a day under a query of the rule; a kind
    without it has items only where services put them. ``every`` answers the distances by grade that a
    parameter of the house gives, for rules that name none. ``in_sight`` answers which subjects the actor may
    open: a deputy deals with items of others and sees no more than he sees; without it, all.
    """

    key: str
    name: StrOrPromise
    icon: str
    page: Callable[[Item], str] | None = None
    verb: StrOrPromise = ""
    sentence: StrOrPromise = ""
    done_here: bool = True
    follows_owner: bool = True
    subjects: Callable[[Actor, str, date], Iterable[Subject]] | None = None
    every: Callable[[date], Mapping[str, int]] | None = None
    in_sight: Callable[[Actor, Collection[UUID]], Collection[UUID]] | None = None
    order: int = 100


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Declare a kind; declaring the same one again changes nothing."""
    _kinds[kind.key] = kind


def of(key: str) -> Kind:
    """A kind; one that no longer exists is shown under its key."""
    return _kinds.get(key) or Kind(key, key, "clipboard-check")


def all_kinds() -> tuple[Kind, ...]:
    """Every kind in its order."""
    return tuple(sorted(_kinds.values(), key=lambda kind: (kind.order, kind.key)))


def staying() -> tuple[str, ...]:
    """Keys of kinds whose items stay with one person although their subject moves on."""
    return tuple(kind.key for kind in _kinds.values() if not kind.follows_owner)


def made_by_rules() -> tuple[Kind, ...]:
    """Kinds of which rules can make items."""
    return tuple(kind for kind in all_kinds() if kind.subjects is not None)
