"""Unified social credit codes (GB 32100-2015) that check out and belong to nobody."""

from __future__ import annotations

_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_ORG_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
DEMO_PLACE = "990099"  # no administrative division has a code that starts with 99


def licence_code(n: int, *, company: bool) -> str:
    """The n-th demo code: 91 for a company, 92 for a sole trader, registered in a place that is nowhere."""
    body = f"{'91' if company else '92'}{DEMO_PLACE}{_organisation_code(n)}"
    return (
        body + _SIGNS[(31 - sum(_SIGNS.index(s) * w for s, w in zip(body, _WEIGHTS, strict=True)) % 31) % 31]
    )


def is_valid(code: str) -> bool:
    """Whether a code's last sign fits the others."""
    if len(code) != 18 or any(sign not in _SIGNS for sign in code):
        return False
    total = sum(_SIGNS.index(s) * w for s, w in zip(code, (*_WEIGHTS, 1), strict=True))
    return total % 31 == 0


def _organisation_code(n: int) -> str:
    """Eight signs and their check sign (GB 11714)."""
    body = f"MA{n:06d}"
    rest = 11 - sum(_ORG_SIGNS.index(s) * w for s, w in zip(body, _ORG_WEIGHTS, strict=True)) % 11
    return body + {10: "X", 11: "0"}.get(rest, str(rest))
