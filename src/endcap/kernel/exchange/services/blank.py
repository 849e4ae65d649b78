"""The empty sheet to fill in: headings in the reader's language, and a page that explains every column."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from endcap.kernel.actor import Actor
from endcap.kernel.exchange import registry
from endcap.kernel.exchange.declare import Column, Kind, Sheet
from endcap.kernel.exchange.rights import Rights
from endcap.kernel.exchange.writing.presenting import choice_words, heading_of
from endcap.kernel.exchange.writing.tables import sheet_title

_TEXT_KINDS = (Kind.TEXT, Kind.CODE, Kind.PHONE, Kind.GTIN, Kind.COORDINATE, Kind.CHOICE)
_LIST_LIMIT = 250  # signs that a drop-down list may hold in a spreadsheet
ROWS = 5_000


def how_to_write(column: Column) -> str:
    """How a cell of the column is written, in one line."""
    ways = {
        Kind.TEXT: _("文字"),
        Kind.CODE: _("编码，开头的 0 保留"),
        Kind.INTEGER: _("整数"),
        Kind.QUANTITY: _("整数，按最小单位"),
        Kind.MONEY: _("金额，元；也认 1.2 万、1,234.50"),
        Kind.PRICE: _("单价，元，最多四位小数"),
        Kind.DATE: _("日期，如 2026-07-16"),
        Kind.COORDINATE: _("纬度,经度，如 39.9087,116.3975"),
        Kind.PHONE: _("手机或带区号的座机"),
        Kind.GTIN: _("条码，8、12、13 或 14 位"),
        Kind.CHOICE: _("从可选的词里选一个"),
        Kind.BOOL: _("是或否"),
        Kind.PERCENT: _("百分比，如 15%"),
    }
    return ways[column.kind]


def blank_sheet(actor: Actor, *, sheet_key: str) -> tuple[str, bytes]:
    """The template of a sheet: its file name and content."""
    actor.require(Rights.VIEW)
    sheet = registry.sheet(sheet_key)
    with translation.override(actor.language):
        title = str(sheet.title) if actor.language.startswith("zh") else sheet.title_en
        content = BytesIO()
        book = xlsxwriter.Workbook(content, {"in_memory": True})
        columns = [column for column in sheet.columns if column.writable]
        _first_page(book, sheet_title(title), columns, actor.language)
        _explanations(book, sheet, columns, actor.language)
        book.close()
        return _("%(title)s_空表.xlsx") % {"title": title}, content.getvalue()


def _first_page(book: Any, title: str, columns: list[Column], language: str) -> None:
    page = book.add_worksheet(title)
    must = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E7EDF9"})
    may = book.add_format({"bottom": 1})
    text = book.add_format({"num_format": "@"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for at, column in enumerate(columns):
        form = text if column.kind in _TEXT_KINDS else day if column.kind is Kind.DATE else None
        page.set_column(at, at, 16, form)
        page.write_string(0, at, heading_of(column, language), must if column.required else may)
        words = list(choice_words(column, language).values())
        if column.kind is Kind.CHOICE and words and len(",".join(words)) <= _LIST_LIMIT:
            page.data_validation(
                1, at, ROWS, at, {"validate": "list", "source": words, "error_type": "warning"}
            )
    page.freeze_panes(1, 0)


def _explanations(book: Any, sheet: Sheet, columns: list[Column], language: str) -> None:
    page = book.add_worksheet(sheet_title(_("填写说明")))
    head = book.add_format({"bold": True, "bottom": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    for at, (label, width) in enumerate(
        [(_("这一列"), 20), (_("要不要填"), 12), (_("怎么写"), 34), (_("可以写的词"), 44), (_("补充"), 60)]
    ):
        page.set_column(at, at, width)
        page.write_string(0, at, label, head)
    for line, column in enumerate(columns, 1):
        needed = _("必填") if column.required else pgettext("column", "可不填")
        personal = _("个人信息，写明采集目的才收。") if column.personal else ""
        words = "；".join(choice_words(column, language).values())
        for at, said in enumerate(
            (
                heading_of(column, language),
                needed,
                how_to_write(column),
                words,
                f"{column.help} {personal}".strip(),
            )
        ):
            page.write_string(line, at, said, wrap)
