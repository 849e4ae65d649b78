"""What happens to people that higher areas have to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from endcap.kernel.events import Event


@dataclass(frozen=True)
class PersonLeft(Event):
    """Somebody does not work here any more and can't sign in; whatever depended on him needs somebody else."""

    person_id: UUID
    on: date


@dataclass(frozen=True)
class PersonReturned(Event):
    """Somebody who had left is back."""

    person_id: UUID
