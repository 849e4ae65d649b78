"""The catalogue as the API shows it. Prices are integers in 1/10,000 of the currency."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from ninja import Field, Schema


class SkuOut(Schema):
    """A product."""

    id: UUID
    code: str
    name: str
    brand: str
    category: str
    base_unit: str
    inner_factor: int
    case_factor: int
    volume_ml: int | None
    role: str
    stage: str
    grade: str
    is_article: bool
    flags: list[str]


class SkusOut(Schema):
    """One page of products; ``after`` is empty on the last one."""

    items: list[SkuOut]
    after: str


class PriceOut(Schema):
    """A price of a level."""

    level: str
    price: int
    valid_from: date
    valid_to: date | None
    is_suggested: bool


class BarcodeOut(Schema):
    """A barcode of a packing."""

    gtin: str
    kind: str
    is_valid: bool
    is_repaired: bool


class SkuDetailOut(SkuOut):
    """A product with its barcodes and prices."""

    barcodes: list[BarcodeOut]
    prices: list[PriceOut]


class PriceIn(Schema):
    """A new price."""

    level: str = Field(max_length=40)
    price: int = Field(ge=0, le=10**15)
    valid_from: date
    valid_to: date | None = None


class SkuIn(Schema):
    """A new product."""

    code: str = Field(min_length=1, max_length=40)
    name: str = Field(min_length=1, max_length=160)
    brand: str = Field("", max_length=80)
    barcode: str = Field("", max_length=20)
    case_barcode: str = Field("", max_length=20)
    base_unit: str = Field("瓶", max_length=12)
    case_unit: str = Field("箱", max_length=12)
    case_factor: int = Field(1, ge=1, le=10**6)
    volume_ml: int | None = Field(None, ge=0, le=10**7)
    role: str = Field("", max_length=8)
    stage: str = Field("mature", max_length=8)
