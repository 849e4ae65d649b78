"""What a file really is, and how a photo is made safe to show. Pure: bytes in, bytes out.

The name of a file is what somebody typed; only its first bytes tell what it is. A photo is decoded and written
anew, so that nothing but its points is ever served: no place, no camera, no script hidden behind the picture.
"""

from __future__ import annotations

import io
import re
import unicodedata
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from endcap.mechanisms.evidence.errors import (
    EmptyFile,
    FileTooBig,
    HeicRefused,
    KindRefused,
    PhotoTooLarge,
    PhotoUnreadable,
)

LARGEST_BYTES = 15 * 2**20
LARGEST_PIXELS = 60_000_000
SIDE, SMALL_SIDE = 2048, 320
MEGABYTE, TEN_THOUSAND = 2**20, 10_000

_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"%PDF-", "application/pdf"),
)
_HEIC_BRANDS = frozenset(
    {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"}
)
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "application/pdf": "pdf"}


@dataclass(frozen=True)
class ReadFile:
    """A file that may be kept: what it is, its clean name, and for photos what is served instead of it."""

    media_type: str
    file_name: str
    served: bytes  # the PDF itself, or the photo written anew as JPEG
    small: bytes | None  # a preview of a photo
    width: int | None
    height: int | None


def clean_name(given: str, media_type: str) -> str:
    """A name without folders and signs that confuse, ending in what the file really is."""
    name = unicodedata.normalize("NFC", given).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C")
    name = re.sub(r'[<>:"|?*%;]+', "_", name).strip(" .")
    ending = _ENDINGS[media_type]
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", name).strip(" .")[:100] or "file"
    return f"{stem}.{ending}"


def shown_name(given: str) -> str:
    """A name as a refusal repeats it."""
    kept = "".join(sign for sign in given if unicodedata.category(sign)[0] != "C")
    return kept.replace("\\", "/").rsplit("/", 1)[-1][:60] or "file"


def media_type_of(content: bytes) -> str:
    """What the bytes say they are; empty if it is nothing that is kept, ``heic`` for that family."""
    for start, media_type in _SIGNATURES:
        if content.startswith(start):
            return media_type
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return "heic"
    return ""


def read(content: bytes, file_name: str) -> ReadFile:
    """Look at a file and prepare what is served. Raises FileRefused with the sentence for the person."""
    name = shown_name(file_name)
    if not content:
        raise EmptyFile(name=name)
    refuse_size(len(content), file_name)
    media_type = media_type_of(content)
    if media_type == "heic":
        raise HeicRefused(name=name)
    if not media_type:
        raise KindRefused(name=name)
    cleaned = clean_name(file_name, media_type)
    if media_type == "application/pdf":
        return ReadFile(media_type, cleaned, content, None, None, None)
    photo = _upright(content, media_type, name)
    photo.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    small = photo.copy()
    small.thumbnail((SMALL_SIDE, SMALL_SIDE), Image.Resampling.LANCZOS)
    return ReadFile(media_type, cleaned, _jpeg(photo, 85), _jpeg(small, 78), photo.width, photo.height)


def refuse_size(size_bytes: int, file_name: str) -> None:
    """Refuse a file by its length alone, before it is read into memory."""
    if size_bytes > LARGEST_BYTES:
        shown = f"{size_bytes / MEGABYTE:.1f}"
        raise FileTooBig(name=shown_name(file_name), size=shown, limit=LARGEST_BYTES // MEGABYTE)


def _upright(content: bytes, media_type: str, name: str) -> Image.Image:
    """The picture itself, turned as it was held, on white where it was transparent."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=[_FORMATS[media_type]]) as opened:
                width, height = opened.size
                if width * height > LARGEST_PIXELS:
                    raise PhotoTooLarge(
                        name=name,
                        pixels=f"{width * height // TEN_THOUSAND:,}",
                        limit=f"{LARGEST_PIXELS // TEN_THOUSAND:,}",
                    )
                opened.draft("RGB", (SIDE, SIDE))
                opened.load()
                upright = ImageOps.exif_transpose(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PhotoTooLarge(name=name, pixels="∞", limit=f"{LARGEST_PIXELS // TEN_THOUSAND:,}") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, MemoryError):
        raise PhotoUnreadable(name=name) from None
    return _on_white(upright)


def _on_white(photo: Image.Image) -> Image.Image:
    if photo.mode == "RGB":
        return photo
    if photo.mode in ("RGBA", "LA", "PA") or "transparency" in photo.info:
        over = photo.convert("RGBA")
        ground = Image.new("RGB", over.size, "white")
        ground.paste(over, mask=over.getchannel("A"))
        return ground
    return photo.convert("RGB")


def _jpeg(photo: Image.Image, quality: int) -> bytes:
    """The points and nothing else: neither EXIF nor any other note of the camera is written."""
    out = io.BytesIO()
    photo.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()
