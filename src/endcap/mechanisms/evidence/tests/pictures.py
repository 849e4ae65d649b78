"""Files for the tests, made from nothing: honest ones and liars."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image


def photo(width: int = 60, height: int = 40, *, kind: str = "JPEG", color="teal", exif=None) -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    image = Image.new("RGB", (width, height), color)
    image.save(out, kind, **({"exif": exif} if exif else {}))
    return out.getvalue()


def photo_with_place(*, turned: bool = False, **given) -> bytes:
    """A photo as a phone makes it: with the place in its notes, and lying on its side if asked."""
    exif = Image.Exif()
    exif[0x0110] = "Phone 12"
    if turned:
        exif[0x0112] = 6  # turn right to see it upright
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (31.0, 14.0, 5.0)
    place[3], place[4] = "E", (121.0, 28.0, 1.0)
    exif._ifds[0x8825] = place
    return photo(exif=exif, **given)


def bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A tiny PNG that says it is 900 million points."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    points = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", points) + chunk(b"IEND", b"")


PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 40
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
HTML = b"<!doctype html><script>alert(1)</script>"
EXE = b"MZ\x90\0" + b"\0" * 60
ELF = b"\x7fELF" + b"\0" * 60
ZIP = b"PK\x03\x04" + b"\0" * 60
