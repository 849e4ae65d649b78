"""What somebody asks for, and what the house answers. Reads nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from endcap.cash.orders.models import Hold, Order

MOST_LINES = 500
MOST_UNITS = 100_000_000  # base units of one line; beyond that somebody has slipped


@dataclass(frozen=True, slots=True)
class LineDraft:
    """One product as it was typed: ``sku`` is its id, or its code; ``unit`` one of its packings or empty for the base
    unit; half a case is a quantity of 1/2 if the case can be halved; a ``price`` of one's own (1/10,000 per base
    unit) needs a reason."""

    sku: UUID | str
    quantity: int | Fraction
    unit: str = ""
    price: int | None = None
    price_note: str = ""


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """An order as it was typed. ``outlet`` is its id, or its code."""

    outlet: UUID | str
    lines: Sequence[LineDraft]
    source: str = "office"
    requested_on: date | None = None
    note: str = ""
    meeting_id: UUID | None = None

    def said(self) -> list[Any]:
        """Everything it says, in a fixed order, for telling two requests apart."""
        return [
            str(self.outlet),
            self.source,
            self.requested_on.isoformat() if self.requested_on else "",
            self.note,
            str(self.meeting_id or ""),
            [
                [str(line.sku), str(line.quantity), line.unit, line.price, line.price_note]
                for line in self.lines
            ],
        ]


@dataclass(frozen=True, slots=True)
class HoldFacts:
    """One reason to wait: its code, the figures, the payment that frees it, what could leave today."""

    code: str
    facts: dict[str, Any] = field(default_factory=dict)
    needs: int | None = None
    ships_today: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a request: the order, whether it is new, and why it waits if it does."""

    order: Order
    is_new: bool
    holds: Sequence[Hold] = ()

    @property
    def word(self) -> str:
        """The answer in one word, as the API gives it."""
        if not self.is_new:
            return "exists"
        return "held" if self.holds else "created"


@dataclass(frozen=True, slots=True)
class ShipDraft:
    """What leaves: base units by line; empty means everything that is held."""

    quantities: dict[UUID, int] = field(default_factory=dict)
    carrier: str = ""
    waybill: str = ""
