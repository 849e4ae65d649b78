"""Secrets of others that the house must be able to read again: kept sealed with a key derived from the
installation's own.

A copy of the database alone gives none of them away. Whoever changes ``secret_key`` has to enter them anew.
"""

from __future__ import annotations

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from endcap.kernel.errors import Refusal


class SealBroken(Refusal):
    """What was sealed can't be opened: the installation's key is another one now."""

    code = "seal_broken"
    sentence = _("密钥换过，原来保存的内容读不出来了，重新填一次。")


@lru_cache(maxsize=16)
def _key(secret: str, purpose: str) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=f"endcap.sealed:{purpose}".encode()).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def seal(text: str, *, purpose: str) -> str:
    """The text as it may lie in the database; the same text looks different each time."""
    return _key(settings.SECRET_KEY, purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, *, purpose: str) -> str:
    """The text again. Raises SealBroken for another key, another purpose, or a changed text."""
    try:
        return _key(settings.SECRET_KEY, purpose).decrypt(sealed.encode()).decode()
    except (InvalidToken, ValueError) as wrong:
        raise SealBroken from wrong
