"""Where the bytes lie, through Django's storage, so that a folder and an S3 bucket are alike.

``vault/`` holds originals, as they came, and is never served; ``evidence/`` holds what is shown.
"""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


def _under(top: str, sha256: str, ending: str = "") -> str:
    return f"{top}/{sha256[:2]}/{sha256[2:4]}/{sha256}{ending}"


def original_path(sha256: str) -> str:
    """The file as it came."""
    return _under("vault", sha256)


def served_path(sha256: str) -> str:
    """The photo as it is shown."""
    return _under("evidence", sha256, ".jpg")


def small_path(sha256: str) -> str:
    """Its preview."""
    return _under("evidence", sha256, ".small.jpg")


def put(path: str, content: bytes) -> None:
    """Write bytes once: what lies under the address of its content never differs."""
    if default_storage.exists(path):
        return
    written = default_storage.save(path, ContentFile(content))
    if written != path:  # somebody else wrote the same bytes in the same moment
        default_storage.delete(written)


def get(path: str) -> bytes | None:
    """The bytes, or None where they are gone."""
    try:
        with default_storage.open(path) as file:
            return file.read()
    except FileNotFoundError:
        return None


def drop(sha256: str) -> None:
    """Take every form of a file away for good."""
    for path in (original_path(sha256), served_path(sha256), small_path(sha256)):
        default_storage.delete(path)
