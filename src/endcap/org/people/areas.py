"""What the areas are called where rights are shown by area."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_LABELS: dict[str, StrOrPromise] = {
    "audit": _("审计日志"),
    "calendar": _("工作日历"),
    "catalog": _("商品与价格"),
    "exchange": _("导入与导出"),
    "outlets": _("终端"),
    "parameters": _("业务参数"),
    "people": _("人员"),
    "sales": _("销售历史"),
    "units": _("组织架构"),
}


def label_of(area: str) -> str:
    """The area's name; an area without one is shown by its code."""
    return str(_LABELS.get(area, area))
