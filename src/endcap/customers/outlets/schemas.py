"""Outlets as the API speaks of them: money in fen, positions in degrees × 10⁷ (WGS-84)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema


class OutletOut(Schema):
    """One outlet."""

    id: UUID
    code: str
    name: str
    channel: str = Field(description="Code of the channel leaf")
    family: str
    outlet_type: str
    unit_id: UUID
    owner_id: UUID
    status: str
    party_kind: str
    dealing: str
    chain_name: str
    province: str
    city: str
    district: str
    address: str
    zip: str
    phone: str = Field(description="Masked unless the token's person may export personal data")
    contact_name: str
    licence_no: str
    lat_e7: int | None
    lon_e7: int | None
    position_datum: str
    grade: str
    sales_12m: int
    sales_30d: int
    orders_12m: int
    last_order_on: date | None
    declared_sales: int | None
    declared_orders: int | None
    declared_last_order_on: date | None
    declared_grade: str
    remark: str
    flags: list[str]
    attributes: dict[str, Any]
    last_verified_at: datetime | None
    archived_at: datetime | None
    created_at: datetime
    updated_at: datetime


class MatchOut(Schema):
    """What a word was found in. ``start`` and ``end`` cut out the part that was meant; equal where it is masked."""

    field: str = Field(description="name, chain, code, phone, contact, address or licence")
    text: str = Field(description="Phones and contacts are masked")
    start: int
    end: int


class HitOut(Schema):
    """An outlet that was found, and why."""

    id: UUID
    code: str
    name: str
    grade: str
    status: str
    channel: str = Field(description="Code of the channel leaf")
    unit_id: UUID
    owner_id: UUID
    owner_name: str
    address: str
    matched: list[MatchOut]


class OutletPageOut(Schema):
    """One page of outlets; ``next`` goes into ``after`` for the following page."""

    items: list[OutletOut]
    next: str
    count: int = Field(description="Exact up to 10,000; 10,001 means more")


class OutletIn(Schema):
    """A new outlet. The channel by code, the owner by id."""

    id: UUID | None = Field(
        None, description="Made by the client, version 7; the same request again changes nothing"
    )
    name: str
    channel: str
    owner_id: UUID | None = Field(None, description="The token's person unless told")
    unit_id: UUID | None = None
    code: str = ""
    status: str = "active"
    party_kind: str = "organisation"
    dealing: str = "goods"
    chain_name: str = ""
    province: str = ""
    city: str = ""
    district: str = ""
    address: str = ""
    zip: str = ""
    phone: str = ""
    contact_name: str = ""
    licence_no: str = ""
    lat_e7: int | None = Field(None, ge=-900_000_000, le=900_000_000)
    lon_e7: int | None = Field(None, ge=-1_800_000_000, le=1_800_000_000)
    datum: str = Field("wgs84", pattern="^(wgs84|gcj02|bd09)$")
    remark: str = ""
    opened_on: date | None = None
    attributes: dict[str, str] = {}
    is_no_duplicate: bool = Field(False, description="Enter it although a very similar outlet exists")
    not_same_because: str = Field("", description="Why it is another one; needed where one is very similar")


class OutletPatch(Schema):
    """Fields to change; what is left out stays."""

    name: str | None = None
    channel: str | None = None
    unit_id: UUID | None = None
    code: str | None = None
    status: str | None = None
    party_kind: str | None = None
    dealing: str | None = None
    chain_name: str | None = None
    province: str | None = None
    city: str | None = None
    district: str | None = None
    address: str | None = None
    zip: str | None = None
    phone: str | None = None
    contact_name: str | None = None
    licence_no: str | None = None
    lat_e7: int | None = Field(None, ge=-900_000_000, le=900_000_000)
    lon_e7: int | None = Field(None, ge=-1_800_000_000, le=1_800_000_000)
    datum: str = Field("wgs84", pattern="^(wgs84|gcj02|bd09)$")
    remark: str | None = None
    opened_on: date | None = None
    attributes: dict[str, str] | None = None
    seen: datetime | None = Field(
        None, description="updated_at of the state that was read; another one is a conflict"
    )


class ClassIn(Schema):
    """A class in one scheme."""

    scheme: str
    value: str
    reason: str
    valid_from: date | None = None


class ClassOut(Schema):
    """A class that holds or held."""

    scheme: str
    value: str
    valid_from: date
    valid_to: date | None
    source: str
    reason: str
    rank: int | None
    share_bp: int | None
    amount: int | None


class OwnerIn(Schema):
    """A new owner."""

    owner_id: UUID
    reason: str = ""


class ChannelOut(Schema):
    """A channel; outlets carry leaves."""

    code: str
    name: str
    name_en: str
    parent: str
    family: str
    outlet_type: str
    is_leaf: bool


class SavedViewIn(Schema):
    """A filter of the list under a name."""

    name: str
    query: str = Field(description="As the address of the list has it, e.g. grade=A&stale=1&sort=-sales")
    columns: list[str] = []
    is_shared: bool = False


class SavedViewPatch(Schema):
    """What changes of a view."""

    name: str | None = None
    is_shared: bool | None = None
    move: int = Field(0, ge=-1, le=1)


class SavedViewOut(Schema):
    """A saved view of the list."""

    id: UUID
    name: str
    query: str
    columns: list[str]
    is_shared: bool
    is_own: bool


class TagIn(Schema):
    """A tag."""

    name: str
    tone: str = ""


class NewTagIn(TagIn):
    """A new tag."""

    id: UUID | None = Field(None, description="A UUID of version 7 made by the caller; empty: by the server")


class TagMergeIn(Schema):
    """The tag that stays."""

    into_id: UUID


class TagOut(Schema):
    """A tag with its outlets."""

    id: UUID
    name: str
    tone: str
    outlets: int


class MassIn(Schema):
    """A change to many outlets."""

    kind: str = Field(description="owner, tag, untag, status, channel or class")
    value: str
    reason: str = ""
    ids: list[UUID] = []
    query: str = Field("", description="Instead of ids: all that this filter of the list finds")
    id: UUID | None = Field(None, description="Made by the caller; empty: by the server")


class MassOut(Schema):
    """A change to many outlets: what it would do, does or did."""

    id: UUID
    kind: str
    words: str
    reason: str
    state: str
    total: int
    changing: int
    same: int
    refused: int
    restored: int
    kept: int
    by_name: str
    created_at: datetime
    done_at: datetime | None
    undone_at: datetime | None


class SightOut(Schema):
    """GeoJSON of what is in sight."""

    type: str
    features: list[dict[str, Any]]
    total: int


class CaughtIn(Schema):
    """A drawn outline."""

    shape: dict[str, Any]


class CaughtOut(Schema):
    """The outlets inside it."""

    ids: list[UUID]
    count: int
    is_cut: bool
