"""Whom the book of outlets knows, as those people may ask, and who should no longer be known."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets.models import Contact, Outlet
from endcap.kernel.actor import Actor

FORGOTTEN = "—"  # the name of somebody who is no longer known


def people_known_by(actor: Actor, phone_key: str) -> list[Contact]:
    """People at outlets with this phone (its last digits), within the actor's reach."""
    if not phone_key:
        return []
    rows = Contact.objects.visible_to(actor).filter(phone__contains=phone_key[-4:]).select_related("outlet")
    return [one for one in rows if re.sub(r"\D", "", one.phone)[-11:] == phone_key]


def people_called(actor: Actor, name: str) -> list[Contact]:
    """People at outlets with exactly this name, within the actor's reach."""
    rows = (
        Contact.objects.visible_to(actor).filter(name=name.strip())
        if name.strip()
        else Contact.objects.none()
    )
    return list(rows.select_related("outlet"))


def outlets_with_phone(actor: Actor, phone_key: str) -> list[Outlet]:
    """Outlets whose own phone this is, within the actor's reach."""
    return list(Outlet.objects.visible_to(actor).filter(phone_key=phone_key)) if phone_key else []


def long_gone(before: date) -> Q:
    """People who left before a day and are still known."""
    return Q(left_on__lt=before) & ~Q(name=FORGOTTEN)


def count_left(actor: Actor, before: date) -> int:
    """People who left their outlet before a day and are still known."""
    return Contact.objects.visible_to(actor).filter(long_gone(before)).count()


def put_away(archive_class: str, before: date) -> dict[str, Any]:
    """Files archived under a class before a day; merged ones are another outlet now."""
    return {"archive_class": archive_class, "archived_at__date__lt": before, "merged_into__isnull": True}


def count_put_away(actor: Actor, *, archive_class: str, before: date) -> int:
    """Files archived under a class before a day in which somebody is still known."""
    rows = Outlet.objects.visible_to(actor).filter(**put_away(archive_class, before))
    known = Q(pk__in=Contact.objects.visible_to(actor).exclude(name=FORGOTTEN).values("outlet_id"))
    return rows.filter(known | ~Q(phone="") | ~Q(contact_name="")).count()


def describe(contact: Contact) -> tuple[tuple[str, str], ...]:
    """What is held about a person, in words; empty fields are left out."""
    facts = (
        (_("姓名"), contact.name),
        (_("角色"), contact.get_role_display()),
        (_("手机"), contact.phone),
        (_("邮箱"), contact.email),
        (_("爱好"), contact.hobbies),
        (_("生日"), contact.birthday.isoformat() if contact.birthday else ""),
    )
    return tuple((str(label), value) for label, value in facts if value)
