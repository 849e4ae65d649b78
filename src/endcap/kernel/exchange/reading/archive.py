"""Zip containers (xlsx, xlsb, ods) looked through before any parser sees them.

Sizes in a zip are claims: the bytes are counted while they are inflated. The same pass notes what the
spreadsheet reader does not tell: hidden columns and rows, formulas without a value, error cells, the extent.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO

from endcap.kernel.exchange.messages import FileRefused

MB = 1 << 20
CHUNK = 1 << 20
CARRY = 32 * MB
SMALL = 1 * MB  # below this the ratio proves nothing
_LOCAL = struct.Struct("<4s22xHH")
_FORBIDDEN = [
    word.encode(code) for word in ("<!DOCTYPE", "<!ENTITY") for code in ("ascii", "utf-16-le", "utf-16-be")
]
_XML = (".xml", ".rels", ".vml")
ENCRYPTED = 0x1


@dataclass(frozen=True)
class Limits:
    """What a file may cost before it is refused."""

    max_unpacked: int = 400 * MB
    max_ratio: int = 200
    max_entries: int = 1000
    max_area: int = 20_000_000  # cells between the first and the last used corner of one sheet
    max_rows: int = 20_000_000


@dataclass
class SheetScan:
    """What the XML of one worksheet tells besides its values."""

    hidden_columns: set[int] = field(default_factory=set)  # 1-based
    hidden_rows: set[int] = field(default_factory=set)
    no_value: dict[tuple[int, int], str] = field(default_factory=dict)  # (row, column), 1-based → flag
    last_row: int = 0
    filled_corner: tuple[int, int] = (0, 0)


@dataclass
class ArchiveFacts:
    """Scans by part name, and the small XML parts by name."""

    scans: dict[str, SheetScan] = field(default_factory=dict)
    parts: dict[str, bytes] = field(default_factory=dict)
    names: tuple[str, ...] = ()


def inspect_archive(
    file: IO[bytes], limits: Limits, *, progress: Callable[[], None] | None = None
) -> ArchiveFacts:
    """Look through all parts; refuse bombs, passwords, broken parts, and entities."""
    try:
        entries = zipfile.ZipFile(file).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error) as error:
        raise FileRefused("file_corrupt") from error
    _refuse_by_claims(entries, limits)
    facts = ArchiveFacts(names=tuple(entry.filename for entry in entries))
    total = 0
    for entry in entries:
        total = _read_part(file, entry, facts, limits, total)
        if progress is not None:
            progress()
    return facts


def _refuse_by_claims(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(entries) > limits.max_entries:
        raise FileRefused("bomb_entries", limit=limits.max_entries)
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        raise FileRefused("file_password")
    if sum(entry.file_size for entry in entries) > limits.max_unpacked:
        raise FileRefused("bomb_unpacked", limit=limits.max_unpacked // MB)
    for entry in entries:
        if entry.file_size > SMALL and entry.file_size > limits.max_ratio * max(1, entry.compress_size):
            raise FileRefused("bomb_ratio", limit=limits.max_ratio)


def _read_part(
    file: IO[bytes], entry: zipfile.ZipInfo, facts: ArchiveFacts, limits: Limits, total: int
) -> int:
    """Inflate one part, counting; returns the running total."""
    name = entry.filename
    is_xml = name.lower().endswith(_XML) or name == "mimetype"
    scanner = SheetScanner() if re.search(r"xl/worksheets/[^/]+\.xml$", name, re.IGNORECASE) else None
    keep = bytearray() if is_xml and scanner is None and entry.file_size <= 64 * MB else None
    tail = b""
    size = 0
    for chunk in _inflate(file, entry):
        size += len(chunk)
        if total + size > limits.max_unpacked:
            raise FileRefused("bomb_unpacked", limit=limits.max_unpacked // MB)
        if size > SMALL and size > limits.max_ratio * max(1, entry.compress_size):
            raise FileRefused("bomb_ratio", limit=limits.max_ratio)
        if is_xml:
            _refuse_entities(tail + chunk)
            tail = chunk[-32:]
        if scanner is not None:
            scanner.feed(chunk)
        elif keep is not None and name != "xl/sharedStrings.xml":
            keep += chunk
    if scanner is not None:
        facts.scans[name] = scanner.close(limits)
    elif keep is not None:
        facts.parts[name] = bytes(keep)
        if name == "content.xml":
            _refuse_wide_ods(facts.parts[name], limits)
    return total + size


def _refuse_entities(data: bytes) -> None:
    if b"!" in data and any(word in data for word in _FORBIDDEN):
        raise FileRefused("file_entities")
    if b"<!doctype" in data or b"<!entity" in data:
        raise FileRefused("file_entities")


def _inflate(file: IO[bytes], entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The real bytes of a part, whatever its headers claim."""
    file.seek(entry.header_offset)
    header = file.read(_LOCAL.size)
    if len(header) < _LOCAL.size or not header.startswith(b"PK\x03\x04"):
        raise FileRefused("file_corrupt")
    _magic, name_length, extra_length = _LOCAL.unpack(header)
    file.seek(name_length + extra_length, 1)
    left = entry.compress_size
    if entry.compress_type == zipfile.ZIP_STORED:
        while left > 0 and (data := file.read(min(CHUNK, left))):
            left -= len(data)
            yield data
        return
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise FileRefused("file_unsupported", kind=f"zip/{entry.compress_type}")
    yield from _inflate_deflated(file, left)


def _inflate_deflated(file: IO[bytes], left: int) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-15)
    try:
        while left > 0 and not inflater.eof:
            data = file.read(min(CHUNK // 8, left))
            if not data:
                break
            left -= len(data)
            while data:
                out = inflater.decompress(data, CHUNK)
                data = inflater.unconsumed_tail
                if out:
                    yield out
                if inflater.eof:
                    break
        if not inflater.eof:
            raise FileRefused("file_corrupt")
    except zlib.error as error:
        raise FileRefused("file_corrupt") from error


_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d+)"')
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b(?=[^>]*\shidden="(?:1|true)")[^>]*?\br="(\d+)"')
_HIDDEN_COLUMN = re.compile(rb'<(?:\w+:)?col\b(?=[^>]*\shidden="(?:1|true)")[^>]*>')
_COLUMN_OF_CELL = re.compile(rb'<(?:\w+:)?c r="([A-Z]{1,3})\d')
_FILLED_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d+)"[^>]*(?<!/)>(?!</)')
_ERROR_CELL = re.compile(rb'<(?:\w+:)?c\b(?=[^>]*\st="e")[^>]*?\br="([A-Z]{1,3})(\d+)"')
_NO_VALUE = re.compile(
    rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d+)"[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)'
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v\s*></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)


def column_number(letters: bytes | str) -> int:
    """A → 1, AA → 27."""
    number = 0
    for letter in letters.encode() if isinstance(letters, str) else letters:
        number = number * 26 + letter - 64
    return number


class SheetScanner:
    """Reads worksheet XML in pieces cut at row ends."""

    def __init__(self) -> None:
        self.scan = SheetScan()
        self._buffer = b""

    def feed(self, chunk: bytes) -> None:
        """One more piece."""
        self._buffer += chunk
        cut = self._buffer.rfind(b"</row>")
        if cut < 0 and len(self._buffer) < CARRY:
            return
        cut = cut + 6 if cut >= 0 else len(self._buffer)
        self._look(self._buffer[:cut])
        self._buffer = self._buffer[cut:]

    def close(self, limits: Limits) -> SheetScan:
        """The last piece, and the verdict on the extent."""
        self._look(self._buffer)
        self._buffer = b""
        row, column = self.scan.filled_corner
        if row * column > limits.max_area:
            raise FileRefused("bomb_area", cell=f"{_letters(column)}{row}")
        return self.scan

    def _look(self, data: bytes) -> None:
        scan = self.scan
        rows = _ROW.findall(data)
        if rows:
            scan.last_row = max(scan.last_row, int(rows[-1]))
        self._extend(data)
        if b"hidden=" in data:
            scan.hidden_rows.update(int(row) for row in _HIDDEN_ROW.findall(data))
            for found in _HIDDEN_COLUMN.findall(data):
                scan.hidden_columns.update(_column_range(found))
        if b't="e"' in data:
            for letters, row in _ERROR_CELL.findall(data):
                scan.no_value[int(row), column_number(letters)] = "formula_error"
        if b"<f" in data or b":f" in data:
            for letters, row in _NO_VALUE.findall(data):
                scan.no_value.setdefault((int(row), column_number(letters)), "formula_without_value")

    def _extend(self, data: bytes) -> None:
        """Move the corner of the filled area; cells that are formatted but empty don't count."""
        filled_until = data.rfind(b":c>") if b":c>" in data else data.rfind(b"</c>")
        if filled_until < 0:
            return
        top_row, top_column = self.scan.filled_corner
        last = data.rfind(b"row ", 0, filled_until)
        number = re.compile(rb'[^>]*?\br="(\d+)"').match(data, last) if last >= 0 else None
        row = max(top_row, int(number[1]) if number else 0)
        widest = max((column_number(one) for one in set(_COLUMN_OF_CELL.findall(data))), default=0)
        if widest > max(top_column, 40):
            widest = max((column_number(found[1]) for found in _FILLED_CELL.finditer(data)), default=0)
        self.scan.filled_corner = (row, max(top_column, widest))


def _column_range(element: bytes) -> range:
    first, last = re.search(rb'\bmin="(\d+)"', element), re.search(rb'\bmax="(\d+)"', element)
    if first is None or last is None:
        return range(0)
    return range(int(first[1]), min(int(last[1]), 16384) + 1)


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters or "A"


column_letters = _letters
_ODS = re.compile(rb"<table:(table-row|table-cell|covered-table-cell|table)\b([^>]*?)(/?)>")
_REPEATED = re.compile(rb'table:number-(?:rows|columns)-repeated="(\d{1,9})"')


def _refuse_wide_ods(content: bytes, limits: Limits) -> None:
    """A few bytes of ODS can claim a billion repeated cells; only cells with content make the area."""
    row = column = last_row = last_column = row_repeat = 0
    for tag, attributes, empty in _ODS.findall(content):
        repeat_found = _REPEATED.search(attributes)
        repeat = int(repeat_found[1]) if repeat_found else 1
        if tag == b"table":
            row = column = last_row = last_column = row_repeat = 0
        elif tag == b"table-row":
            row, column, row_repeat = row + repeat, 0, repeat
        else:
            column += repeat
            if not empty or b"office:value" in attributes:
                last_row, last_column = row, max(last_column, column)
                if last_row * last_column > limits.max_area or row_repeat * repeat > limits.max_area // 10:
                    raise FileRefused("bomb_area", cell=f"{_letters(min(last_column, 16384))}{last_row}")
