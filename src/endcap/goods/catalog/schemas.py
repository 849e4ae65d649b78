"""The catalogue as the API speaks of it. Prices are integers in 1/10,000 of the currency per base unit."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from ninja import Field, Schema

LARGEST_PRICE = 10**15


class SkuOut(Schema):
    """A product."""

    id: UUID
    code: str
    name: str
    brand: str
    category: str
    category_id: UUID | None
    base_unit: str
    inner_unit: str
    inner_factor: int
    case_unit: str
    case_factor: int
    volume_ml: int | None
    role: str
    stage: str
    listed_on: date | None
    grade: str
    is_article: bool
    flags: list[str]


class SkusOut(Schema):
    """One page of products; ``next`` goes back as ``after``, ``previous`` as ``before``; each is empty at its end."""

    items: list[SkuOut]
    next: str
    previous: str


class PriceOut(Schema):
    """A price of a level."""

    level: str
    price: int
    valid_from: date
    valid_to: date | None
    is_suggested: bool


class PriceOnOut(Schema):
    """What a product costs at a level on a day; null where no price holds."""

    level: str
    on: date
    price: int | None
    is_suggested: bool


class LevelOut(Schema):
    """A level of the price system; what a suggested level says binds nobody."""

    code: str
    name: str
    name_en: str
    is_suggested: bool


class BarcodeOut(Schema):
    """A barcode of a packing."""

    id: UUID
    gtin: str
    kind: str
    is_valid: bool
    is_repaired: bool


class SkuDetailOut(SkuOut):
    """A product with its barcodes and the prices of a day."""

    barcodes: list[BarcodeOut]
    prices: list[PriceOut]


class PriceIn(Schema):
    """A new price."""

    level: str = Field(max_length=40)
    price: int = Field(ge=0, le=LARGEST_PRICE)
    valid_from: date
    valid_to: date | None = None


class BarcodeIn(Schema):
    """Another barcode: of the single unit (base), the inner pack or the case."""

    kind: str = Field("base", max_length=5)
    barcode: str = Field(min_length=1, max_length=20)


class SkuIn(Schema):
    """A new product."""

    id: UUID | None = Field(
        None, description="Made by the client, version 7; the same request again changes nothing"
    )
    code: str = Field(min_length=1, max_length=40)
    name: str = Field(min_length=1, max_length=160)
    brand: str = Field("", max_length=80)
    category_id: UUID | None = None
    barcode: str = Field("", max_length=20)
    case_barcode: str = Field("", max_length=20)
    base_unit: str = Field("瓶", min_length=1, max_length=12)
    inner_unit: str = Field("", max_length=12)
    inner_factor: int = Field(1, ge=1, le=10**6)
    case_unit: str = Field("箱", max_length=12)
    case_factor: int = Field(1, ge=1, le=10**6)
    volume_ml: int | None = Field(None, ge=0, le=10**7)
    role: str = Field("", max_length=8)
    stage: str = Field("mature", max_length=8)
    listed_on: date | None = None


class SkuChange(Schema):
    """What to change of a product: fields left out stay, null empties category, volume and listing day."""

    name: str | None = Field(None, min_length=1, max_length=160)
    brand: str | None = Field(None, max_length=80)
    category_id: UUID | None = None
    base_unit: str | None = Field(None, min_length=1, max_length=12)
    inner_unit: str | None = Field(None, max_length=12)
    inner_factor: int | None = Field(None, ge=1, le=10**6)
    case_unit: str | None = Field(None, max_length=12)
    case_factor: int | None = Field(None, ge=1, le=10**6)
    volume_ml: int | None = Field(None, ge=0, le=10**7)
    role: str | None = Field(None, max_length=8)
    stage: str | None = Field(None, max_length=8)
    listed_on: date | None = None


class RefusalOut(Schema):
    """Why something was declined."""

    code: str
    message: str
    problems: list[dict[str, str]] = []
