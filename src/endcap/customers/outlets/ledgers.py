"""The ledger of one customer as a workbook: basic data, deal history, opinions, care plan, owners, classes.

Higher areas add sheets through the slot ``outlet.ledger``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

import xlsxwriter

from endcap.kernel import slots
from endcap.kernel.rights import Right

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from endcap.customers.outlets.models import Outlet
    from endcap.kernel.actor import Actor
else:
    StrOrPromise = object

SLOT = "outlet.ledger"


@dataclass(frozen=True)
class Fen:
    """An amount in fen, written as yuan with two decimals."""

    amount: int


Cell = str | int | Fen


@dataclass(frozen=True)
class LedgerPart:
    """One sheet of the workbook: its title, its columns, and its rows."""

    title: StrOrPromise
    columns: Sequence[StrOrPromise]
    rows: Sequence[Sequence[Cell]]
    widths: Sequence[int] = ()


@dataclass(frozen=True)
class LedgerSource:
    """A sheet that a higher area adds."""

    key: str
    build: Callable[[Actor, Outlet], LedgerPart]
    right: Right | None = None
    order: int = 50


def higher(actor: Actor, outlet: Outlet) -> list[LedgerPart]:
    """The sheets of higher areas that the actor may read."""
    held: Iterable[LedgerSource] = slots.items(SLOT)
    return [source.build(actor, outlet) for source in held if not source.right or actor.may(source.right)]


def workbook(parts: Sequence[LedgerPart], *, note: str) -> bytes:
    """The parts as sheets; text stays text, whatever it begins with. ``note`` stands at the foot of each."""
    target = BytesIO()
    plain = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(target, plain)
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    cell = book.add_format({"text_wrap": True, "valign": "top"})
    money = book.add_format({"num_format": "#,##0.00", "valign": "top"})
    for part in parts:
        sheet = book.add_worksheet(str(part.title)[:31])
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L&8{note.replace('&', '&&')}&R&8&P / &N")
        sheet.repeat_rows(0)
        sheet.freeze_panes(1, 0)
        for place, width in enumerate(part.widths or [18] * len(part.columns)):
            sheet.set_column(place, place, width)
        sheet.write_row(0, 0, [str(column) for column in part.columns], head)
        for line, row in enumerate(part.rows, 1):
            for place, value in enumerate(row):
                if isinstance(value, int):
                    sheet.write_number(line, place, value, cell)
                elif isinstance(value, Fen):
                    sheet.write_number(line, place, Decimal(value.amount) / 100, money)
                else:
                    sheet.write_string(line, place, value, cell)
    book.close()
    return target.getvalue()
