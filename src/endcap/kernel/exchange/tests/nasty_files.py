"""Makers of files that people and attackers send."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import xlsxwriter

HEADER = ["客户编码", "终端名称", "地址", "城市", "电话", "近12月进货额", "最近下单日期"]
ROWS = [
    ["1001", "好运来超市", "人民路 1 号", "广州", "13812345678", 120.5, "2022-06-27"],
    ["1002", "万家便利店", "解放路 2 号", "广州", "13912345678", 88, "2022/6/30"],
]


def workbook(path: Path, rows: Sequence[Sequence[object]], name: str = "终端") -> Path:
    """A plain xlsx file with one sheet."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet(name)
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return path


def with_parts(source: Path, target: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """A copy of a zip with its parts changed."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, change(entry.filename, old.read(entry)))
    return target


def lying_size(source: Path, part: str, claim: int) -> bytes:
    """The bytes of a zip whose directory claims another unpacked size for one part."""
    data = bytearray(source.read_bytes())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        offset = archive.getinfo(part).header_offset
        start = archive.start_dir
    struct.pack_into("<I", data, offset + 22, claim)
    place = start
    while data[place : place + 4] == b"PK\x01\x02":
        name_length, extra, comment = struct.unpack_from("<HHH", data, place + 28)
        if bytes(data[place + 46 : place + 46 + name_length]).decode() == part:
            struct.pack_into("<I", data, place + 24, claim)
        place += 46 + name_length + extra + comment
    return bytes(data)


def zeros_archive(path: Path, size: int) -> Path:
    """A workbook-like zip whose sheet is nothing but repeated spaces: a classical bomb."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * size)
    return path
