"""`{% load outlets %}`: what may be known of a contact, and for what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import template

from endcap.customers.outlets import purposes

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from endcap.customers.outlets.models import Contact
else:
    StrOrPromise = object

register = template.Library()


@dataclass(frozen=True)
class Held:
    """One optional datum of a contact: for which purpose it is kept since when; nothing if it is not kept."""

    label: StrOrPromise
    purpose: StrOrPromise
    on: str


@register.filter
def consents(contact: Contact) -> list[Held]:
    """Every optional datum with its purpose."""
    found = []
    for name, label in purposes.FIELDS.items():
        held = contact.consents.get(name) or {}
        purpose = held.get("purpose", "")
        found.append(Held(label, purposes.PURPOSES.get(purpose, purpose), held.get("on", "")))
    return found
