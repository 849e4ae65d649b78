"""The chain itself: what is hashed, and how. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

GENESIS = "0" * 64

# seq, at_us, actor, actor_name, action, object_type, object_id, detail, digest: a row as it is stored
StoredRow = tuple[int, int, str, str, str, str, str, str, str]


def canonical(detail: dict[str, Any]) -> str:
    """One spelling for one content: sorted keys, no spaces, no escapes beyond JSON's own."""
    return json.dumps(detail, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def digest_of(
    previous: str,
    seq: int,
    at_us: int,
    actor: str,
    actor_name: str,
    action: str,
    object_type: str,
    object_id: str,
    detail: str,
) -> str:
    """SHA-256 over the previous hash and every column; the unit separator cannot occur in a column
    unescaped."""
    body = (
        f"{previous}\x1f{seq}\x1f{at_us}\x1f{actor}\x1f{actor_name}"
        f"\x1f{action}\x1f{object_type}\x1f{object_id}\x1f{detail}"
    )
    return sha256(body.encode()).hexdigest()


def unbroken(rows: Sequence[StoredRow], start: int, previous: str, expected: int) -> tuple[int, str, int]:
    """Follow the chain from ``start`` as long as it holds.

    Answers where it stopped (``len(rows)`` when all rows hold), the last good hash and the number that is
    expected next.
    The formula of ``digest_of`` is written out here, since this loop decides how long a verification takes.
    """
    hashed = sha256
    for at in range(start, len(rows)):
        seq, at_us, actor, actor_name, action, object_type, object_id, detail, digest = rows[at]
        if (
            seq != expected
            or hashed(
                f"{previous}\x1f{seq}\x1f{at_us}\x1f{actor}\x1f{actor_name}"
                f"\x1f{action}\x1f{object_type}\x1f{object_id}\x1f{detail}".encode()
            ).hexdigest()
            != digest
        ):
            return at, previous, expected
        previous, expected = digest, seq + 1
    return len(rows), previous, expected
