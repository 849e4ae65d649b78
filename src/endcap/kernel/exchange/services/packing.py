"""Rows between their preview and their commit: put into JSON, and taken out again as they were."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.utils import translation

from endcap.kernel.exchange.declare import CellProblem, Change, CleanRow, Decision, Flag, MatchKeys, Position
from endcap.kernel.exchange.selectors import StagedLine

LANGUAGES = ("zh-hans", "en")
_PLAIN = (str, int, bool, float, type(None))


def packed(value: object) -> Any:
    """A value as JSON; dates, places, ids and tuples say what they were."""
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, date):
        return {"d": value.isoformat()[:10]}
    if isinstance(value, Position):
        return {"p": [value.lat_e7, value.lon_e7]}
    if isinstance(value, UUID):
        return {"u": value.hex}
    if isinstance(value, list):
        return {"l": [packed(item) for item in value]}
    if isinstance(value, tuple | set | frozenset):
        return {"t": [packed(item) for item in value]}
    if isinstance(value, Mapping):
        return {"m": {str(key): packed(item) for key, item in value.items()}}
    raise TypeError(f"{type(value).__name__} has no place in a staged row")


def unpacked(value: Any) -> Any:
    """What was packed."""
    if not isinstance(value, dict):
        return value
    ((kind, inner),) = value.items()
    if kind == "d":
        return date.fromisoformat(inner)
    if kind == "p":
        return Position(*inner)
    if kind == "u":
        return UUID(hex=inner)
    if kind == "l":
        return [unpacked(item) for item in inner]
    if kind == "t":
        return tuple(unpacked(item) for item in inner)
    return {key: unpacked(item) for key, item in inner.items()}


def packed_map(values: Mapping[str, object]) -> dict[str, Any]:
    """A row's values without the empty ones."""
    return {
        key: value if type(value) is str else packed(value)
        for key, value in values.items()
        if value is not None
    }


def unpacked_map(values: Mapping[str, Any]) -> dict[str, object]:
    """A row's values."""
    return {key: unpacked(value) if isinstance(value, dict) else value for key, value in values.items()}


def said_in_every_language(sentence: object) -> dict[str, str]:
    """A sentence in each language of the house, so that a preview can be read in any of them."""
    if type(sentence) is str:
        return {"zh-hans": sentence}
    said = {}
    for language in LANGUAGES:
        with translation.override(language):
            said[language] = str(sentence)
    return said


def said(sentences: Mapping[str, str], language: str) -> str:
    """The sentence in the reader's language, else in the one there is."""
    return sentences.get(language) or sentences.get("zh-hans", "")


def packed_problem(problem: CellProblem) -> dict[str, Any]:
    """A problem of a cell."""
    return {
        "column": problem.column,
        "code": problem.code,
        "message": said_in_every_language(problem.message),
        "raw": problem.raw[:200],
    }


def row_of(staged: StagedLine) -> tuple[CleanRow, Decision]:
    """The row and the decision about it, as they were when the preview was made; without its raw cells, which
    nobody needs any more once a row is to be written."""
    about: dict[str, Any] = staged.about
    flags = tuple(Flag(code, column) for code, column in staged.flags)
    read = about.get("read", len(flags))
    row = CleanRow(
        sheet=staged.sheet,
        row_no=staged.row_no,
        values=MappingProxyType(unpacked_map(staged.values)),
        flags=flags[:read],
        group=about.get("group", ""),
        sheet_status=about.get("status", ""),
        keys=MatchKeys(*about["keys"]) if "keys" in about else MatchKeys(),
        comments=tuple(about.get("comments", ())),
    )
    decision = Decision(
        action=staged.action,  # type: ignore[arg-type]
        target_id=staged.target_id,
        joined_to=(staged.joined_sheet, staged.joined_row_no) if staged.joined_row_no is not None else None,
        changes=tuple(
            Change(field, unpacked(before), unpacked(after)) for field, before, after in staged.changes
        ),
        flags=flags[read:],
    )
    return row, decision


def about_row(row: CleanRow) -> dict[str, Any]:
    """What reading found about a row besides its values; nothing where there is nothing."""
    about: dict[str, Any] = {"read": len(row.flags)}
    if any(row.keys):
        about["keys"] = list(row.keys)
    if row.group:
        about["group"] = row.group
    if row.sheet_status:
        about["status"] = row.sheet_status
    if row.comments:
        about["comments"] = list(row.comments)
    return about
