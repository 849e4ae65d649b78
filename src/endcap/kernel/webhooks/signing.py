"""How a notice is signed. Pure; the receiver does the same and compares (see docs/areas/webhooks.md)."""

from __future__ import annotations

import hashlib
import hmac
import secrets

ID, TIMESTAMP, SIGNATURE = "Endcap-Webhook-Id", "Endcap-Webhook-Timestamp", "Endcap-Webhook-Signature"
VERSION = "v1"
PREFIX = "whsec_"


def new_secret() -> str:
    """A secret of 256 bits."""
    return PREFIX + secrets.token_urlsafe(32)


def signature(secret: str, *, timestamp: int, body: bytes) -> str:
    """HMAC-SHA256 over ``<timestamp>.<body>``, in hexadecimal, with the version of this scheme before it."""
    signed = str(timestamp).encode() + b"." + body
    return f"{VERSION}={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"


def is_genuine(
    secret: str, *, given: str, timestamp: int, body: bytes, now: int, tolerance_s: int = 300
) -> bool:
    """Whether a notice comes from us and is not an old one played again."""
    fresh = abs(now - timestamp) <= tolerance_s
    return hmac.compare_digest(given, signature(secret, timestamp=timestamp, body=body)) and fresh
