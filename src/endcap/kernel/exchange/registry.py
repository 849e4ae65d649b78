"""Which sheets the installation knows. Areas register theirs at composition time."""

from __future__ import annotations

from endcap.kernel.exchange.declare import Sheet
from endcap.kernel.exchange.errors import SheetUnknown

_sheets: dict[str, Sheet] = {}


def register(sheet: Sheet) -> None:
    """Make a sheet available to import, export, templates and the docs. Registering it again changes
    nothing."""
    known = _sheets.get(sheet.key)
    if known is not None and type(known) is not type(sheet):
        raise ValueError(f"sheet {sheet.key} is registered twice")
    _sheets[sheet.key] = sheet


def sheet(key: str) -> Sheet:
    """A sheet by its key. Raises SheetUnknown."""
    if key not in _sheets:
        raise SheetUnknown(key=key, known="、".join(_sheets))
    return _sheets[key]


def all_sheets() -> tuple[Sheet, ...]:
    """Every sheet, in order of registration."""
    return tuple(_sheets.values())
