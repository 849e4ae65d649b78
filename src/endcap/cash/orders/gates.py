"""What stands in the way of an order, and what frees it: prepaid money, credit, overdue invoices, goods. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from endcap.cash.orders.drafts import HoldFacts
from endcap.cash.orders.models import Hold
from endcap.kernel.errors import Refusal

if TYPE_CHECKING:
    from endcap.cash.credit.selectors import CreditLine
    from endcap.cash.receivables.selectors import OpenItem
    from endcap.goods.stock.selectors import Short

SHOWN_ITEMS = 8
BY_MONEY = frozenset({Hold.Code.ADVANCE_SHORT, Hold.Code.OVER_LIMIT, Hold.Code.OVERDUE, Hold.Code.NO_CREDIT})


@dataclass(frozen=True, slots=True)
class Asked:
    """What an order would take: its total, and what each of its lines costs, in their order."""

    total: int
    amounts: Sequence[int]

    def fits(self, free: int) -> int:
        """What could leave today for that much: the lines in their order, as long as each still fits."""
        taken = 0
        for amount in self.amounts:
            if taken + amount <= free:
                taken += amount
        return taken


def prepaid(asked: Asked, advance: int, *, may_ship_first: bool) -> list[HoldFacts]:
    """Goods are promised once their money is there (P-35)."""
    if may_ship_first or advance >= asked.total:
        return []
    facts = {"advance": advance, "total": asked.total}
    return [HoldFacts(Hold.Code.ADVANCE_SHORT, facts, asked.total - advance, asked.fits(max(0, advance)))]


def on_credit(asked: Asked, line: CreditLine, late: Sequence[OpenItem]) -> list[HoldFacts]:
    """Neither over the limit nor while something is overdue (CRD-04)."""
    holds = []
    if late:
        holds.append(overdue(late))
    if asked.total > line.free:
        holds.append(short_of_credit(asked, line))
    return holds


def overdue(items: Sequence[OpenItem]) -> HoldFacts:
    """Invoices that should have been paid already; their sum frees the order."""
    owed = sum(item.open for item in items)
    return HoldFacts(Hold.Code.OVERDUE, {"owed": owed, "count": len(items), "items": _items(items)}, owed)


def _items(items: Sequence[OpenItem]) -> list[dict[str, Any]]:
    return [
        {"id": str(item.invoice_id), "number": item.number, "open": item.open, "due": item.due_on.isoformat()}
        for item in items[:SHOWN_ITEMS]
    ]


def short_of_credit(asked: Asked, line: CreditLine) -> HoldFacts:
    """More than the line gives, or a line that gives nothing."""
    missing = asked.total - line.free
    is_open = line.state == "open"
    facts = {
        "state": str(line.state),
        "limit": line.limit,
        "used": line.used,
        "held": line.held,
        "free": line.free,
        "total": asked.total,
        "missing": missing,
    }
    # paying helps as far as something is used; an order above the whole limit needs another limit
    helps = is_open and missing <= line.used
    code = Hold.Code.OVER_LIMIT if is_open else Hold.Code.NO_CREDIT
    return HoldFacts(code, facts, missing if helps else None, asked.fits(line.free))


def without_goods(short: Iterable[Short]) -> HoldFacts:
    """Nothing of the order is there."""
    rows = [{"sku": str(one.sku_id), "wanted": one.wanted, "there": one.available} for one in short]
    return HoldFacts(Hold.Code.NO_STOCK, {"skus": rows[:SHOWN_ITEMS], "count": len(rows)})


def without_warehouse() -> HoldFacts:
    """Nobody has said from where the outlet is supplied."""
    return HoldFacts(Hold.Code.NO_WAREHOUSE, {})


def not_trading(why: Refusal) -> HoldFacts:
    """The merchant may not trade (any more)."""
    facts = {"code": why.code, **{key: str(value) for key, value in why.params.items()}}
    return HoldFacts(Hold.Code.NOT_TRADING, facts)
