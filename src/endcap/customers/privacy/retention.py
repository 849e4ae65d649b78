"""How long personal data is kept: every area registers its rules, one job applies them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from endcap.kernel import slots
from endcap.kernel.actor import Actor

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise
else:
    StrOrPromise = object

SLOT = "privacy.retention"


@dataclass(frozen=True)
class Rule:
    """A kind of data and its time. ``due`` counts what is older than a day, ``apply`` removes it."""

    key: str
    name: StrOrPromise
    what: StrOrPromise
    days: int
    due: Callable[[Actor, date], int]
    apply: Callable[[Actor, date], int]
    order: int = field(default=50, compare=False)


def register(rule: Rule) -> None:
    """Add a rule."""
    slots.register(SLOT, rule)


def rules() -> tuple[Rule, ...]:
    """Every rule."""
    return slots.items(SLOT)
