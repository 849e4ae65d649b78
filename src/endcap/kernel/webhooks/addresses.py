"""Where a notice may go: https, a public address, nothing of our own network. Checked when it is typed, and again
for the very address that is connected to."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

LENGTH = 500
_CARRIERS = (  # IPv6 ranges that carry an IPv4 address inside, wherever that leads
    ipaddress.ip_network("64:ff9b::/96"),
    ipaddress.ip_network("64:ff9b:1::/48"),
    ipaddress.ip_network("2002::/16"),
    ipaddress.ip_network("2001::/32"),
)


class BadAddress(ValueError):
    """An address that is not taken: ``code`` says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class Target:
    """An address in its parts."""

    is_tls: bool
    host: str
    port: int
    path: str

    @property
    def host_header(self) -> str:
        """The host as it goes into the request."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.is_tls else 80) else f"{host}:{self.port}"


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open network, not to this machine, this house or a special use."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return is_public(str(found.ipv4_mapped))
        if any(found in carrier for carrier in _CARRIERS):
            return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def target_of(url: str, *, http_allowed: bool, private_allowed: bool) -> Target:
    """The parts of an address. Raises BadAddress: ``unreadable``, ``not_https``, ``has_login`` or ``private``."""
    if len(url) > LENGTH or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise BadAddress("unreadable")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as wrong:
        raise BadAddress("unreadable") from wrong
    if parts.scheme not in ("https", "http") or not parts.hostname or port == 0:
        raise BadAddress("unreadable")
    if parts.scheme == "http" and not http_allowed:
        raise BadAddress("not_https")
    if "@" in parts.netloc or parts.fragment:
        raise BadAddress("has_login" if "@" in parts.netloc else "unreadable")
    host = parts.hostname.rstrip(".")
    if not private_allowed and _is_surely_private(host):
        raise BadAddress("private")
    is_tls = parts.scheme == "https"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(is_tls, host, port or (443 if is_tls else 80), path)


def _is_surely_private(host: str) -> bool:
    """What can be told without asking anybody; names are judged by the address that they lead to."""
    try:
        return not is_public(host)
    except ValueError:
        last = host.rpartition(".")[2]
        # a name without a dot, or whose last part is a number in some notation, is never one of the open network
        return "." not in host or last in ("localhost", "local", "internal", "lan") or last[:1].isdigit()
