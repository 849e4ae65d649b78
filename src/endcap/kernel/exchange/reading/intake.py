"""Open a file safely: its type is what its bytes say, and nothing dangerous reaches a parser."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from endcap.kernel.exchange.messages import FileRefused
from endcap.kernel.exchange.reading.archive import ArchiveFacts, Limits, inspect_archive
from endcap.kernel.exchange.reading.encodings import Encoding, detect, sniff_delimiter
from endcap.kernel.exchange.reading.tables import ParquetTable, TextTable
from endcap.kernel.exchange.reading.workbook import Row, SheetFacts, Workbook

__all__ = ["Limits", "OpenedFile", "SheetSource", "file_type", "open_file"]

_HEAD = 1 << 16
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KNOWN = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "gzip"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"{\\rtf", "RTF"),
    (b"\x7fELF", "ELF"),
    (b"MZ\x90", "EXE"),
    (b"SQLite format 3", "SQLite"),
)


class SheetSource(Protocol):
    """One table of a file; its rows can be read several times."""

    @property
    def plain(self) -> bool:
        """Whether nobody edits it by hand."""

    @property
    def facts(self) -> SheetFacts:
        """What is known besides the values."""

    @property
    def total_rows(self) -> int | None:
        """How many rows, where that is known beforehand."""

    def rows(self) -> Iterator[Row]:
        """All rows from the first."""


@dataclass
class OpenedFile:
    """A file that may be read."""

    kind: str
    sheets: Sequence[SheetSource]
    encoding: Encoding | None = None
    delimiter: str = ""
    book: Workbook | None = None

    def close(self) -> None:
        """Let go of what is held."""
        if self.book is not None:
            self.book.close()


def file_type(path: Path) -> str:
    """xlsx, xlsb, xls, ods, parquet or text, by content; anything else is refused by name."""
    if not path.is_file():
        raise FileRefused("file_missing", name=path.name)
    if path.stat().st_size == 0:
        raise FileRefused("file_empty")
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(_OLE):
        return _ole_type(path)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    for magic, kind in _KNOWN:
        if head.startswith(magic):
            raise FileRefused("file_unsupported", kind=kind)
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype html", b"<html", b"<table", b"<meta")):
        raise FileRefused("file_unsupported", kind="HTML")
    if text.startswith((b"<?xml", b"<!doctype", b"<workbook")):
        raise FileRefused("file_unsupported", kind="XML")
    if not head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise FileRefused("file_empty")
    return "text"


def _ole_type(path: Path) -> str:
    """The old container holds an old workbook, or a new one behind a password."""
    data = path.read_bytes() if path.stat().st_size < 200 << 20 else b""
    if "EncryptedPackage".encode("utf-16-le") in data or "EncryptionInfo".encode("utf-16-le") in data:
        raise FileRefused("file_password")
    if "Workbook".encode("utf-16-le") in data or "Book".encode("utf-16-le") in data:
        return "xls"
    raise FileRefused("file_unsupported", kind="OLE")


def _zip_type(facts: ArchiveFacts) -> str:
    names = set(facts.names)
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if b"opendocument.spreadsheet" in facts.parts.get("mimetype", b""):
        return "ods"
    if any(name.startswith("word/") for name in names):
        raise FileRefused("file_unsupported", kind="docx")
    if not names:
        raise FileRefused("file_empty")
    raise FileRefused("file_unsupported", kind="zip")


def open_file(path: Path, limits: Limits | None = None) -> OpenedFile:
    """Open a spreadsheet, text table or Parquet file, or refuse it with a sentence."""
    limits = limits or Limits()
    kind = file_type(path)
    if kind == "parquet":
        return OpenedFile(kind, [ParquetTable(path, limits)])
    if kind == "text":
        encoding = detect(path)
        delimiter = sniff_delimiter(path, encoding)
        return OpenedFile("csv", [TextTable(path, encoding, delimiter, limits)], encoding, delimiter)
    archive = None
    if kind == "zip":
        with path.open("rb") as file:
            archive = inspect_archive(file, limits)
        kind = _zip_type(archive)
    book = Workbook(path, archive)
    return OpenedFile(kind, book.sheets, book=book)
