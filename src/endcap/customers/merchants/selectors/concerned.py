"""Merchants that tell of a person, for whoever asks what is kept of him."""

from __future__ import annotations

from endcap.customers.merchants.models import Merchant
from endcap.customers.merchants.wording import LABELS
from endcap.customers.outlets import keys
from endcap.kernel.actor import Actor

_TOLD = ("legal_person", "contact_name", "contact_phone", "account_name")


def merchants_with_phone(actor: Actor, phone_key: str) -> list[Merchant]:
    """Merchants whose contact has this telephone, compared by its last eleven digits."""
    if not phone_key:
        return []
    rows = Merchant.objects.visible_to(actor).exclude(contact_phone="").order_by("pk")
    near = rows.filter(contact_phone__contains=phone_key[-4:])
    return [merchant for merchant in near if keys.phone_key(merchant.contact_phone) == phone_key]


def told_of(merchant: Merchant) -> tuple[tuple[str, str], ...]:
    """What is kept of the person, in words."""
    told = [(str(LABELS[name]), getattr(merchant, name)) for name in _TOLD if getattr(merchant, name)]
    if merchant.account_tail:
        told.append((str(LABELS["account_no"]), f"**** {merchant.account_tail}"))
    return tuple(told)
