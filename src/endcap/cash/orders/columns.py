"""The list of orders as a table: which columns there are, and what stands in each cell."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy, pgettext_lazy

from endcap.cash.orders import wording
from endcap.ui.figures import EMPTY, money_text, number_text, short_date_text
from endcap.ui.parts import Choice

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from endcap.cash.orders.models import Hold, Order

USUAL = ("state", "reason", "total", "shipped", "requested", "owner", "source", "placed")


@dataclass(frozen=True)
class Column:
    """One column that can be shown."""

    key: str
    label: StrOrPromise
    width: str = "w100"
    cls: str = ""
    sort: str = ""
    unit: StrOrPromise = ""


@dataclass(frozen=True)
class Cell:
    """What stands in one cell; a tone makes it a state with a dot."""

    column: Column
    text: str
    tone: str | None = None


COLUMNS = (
    Column("state", gettext_lazy("状态"), "w100", "c-end"),
    Column("reason", pgettext_lazy("order", "等什么"), "w160"),
    Column("lines", gettext_lazy("行数"), "w64", "n"),
    Column("total", gettext_lazy("金额"), "w100", "n", "total", gettext_lazy("元")),
    Column("shipped", gettext_lazy("已发金额"), "w100", "n", "", gettext_lazy("元")),
    Column("mode", gettext_lazy("结算方式"), "w100"),
    Column("requested", gettext_lazy("希望到货"), "w88"),
    Column("owner", gettext_lazy("负责人"), "w88"),
    Column("unit", gettext_lazy("单位"), "w120"),
    Column("source", gettext_lazy("来源"), "w72"),
    Column("placed", gettext_lazy("下单时间"), "w88", "n", "placed"),
)


def shown_columns(asked: Collection[str]) -> list[Column]:
    """The columns that the address asks for, in the order of the list; else the usual ones."""
    wanted = set(asked) & {column.key for column in COLUMNS} or {*USUAL}
    return [column for column in COLUMNS if column.key in wanted]


def choices_of(shown: Sequence[Column]) -> list[Choice]:
    """The columns as the dialog offers them."""
    keys = {column.key for column in shown}
    return [Choice(column.key, column.label, is_on=column.key in keys) for column in COLUMNS]


def cells_of(order: Order, holds: Sequence[Hold], shown: Sequence[Column]) -> list[Cell]:
    """One row."""
    tone, word = wording.state_of(order)
    reason = " ".join(wording.title_of(hold) for hold in holds)
    if not reason and order.is_short:
        reason = str(gettext_lazy("缺货待补"))
    texts = {
        "reason": reason or (str(gettext_lazy("超出平常")) if order.is_exception else EMPTY),
        "lines": number_text(order.line_count),
        "total": money_text(order.total),
        "shipped": money_text(order.shipped_total),
        "mode": wording.mode_words(order.mode),
        "requested": short_date_text(order.requested_on) if order.requested_on else EMPTY,
        "owner": order.owner.name,
        "unit": order.unit.name,
        "source": str(order.get_source_display()),
        "placed": short_date_text(order.placed_at),
    }
    return [
        Cell(column, word, tone) if column.key == "state" else Cell(column, texts[column.key])
        for column in shown
    ]
