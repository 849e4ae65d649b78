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


class OutletPageOut(Schema):
    """One page of outlets; ``next`` goes into ``after`` for the following page."""

    items: list[OutletOut]
    next: str
    count: int = Field(description="Exact up to 10,000; 10,001 means more")


class OutletIn(Schema):
    """A new outlet. The channel by code, the owner by id."""

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
