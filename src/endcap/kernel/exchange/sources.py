"""Where a list of customers may come from (guardrail G-07): lawful origins are stated, peers and insiders
refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from endcap.kernel.exchange.declare import Sheet

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise
else:
    StrOrPromise = object

LAWFUL: Mapping[str, StrOrPromise] = {
    "own": _("自己业务中积累的客户资料"),
    "order_meeting": _("订货会签到，本人填写"),
    "dealer": _("经销商按协议提供"),
    "public": _("公开登记或公开资料"),
}


def asks_source(sheet: Sheet) -> bool:
    """Whether a list of this kind holds data about others, so that its origin is asked."""
    return any(column.personal for column in sheet.columns)
