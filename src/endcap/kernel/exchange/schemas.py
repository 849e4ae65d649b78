"""Import and export as the API speaks of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from ninja import Schema


class ColumnOut(Schema):
    """A column of a sheet."""

    key: str
    label: str
    label_en: str
    kind: str
    required: bool
    personal: bool
    importable: bool


class SheetOut(Schema):
    """A sheet that can be imported or exported."""

    key: str
    title: str
    title_en: str
    may_import: bool
    may_export: bool
    columns: list[ColumnOut]


class PlaceOut(Schema):
    """A row of a file."""

    sheet: str
    row: int


class FoundOut(Schema):
    """How many rows of a kind, and where (the first ten thousand)."""

    count: int
    rows: list[PlaceOut]


class RowErrorOut(Schema):
    """A cell that could not be accepted."""

    sheet: str
    row: int
    column: str
    code: str
    message: str


class HeaderOut(Schema):
    """A header of the file and the column it was taken for."""

    sheet: str
    header: str
    column: str
    how: str


class ReportOut(Schema):
    """What an import found and did; of a preview, what it would do."""

    batch_id: UUID
    sheet: str
    file_name: str
    state: str
    rows_read: int
    data_rows: int
    created: int
    updated: int
    same: int
    joined_as_repeats: int
    left_out: int
    skipped: dict[str, FoundOut]
    flagged: dict[str, FoundOut]
    errors: list[RowErrorOut]
    error_rows: int
    mapping: list[HeaderOut]
    unknown_columns: list[str]
    hidden_columns: list[str]
    notes: list[str]
    same_file_as: UUID | None
    seconds: float


class UndoneOut(Schema):
    """What taking a batch back did."""

    removed: int
    restored: int
    kept: list[UUID]


class RefusalOut(Schema):
    """Why something was declined."""

    code: str
    message: str
    problems: list[dict[str, Any]] = []
