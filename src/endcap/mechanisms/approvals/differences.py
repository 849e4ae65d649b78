"""What changed between two versions of a document. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Difference:
    """One entry of a document before and after; None where it was or is not there."""

    key: str
    before: Any
    after: Any


def canonical(document: Mapping[str, Any]) -> str:
    """The document as text, the same for the same content."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def written(document: Mapping[str, Any]) -> str:
    """The document as text, its entries in the order in which they were given."""
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def between(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Every entry that differs: first in the order of the newer version, then what it lacks."""
    keys = [*after, *(key for key in before if key not in after)]
    return tuple(
        Difference(key, before.get(key), after.get(key))
        for key in keys
        if (key in before) != (key in after) or before.get(key) != after.get(key)
    )
