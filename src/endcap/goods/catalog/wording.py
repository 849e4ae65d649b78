"""How the catalogue speaks: flags, packings, names of levels and what the log says was done. Reads
nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from endcap.goods.catalog.models import Barcode, PriceLevel, Sku

# flag → (tone, word); colour is spent on what somebody has to look at
FLAG_WORDS: Mapping[str, tuple[str, StrOrPromise]] = {
    "barcode_shared": ("warn", gettext_lazy("条码重复")),
    "barcode_invalid": ("bad", gettext_lazy("条码有误")),
    "inner_barcode_invalid": ("bad", gettext_lazy("中包装条码有误")),
    "case_barcode_invalid": ("bad", gettext_lazy("箱码有误")),
    "case_price_differs": ("warn", gettext_lazy("箱价对不上")),
    "stub_no_master": ("warn", gettext_lazy("待补档案")),
    "barcode_padded": ("mute", gettext_lazy("条码补过几个 0")),
    "inner_barcode_padded": ("mute", gettext_lazy("中包装条码补过几个 0")),
    "case_barcode_padded": ("mute", gettext_lazy("箱码补过几个 0")),
    "barcode_repaired": ("mute", gettext_lazy("条码补过 0")),
    "inner_barcode_repaired": ("mute", gettext_lazy("中包装条码补过 0")),
    "case_barcode_repaired": ("mute", gettext_lazy("箱码补过 0")),
    "not_an_article": ("mute", gettext_lazy("不是商品")),
}
STUB_SENTENCE = gettext_lazy("只在销售文件里出现过，没有档案。补上名称和包装，以后的报表才说得清。")
NOT_AN_ARTICLE_SENTENCE = gettext_lazy("运费、折扣、手续费这类编码，不算商品：不进清单，也不参加评级。")

_DEEDS: Mapping[str, StrOrPromise] = {
    "catalog.sku_created": pgettext_lazy("history", "新增品项"),
    "catalog.sku_updated": gettext_lazy("改了资料"),
    "catalog.sku_imported": pgettext_lazy("history", "从表格导入"),
    "catalog.sku_stubbed": gettext_lazy("由销售文件带入"),
    "catalog.price_set": gettext_lazy("定价"),
    "catalog.barcode_added": gettext_lazy("加条码"),
    "catalog.barcode_removed": gettext_lazy("去掉条码"),
}
_FIELDS: Mapping[str, StrOrPromise] = {
    "name": gettext_lazy("品项"),
    "brand": gettext_lazy("品牌"),
    "category": gettext_lazy("品类"),
    "base_unit": gettext_lazy("基本单位"),
    "inner_unit": gettext_lazy("中包装单位"),
    "inner_factor": gettext_lazy("中包装含"),
    "case_unit": gettext_lazy("箱单位"),
    "case_factor": gettext_lazy("每箱含"),
    "volume_ml": gettext_lazy("容量"),
    "role": pgettext_lazy("sku", "角色"),
    "stage": gettext_lazy("生命周期"),
    "listed_on": gettext_lazy("上市日期"),
}


def level_name(level: PriceLevel) -> str:
    """A level's name in the reader's language."""
    return level.name if (get_language() or "").startswith("zh") else level.name_en or level.name


def flag_word(code: str) -> tuple[str, str]:
    """Tone and short word of a flag."""
    tone, word = FLAG_WORDS.get(code, ("mute", code))
    return tone, str(word)


def packings(sku: Sku) -> list[str]:
    """How a product is packed, in words, the largest first: 1 箱 = 24 瓶."""
    found = []
    for unit, factor in ((sku.case_unit, sku.case_factor), (sku.inner_unit, sku.inner_factor)):
        if unit and (factor > 1 or unit != sku.base_unit):
            found.append(
                _("1 %(pack)s = %(factor)s %(unit)s")
                % {"pack": unit, "factor": factor, "unit": sku.base_unit}
            )
    return found


def barcode_state(barcode: Barcode) -> tuple[str, str]:
    """Tone and word of how far a barcode can be trusted."""
    if not barcode.is_valid:
        return "bad", _("校验位不对")
    if barcode.is_repaired:
        return "warn", _("校验位对，补过开头的 0")
    return "ok", _("校验位对")


def deed(action: str) -> str:
    """What the log says was done, for people."""
    return str(_DEEDS.get(action, action))


def field_names(names: list[str]) -> list[str]:
    """Fields as the form calls them."""
    return [str(_FIELDS.get(name, name)) for name in names]
