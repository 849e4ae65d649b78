"""How figures of stock are said: tone and words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from endcap.goods.stock import book, units
from endcap.ui.figures import EMPTY, date_text, number_text

if TYPE_CHECKING:
    from endcap.goods.catalog.models import Sku
    from endcap.goods.stock.models import Location
    from endcap.goods.stock.selectors import Available

SHORT_DAYS, WARN_DAYS, LONG_DAYS = 3, 7, 90  # colours of the days of cover; ours


@dataclass(frozen=True)
class Figures:
    """The four figures of a product at a location, as people say them."""

    on_hand: str
    held: str
    in_transit: str
    free: str


def figures(stands: Available, sku: Sku) -> Figures:
    """On hand, held, in transit, free; nothing is a dash."""
    said = [
        units.spelled(value, sku) if value else EMPTY
        for value in (stands.on_hand, stands.held, stands.in_transit, stands.free)
    ]
    return Figures(*said)


def cover(days: int | None) -> tuple[str, str]:
    """Tone and words of the days that goods last."""
    if days is None:
        return "", _("没有销量")
    words = _("%(days)s 天") % {"days": number_text(days)}
    if days < SHORT_DAYS:
        return "bad", words
    return ("warn" if days < WARN_DAYS or days > LONG_DAYS else "ok"), words


def expiry(day: date | None, today: date) -> tuple[str, str]:
    """Tone and words of the day until which goods are good."""
    if day is None:
        return "", EMPTY
    left_days = (day - today).days
    if left_days < 0:
        return "bad", _("%(day)s 已过期") % {"day": date_text(day)}
    return ("bad" if left_days <= 7 else "warn" if left_days <= 30 else ""), date_text(day)


def left(days: int) -> str:
    """How long a lot is good."""
    if days < 0:
        return _("过期 %(days)s 天") % {"days": number_text(-days)}
    return _("还剩 %(days)s 天") % {"days": number_text(days)}


def aging(state: str) -> tuple[str, str]:
    """Tone and word of the state of a lot."""
    return {
        "over": ("bad", pgettext("lot", "已过期")),
        "last": ("bad", pgettext("lot", "马上过期")),
        "near": ("warn", pgettext("lot", "临期")),
    }.get(state, ("ok", pgettext("lot", "正常")))


def alarm(kind: str) -> str:
    """What an alarm of the plan says."""
    return {
        "idle_while_short": _("缺货时产线有闲置"),
        "plan_below_demand": _("计划低于需求"),
    }[kind]


_DEEDS = {
    "stock.received": gettext_lazy("收货"),
    "stock.sent": gettext_lazy("调出"),
    "stock.arrived": gettext_lazy("调入"),
    "stock.written_off": gettext_lazy("报损"),
    "stock.returned": gettext_lazy("客户退货"),
    "stock.counted": gettext_lazy("盘点差异"),
}


def deed(kind: str) -> str:
    """What an operation did; those of other areas are deliveries."""
    return str(_DEEDS.get(kind, gettext_lazy("出货")))


def place(role: str, location: Location | None) -> str:
    """The other side of a move."""
    if location is not None and role in (book.ON_HAND, book.IN_TRANSIT):
        return location.name
    return str(book.BOOK.by_key[role].name)


STATE_TONES = {
    "waiting": "warn",
    "approved": "accent",
    "underway": "accent",
    "done": "ok",
    "refused": "bad",
    "cancelled": "",
}
