"""What comes due by itself: licences that run out."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from endcap.customers.merchants.drafts import SUBJECT, WARNING_DAYS
from endcap.customers.merchants.models import Merchant
from endcap.customers.merchants.rights import Rights
from endcap.customers.merchants.services.approving import EXPIRY
from endcap.customers.merchants.services.rows import first_outlet_ids
from endcap.customers.outlets.models import Outlet
from endcap.kernel.actor import Actor
from endcap.mechanisms.agenda import services as agenda
from endcap.org.messages import services as messages

EXPIRY_TOPIC = "licence_expiry"


@transaction.atomic
def warn_of_expiry(actor: Actor) -> int:
    """Put each licence that runs out within the time of warning on the agenda of who looks after its first outlet.
    Every day again changes nothing but the person, if the outlet was handed over. Answers how many there are."""
    actor.require(Rights.EDIT)

    rows = Merchant.objects.unscoped("licences of the whole company run out").filter(
        state__in=[Merchant.State.APPROVED, Merchant.State.SUSPENDED],
        valid_to__lte=actor.today + timedelta(days=WARNING_DAYS),
    )
    merchants = list(rows.order_by("valid_to", "pk"))
    first = first_outlet_ids(merchant.pk for merchant in merchants)
    outlets = Outlet.objects.unscoped("who looks after the first outlet").in_bulk(list(first.values()))

    for merchant in merchants:
        outlet = outlets[first[merchant.pk]]
        url = reverse("merchants:merchant", args=[merchant.pk])
        agenda.put(
            actor,
            kind=EXPIRY,
            key=f"licence:{merchant.valid_to}",
            subject_type=SUBJECT,
            subject_id=merchant.pk,
            title=merchant.name,
            due_on=merchant.valid_to or actor.today,
            person_id=outlet.owner_id,
            unit_id=outlet.unit_id,
            url=url,
        )
        if merchant.valid_to and (merchant.valid_to - actor.today).days in (WARNING_DAYS, 7, 0):
            messages.tell(
                actor,
                to=[outlet.owner_id],
                topic=EXPIRY_TOPIC,
                title=format_lazy(
                    _("{name} 的营业执照 {on} 到期"), name=merchant.name, on=merchant.valid_to.isoformat()
                ),
                url=url,
                key=f"licence:{merchant.pk}",
            )
    return len(merchants)
