"""Sealed heads: one line per seal in a file of the installation's folder, to be copied where nobody can
change it."""

from __future__ import annotations

import json
import os
from pathlib import Path

from django.conf import settings


def file() -> Path:
    """Where the seals are kept."""
    return Path(settings.HOME) / "audit-heads.jsonl"


def kept() -> tuple[dict[int, str], list[int]]:
    """The hash of each sealed row number, and the numbers of lines that can't be read."""
    if not file().exists():
        return {}, []
    found: dict[int, str] = {}
    unreadable: list[int] = []
    for number, line in enumerate(file().read_text("utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            seal = json.loads(line)
            seq, digest = int(seal["seq"]), str(seal["digest"])
        except (ValueError, KeyError, TypeError):
            unreadable.append(number)
            continue
        if found.setdefault(seq, digest) != digest:
            unreadable.append(number)
    return found, unreadable


def keep(*, seq: int, digest: str, sealed_at: str) -> None:
    """Append a seal, on the disk before this returns."""
    line = json.dumps({"seq": seq, "digest": digest, "sealed_at": sealed_at}, separators=(",", ":"))
    with file().open("a", encoding="utf-8") as seals:
        seals.write(line + "\n")
        seals.flush()
        os.fsync(seals.fileno())
