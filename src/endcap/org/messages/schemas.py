"""What the API of messages says and takes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ninja import Field, Schema


class MessageOut(Schema):
    """One of one's own messages."""

    id: UUID
    topic: str
    title: str
    text: str
    url: str = Field(description="A page of the house; empty where it leads nowhere")
    created_at: datetime
    read_at: datetime | None


class MessagePageOut(Schema):
    """A page of messages, newest first."""

    items: list[MessageOut]
    next: str


class MarkIn(Schema):
    """Which of one's own messages to mark; without ids all of them."""

    ids: list[UUID] | None = Field(None, max_length=500)
    topic: str = Field("", max_length=60)
    is_read: bool = True


class MarkedOut(Schema):
    """How many have changed."""

    changed: int


class TopicOut(Schema):
    """A topic and the way one's messages about it go: app, now or digest."""

    key: str
    name: str
    way: str
    is_chosen: bool


class ChannelWishOut(Schema):
    """An open channel as one uses it."""

    id: UUID
    name: str
    kind: str
    takes_address: bool
    is_on: bool
    address: str


class WishesOut(Schema):
    """How one's own messages arrive."""

    topics: list[TopicOut]
    channels: list[ChannelWishOut]


class ChannelWishIn(Schema):
    """Whether to use a channel, and where to."""

    id: UUID
    is_on: bool
    address: str = Field("", max_length=200)


class WishesIn(Schema):
    """What changes; topics and channels that are not named stay as they are."""

    topics: dict[str, str] = {}
    channels: list[ChannelWishIn] = Field([], max_length=50)


class MessageChannelIn(Schema):
    """A new channel."""

    id: UUID | None = Field(
        None, description="made by the client, version 7; the same id again changes nothing"
    )
    name: str = Field(max_length=60)
    kind: str = Field(max_length=10)
    url: str = Field(max_length=1000, description="An address as Apprise writes it; never answered")
    is_active: bool = True
    is_default: bool = False


class MessageChannelPatch(Schema):
    """What changes; the rest stays."""

    name: str | None = Field(None, max_length=60)
    kind: str | None = Field(None, max_length=10)
    url: str | None = Field(None, max_length=1000)
    is_active: bool | None = None
    is_default: bool | None = None


class MessageChannelOut(Schema):
    """A channel of the company, without its secrets."""

    id: UUID
    name: str
    kind: str
    masked_url: str
    takes_address: bool
    is_active: bool
    is_default: bool
    tested_at: datetime | None
    problem: str


class MessageChannelPageOut(Schema):
    """Channels by name."""

    items: list[MessageChannelOut]
    next: str


class TrialIn(Schema):
    """Where a trial message goes."""

    address: str = Field("", max_length=200)


class DeliveryOut(Schema):
    """One message on its way through one channel."""

    id: UUID
    channel_id: UUID
    person_id: UUID
    is_digest: bool
    title: str
    state: str
    attempts: int
    problem: str
    not_before: datetime
    created_at: datetime
    ended_at: datetime | None


class DeliveryPageOut(Schema):
    """A page of the log, newest first."""

    items: list[DeliveryOut]
    next: str
