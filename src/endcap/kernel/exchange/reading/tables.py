"""Text tables (csv, tsv, txt) and Parquet files as streams of rows."""

from __future__ import annotations

import contextlib
import csv
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from endcap.kernel.exchange.messages import FileRefused
from endcap.kernel.exchange.reading.archive import MB, Limits
from endcap.kernel.exchange.reading.encodings import Encoding, lines_of
from endcap.kernel.exchange.reading.workbook import Row, SheetFacts
from endcap.kernel.exchange.writing.neutral import restored

if TYPE_CHECKING:
    import duckdb

BATCH = 4000
CELL_LIMIT = 131_072


class TextTable:
    """A text file with a delimiter, read line by line."""

    plain = False
    total_rows: int | None = None

    def __init__(self, path: Path, encoding: Encoding, delimiter: str, limits: Limits) -> None:
        self.path, self.encoding, self.delimiter, self.limits = path, encoding, delimiter, limits
        self.facts = SheetFacts(name=path.stem)

    def rows(self) -> Iterator[Row]:
        """Records; a record with a line break in quotes counts as one row, as in a spreadsheet."""
        row_no = 0
        reader = csv.reader(lines_of(self.path, self.encoding), delimiter=self.delimiter)
        try:
            for record in reader:
                row_no += 1
                if row_no > self.limits.max_rows:
                    raise FileRefused("too_many_rows", limit=self.limits.max_rows)
                yield [restored(cell) if cell[:1] == "'" else cell for cell in record]
        except csv.Error as error:
            raise FileRefused("csv_broken", row=row_no + 1) from error
        except UnicodeDecodeError as error:
            raise FileRefused("encoding_unknown") from error


class ParquetTable:
    """A Parquet file: the column names are the first row, values keep their types."""

    plain = True

    def __init__(self, path: Path, limits: Limits) -> None:
        self.path = path
        self.facts = SheetFacts(name=path.stem)
        with self._connection() as connection, _openable(path) as name:
            rows, size, names = _parquet_size(connection, name)
        if rows > limits.max_rows:
            raise FileRefused("too_many_rows", limit=limits.max_rows)
        if size > limits.max_unpacked * 4:  # columns are unpacked a piece at a time
            raise FileRefused("bomb_unpacked", limit=limits.max_unpacked * 4 // MB)
        self.names = names
        self.total_rows: int | None = rows + 1

    @contextlib.contextmanager
    def _connection(self) -> Iterator[duckdb.DuckDBPyConnection]:
        config = {
            "memory_limit": "300MB",
            "threads": "2",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
        import duckdb  # 14 MB, for whoever brings such a file

        connection = duckdb.connect(config=config)
        try:
            yield connection
        finally:
            connection.close()

    def rows(self) -> Iterator[Row]:
        """The names, then the rows in file order, streamed."""
        import duckdb

        yield list(self.names)
        with self._connection() as connection, _openable(self.path) as name:
            try:
                cursor = connection.execute("select * from read_parquet(?)", [name])
                while batch := cursor.fetchmany(BATCH):
                    for record in batch:
                        yield list(record)
            except duckdb.Error as error:
                raise FileRefused("parquet_broken") from error


def _parquet_size(connection: duckdb.DuckDBPyConnection, name: str) -> tuple[int, int, list[str]]:
    import duckdb

    try:
        size = connection.execute(
            "select sum(total_uncompressed_size) from parquet_metadata(?)", [name]
        ).fetchone()
        rows = connection.execute("select sum(num_rows) from parquet_file_metadata(?)", [name]).fetchone()
        described = connection.execute("describe select * from read_parquet(?)", [name]).fetchall()
    except duckdb.Error as error:
        raise FileRefused("parquet_broken") from error
    return (
        int(rows[0] or 0) if rows else 0,
        int(size[0] or 0) if size else 0,
        [str(one[0]) for one in described],
    )


@contextlib.contextmanager
def _openable(path: Path) -> Iterator[str]:
    """The path as the reader takes it; signs that it would read as a pattern are hidden behind a link."""
    if not any(sign in str(path) for sign in "*?[]{}"):
        yield str(path)
        return
    with tempfile.TemporaryDirectory() as folder:
        link = Path(folder) / "table.parquet"
        link.symlink_to(path.resolve())
        yield str(link)
