"""Workbooks of the two binary formats that no maintained library writes: .xls (BIFF8 in an OLE container) and
.xlsb (BIFF12 in a zip). Only what a reader needs: one sheet of texts and numbers."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from struct import pack

Value = str | float
_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def _record(kind: int, body: bytes = b"") -> bytes:
    return pack("<HH", kind, len(body)) + body


def _biff8_cell(row: int, column: int, value: Value) -> bytes:
    place = pack("<HHH", row, column, 0)
    if isinstance(value, str):
        return _record(0x0204, place + pack("<HB", len(value), 1) + value.encode("utf-16-le"))
    return _record(0x0203, place + pack("<d", value))


def _biff8(name: str, rows: Sequence[Sequence[Value]]) -> bytes:
    begin = _record(0x0809, pack("<HHHHII", 0x0600, 0x0005, 0, 0x07CC, 0, 6))
    title = pack("<BB", len(name), 1) + name.encode("utf-16-le")
    page = _record(0x0042, pack("<H", 1200)) + _record(0x00E0, bytes(20))
    length = len(begin) + len(page) + 4 + 6 + len(title) + 4
    bound = _record(0x0085, pack("<IBB", length, 0, 0) + title)
    cells = b"".join(_biff8_cell(r, c, value) for r, row in enumerate(rows) for c, value in enumerate(row))
    sheet = _record(0x0809, pack("<HHHHII", 0x0600, 0x0010, 0, 0x07CC, 0, 6))
    sheet += _record(0x0200, pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0)) + cells
    return begin + page + bound + _record(0x000A) + sheet + _record(0x000A)


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    written = (name + "\0").encode("utf-16-le") if name else b""
    head = written.ljust(64, b"\0") + pack("<HBB", len(written), kind, 1) + pack("<III", _FREE, _FREE, child)
    return head + bytes(36) + pack("<IQ", start, size)


def xls(path: Path, rows: Sequence[Sequence[Value]], name: str = "终端") -> Path:
    """An Excel 97 workbook."""
    stream = _biff8(name, rows).ljust(4096, b"\0")  # shorter ones would lie in the container's small sectors
    sectors = -(-len(stream) // _SECTOR)
    chain = [_FAT, _END, *range(3, 2 + sectors), _END]
    fat = pack(f"<{_SECTOR // 4}I", *(chain + [_FREE] * (_SECTOR // 4 - len(chain))))
    folder = (
        _entry("Root Entry", 5, 1, _END, 0)
        + _entry("Workbook", 2, _FREE, 2, len(stream))
        + 2 * _entry("", 0, _FREE, 0, 0)
    )
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += (
        pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0) + pack("<I", 0) + pack("<108I", *[_FREE] * 108)
    )
    path.write_bytes(head + fat + folder + stream.ljust(sectors * _SECTOR, b"\0"))
    return path


def _wide(text: str) -> bytes:
    return pack("<I", len(text)) + text.encode("utf-16-le")


def _record12(kind: int, body: bytes = b"") -> bytes:
    number = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, left = b"", len(body)
    while True:
        left, low = left >> 7, left & 0x7F
        length += bytes([low | (0x80 if left else 0)])
        if not left:
            return number + length + body


def _row12(number: int, row: Sequence[Value]) -> bytes:
    found = _record12(0, pack("<II", number, 0) + bytes(9))
    for column, value in enumerate(row):
        place = pack("<II", column, 0)
        found += (
            _record12(6, place + _wide(value))
            if isinstance(value, str)
            else _record12(5, place + pack("<d", value))
        )
    return found


def xlsb(path: Path, rows: Sequence[Sequence[Value]], name: str = "终端") -> Path:
    """A binary workbook of Excel 2007."""
    sheets = _record12(143) + _record12(156, pack("<II", 0, 1) + _wide("rId1") + _wide(name)) + _record12(144)
    book = _record12(131) + _record12(153, bytes(8) + _wide("")) + sheets + _record12(132)
    size = pack("<IIII", 0, len(rows) - 1, 0, max(map(len, rows)) - 1)
    cells = b"".join(_row12(number, row) for number, row in enumerate(rows))
    sheet = _record12(129) + _record12(148, size) + _record12(145) + cells + _record12(146) + _record12(130)
    kinds = "http://schemas.openxmlformats.org/package/2006/relationships"
    to = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("[Content_Types].xml", "<Types/>")
        parts.writestr("xl/workbook.bin", book)
        parts.writestr("xl/worksheets/sheet1.bin", sheet)
        parts.writestr(
            "xl/_rels/workbook.bin.rels",
            f'<Relationships xmlns="{kinds}"><Relationship Id="rId1" Type="{to}" Target="worksheets/sheet1.bin"/>'
            "</Relationships>",
        )
    return path
