"""What the flags on an outlet mean, in words that say what to do. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from endcap.kernel.exchange.messages import FLAGS as READING_FLAGS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise
else:
    StrOrPromise = object

FLAGS: Mapping[str, StrOrPromise] = {
    "stub": _("只在销售数据里出现过，档案是空的。补全档案。"),
    "channel_defaulted": _("名单里没有渠道，先放在“未细分”。选定渠道。"),
    "channel_unknown": _("名单里的渠道对不上，先放在“未细分”。选定渠道。"),
    "owner_defaulted": _("名单里没有负责人，先归导入的人。指定负责人。"),
    "owner_unknown": _("名单里的负责人对不上在职的人，先归导入的人。指定负责人。"),
    "owner_kept": _("没有换负责人的权限，保留了原负责人。"),
    "unit_unknown": _("名单里的单位对不上，按负责人的单位归属。核对单位。"),
    "code_assigned": _("名单里没有编码，由系统编号。"),
    "code_merged": _("这个编码的终端已经并入另一家，按那一家处理，只补空着的项。"),
    "code_unclear": _("没有编码，有几家同名同址，分不清是哪一家，单独新增。核对是否重复。"),
    "grade_unknown": _("名单里的级别空着或不清楚，没有采用。"),
    "sales_negative": _("近 12 月进货额是负数。核对是否退货多于进货。"),
    "repeat_differs": _("同一家在名单里出现多次，内容不一致，保留了先出现的。核对一次。"),
    "possible_duplicate": _("很像已有的终端。打开看是不是同一家。"),
    "same_place_other_code": _("与另一家同名同址、编码不同。可能是前后手，没有合并。"),
    "datum_assumed": _("没有写坐标系，按 WGS-84 理解。如果来自高德或百度地图，会偏几百米，核对坐标系。"),
}


def words_of(codes: Iterable[str]) -> list[StrOrPromise]:
    """The sentences of flag codes; a code without a sentence speaks for itself."""
    return [FLAGS.get(code) or READING_FLAGS.get(code) or code for code in codes]


# Which flags speak about which column, so that a better value takes the flag of the former one away.
OF_COLUMN: Mapping[str, tuple[str, ...]] = {
    "position": ("coordinate_", "lon_", "lat_", "datum_"),
    "city": ("city_",),
    "zip": ("zip_",),
    "declared_sales": ("money_", "sales_", "currency_"),
    "declared_last_order_on": ("date_",),
    "declared_grade": ("grade_", "value_unknown"),
    "code": ("code_", "digits_lost", "scientific_notation"),
    "channel": ("channel_",),
    "owner": ("owner_",),
    "unit": ("unit_",),
    "phone": ("phone_",),
    "status": ("status_",),
}


def without_those_of(codes: Iterable[str], columns: Iterable[str]) -> set[str]:
    """Flag codes that do not speak about any of these columns."""
    prefixes = tuple(prefix for column in columns for prefix in OF_COLUMN.get(column, ()))
    return {code for code in codes if not (prefixes and code.startswith(prefixes))}
