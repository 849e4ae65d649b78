"""Text tables and Parquet files, written row by row so that memory does not grow with the table."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from endcap.kernel.exchange.writing.neutral import neutral
from endcap.kernel.exchange.writing.presenting import Look, Shown

FORMATS = ("xlsx", "csv", "parquet")
_TYPES = {Look.WHOLE: "BIGINT", Look.DATE: "DATE"}
_DECIMALS = {Look.MONEY: "DECIMAL(18,2)", Look.PRICE: "DECIMAL(18,4)", Look.PERCENT: "DECIMAL(18,4)"}


class _Echo:
    """Gives the CSV writer's line back instead of keeping it."""

    def write(self, text: str) -> str:
        return text


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return neutral(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)


def csv_lines(columns: Sequence[Shown], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """UTF-8 with byte order mark, so that spreadsheet programs show Chinese; text that could run is
    neutral."""
    write = csv.writer(_Echo()).writerow
    cells = [column.cell for column in columns]
    yield b"\xef\xbb\xbf" + str(write([neutral(column.heading) for column in columns])).encode()
    block: list[str] = []
    for row in rows:
        block.append(str(write([_plain(cell(value)) for cell, value in zip(cells, row, strict=True)])))
        if len(block) >= 500:
            yield "".join(block).encode()
            block = []
    if block:
        yield "".join(block).encode()


def write_csv(path: Path, columns: Sequence[Shown], rows: Iterable[Sequence[object]]) -> None:
    """A CSV file."""
    with path.open("wb") as file:
        file.writelines(csv_lines(columns, rows))


def sheet_title(title: str) -> str:
    """A worksheet name that spreadsheet programs accept."""
    return "".join(" " if sign in "[]:*?/\\'" else sign for sign in title).strip()[:28] or "Sheet"


def write_parquet(path: Path, columns: Sequence[Shown], rows: Iterable[Sequence[object]]) -> None:
    """A Parquet file with typed columns, through a temporary table on disk."""
    with TemporaryDirectory(dir=path.parent) as folder:
        between = Path(folder) / "rows.csv"
        cells = [column.cell for column in columns]
        with between.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(
                file, quoting=csv.QUOTE_NOTNULL if hasattr(csv, "QUOTE_NOTNULL") else csv.QUOTE_MINIMAL
            )
            for row in rows:
                writer.writerow([_raw(cell(value)) for cell, value in zip(cells, row, strict=True)])
        _csv_to_parquet(between, path, columns)


def _raw(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _csv_to_parquet(between: Path, path: Path, columns: Sequence[Shown]) -> None:
    types = {
        column.key: _TYPES.get(column.look)
        or _DECIMALS.get(column.look)
        or ("DOUBLE" if column.look is Look.DEGREES else "VARCHAR")
        for column in columns
    }
    listed = ", ".join(f"'c{at}': '{kind}'" for at, kind in enumerate(types.values()))
    chosen = ", ".join(f'c{at} AS "{key}"' for at, key in enumerate(types))
    reading = (
        f"read_csv(?, auto_detect=false, header=false, columns={{{listed}}}, delim=',', quote='\"', "
        "escape='\"', nullstr='', new_line='\\r\\n', max_line_size=500000, buffer_size=1000000)"
    )
    import duckdb  # 14 MB, for whoever wants such a file

    with duckdb.connect(config={"memory_limit": "48MB", "threads": "1"}) as base:
        base.execute(
            f"COPY (SELECT {chosen} FROM {reading}) TO '{_quoted(path)}' (FORMAT parquet, ROW_GROUP_SIZE 8192)",  # noqa: S608
            [str(between)],
        )


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
