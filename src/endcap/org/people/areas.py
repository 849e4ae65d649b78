"""What the areas are called where rights are shown by area."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_LABELS: dict[str, StrOrPromise] = {
    "agenda": pgettext_lazy("agenda", "待办"),
    "approvals": pgettext_lazy("nav", "审批"),
    "audit": _("审计日志"),
    "calendar": _("工作日历"),
    "catalog": _("商品与价格"),
    "credit": _("授信"),
    "evidence": _("照片和证件"),
    "exchange": _("导入与导出"),
    "handover": _("离职交接"),
    "jobs": _("定时任务"),
    "ledger": _("总账"),
    "merchants": pgettext_lazy("merchants", "商户"),
    "messages": _("消息"),
    "outlets": _("终端"),
    "parameters": _("业务参数"),
    "orders": _("订单"),
    "people": _("人员"),
    "portal": _("客户门户"),
    "privacy": _("个人信息"),
    "questions": _("问卷"),
    "receivables": _("应收与回款"),
    "representatives": _("门户用户"),
    "sales": _("销售历史"),
    "stock": _("库存"),
    "territories": _("片区"),
    "units": _("组织架构"),
    "webhooks": _("对外通知"),
}


def label_of(area: str) -> str:
    """The area's name; an area without one is shown by its code."""
    return str(_LABELS.get(area, area))
