"""Who holds personal data: every area that does registers how it finds, tells and forgets a person.

Registered in ``config/subscriptions/``; an erasure asks every one of them, so that nothing is left over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from endcap.kernel import slots
from endcap.kernel.actor import Actor

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise
else:
    StrOrPromise = object

SLOT = "privacy.holder"


@dataclass(frozen=True)
class Identity:
    """As whom a person says to be known. The phone counts by its last eleven digits; without one, the name
    alone is too little to erase by."""

    name: str
    phone: str = ""

    @property
    def phone_key(self) -> str:
        """The digits by which a phone is compared; empty if there are too few to tell people apart."""
        digits = re.sub(r"\D", "", self.phone)
        return digits[-11:] if len(digits) >= 7 else ""


@dataclass(frozen=True)
class Held:
    """One record about a person, in words: where it stands and what it says."""

    key: str  # names the record to its holder
    place: str
    facts: tuple[tuple[str, str], ...]
    url: str = ""


@dataclass(frozen=True)
class Holder:
    """One kind of records. ``forget`` removes the person and leaves the facts; answers how many records."""

    key: str
    name: StrOrPromise
    find: Callable[[Actor, Identity], Sequence[Held]]
    forget: Callable[[Actor, Identity], int]
    order: int = field(default=50, compare=False)


def register(holder: Holder) -> None:
    """Add a kind of records."""
    slots.register(SLOT, holder)


def holders() -> tuple[Holder, ...]:
    """Every kind of records."""
    return slots.items(SLOT)
