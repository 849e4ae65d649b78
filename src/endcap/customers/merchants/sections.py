"""What the outlet's page shows of its merchant: whose it is, and whether it may trade."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import pgettext_lazy

from endcap.customers.merchants import selectors
from endcap.customers.merchants.rights import Rights
from endcap.customers.merchants.wording import term_words
from endcap.customers.outlets.slots import OutletSection

if TYPE_CHECKING:
    from endcap.customers.merchants.models import Merchant
    from endcap.customers.outlets.models import Outlet
    from endcap.kernel.actor import Actor
    from endcap.kernel.errors import Refusal


@dataclass(frozen=True)
class Standing:
    """The card: the merchant, and why the outlet may not trade, if so."""

    outlet_id: UUID
    merchant: Merchant | None
    problem: Refusal | None
    term: str
    days_left: int | None
    may_open: bool
    may_start: bool


def standing_of(actor: Actor, outlet: Outlet) -> Standing:
    """Whose the outlet is in law; the merchant is seen by whoever sees the outlet."""
    merchant = selectors.merchant_of_outlet(outlet.pk)
    return Standing(
        outlet_id=outlet.pk,
        merchant=merchant,
        problem=selectors.problem_between(actor, outlet, merchant),
        term=term_words(merchant) if merchant else "",
        days_left=selectors.days_left(merchant, actor.today) if merchant else None,
        may_open=actor.may(Rights.VIEW),
        may_start=actor.may(Rights.EDIT) and not outlet.is_archived,
    )


SECTION = OutletSection(
    key="merchant",
    title=pgettext_lazy("merchants", "商户"),
    template="merchants/section.html",
    build=standing_of,
    right=Rights.VIEW,
    column="side",
    order=20,
)
