"""Sections of the outlet page: own ones, and those that higher areas add in ``config/subscriptions/``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from endcap.kernel import slots
from endcap.kernel.rights import Right

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from endcap.customers.outlets.models import Outlet
    from endcap.kernel.actor import Actor
else:
    StrOrPromise = object

SLOT = "outlet.section"


@dataclass(frozen=True)
class OutletSection:
    """One card of the outlet page. ``build`` answers what its template shows as ``it``; None leaves the
    card out."""

    key: str
    title: StrOrPromise
    template: str
    build: Callable[[Actor, Outlet], object | None]
    right: Right | None = None
    column: Literal["main", "side", "trade"] = "main"
    order: int = 50


@dataclass(frozen=True)
class FilledSection:
    """A section with its content, ready to be drawn."""

    section: OutletSection
    it: object


def fill(actor: Actor, outlet: Outlet, column: str) -> Sequence[FilledSection]:
    """The sections of one column that the actor may see and that have something to show."""
    filled = []
    for section in slots.items(SLOT):
        if section.column != column or (section.right and not actor.may(section.right)):
            continue
        it = section.build(actor, outlet)
        if it is not None:
            filled.append(FilledSection(section, it))
    return filled


CONTACT_ACTIONS = "outlet.contact"


@dataclass(frozen=True)
class ContactAction:
    """A button on the card of a contact that leads to a page of a higher area: ``url_name`` takes the ids of
    the outlet and of the contact."""

    label: StrOrPromise
    icon: str
    url_name: str
    right: Right
    order: int = 50


def contact_actions(actor: Actor) -> list[ContactAction]:
    """What the actor may do with a contact besides changing it."""
    found = [action for action in slots.items(CONTACT_ACTIONS) if actor.may(action.right)]
    return sorted(found, key=lambda action: action.order)


ARCHIVE_CLASSES = "outlet.archive_classes"


def archive_classes() -> list[tuple[str, str]]:
    """Why a file may be put away, as (code, label): what higher areas offer; empty if nobody does."""
    return [choice for offer in slots.items(ARCHIVE_CLASSES) for choice in offer()]
