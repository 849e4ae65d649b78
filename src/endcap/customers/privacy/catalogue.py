"""The directory of personal fields: what is kept about whom, why, how it is guarded. Every area's fields stand here.

A test holds it against the tables: a new field that looks personal and is not listed fails.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from endcap.kernel import slots

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise
else:
    StrOrPromise = object

SLOT = "privacy.catalogue"


@dataclass(frozen=True)
class PersonalField:
    """One field about a person."""

    model: str  # app label and model, as Django writes it
    field: str
    label: StrOrPromise


@dataclass(frozen=True)
class FieldGroup:
    """Fields that serve one purpose and go together."""

    key: str
    whom: StrOrPromise
    why: StrOrPromise
    guarded: StrOrPromise
    kept: StrOrPromise
    fields: tuple[PersonalField, ...]
    order: int = 50


def register(group: FieldGroup) -> None:
    """Add a group."""
    slots.register(SLOT, group)


def groups() -> Sequence[FieldGroup]:
    """Every group."""
    return slots.items(SLOT)


def listed() -> frozenset[tuple[str, str]]:
    """Every listed field as (model, field)."""
    return frozenset((one.model, one.field) for group in groups() for one in group.fields)
