"""Sales as the API shows them. Money in fen, quantities in base units."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from ninja import Field, Schema


class FactOut(Schema):
    """One invoice line."""

    id: int
    outlet_id: UUID
    outlet_code: str
    sku_id: UUID
    sku_code: str
    day: date
    quantity: int
    amount: int
    kind: str
    invoice_no: str
    line_no: int
    flags: list[str]


class FactsOut(Schema):
    """One page of lines, newest first; ``next`` goes back as ``after`` and is empty on the last one."""

    items: list[FactOut]
    next: str


class MonthOut(Schema):
    """A month of an outlet."""

    month: date
    amount: int
    invoices: int
    returns: int


class MixOut(Schema):
    """What was bought of a category."""

    category: str
    amount: int
    quantity: int
    skus: int


class SummaryOut(Schema):
    """What an outlet bought."""

    outlet_id: UUID
    as_of: date | None
    sales_12m: int
    sales_30d: int
    orders_12m: int
    last_order_on: date | None
    months: list[MonthOut]
    mix: list[MixOut]


class GradeIn(Schema):
    """A grading to be run."""

    as_of: date
    months: int | None = Field(None, ge=1, le=600)
    method: str | None = Field(None, pattern="^(count|sales)$")
    write: bool = False


class GradingOut(Schema):
    """Both readings for outlets and items, in the window and over the whole history."""

    as_of: date
    months: int
    method: str
    outlets: dict[str, Any]
    items: dict[str, Any]
    written: dict[str, int] | None
