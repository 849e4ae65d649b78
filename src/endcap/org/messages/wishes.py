"""What one message becomes for one reader: which way, through which channels, to which address. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from endcap.org.messages.topics import Topic, Way


@dataclass(frozen=True)
class Exit:
    """An open channel as sending needs to know it."""

    channel_id: UUID
    is_mail: bool
    takes_address: bool
    is_default: bool


@dataclass(frozen=True)
class Choice:
    """What a person has said about a channel."""

    is_on: bool
    address: str


@dataclass(frozen=True)
class Reader:
    """Somebody who gets a message, with everything that he has chosen."""

    person_id: UUID
    name: str
    language: str
    email: str
    ways: Mapping[str, Way] = field(default_factory=dict)
    choices: Mapping[UUID, Choice] = field(default_factory=dict)

    def way_of(self, topic: Topic) -> Way:
        """As chosen, else as the topic is declared."""
        return self.ways.get(topic.key, topic.default_channels)

    def address_for(self, exit_: Exit) -> str:
        """Where to: as typed, or the e-mail address of the person's file."""
        choice = self.choices.get(exit_.channel_id)
        typed = choice.address if choice else ""
        return typed or (self.email if exit_.is_mail else "")

    def wants(self, exit_: Exit) -> bool:
        """Whether the channel is to be used and can be."""
        choice = self.choices.get(exit_.channel_id)
        is_on = choice.is_on if choice else exit_.is_default
        return is_on and (not exit_.takes_address or bool(self.address_for(exit_)))


def exits_of(reader: Reader, exits: Iterable[Exit]) -> tuple[tuple[Exit, str], ...]:
    """The channels that this reader wants, each with his address in it (empty where it needs none)."""
    return tuple(
        (exit_, reader.address_for(exit_) if exit_.takes_address else "")
        for exit_ in exits
        if reader.wants(exit_)
    )
