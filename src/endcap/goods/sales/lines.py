"""One line of a sales file in this area's own words: what kind it is, what it amounts to, what is odd
about it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from endcap.kernel.exchange.declare import Flag
from endcap.kernel.money import amount_of

NO_CUSTOMER = "NO-CUSTOMER"  # the code of the one outlet that holds sales without a customer number
_FLOAT_TAIL = re.compile(r"(\d+)\.0+")
_CREDIT_NOTE = re.compile(r"[Cc]\d+")
_BAD_DEBT = re.compile(r"[Aa]\d+")


@dataclass(frozen=True, slots=True)
class Line:
    """A sales line as it will be kept, before outlet and product are looked up."""

    invoice_no: str
    line_no: int  # 0: the file has no line numbers
    day: date
    store: str
    item: str
    description: str
    quantity: int
    amount: int
    is_return: bool
    flags: tuple[str, ...] = ()


def code_text(value: object) -> str:
    """A code as text: '17850.0' of a spreadsheet is 17850."""
    text = str(value).strip() if value is not None else ""
    tail = _FLOAT_TAIL.fullmatch(text)
    return tail[1] if tail else text


def read_line(values: Mapping[str, object], *, restored: tuple[Flag, ...] = ()) -> Line:
    """The line that a row's values make. Money is the stated amount, or quantity × unit price."""
    quantity, amount, price = values.get("quantity"), values.get("amount"), values.get("unit_price")
    day, line_no = values["day"], values.get("line_no")
    assert isinstance(quantity, int)
    assert isinstance(day, date)
    invoice_no = str(values["invoice_no"])
    flags: list[str] = []
    if not isinstance(amount, int):
        amount = amount_of(quantity, price) if isinstance(price, int) else 0
        if not isinstance(price, int):
            flags.append("amount_missing")
    is_return = quantity < 0
    if _CREDIT_NOTE.fullmatch(invoice_no) and not is_return:
        is_return, quantity = True, -quantity
        flags.append("sign_restored")
    if is_return and amount > 0:
        amount = -amount
        if "sign_restored" not in flags:
            flags.append("sign_restored")
    if amount == 0 and "amount_missing" not in flags:
        flags.append("zero_price")
    if _BAD_DEBT.fullmatch(invoice_no):
        flags.append("bad_debt")
    store = code_text(values.get("store"))
    if not store:
        store = NO_CUSTOMER
        flags.append("customer_missing")
    return Line(
        invoice_no=invoice_no,
        line_no=line_no if isinstance(line_no, int) and line_no > 0 else 0,
        day=day,
        store=store,
        item=code_text(values.get("item")),
        description=str(values.get("description") or ""),
        quantity=quantity,
        amount=amount,
        is_return=is_return,
        flags=tuple(flags),
    )
