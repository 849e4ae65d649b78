"""Writes ``docs/sheets.md`` from the column lists that import and export use, so that the page cannot say otherwise.

Usage: ``python tools/sheets_docs.py [--check]``. With ``--check`` nothing is written; exit code 1 if the page is stale.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "sheets.md"
HEAD = """# Sheets

Every column of every list that can come in or go out. This page is written by `tools/sheets_docs.py` from the declarations that the
import itself uses. Headers are found in Chinese or English, by synonym, or by what the company taught on an earlier import; the order of
columns does not matter, and columns that are not listed here are left out with a word about it.

*needed*: a row without it is an error. *out only*: written by exports, not read by imports. *personal*: masked or left out of exports unless
one has the right to take personal data out, and logged when one does. Dates are read as `2026-07-16`, `2026/7/16`, `2026年7月16日` or an Excel
date; money in yuan with at most two decimals; wrong cells are all reported at once, marked in a copy of the file.
"""
KINDS = {
    "text": "text",
    "code": "code, leading zeros kept",
    "integer": "whole number",
    "quantity": "quantity in base units",
    "money": "money in yuan",
    "price": "price in yuan, four decimals",
    "date": "date",
    "coordinate": "degrees",
    "phone": "telephone number",
    "gtin": "barcode (8, 12, 13 or 14 digits)",
    "choice": "one of a few words",
    "bool": "yes or no",
    "percent": "percentage",
}


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _column(column: object) -> str:
    marks = [
        word
        for word, holds in (
            ("needed", column.required),
            ("out only", not column.writable),
            ("personal", column.personal),
        )
        if holds
    ]
    what = KINDS[column.kind.value]
    if column.choices:
        what += ": " + ", ".join(f"`{word}`" for word in column.choices)
    others = ", ".join(column.synonyms)
    cells = (f"`{column.key}`", str(column.label), column.label_en, what, ", ".join(marks), others)
    return "| " + " | ".join(_cell(text) for text in cells) + " |"


def page() -> str:
    """The page as it must be; Django is set up."""
    from django.utils import translation

    from endcap.kernel.exchange import registry

    parts = [HEAD]
    with translation.override("zh-hans"):
        for sheet in sorted(registry.all_sheets(), key=lambda each: each.key):
            parts.append(f"## {sheet.title_en} ({sheet.title})\n")
            parts.append(
                f"Key `{sheet.key}`. Import needs the right `{sheet.import_right}`, export `{sheet.export_right}`"
                + (f", personal columns `{sheet.personal_right}`" if sheet.personal_right else "")
                + ".\n"
            )
            parts.append("| key | header | English header | what | | also understood |")
            parts.append("|---|---|---|---|---|---|")
            parts += [_column(column) for column in sheet.columns]
            parts.append("")
    return "\n".join(parts).rstrip("\n") + "\n"


def main() -> int:
    """Write or check."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--check", action="store_true")
    given = asked.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "endcap.config.settings")
    with tempfile.TemporaryDirectory() as home:
        os.environ.setdefault("ENDCAP_HOME", home)
        import django

        django.setup()
        wanted = page()
    if given.check:
        return 0 if PAGE.exists() and PAGE.read_text("utf-8") == wanted else 1
    PAGE.write_text(wanted, "utf-8")
    print(f"{PAGE}: {wanted.count(chr(10))} lines")
    return 0


if __name__ == "__main__":
    sys.exit(main())
