"""A security key made of software: answers what a page asks, as a browser would send it."""

from __future__ import annotations

import json
import os
import re
from html import unescape

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

FLAG = AuthenticatorData.FLAG


class SoftKey:
    """One key for one host."""

    def __init__(self, host: str = "localhost") -> None:
        self.host, self.origin = host, f"https://{host}"
        self._private = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(32)
        public = ES256.from_cryptography_key(self._private.public_key())
        self._data = AttestedCredentialData.create(b"\0" * 16, self.id, public)

    def _wrapped(self, response: dict) -> str:
        return json.dumps(
            {
                "id": websafe_encode(self.id),
                "rawId": websafe_encode(self.id),
                "type": "public-key",
                "authenticatorAttachment": "cross-platform",
                "clientExtensionResults": {},
                "response": response,
            }
        )

    def register(self, options: dict) -> str:
        """The answer to ``navigator.credentials.create``."""
        client = CollectedClientData.create("webauthn.create", options["publicKey"]["challenge"], self.origin)
        data = AuthenticatorData.create(sha256(self.host.encode()), FLAG.UP | FLAG.AT, 0, self._data)
        attestation = AttestationObject.create("none", data, {})
        return self._wrapped(
            {
                "clientDataJSON": websafe_encode(client),
                "attestationObject": websafe_encode(attestation),
                "transports": ["usb"],
            }
        )

    def sign(self, options: dict) -> str:
        """The answer to ``navigator.credentials.get``."""
        client = CollectedClientData.create("webauthn.get", options["publicKey"]["challenge"], self.origin)
        data = AuthenticatorData.create(sha256(self.host.encode()), FLAG.UP, 1)
        signature = self._private.sign(data + client.hash, ec.ECDSA(SHA256()))
        return self._wrapped(
            {
                "clientDataJSON": websafe_encode(client),
                "authenticatorData": websafe_encode(data),
                "signature": websafe_encode(signature),
                "userHandle": None,
            }
        )


def asked_on(page: str) -> dict:
    """What a page asks the key."""
    found = re.search(r'<script id="key-options" type="application/json">(.*?)</script>', page, re.S)
    assert found, page[:400]
    return json.loads(unescape(found.group(1)))
