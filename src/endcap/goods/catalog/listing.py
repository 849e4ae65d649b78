"""The product list as a table: which columns there are, which are shown, and what stands in each cell."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from endcap.goods.catalog import wording
from endcap.ui.figures import EMPTY, date_text, number_text, price_text
from endcap.ui.parts import Choice

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from endcap.goods.catalog.models import PriceLevel, Sku

PRICE = "price:"
FIXED = ("code", "name")  # always shown, in the first column
USUAL = ("brand", "category", "pack", "barcode", "price:dealer", "price:retail_suggested", "flags", "stage")


@dataclass(frozen=True)
class Column:
    """One column that can be shown, and the columns of the sheet that an export of it holds."""

    key: str
    label: StrOrPromise
    sheet: tuple[str, ...]
    width: str = "w120"
    cls: str = ""
    sort: str = ""
    unit: StrOrPromise = ""


@dataclass(frozen=True)
class Cell:
    """What stands in one cell; a tone makes it a state with a dot."""

    column: Column
    text: str
    tone: str | None = None


_COLUMNS = (
    Column("brand", gettext_lazy("品牌"), ("brand",), "w100"),
    Column("category", gettext_lazy("品类"), ("category",), "w100"),
    Column("role", pgettext_lazy("sku", "角色"), ("role",), "w72"),
    Column("pack", gettext_lazy("包装"), ("base_unit", "case_unit", "case_factor"), "w120"),
    Column("barcode", gettext_lazy("条码"), ("barcode",), "w140"),
    Column("volume", gettext_lazy("容量"), ("volume_ml",), "w88", "n", unit="ml"),
    Column("listed", gettext_lazy("上市日期"), ("listed_on",), "w100", sort="listed"),
)
_LAST = (
    Column("flags", gettext_lazy("标记"), ("flags",), "w140"),
    Column("stage", gettext_lazy("生命周期"), ("stage",), "w120", "c-end", sort="stage"),
)
_SHEET_PRICES = {"retail_suggested": "price_retail"}
_STAGE_TONES = {"decline": "warn", "delisted": ""}  # the others are as it should be and stay quiet


def all_columns(levels: Sequence[PriceLevel]) -> list[Column]:
    """Every column that the list offers; each price level is one."""
    prices = [
        Column(
            f"{PRICE}{level.code}",
            wording.level_name(level),
            (_SHEET_PRICES.get(level.code, f"price_{level.code}"),),
            "w120",
            "n",
            unit=_("元"),
        )
        for level in levels
    ]
    return [*_COLUMNS, *prices, *_LAST]


def shown_columns(every: Sequence[Column], asked: Collection[str]) -> list[Column]:
    """The columns that the address asks for, in the order of the list; else the usual ones."""
    wanted = set(asked) & {column.key for column in every}
    wanted = wanted or {*USUAL}
    return [column for column in every if column.key in wanted]


def choices_of(every: Sequence[Column], shown: Sequence[Column]) -> list[Choice]:
    """The columns as the dialog offers them."""
    keys = {column.key for column in shown}
    return [Choice(column.key, column.label, is_on=column.key in keys) for column in every]


def cells_of(sku: Sku, shown: Sequence[Column], prices: Mapping[tuple[UUID, str], int]) -> list[Cell]:
    """One row."""
    return [_cell(sku, column, prices) for column in shown]


def _cell(sku: Sku, column: Column, prices: Mapping[tuple[UUID, str], int]) -> Cell:
    key = column.key
    if key.startswith(PRICE):
        return Cell(column, price_text(prices.get((sku.pk, key.removeprefix(PRICE)))))
    if key == "flags":
        return _flags_cell(sku, column)
    if key == "stage":
        return Cell(column, str(sku.get_stage_display()), _STAGE_TONES.get(sku.stage))
    texts = {
        "brand": sku.brand.name if sku.brand else "",
        "category": sku.category.name if sku.category else "",
        "role": str(sku.get_role_display()) if sku.role else "",
        "pack": next(iter(wording.packings(sku)), ""),
        "barcode": getattr(sku, "base_gtin", "") or "",
        "volume": number_text(sku.volume_ml),
        "listed": date_text(sku.listed_on),
    }
    return Cell(column, texts[key] or EMPTY)


_URGENCY = ("bad", "warn", "mute")


def _flags_cell(sku: Sku, column: Column) -> Cell:
    if not sku.flags:
        return Cell(column, EMPTY)
    words = sorted(
        (wording.flag_word(flag) for flag in sku.flags), key=lambda found: _URGENCY.index(found[0])
    )
    tone, word = words[0]
    return Cell(column, f"{word} +{len(words) - 1}" if len(words) > 1 else word, tone)
