"""What was agreed with a customer, as the areas above read it; and the arithmetic that follows from it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from endcap.kernel.money import FULL, round_half_up, split

PREPAID, CREDIT, CONSIGNMENT, CONCESSION = "prepaid", "credit", "consignment", "concession"


@dataclass(frozen=True, slots=True)
class Terms:
    """The contract that holds for an outlet on a day."""

    contract_id: UUID
    number: str
    payer_id: UUID
    mode: str
    term_days: int
    price_level: str
    tax_bp: int
    rate_bp: int | None  # concession: the share of sales that the retailer keeps
    supply_bp: int | None  # consignment: the supply price as a share of the shelf price
    guarantee: int  # concession: what the retailer keeps at least, each month
    valid_from: date
    valid_to: date | None

    @property
    def is_prepaid(self) -> bool:
        """Whether the money comes before the goods."""
        return self.mode == PREPAID

    @property
    def is_on_credit(self) -> bool:
        """Whether deliveries use up a credit line."""
        return self.mode == CREDIT

    @property
    def invoices_at_shipment(self) -> bool:
        """Whether goods are sold when they are delivered; otherwise the outlet's sales report decides."""
        return self.mode in (PREPAID, CREDIT)

    def due_on(self, since: date) -> date:
        """When what was invoiced or received on a day is due."""
        return since + timedelta(days=self.term_days)


@dataclass(frozen=True, slots=True)
class Figures:
    """An invoice in three figures: ``total`` is what is paid."""

    net: int
    tax: int

    @property
    def total(self) -> int:
        """Net and tax."""
        return self.net + self.tax


def figures_of(amounts: Sequence[int], tax_bp: int) -> Figures:
    """Net and tax in amounts that include the tax; rounded once for the whole invoice."""
    total = sum(amounts)
    tax = round_half_up(total * tax_bp, FULL + tax_bp)
    return Figures(total - tax, tax)


def taxes_of(amounts: Sequence[int], tax: int) -> list[int]:
    """The tax of each line, so that the lines add up to the tax of the invoice."""
    return split(tax, amounts) if any(amounts) else [0] * len(amounts)
