"""How codes of this area read."""

from __future__ import annotations

from django.utils.translation import gettext as _


def bucket(key: str) -> str:
    """A bucket of the ageing board."""
    return {
        "not_due": _("未到期"),
        "d30": _("逾期 1–30 天"),
        "d60": _("逾期 31–60 天"),
        "d90": _("逾期 61–90 天"),
        "older": _("逾期 90 天以上"),
    }.get(key, key)


def movement(kind: str) -> str:
    """What a line of an account was."""
    return {
        "receivables.invoiced": _("开票"),
        "receivables.credited": _("红字冲减"),
        "receivables.received": _("收款核销"),
        "receivables.settled": _("核销"),
        "receivables.unsettled": _("撤销核销"),
        "receivables.late_fee": _("滞纳金"),
        "receivables.opened": _("期初欠款"),
        "receivables.deducted": _("合同费用抵扣"),
        "orders.shipped": _("发货开票"),
    }.get(kind, kind)
