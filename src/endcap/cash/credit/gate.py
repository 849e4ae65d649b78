"""May an order go ahead on credit? Every reason against it, what payment would free it, what could leave today. Pure.

The same question is asked when an order is entered and again when it is shipped; then ``own_held`` is what the order
itself holds already.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from endcap.cash.credit.selectors import Overdue, State
from endcap.kernel.money import format_money

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from endcap.cash.credit.selectors import CreditLine

MOST_SUMS = 4096  # of partial sums that are looked at for the best split


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an order stops, in one sentence; ``pay`` frees it, None where no payment does."""

    code: str
    sentence: StrOrPromise
    figures: dict[str, Any]
    pay: int | None

    @property
    def message(self) -> str:
        """The sentence with its figures, money in yuan."""
        said = {
            key: format_money(value) if isinstance(value, int) else value
            for key, value in self.figures.items()
        }
        return str(self.sentence) % said


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether it passes; if not: why, the payment that frees all of it, what could leave today and as which parts."""

    reasons: tuple[Reason, ...]
    pay: int | None
    ships_today: int
    parts_today: tuple[int, ...] = ()

    @property
    def passes(self) -> bool:
        """Nothing is in the way."""
        return not self.reasons


_SENTENCES: dict[str, StrOrPromise] = {
    "no_limit": _("客户没有授信额度。先做信用调查，再申请额度；或先款后货。"),
    "blocked": _("客户的信用已停用：%(reason)s。恢复后才能赊销。"),
    "expired": _("授信额度 %(valid_to)s 已到期。重新调查并申请；或先款后货。"),
    "over_limit": _(
        "超出可用额度：订单 %(amount)s，可用 %(free)s，差 %(missing)s（额度 %(limit)s，已用 %(used)s，占用 %(held)s）。"
    ),
    "overdue": _("有逾期未付的发票：%(invoices)s，共 %(owed)s。付清后放行。"),
}


def gate(
    line: CreditLine, overdue: Sequence[Overdue], amount: int, *, parts: Sequence[int] = (), own_held: int = 0
) -> Verdict:
    """Judge an order of ``amount`` against a payer's line and what he has let fall due. ``parts`` are the amounts of
    the order's lines, for what could leave today."""
    free = line.free + own_held
    reasons = [*_closed(line, own_held), *_late(overdue)]
    is_usable = line.state == State.OPEN or own_held > 0
    if is_usable and line.state != State.BLOCKED and amount > free:
        reasons.append(_short(line, amount, free))
    if not reasons:
        return Verdict((), 0, amount, tuple(parts))
    pays = [reason.pay for reason in reasons]
    # paying what is overdue frees credit, too: the greater of the two frees both
    pay = None if None in pays else max((one for one in pays if one is not None), default=0)
    is_only_short = all(reason.code == "over_limit" for reason in reasons)
    today = best_within(parts, free) if is_only_short else ()
    return Verdict(tuple(reasons), pay, sum(today) if parts else (free if is_only_short else 0), today)


def _closed(line: CreditLine, own_held: int) -> list[Reason]:
    if line.state == State.BLOCKED:
        return [Reason("blocked", _SENTENCES["blocked"], {"reason": line.reason}, None)]
    if own_held:  # what was promised while the limit held is shipped
        return []
    if line.state == State.EXPIRED:
        shown = line.valid_to.isoformat() if line.valid_to else ""
        return [Reason("expired", _SENTENCES["expired"], {"valid_to": shown}, None)]
    return [Reason("no_limit", _SENTENCES["no_limit"], {}, None)] if line.state == State.NONE else []


def _late(overdue: Sequence[Overdue]) -> list[Reason]:
    if not overdue:
        return []
    oldest_first = sorted(overdue, key=lambda item: (item.due_on, item.number))
    owed = sum(item.amount for item in oldest_first)
    named = gettext("、").join(
        f"{item.number} ({item.due_on.isoformat()}, {format_money(item.amount)})" for item in oldest_first[:8]
    )
    return [Reason("overdue", _SENTENCES["overdue"], {"invoices": named, "owed": owed}, owed)]


def _short(line: CreditLine, amount: int, free: int) -> Reason:
    """Paying helps as far as credit is used; what is to be withdrawn takes its share of a payment first."""
    missing = amount - free
    pay = missing + max(0, line.to_withdraw - line.available)
    figures = {
        "amount": amount,
        "free": free,
        "missing": missing,
        "limit": line.limit,
        "used": line.used,
        "held": line.held,
    }
    return Reason("over_limit", _SENTENCES["over_limit"], figures, pay if pay <= line.used else None)


def best_within(parts: Sequence[int], free: int) -> tuple[int, ...]:
    """The parts that together come closest to what is free without exceeding it; earlier ones win ties."""
    best: dict[int, tuple[int, ...]] = {0: ()}
    for index, amount in enumerate(parts):
        for total, chosen in sorted(best.items(), reverse=True):
            reached = total + amount
            if reached <= free and reached not in best and len(best) < MOST_SUMS:
                best[reached] = (*chosen, index)
    return tuple(parts[index] for index in best[max(best)])
