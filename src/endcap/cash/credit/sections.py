"""What the outlet's page shows of its credit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import pgettext_lazy

from endcap.cash.credit import selectors
from endcap.cash.credit.rights import Rights
from endcap.customers.outlets.slots import OutletSection

if TYPE_CHECKING:
    from endcap.cash.credit.selectors import CreditLine
    from endcap.customers.outlets.models import Outlet
    from endcap.kernel.actor import Actor


@dataclass(frozen=True)
class Standing:
    """The card: limit, what is free, and until when."""

    outlet: Outlet
    line: CreditLine


def standing_of(actor: Actor, outlet: Outlet) -> Standing:
    """The credit of an outlet that pays for itself."""
    return Standing(outlet, selectors.line_of(outlet.pk, actor.today))


SECTION = OutletSection(
    key="credit",
    title=pgettext_lazy("credit", "信用"),
    template="credit/section.html",
    build=standing_of,
    right=Rights.VIEW,
    column="trade",
    order=25,
)
