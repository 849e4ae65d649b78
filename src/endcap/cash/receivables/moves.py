"""Line builders: what an operation of this or a higher area books in the book of money. Pure; nothing is written."""

from __future__ import annotations

from uuid import UUID

from endcap.cash.receivables import money
from endcap.mechanisms.ledger.services import Line


def _lines(*moves: tuple[object, object, int]) -> list[Line]:
    """The transfers that move something."""
    return [Line(debit, credit, amount) for debit, credit, amount in moves if amount]  # type: ignore[arg-type]


def earmark_lines(payer_id: UUID, order_id: UUID, amount: int) -> list[Line]:
    """Set money that was paid in advance aside for an order: it pays nothing else from now on."""
    return _lines((money.advance(payer_id), money.earmarked(payer_id, order_id), amount))


def release_earmark_lines(payer_id: UUID, order_id: UUID, amount: int) -> list[Line]:
    """The order does not need the money any more: free again."""
    return _lines((money.earmarked(payer_id, order_id), money.advance(payer_id), amount))


def invoice_lines(payer_id: UUID, net: int, tax: int) -> list[Line]:
    """The payer owes for goods: net and tax."""
    owed = money.receivable(payer_id)
    return _lines((owed, money.REVENUE, net), (owed, money.TAX, tax))


def settle_from_earmark_lines(payer_id: UUID, order_id: UUID, amount: int) -> list[Line]:
    """What was set aside for the order pays its invoice."""
    return _lines((money.earmarked(payer_id, order_id), money.receivable(payer_id), amount))


def settle_from_advance_lines(payer_id: UUID, amount: int) -> list[Line]:
    """What was paid in advance pays invoices."""
    return _lines((money.advance(payer_id), money.receivable(payer_id), amount))


def unsettle_lines(payer_id: UUID, amount: int) -> list[Line]:
    """An allocation is taken back: owed again, paid in advance again."""
    return _lines((money.receivable(payer_id), money.advance(payer_id), amount))


def credit_note_lines(payer_id: UUID, net: int, tax: int, open_part: int) -> list[Line]:
    """Less was sold than invoiced: ``open_part`` is no longer owed, the rest becomes money paid in advance."""
    owed, free = money.receivable(payer_id), money.advance(payer_id)
    net_open = min(net, open_part)
    tax_open = open_part - net_open
    return _lines(
        (money.REVENUE, owed, net_open),
        (money.TAX, owed, tax_open),
        (money.REVENUE, free, net - net_open),
        (money.TAX, free, tax - tax_open),
    )


def late_fee_lines(payer_id: UUID, amount: int) -> list[Line]:
    """The payer owes a fee for paying late."""
    return _lines((money.receivable(payer_id), money.LATE_FEES, amount))


def opening_lines(payer_id: UUID, owed: int) -> list[Line]:
    """What was owed before this book began."""
    return _lines((money.receivable(payer_id), money.OPENING, owed))


def write_off_lines(payer_id: UUID, amount: int) -> list[Line]:
    """What will never be paid is no longer owed."""
    return _lines((money.WRITTEN_OFF, money.receivable(payer_id), amount))


def deduction_lines(payer_id: UUID, amount: int) -> list[Line]:
    """A fee that the retailer kept by a clause of the contract: paid, and an expense of ours."""
    return _lines((money.DEDUCTIONS, money.advance(payer_id), amount))
