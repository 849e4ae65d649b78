"""What happens to outlets and may matter to others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from endcap.kernel.events import Event


@dataclass(frozen=True)
class OutletsCreated(Event):
    """New outlets are in the book."""

    outlet_ids: tuple[UUID, ...]


@dataclass(frozen=True)
class OwnersChanged(Event):
    """Outlets were handed to another person."""

    outlet_ids: tuple[UUID, ...]
    owner_id: UUID
    on: date


@dataclass(frozen=True)
class ContactSaved(Event):
    """A person at an outlet was added, changed, or no longer agrees to something."""

    outlet_id: UUID
    contact_id: UUID


@dataclass(frozen=True)
class OutletClassified(Event):
    """One outlet has a new class in one scheme."""

    outlet_id: UUID
    scheme: str
    value: str


@dataclass(frozen=True)
class OutletsMerged(Event):
    """One outlet turned out to be another, where all of it now is."""

    merge_id: UUID
    loser_id: UUID
    survivor_id: UUID


@dataclass(frozen=True)
class MergeTakenBack(Event):
    """The two are two outlets again."""

    merge_id: UUID
    loser_id: UUID
    survivor_id: UUID
