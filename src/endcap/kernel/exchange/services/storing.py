"""Staged rows on their way into the database and out of it: plain SQL, because there may be a hundred
thousand."""

from __future__ import annotations

import json
import json.encoder
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from endcap.kernel.exchange.declare import CellProblem, CleanRow, Decision, Effect, Flag
from endcap.kernel.exchange.models import StagedRow
from endcap.kernel.exchange.selectors import StagedLine
from endcap.kernel.exchange.services.packing import about_row, packed, packed_map, packed_problem

CHUNK = 2_000
_FIELDS = (
    "batch_id", "seq", "sheet", "row_no", "kind", "action", "values", "raw", "flags", "problems", "changes",
    "joined_sheet", "joined_row_no", "target_id", "about",
)  # fmt: skip
Line = tuple[Any, ...]


def _encoder() -> Callable[[object], str]:
    """JSON without spaces; the encoder itself is made once, where ``json`` makes one for every value."""
    encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
    make = getattr(json.encoder, "c_make_encoder", None)
    if make is None:
        return encoder.encode
    pieces = make(None, encoder.default, json.encoder.encode_basestring, None, ":", ",", False, False, True)
    return lambda value: "".join(pieces(value, 0))


_encode = _encoder()


def _uuid(value: UUID | None) -> Any:
    """As the database keeps ids: PostgreSQL natively, SQLite as hexadecimal digits."""
    return value if value is None or connection.features.has_native_uuid_field else value.hex


def action_of(row: CleanRow, decision: Decision) -> str:
    """What happens to a row; a row with a problem waits."""
    return StagedRow.Action.ERROR.value if row.problems or decision.problems else decision.action


def problems_of(row: CleanRow, decision: Decision) -> tuple[CellProblem, ...]:
    """What is wrong with a row, each thing once, though the sheet may repeat what reading found."""
    if not decision.problems:
        return row.problems
    once = {(problem.column, problem.code): problem for problem in (*decision.problems, *row.problems)}
    return tuple(once.values())


def data_line(batch_id: UUID, seq: int, row: CleanRow, decision: Decision) -> Line:
    """A data row for the table."""
    flags: Sequence[Flag] = (*row.flags, *decision.flags)
    problems = problems_of(row, decision)
    joined_sheet, joined_row = decision.joined_to or ("", None)
    return (
        _uuid(batch_id), seq, row.sheet[:100], row.row_no, "data", action_of(row, decision),
        _encode(packed_map(row.values)), _encode(row.raw),
        _encode([(flag.code, flag.column) for flag in flags]) if flags else "[]",
        _encode([packed_problem(problem) for problem in problems]) if problems else "[]",
        _encode([(change.field, packed(change.before), packed(change.after)) for change in decision.changes])
        if decision.changes else "[]",
        joined_sheet[:100], joined_row, _uuid(decision.target_id), _encode(about_row(row)),
    )  # fmt: skip


def skipped_line(batch_id: UUID, seq: int, sheet: str, row_no: int, kind: str, raw: Sequence[str]) -> Line:
    """A row that is no data: a title, a subtotal, a blank."""
    return (
        _uuid(batch_id), seq, sheet[:100], row_no, kind, StagedRow.Action.SKIP.value,
        "{}", _encode(tuple(raw)), "[]", "[]", "[]", "", None, None, "{}",
    )  # fmt: skip


def _in_chunks(lines: Iterable[Line]) -> Iterator[list[Line]]:
    chunk: list[Line] = []
    for line in lines:
        chunk.append(line)
        if len(chunk) >= CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def insert_lines(lines: Iterable[Line]) -> int:
    """Write staged rows, each chunk in a transaction of its own, so that others can write while a long
    file is
    read; answers how many. Until the batch says that it is staged, nobody looks at them."""
    names = ", ".join(f'"{name}"' for name in _FIELDS)
    marks = ", ".join(["%s"] * len(_FIELDS))
    table = StagedRow._meta.db_table
    written = 0
    for chunk in _in_chunks(lines):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", chunk)  # noqa: S608
        written += len(chunk)
    return written


def keep_effects(pairs: Iterable[tuple[StagedLine, Effect]]) -> None:
    """Remember what undo needs, where it is not in the preview already: other targets, former values."""
    lines: list[Line] = [
        (_uuid(effect.target_id), _encode(packed(effect.before)) if effect.before else None, staged.pk)
        for staged, effect in pairs
        if effect.before or effect.target_id != staged.target_id
    ]
    if not lines:
        return
    table = StagedRow._meta.db_table
    with connection.cursor() as cursor:
        cursor.executemany(f'UPDATE {table} SET target_id = %s, "before" = %s WHERE id = %s', lines)  # noqa: S608


def drop_rows(batch_id: UUID) -> None:
    """Forget an earlier preview."""
    StagedRow.objects.filter(batch_id=batch_id).delete()
