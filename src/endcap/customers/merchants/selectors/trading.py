"""Only approved merchants with a licence that holds may trade."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from endcap.customers.merchants.errors import (
    LicenceExpired,
    MerchantHalted,
    MerchantNotApproved,
    NoMerchant,
)
from endcap.customers.merchants.models import Merchant, MerchantOutlet
from endcap.customers.outlets.models import Outlet
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere, Refusal

_WHY = "whether an outlet may trade does not depend on who asks"


def trading_problem(actor: Actor, outlet_id: UUID) -> Refusal | None:
    """Why this outlet may not trade today, as a refusal to raise; None if it may. NotFoundHere if out of sight."""
    outlet = Outlet.objects.visible_to(actor).filter(pk=outlet_id).first()
    if outlet is None:
        raise NotFoundHere()
    return problem_between(actor, outlet, merchant_of_outlet(outlet_id))


def merchant_of_outlet(outlet_id: UUID) -> Merchant | None:
    """Who owns an outlet in law now, if that is known."""
    rows = MerchantOutlet.objects.unscoped(_WHY).filter(outlet_id=outlet_id, to_on__isnull=True)
    held = rows.select_related("merchant").first()
    return held.merchant if held else None


def merchants_of_outlets(outlet_ids: Iterable[UUID]) -> dict[UUID, Merchant]:
    """The same for many outlets, in one statement."""
    rows = MerchantOutlet.objects.unscoped(_WHY).filter(outlet_id__in=list(outlet_ids), to_on__isnull=True)
    return {held.outlet_id: held.merchant for held in rows.select_related("merchant")}


def problem_between(actor: Actor, outlet: Outlet, merchant: Merchant | None) -> Refusal | None:
    """The same for an outlet and a merchant that are already known."""
    if merchant is None:
        return NoMerchant(outlet=outlet.name)
    return problem_told(
        actor,
        outlet=outlet.name,
        state=merchant.state,
        note=merchant.state_note,
        valid_to=merchant.valid_to,
    )


def problem_told(
    actor: Actor, *, outlet: str, state: str | None, note: str | None, valid_to: date | None
) -> Refusal | None:
    """The same for what was read of the merchant together with the outlet; no state: there is no merchant."""
    if not state:
        return NoMerchant(outlet=outlet)
    if state == Merchant.State.SUSPENDED:
        return MerchantHalted(outlet=outlet, reason=note)
    if state != Merchant.State.APPROVED:
        return MerchantNotApproved(outlet=outlet, state=str(Merchant.State(state).label))
    if valid_to is not None and valid_to < actor.today:
        return LicenceExpired(outlet=outlet, on=valid_to.isoformat())
    return None


def trading_outlets(actor: Actor, outlet_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Which of these outlets may trade today, in one statement."""
    rows = MerchantOutlet.objects.unscoped(_WHY).filter(
        outlet_id__in=list(outlet_ids), to_on__isnull=True, merchant__state=Merchant.State.APPROVED
    )
    found = rows.values_list("outlet_id", "merchant__valid_to")
    return frozenset(
        outlet_id for outlet_id, valid_to in found if valid_to is None or valid_to >= actor.today
    )
