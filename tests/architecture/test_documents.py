"""Pages of the documentation that are written from the code say what the code says."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

pytestmark = pytest.mark.req("HOUSE")
PROJECT = Path(__file__).resolve().parents[2]


def _tool():
    spec = importlib.util.spec_from_file_location("sheets_docs", PROJECT / "tools" / "sheets_docs.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    return tool


def test_the_page_of_sheets_is_fresh():
    wanted = _tool().page()
    assert (PROJECT / "docs" / "sheets.md").read_text("utf-8") == wanted, "run tools/sheets_docs.py"


def test_every_sheet_and_every_column_is_on_the_page():
    from endcap.kernel.exchange import registry

    page = _tool().page()
    for sheet in registry.all_sheets():
        for column in sheet.columns:
            assert f"| `{column.key}` | {column.label} |" in page
