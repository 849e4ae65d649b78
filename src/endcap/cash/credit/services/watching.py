"""Watching customers with credit: whoever looks after one is told when he is to be investigated anew."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from endcap.cash.credit import selectors
from endcap.cash.credit.errors import CheckMissing
from endcap.cash.credit.selectors.listing import expiring_limits
from endcap.customers.outlets.models import Outlet
from endcap.kernel.actor import Actor
from endcap.mechanisms.agenda import services as agenda

REVIEW = "credit.review"
OUTLET = "outlets.Outlet"


@transaction.atomic
def ask_for_review(actor: Actor, *, payer_id: UUID, occasion: str, due_on: date) -> None:
    """Put a fresh investigation on the agenda of whoever looks after the customer; an occasion counts once. For
    operations of this area and for what others report of a customer: whoever calls has required its right."""
    rows = Outlet.objects.unscoped("who looks after a customer whose credit changed")
    payer = rows.get(pk=payer_id)
    agenda.put(
        actor,
        kind=REVIEW,
        key=occasion,
        subject_type=OUTLET,
        subject_id=payer_id,
        title=payer.name,
        due_on=due_on,
        person_id=payer.owner_id,
        unit_id=payer.unit_id,
    )


def look_at_limits(actor: Actor) -> int:
    """Every morning: limits that run out soon are to be investigated anew. Answers how many there are."""
    found = expiring_limits(actor.today)
    for limit in found:
        assert limit.valid_to is not None  # the condition asks for it
        ask_for_review(
            actor, payer_id=limit.payer_id, occasion=f"until:{limit.valid_to}", due_on=limit.valid_to
        )
    return len(found)


def refuse_unchecked(actor: Actor, outlet_ids: tuple[UUID, ...]) -> None:
    """Refuse a contract with a modern-trade customer whose credit nobody has checked (CRD-08)."""
    for outlet_id in outlet_ids:
        if not selectors.may_sign_contract(outlet_id):
            rows = Outlet.objects.unscoped("the name of the customer who is to sign")
            name = rows.values_list("name", flat=True).get(pk=outlet_id)
            raise CheckMissing(outlet=name or gettext("客户"))
