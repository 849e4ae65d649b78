"""A sheet to import and export with, and files for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from endcap.kernel.exchange import registry
from endcap.kernel.exchange.tests.store_sheet import ShelfSheet


@pytest.fixture
def shelf_sheet() -> Iterator[ShelfSheet]:
    """The sheet of shelves, known to the installation during the test."""
    sheet = ShelfSheet()
    registry.register(sheet)
    yield sheet
    registry._sheets.pop(sheet.key, None)


@pytest.fixture
def failing_sheet() -> Iterator[Callable[[str], ShelfSheet]]:
    """The same sheet, whose writing breaks at one code."""

    def make(code: str) -> ShelfSheet:
        sheet = ShelfSheet(fails_at=code)
        registry.register(sheet)
        return sheet

    yield make
    registry._sheets.pop(ShelfSheet.key, None)


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """Writes a workbook: ``workbook([["货架编码", "名称"], ["A1", "甲"]])``; more sheets by name."""

    def make(rows: list[list[Any]], name: str = "货架.xlsx", **more: list[list[Any]]) -> Path:
        path = tmp_path / name
        book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
        for title, lines in {"货架": rows, **more}.items():
            sheet = book.add_worksheet(title)
            for at, line in enumerate(lines):
                for column, cell in enumerate(line):
                    if isinstance(cell, str):
                        sheet.write_string(at, column, cell)
                    elif cell is not None:
                        sheet.write(at, column, cell)
        book.close()
        return path

    return make


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Path:
    """Uploads of a test lie in its own folder."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"
