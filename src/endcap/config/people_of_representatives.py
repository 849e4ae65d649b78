"""Representatives as holders of personal data: how they find, tell and forget a person."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from endcap.customers.privacy.holders import Held, Holder, Identity
from endcap.customers.representatives import selectors, services
from endcap.kernel.actor import Actor


def find(actor: Actor, who: Identity) -> Sequence[Held]:
    """Sign-ins and invitations of a person, by his telephone."""
    name, phone = gettext("姓名"), gettext("手机")
    return [
        *(
            Held(f"person {one.pk}", gettext("客户门户的登录"), ((name, one.name), (phone, one.phone)))
            for one in selectors.people_with_phone(who.phone_key)
        ),
        *(
            Held(
                f"invitation {one.pk}",
                gettext("“%(outlet)s”的门户邀请") % {"outlet": one.outlet.name},
                ((name, one.name), (phone, one.phone)),
                reverse("outlets:outlet", args=[one.outlet_id]),
            )
            for one in selectors.invitations_to(who.phone_key)
        ),
    ]


def forget(actor: Actor, who: Identity) -> int:
    """Drop the person; what was ordered under his account stays."""
    return services.forget(actor, phone_key=who.phone_key)


HOLDER = Holder("representatives", _("客户门户的人"), find, forget, 35)
