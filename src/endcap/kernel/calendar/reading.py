"""Reading a small calendar file: a workbook or a CSV with 日期, 类型, 名称 in its first row."""

from __future__ import annotations

import csv
import io

from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineWorkbook

from endcap.kernel.calendar.rows import DayRow
from endcap.kernel.errors import InvalidInput, Problem

ROWS_LIMIT = 1000
_HEADINGS = {
    "on": ("日期", "date", "day"),
    "kind": ("类型", "种类", "type", "kind"),
    "name": ("名称", "节日", "名字", "name", "holiday"),
    "name_en": ("英文名称", "english name", "name_en"),
}


def read_file(name: str, content: bytes) -> list[DayRow]:
    """The rows of a file. Raises InvalidInput when it is no table or lacks a column."""
    cells_of = _csv(content) if name.casefold().endswith((".csv", ".txt")) else _workbook(content)
    table = [
        (number, cells)
        for number, cells in enumerate(cells_of, 1)
        if any(str(cell).strip() for cell in cells)
    ]
    if not table:
        raise InvalidInput([Problem("file", "empty", _("文件里没有数据。第一行写：日期、类型、名称。"))])
    if len(table) > ROWS_LIMIT:
        raise InvalidInput([Problem("file", "too_long", _("一年的表不会超过 1,000 行，检查选的文件。"))])
    places = _places(table[0][1])
    return [
        DayRow(number, *(_cell(cells, places.get(key)) for key in ("on", "kind", "name", "name_en")))
        for number, cells in table[1:]
    ]


def _places(heading: list[object]) -> dict[str, int]:
    words = [str(cell).strip().casefold() for cell in heading]
    places = {key: words.index(word) for key, known in _HEADINGS.items() for word in known if word in words}
    missing = [_HEADINGS[key][0] for key in ("on", "kind", "name") if key not in places]
    if missing:
        sentence = _("第一行缺列：%(columns)s。要有 日期、类型、名称。") % {"columns": "、".join(missing)}
        raise InvalidInput([Problem("file", "columns_missing", sentence)])
    return places


def _cell(cells: list[object], place: int | None) -> object:
    return cells[place] if place is not None and place < len(cells) else ""


def _workbook(content: bytes) -> list[list[object]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [list(row) for row in book.get_sheet_by_index(0).to_python()]
    except (CalamineError, OSError, ValueError, IndexError) as wrong:
        sentence = _("打不开这个文件。用 .xlsx 或 .csv 保存后再选。")
        raise InvalidInput([Problem("file", "unreadable", sentence)]) from wrong


def _csv(content: bytes) -> list[list[object]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", errors="replace")
    return [list(row) for row in csv.reader(io.StringIO(text))]
