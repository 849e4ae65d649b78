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


class RuleOut(Schema):
    """A published price rule; ``counts`` are the days on which it is the one that counts for its key."""

    id: UUID
    number: str
    change_id: UUID
    audience: str
    contract_id: UUID | None
    outlet_id: UUID | None
    channel_id: UUID | None
    level: str
    name: str
    target: str
    sku_id: UUID | None
    category_id: UUID | None
    brand_id: UUID | None
    effect: str
    price: int | None
    share_bp: int | None
    of_level: str
    min_quantity: int
    valid_from: date
    valid_to: date | None
    counts: list[tuple[date, date | None]]


class RulesOut(Schema):
    """One page of rules; ``next`` goes back as ``after`` and is empty at the end."""

    items: list[RuleOut]
    next: str


class LineIn(Schema):
    """A line of a draft as people write it: codes or names, prices in yuan ("3.50"), percentages ("92.5")."""

    audience: str = Field(max_length=40, description="contract, outlet, channel, level or everybody")
    who: str = Field("", max_length=120)
    target: str = Field("sku", max_length=40, description="sku, category, brand or all")
    what: str = Field("", max_length=120)
    price: str = Field("", max_length=24, description="A fixed price; “end” ends a former price")
    share: str = Field("", max_length=24)
    of_level: str = Field("", max_length=60)
    min_quantity: str = Field("", max_length=24)
    valid_from: str = Field("", max_length=24)
    valid_to: str = Field("", max_length=24)


class ChangeIn(Schema):
    """A draft. Nothing in it counts before it is published."""

    id: UUID | None = Field(
        None, description="Made by the client, version 7; the same request again changes nothing"
    )
    title: str = Field(min_length=1, max_length=80)
    note: str = Field("", max_length=300)
    lines: list[LineIn] = Field(default_factory=list, max_length=50_000)


class ChangePut(Schema):
    """The whole draft anew; ``version`` refuses it where somebody else has saved meanwhile."""

    title: str = Field(min_length=1, max_length=80)
    note: str = Field("", max_length=300)
    lines: list[LineIn] = Field(default_factory=list, max_length=50_000)
    version: int | None = None


class VersionIn(Schema):
    """The state of the draft that was looked at."""

    version: int | None = None


class ChangeOut(Schema):
    """A draft or publication."""

    id: UUID
    title: str
    note: str
    state: str
    number: str
    version: int
    created_by: str
    published_by: str


class ChangeDetailOut(ChangeOut):
    """The same with its lines as they were typed."""

    lines: list[LineIn]


class ChangesOut(Schema):
    """One page of drafts and publications; ``next`` goes back as ``after`` and is empty at the end."""

    items: list[ChangeOut]
    next: str


class WarningOut(Schema):
    """Something that was pointed out and stops nothing."""

    line: int
    code: str
    message: str


class EffectOut(Schema):
    """What a line changes of one product's price."""

    line: int
    sku_id: UUID
    before: int | None
    after: int | None
    change_bp: int


class PreviewOut(Schema):
    """What publishing would do; with problems it would be refused."""

    problems: list[dict[str, str]]
    warnings: list[WarningOut]
    skus: int
    outlets: int
    raised: int
    lowered: int
    is_whole: bool
    biggest: list[EffectOut]


class QuoteLineIn(Schema):
    """A product, and how many base units are wanted."""

    sku_id: UUID
    quantity: int = Field(1, ge=1, le=10**12)


class QuotesIn(Schema):
    """What an outlet wants to know the price of."""

    on: date | None = None
    lines: list[QuoteLineIn] = Field(max_length=1000)


class BreakOut(Schema):
    """From this quantity on, the price is another one."""

    quantity: int
    price: int


class QuoteOut(Schema):
    """What one base unit costs, and which rule says so."""

    sku_id: UUID
    price: int
    source: str
    rule_id: UUID
    number: str
    reason: str
    breaks: list[BreakOut]


class QuotesOut(Schema):
    """Products without a price are not in the answer."""

    on: date
    items: list[QuoteOut]


class ToldOut(Schema):
    """A rule that could hold, and whether it does."""

    price: int
    source: str
    number: str
    reason: str
    min_quantity: int
    is_winner: bool
    is_reached: bool


class StoryOut(Schema):
    """Why an outlet pays this: every rule that could hold, in order of precedence."""

    outlet_id: UUID
    sku_id: UUID
    on: date
    quantity: int
    price: int | None
    rules: list[ToldOut]
