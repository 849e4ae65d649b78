"""The chain that a new installation starts with; the company edits it like any other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

FROM_THE_BEGINNING: Final = date(2000, 1, 1)
WINDOW_DAYS: Final = 30
ESCALATE_AFTER_DAYS: Final = 1


@dataclass(frozen=True, slots=True)
class PresetStep:
    """A step of the first chain: how far up, from which rolling total (fen), in how many working days."""

    levels_up: int
    from_amount: int
    days: int


STEPS: Final = (PresetStep(1, 0, 1), PresetStep(2, 500_000, 1))
