"""Ids made by whoever creates the record: UUIDv7 (RFC 9562), sortable by time of creation."""

from __future__ import annotations

import os
from datetime import datetime
from uuid import UUID

from endcap.kernel import clock


def new_id(now: datetime | None = None) -> UUID:
    """A fresh UUIDv7: 48 bits of Unix milliseconds, then 74 random bits."""
    at = now or clock.now()
    milliseconds = int(at.timestamp() * 1000)
    noise = int.from_bytes(os.urandom(10), "big")
    high, low = noise >> 68 & 0xFFF, noise & ((1 << 62) - 1)
    return UUID(int=(milliseconds & ((1 << 48) - 1)) << 80 | 7 << 76 | high << 64 | 2 << 62 | low)
