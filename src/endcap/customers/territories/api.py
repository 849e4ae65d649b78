"""The API of territories."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router, Status

from endcap.customers.territories import selectors, services
from endcap.customers.territories.models import Territory
from endcap.customers.territories.rights import Rights
from endcap.customers.territories.schemas import TerritoryChange, TerritoryIn, TerritoryOut, TerritoryPage
from endcap.customers.territories.services import TerritoryDraft
from endcap.kernel.actor import Actor
from endcap.kernel.errors import InvalidInput, Problem
from endcap.kernel.geo import Position
from endcap.kernel.shapes import without_repeats

router = Router()
PAGE = 100


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Rights.VIEW)
    return actor


def _out(one: Territory) -> TerritoryOut:
    return TerritoryOut(
        id=one.pk,
        code=one.code,
        name=one.name,
        unit_id=one.unit_id,
        owner_id=one.owner_id,
        tone=one.tone,
        corners=[list(corner) for corner in one.corners],
        extent_m2=one.extent_m2,
        version=one.version,
    )


def _draft(body: TerritoryIn) -> TerritoryDraft:
    try:
        ring = without_repeats([Position(lat, lon) for lat, lon in body.corners[:2000]])
    except ValueError as wrong:
        raise InvalidInput(
            [Problem("corners", "off_the_earth", _("拐角不在地球上：纬度 ±90 度、经度 ±180 度以内。"))]
        ) from wrong
    return TerritoryDraft(
        code=body.code,
        name=body.name,
        unit_id=body.unit_id,
        owner_id=body.owner_id,
        tone=body.tone,
        ring=ring,
    )


@router.get("", response=TerritoryPage)
def list_territories(request: HttpRequest, after: str = "", limit: int = PAGE) -> TerritoryPage:
    """Territories in use that the caller sees, by code."""
    most = max(1, min(limit, PAGE))
    rows = [one for one in selectors.in_use(_actor(request)) if one.code > after]
    return TerritoryPage(
        items=[_out(one) for one in rows[:most]], next=rows[most - 1].code if len(rows) > most else ""
    )


@router.get("/{territory_id}", response=TerritoryOut)
def get_territory(request: HttpRequest, territory_id: UUID) -> TerritoryOut:
    """One territory."""
    return _out(selectors.territory_of(_actor(request), territory_id))


@router.post("", response={201: TerritoryOut})
def create_territory(request: HttpRequest, body: TerritoryIn) -> Status[TerritoryOut]:
    """A new territory."""
    return Status(201, _out(services.create_territory(_actor(request), draft=_draft(body))))


@router.put("/{territory_id}", response=TerritoryOut)
def update_territory(request: HttpRequest, territory_id: UUID, body: TerritoryChange) -> TerritoryOut:
    """409 territory_changed if somebody has changed it since ``version``."""
    actor = _actor(request)
    return _out(
        services.update_territory(actor, territory_id=territory_id, version=body.version, draft=_draft(body))
    )
