"""`{% load outlets %}`: what may be known of a contact, and for what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import template

from endcap.customers.outlets import pages, purposes
from endcap.customers.outlets.slots import ContactAction, contact_actions

if TYPE_CHECKING:
    from django.template.context import Context
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
def class_word(value: str) -> str:
    """A class in words, as the timeline names it."""
    return str(pages.CLASS_WORDS.get(value, value))


@register.simple_tag(takes_context=True)
def contact_links(context: Context) -> list[ContactAction]:
    """What the reader may do with a contact on pages of higher areas."""
    actor = getattr(context.get("request"), "actor", None)
    return contact_actions(actor) if actor else []


@register.filter
def consents(contact: Contact) -> list[Held]:
    """Every optional datum with its purpose."""
    found = []
    for name, label in purposes.FIELDS.items():
        held = contact.consents.get(name) or {}
        purpose = held.get("purpose", "")
        found.append(Held(label, purposes.PURPOSES.get(purpose, purpose), held.get("on", "")))
    return found
