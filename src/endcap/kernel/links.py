"""Addresses that open one thing to whoever holds them: the id, and a mark made with the installation's key.

No secret is kept in the database; whoever changes the key makes all such addresses void.
"""

from __future__ import annotations

import base64
import hmac
from uuid import UUID

from django.utils.crypto import salted_hmac


def token_of(salt: str, id: UUID) -> str:
    """The secret part of an address. ``salt`` says what kind of thing it opens."""
    mark = salted_hmac(salt, str(id), algorithm="sha256").digest()[:12]
    return base64.urlsafe_b64encode(id.bytes + mark).decode().rstrip("=")


def id_in(salt: str, token: str) -> UUID | None:
    """What a token opens; None for anything that this installation has not made."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        id = UUID(bytes=raw[:16])
    except ValueError:
        return None
    return id if hmac.compare_digest(token_of(salt, id).encode(), token.encode()) else None
