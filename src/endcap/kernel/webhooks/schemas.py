"""What the API of webhooks says and takes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ninja import Field, Schema


class KindOut(Schema):
    """A kind of happening that an endpoint may ask for."""

    key: str
    name: str
    example: dict[str, object]


class KindPageOut(Schema):
    """Every kind."""

    items: list[KindOut]
    next: str


class EndpointIn(Schema):
    """A new endpoint."""

    id: UUID | None = Field(
        None, description="made by the client, version 7; the same id again changes nothing"
    )
    name: str = Field(max_length=60)
    url: str = Field(max_length=500)
    kinds: list[str] = Field(max_length=100)
    is_active: bool = True


class EndpointPatch(Schema):
    """What changes; the rest stays."""

    name: str | None = Field(None, max_length=60)
    url: str | None = Field(None, max_length=500)
    kinds: list[str] | None = Field(None, max_length=100)
    is_active: bool | None = None


class EndpointOut(Schema):
    """An endpoint without its secret."""

    id: UUID
    name: str
    url: str
    kinds: list[str]
    is_active: bool
    paused_at: datetime | None
    failures: int
    last_success_at: datetime | None
    keeper_name: str


class EndpointPageOut(Schema):
    """Endpoints by name."""

    items: list[EndpointOut]
    next: str


class SecretOut(Schema):
    """An endpoint with its secret: empty where it was shown before."""

    endpoint: EndpointOut
    secret: str


class NoticeOut(Schema):
    """One notice and how it went."""

    id: UUID
    endpoint_id: UUID
    kind: str
    state: str
    attempts: int
    status: int | None
    duration_ms: int | None
    problem: str
    not_before: datetime
    created_at: datetime
    ended_at: datetime | None


class NoticePageOut(Schema):
    """A page of notices, newest first."""

    items: list[NoticeOut]
    next: str
