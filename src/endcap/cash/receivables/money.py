"""The book of money: which accounts there are, and their keys."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from endcap.mechanisms.ledger.books import Book, Key, Role

BOOK_KEY = "money"
UNIT = "CNY"

BOOK = Book(
    BOOK_KEY,
    _("资金往来"),
    (
        Role("receivable", _("应收账款"), floor=0),
        Role("advance", _("预收账款"), sign=-1, floor=0),
        Role("earmarked", _("订单占用的预收"), sign=-1, floor=0),
        Role("unconfirmed", _("待财务确认的收款"), sign=-1, floor=0),
        Role("bank", _("银行存款")),
        Role("cash_desk", _("财务现金"), floor=0),
        Role("cash_with_rep", _("业务手中的现金"), floor=0),
        Role("revenue", _("销售收入"), sign=-1),
        Role("tax", _("销项税"), sign=-1),
        Role("late_fees", _("滞纳金收入"), sign=-1),
        Role("deductions", _("零售商扣款")),
        Role("written_off", _("坏账核销")),
        Role("opening", _("期初余额")),
    ),
)


def key(role: str, owner_id: UUID | None = None, part_id: UUID | None = None) -> Key:
    """An account of the book."""
    return Key(BOOK_KEY, role, UNIT, owner_id, part_id)


def receivable(payer_id: UUID) -> Key:
    """What a payer owes."""
    return key("receivable", payer_id)


def advance(payer_id: UUID) -> Key:
    """What a payer has paid and nothing has been set against."""
    return key("advance", payer_id)


def earmarked(payer_id: UUID, order_id: UUID) -> Key:
    """What a payer has paid for one order that is not shipped yet."""
    return key("earmarked", payer_id, order_id)


def unconfirmed(payer_id: UUID) -> Key:
    """What a payer has handed to a rep and finance has not seen yet."""
    return key("unconfirmed", payer_id)


def cash_with_rep(person_id: UUID) -> Key:
    """Cash of the company in the hands of a rep."""
    return key("cash_with_rep", person_id)


def bank(account_id: UUID) -> Key:
    """Money on one of the company's bank accounts."""
    return key("bank", account_id)


CASH_DESK = key("cash_desk")
REVENUE = key("revenue")
TAX = key("tax")
LATE_FEES = key("late_fees")
DEDUCTIONS = key("deductions")
WRITTEN_OFF = key("written_off")
OPENING = key("opening")
