"""Compiles the translation catalogues (.po → .mo) with Babel; no gettext tools are needed to run Endcap."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]


def compile_all(root: Path = ROOT) -> int:
    """Compile every catalogue that is newer than its compiled form; answers how many were written."""
    written = 0
    for source in sorted(root.rglob("locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as po:
            catalog = read_po(po)
        with target.open("wb") as mo:
            write_mo(mo, catalog)
        written += 1
    return written


if __name__ == "__main__":
    compile_all()
