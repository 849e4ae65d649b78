"""Secrets of signing in that must be read again are kept sealed; what is only compared is kept as a digest."""

from __future__ import annotations

from hashlib import sha256

from endcap.kernel import sealed
from endcap.org.people.errors import SealBroken

_PURPOSE = "people.sign_in"


def seal(text: str) -> str:
    """The text, unreadable without the installation's key."""
    return sealed.seal(text, purpose=_PURPOSE)


def unseal(text: str) -> str:
    """The text again. Raises SealBroken, which says what to do about a second factor, if another key sealed it."""
    try:
        return sealed.unseal(text, purpose=_PURPOSE)
    except sealed.SealBroken as wrong:
        raise SealBroken() from wrong


def digest(text: str) -> str:
    """What is compared where the text itself need not be read again."""
    return sha256(text.encode()).hexdigest()
