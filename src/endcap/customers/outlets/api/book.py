"""The API of outlets."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from endcap.customers.outlets import selectors, services
from endcap.customers.outlets.drafts import OutletDraft
from endcap.customers.outlets.filters import MAX_PAGE, PAGE, Cursor, OutletFilter
from endcap.customers.outlets.models import Channel, Classification, Outlet
from endcap.customers.outlets.rights import Rights
from endcap.customers.outlets.schemas import (
    ChannelOut,
    ClassIn,
    ClassOut,
    OutletIn,
    OutletOut,
    OutletPageOut,
    OutletPatch,
    OwnerIn,
)
from endcap.kernel.actor import Actor
from endcap.kernel.geo import Datum, Position
from endcap.kernel.idempotency import services as idempotency
from endcap.ui import figures as texts

router = Router()


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Rights.VIEW)
    return actor


def _out(actor: Actor, outlet: Outlet) -> OutletOut:
    fields: dict[str, Any] = {
        name: getattr(outlet, name)
        for name in OutletOut.model_fields
        if name not in ("channel", "family", "outlet_type", "phone", "contact_name")
    }
    open_book = actor.may(Rights.EXPORT_PERSONAL)
    return OutletOut(
        **fields,
        channel=outlet.channel.code,
        family=outlet.channel.family,
        outlet_type=outlet.channel.outlet_type,
        phone=outlet.phone if open_book else texts.masked_phone_text(outlet.phone) if outlet.phone else "",
        contact_name=outlet.contact_name
        if open_book
        else texts.masked_name_text(outlet.contact_name)
        if outlet.contact_name
        else "",
    )


def _channel_id(code: str) -> UUID | None:
    found: Channel | None = selectors.channel_by_code(code)
    return found.pk if found else None


@router.get("/channels", response=list[ChannelOut], summary="The channel tree, parents before children")
def list_channels(request: HttpRequest) -> list[ChannelOut]:
    """Outlets carry leaves; the outlet type follows from the leaf."""
    _actor(request)
    channels = selectors.channels_in_order()
    codes = {channel.pk: channel.code for channel in channels}
    return [
        ChannelOut(
            code=channel.code,
            name=channel.name,
            name_en=channel.name_en,
            parent=codes.get(channel.parent_id, "") if channel.parent_id else "",
            family=channel.family,
            outlet_type=channel.outlet_type,
            is_leaf=channel.is_leaf,
        )
        for channel in channels
    ]


@router.get("", response=OutletPageOut, summary="Outlets that the token's person sees")
def list_outlets(
    request: HttpRequest,
    after: str = "",
    limit: int = Query(PAGE, ge=1, le=MAX_PAGE),
) -> OutletPageOut:
    """The same conditions as the list in the office: q, channel, family, unit, owner, grade, status,
    tag, flag, city,
    cls, batch, flagged, stale, unplaced, suspect, archived, sort."""
    actor = _actor(request)
    wanted = OutletFilter.from_mapping(request.GET)
    page = selectors.list_page(actor, wanted, cursor=Cursor.read(after) if after else None, size=limit)
    return OutletPageOut(
        items=[_out(actor, outlet) for outlet in page.rows], next=page.next, count=page.total
    )


@router.get("/{uuid:outlet_id}", response=OutletOut, summary="One outlet")
def get_outlet(request: HttpRequest, outlet_id: UUID) -> OutletOut:
    """404 for an outlet out of the person's reach."""
    actor = _actor(request)
    return _out(actor, selectors.plain_outlet_of(actor, outlet_id))


@router.post("", response={201: OutletOut, 200: OutletOut}, summary="Enter an outlet")
def create_outlet(request: HttpRequest, body: OutletIn) -> Status[OutletOut]:
    """409 duplicate_suspected if a very similar outlet exists and is_no_duplicate is not set."""
    actor = _actor(request)
    apart = {"id", "channel", "lat_e7", "lon_e7", "datum", "is_no_duplicate", "not_same_because", "owner_id"}
    values = body.model_dump(exclude=apart)
    draft = OutletDraft(
        **values,
        channel_id=_channel_id(body.channel),
        owner_id=body.owner_id or actor.person_id,
        position=_position(body.lat_e7, body.lon_e7),
        datum=Datum(body.datum),
    )
    made, is_new = idempotency.create_once(
        actor,
        model=Outlet,
        id=body.id,
        body=body.model_dump(mode="json"),
        make=lambda: services.create_outlet(
            actor,
            draft,
            id=body.id,
            is_no_duplicate=body.is_no_duplicate,
            not_same_because=body.not_same_because,
        ),
        find=lambda known: selectors.outlet_of(actor, known),
    )
    return Status(201 if is_new else 200, _out(actor, selectors.outlet_of(actor, made.pk)))


def _position(lat_e7: int | None, lon_e7: int | None) -> Position | None:
    return Position(lat_e7, lon_e7) if lat_e7 is not None and lon_e7 is not None else None


@router.patch("/{uuid:outlet_id}", response=OutletOut, summary="Change an outlet")
def update_outlet(request: HttpRequest, outlet_id: UUID, body: OutletPatch) -> OutletOut:
    """Only the fields given change. With ``seen``, a state changed by somebody else in the meantime is a
    409."""
    actor = _actor(request)
    given = body.model_dump(exclude_unset=True, exclude_none=True)
    draft = selectors.draft_of(selectors.outlet_of(actor, outlet_id))
    position = _position(given.pop("lat_e7", None), given.pop("lon_e7", None))
    datum, seen, channel = given.pop("datum", "wgs84"), given.pop("seen", None), given.pop("channel", None)
    if position is not None:
        given |= {"position": position, "datum": Datum(datum), "position_source": "entered"}
    if channel is not None:
        given["channel_id"] = _channel_id(channel)
    services.update_outlet(actor, outlet_id=outlet_id, draft=replace(draft, **given), seen=seen)
    return _out(actor, selectors.outlet_of(actor, outlet_id))


@router.put("/{uuid:outlet_id}/class", response=ClassOut, summary="Put an outlet into a class")
def classify(request: HttpRequest, outlet_id: UUID, body: ClassIn) -> ClassOut:
    """The former class of the scheme ends on the day on which this one begins."""
    actor = _actor(request)
    made = services.classify(
        actor,
        outlet_id=outlet_id,
        scheme=body.scheme,
        value=body.value,
        reason=body.reason,
        valid_from=body.valid_from,
    )
    return _class_out(made)


def _class_out(found: Classification) -> ClassOut:
    fields = {name: getattr(found, name) for name in ClassOut.model_fields if name != "scheme"}
    return ClassOut(scheme=found.scheme.code, **fields)


@router.get("/{uuid:outlet_id}/classes", response=list[ClassOut], summary="All classes of an outlet")
def list_classes(request: HttpRequest, outlet_id: UUID) -> list[ClassOut]:
    """Those that hold and those that held, newest first."""
    actor = _actor(request)
    return [_class_out(found) for found in selectors.file_of(actor, outlet_id).classes]


@router.put("/{uuid:outlet_id}/owner", response=OutletOut, summary="Hand an outlet to another owner")
def change_owner(request: HttpRequest, outlet_id: UUID, body: OwnerIn) -> OutletOut:
    """The history keeps who had it."""
    actor = _actor(request)
    outlet = selectors.outlet_of(actor, outlet_id)
    moved = services.change_owner(actor, outlet_ids=[outlet_id], owner_id=body.owner_id, reason=body.reason)
    return _out(actor, moved[0] if moved else outlet)
