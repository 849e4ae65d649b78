"""Merchants as holders of personal data: how they find, tell and forget a person."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from endcap.customers.merchants.selectors import concerned
from endcap.customers.merchants.services import forgetting
from endcap.customers.privacy.holders import Held, Holder, Identity
from endcap.kernel.actor import Actor


def find(actor: Actor, who: Identity) -> Sequence[Held]:
    """What merchants tell of a person, by his telephone."""
    return [
        Held(
            str(one.pk),
            f"{one.name} ({one.number})",
            concerned.told_of(one),
            reverse("merchants:merchant", args=[one.pk]),
        )
        for one in concerned.merchants_with_phone(actor, who.phone_key)
    ]


def forget(actor: Actor, who: Identity) -> int:
    """Drop the person; the merchant as a legal subject stays."""
    found = concerned.merchants_with_phone(actor, who.phone_key)
    return forgetting.forget_people(
        actor, merchant_ids=[one.pk for one in found], reason=gettext("本人要求删除个人信息")
    )


HOLDER = Holder("merchants", _("商户的联系人和经营者"), find, forget, 30)
