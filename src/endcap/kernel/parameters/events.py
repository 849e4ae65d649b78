"""What happens to parameters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from endcap.kernel.events import Event


@dataclass(frozen=True)
class ParameterSet(Event):
    """A parameter has a new value from a day on."""

    code: str
    valid_from: date
    unit_id: UUID | None
