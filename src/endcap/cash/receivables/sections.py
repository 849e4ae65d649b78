"""What the outlet's page shows of money: the contract that holds, and where its payer stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from endcap.cash.receivables import selectors
from endcap.cash.receivables.models import Contract
from endcap.cash.receivables.rights import Rights
from endcap.cash.receivables.selectors import Standing
from endcap.cash.receivables.terms import Terms
from endcap.customers.outlets.slots import OutletSection

if TYPE_CHECKING:
    from endcap.customers.outlets.models import Outlet
    from endcap.kernel.actor import Actor


@dataclass(frozen=True)
class MoneyCard:
    """The card of an outlet: its terms, and what its payer owes where the reader may see that payer."""

    code: str
    payer_id: UUID
    terms: Terms | None
    mode: str
    standing: Standing
    may_open: bool
    may_write: bool


def card_of(actor: Actor, outlet: Outlet) -> MoneyCard:
    """What holds for an outlet today. What a payer elsewhere owes is not shown to who can't see that payer."""
    terms = selectors.contract_for(outlet.pk, actor.today)
    payer_id = terms.payer_id if terms else outlet.pk
    is_own = payer_id == outlet.pk or selectors.is_visible_payer(actor, payer_id)
    standing = selectors.standing_of(payer_id, actor.today) if is_own else Standing(payer_id, 0, 0, ())
    return MoneyCard(
        code=outlet.code,
        payer_id=payer_id,
        terms=terms,
        mode=str(Contract.Mode(terms.mode).label) if terms else "",
        standing=standing,
        may_open=is_own,
        may_write=actor.may(Rights.CONTRACT) and not outlet.is_archived,
    )


SECTION = OutletSection(
    key="receivables",
    title=_("合同和往来"),
    template="receivables/section.html",
    build=card_of,
    right=Rights.VIEW,
    column="trade",
    order=22,
)
