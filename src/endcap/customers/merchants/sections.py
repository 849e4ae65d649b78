"""What the outlet's page shows of its merchant: whose it is, and whether it may trade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import pgettext_lazy

from endcap.customers.merchants import selectors
from endcap.customers.merchants.drafts import RENEWAL_SUBJECT, SUBJECT
from endcap.customers.merchants.rights import Rights
from endcap.customers.merchants.wording import term_words
from endcap.customers.outlets.approved import entries_of
from endcap.customers.outlets.slots import OutletSection
from endcap.customers.outlets.timeline import Asked, TimelineEntry, TimelineSource
from endcap.mechanisms.approvals.rights import Rights as Approvals

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


def approvals_told(actor: Actor, outlet: Outlet, asked: Asked) -> Sequence[TimelineEntry]:
    """What was asked and decided about the merchants that the outlet has had, and about their licences."""
    merchants, renewals = selectors.documents_of_outlet(outlet.pk)
    return entries_of(actor, {SUBJECT: merchants, RENEWAL_SUBJECT: renewals}, asked)


TIMELINE = TimelineSource("merchant_approvals", ("file",), approvals_told, Approvals.VIEW, 40)
