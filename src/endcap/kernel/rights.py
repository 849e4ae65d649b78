"""Rights: what a person may do. Each area declares its own in ``rights.py``; roles bundle them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.utils.module_loading import autodiscover_modules

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise
else:
    StrOrPromise = object


@dataclass(frozen=True)
class Right:
    """One thing that one may do: a code (``area.verb``) and its name for people."""

    code: str
    label: StrOrPromise

    def __str__(self) -> str:
        return self.code


_declared: dict[str, Right] = {}


def right(code: str, label: StrOrPromise) -> Right:
    """Declare a right once, at import of the area's ``rights.py``."""
    if code in _declared:
        raise ValueError(f"right {code} is declared twice")
    _declared[code] = Right(code, label)
    return _declared[code]


@cache
def _read_all_areas() -> None:
    """Whatever door was opened first, the ``rights.py`` of every area has been read."""
    autodiscover_modules("rights")


def all_rights() -> tuple[Right, ...]:
    """Every declared right, by code."""
    _read_all_areas()
    return tuple(_declared[code] for code in sorted(_declared))
