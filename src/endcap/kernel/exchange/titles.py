"""Short names of what can be wrong with a cell, for lists that group errors by kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise
else:
    StrOrPromise = object

TITLES: Mapping[str, StrOrPromise] = {
    "required_missing": _("必填的空着"),
    "text_too_long": _("字数超了"),
    "number_unreadable": _("不是数字"),
    "number_not_finite": _("不是有效的数"),
    "number_too_large": _("数字大得不合理"),
    "not_whole": _("不是整数"),
    "number_negative": _("不能为负"),
    "date_unreadable": _("不是日期"),
    "date_year": _("年份不合理"),
    "date_month": _("月份不对"),
    "date_day": _("没有这一天"),
    "date_no_year": _("日期缺年份"),
    "date_no_day": _("日期缺日"),
    "coordinate_unreadable": _("不是坐标"),
    "coordinate_range": _("坐标超出范围"),
    "phone_short": _("电话位数不对"),
    "phone_long": _("电话位数不对"),
    "phone_unreadable": _("不是电话号码"),
    "gtin_length": _("条码位数不对"),
    "gtin_check_digit": _("条码校验位不对"),
    "gtin_unreadable": _("不是条码"),
    "choice_unknown": _("不在可选范围"),
    "bool_unknown": _("是否不清楚"),
}


def title_of(code: str, sentence: str = "") -> str:
    """The name of a kind of error; for an area's own kinds the first part of its sentence."""
    if code in TITLES:
        return str(TITLES[code])
    for stop in ("，", "。", "；", ", ", ". "):
        sentence = sentence.partition(stop)[0]
    return sentence[:24] or code
