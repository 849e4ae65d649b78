"""The API of the list as people work with it: saved views, tags, many outlets at once, what is in sight on a map."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from endcap.customers.outlets import selectors, services
from endcap.customers.outlets.filters import OutletFilter
from endcap.customers.outlets.models import MassAction, SavedView, Tag
from endcap.customers.outlets.rights import Rights
from endcap.customers.outlets.schemas import (
    CaughtIn,
    CaughtOut,
    MassIn,
    MassOut,
    NewTagIn,
    SavedViewIn,
    SavedViewOut,
    SavedViewPatch,
    SightOut,
    TagIn,
    TagMergeIn,
    TagOut,
)
from endcap.kernel.actor import Actor
from endcap.kernel.errors import InvalidInput, Problem
from endcap.kernel.idempotency import services as idempotency
from endcap.ui import maps

router = Router()


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Rights.VIEW)
    return actor


def _view(actor: Actor, view: SavedView) -> SavedViewOut:
    return SavedViewOut(
        id=view.pk,
        name=view.name,
        query=view.query,
        columns=[column for column in view.columns.split(",") if column],
        is_shared=view.is_shared,
        is_own=view.person_id == actor.person_id,
    )


@router.get("/views", response=list[SavedViewOut], summary="Saved views: one's own and the shared ones")
def list_views(request: HttpRequest) -> list[SavedViewOut]:
    """In the order in which the list shows them."""
    actor = _actor(request)
    return [_view(actor, view) for view in selectors.saved_views(actor)]


@router.post("/views", response={201: SavedViewOut}, summary="Keep a filter of the list as a view")
def save_view(request: HttpRequest, body: SavedViewIn) -> Status[SavedViewOut]:
    """The same name again replaces one's own view of that name."""
    actor = _actor(request)
    return Status(201, _view(actor, services.save_view(actor, **body.model_dump())))


@router.patch("/views/{uuid:view_id}", response=SavedViewOut, summary="Rename, share, or move a view")
def change_view(request: HttpRequest, view_id: UUID, body: SavedViewPatch) -> SavedViewOut:
    """Fields left out stay; ``move`` -1 puts it one place to the front, 1 to the back."""
    actor = _actor(request)
    held = selectors.view_of(actor, view_id)
    changed = services.change_view(
        actor,
        view_id=view_id,
        name=held.name if body.name is None else body.name,
        is_shared=held.is_shared if body.is_shared is None else body.is_shared,
    )
    if body.move:
        services.move_view(actor, view_id=view_id, step=body.move)
    return _view(actor, changed)


@router.delete("/views/{uuid:view_id}", response={204: None}, summary="Drop a view")
def delete_view(request: HttpRequest, view_id: UUID) -> Status[None]:
    """One's own, or a shared one for whoever arranges shared views."""
    services.delete_view(_actor(request), view_id=view_id)
    return Status(204, None)


def _tag(tag: Tag, outlets: int) -> TagOut:
    return TagOut(id=tag.pk, name=tag.name, tone=tag.tone, outlets=outlets)


@router.get("/tags", response=list[TagOut], summary="Every tag with its outlets")
def list_tags(request: HttpRequest) -> list[TagOut]:
    """Outlets are counted as far as the token's person sees them."""
    return [_tag(one.tag, one.outlets) for one in selectors.tag_counts(_actor(request))]


@router.post("/tags", response={201: TagOut, 200: TagOut}, summary="Make a tag")
def create_tag(request: HttpRequest, body: NewTagIn) -> Status[TagOut]:
    """Tones: empty, accent, ok, warn, bad."""
    actor = _actor(request)
    made, is_new = idempotency.create_once(
        actor,
        model=Tag,
        id=body.id,
        body=body.model_dump(mode="json"),
        make=lambda: services.create_tag(actor, name=body.name, tone=body.tone, id=body.id),
        find=selectors.tag_of,
    )
    return Status(201, _tag(made, 0)) if is_new else Status(200, _counted(actor, made))


@router.patch("/tags/{uuid:tag_id}", response=TagOut, summary="Rename or colour a tag")
def change_tag(request: HttpRequest, tag_id: UUID, body: TagIn) -> TagOut:
    """Every outlet that carries it shows the new name."""
    actor = _actor(request)
    changed = services.change_tag(actor, tag_id=tag_id, name=body.name, tone=body.tone)
    return _counted(actor, changed)


@router.post("/tags/{uuid:tag_id}/merge", response=TagOut, summary="Let the outlets of one tag carry another")
def merge_tags(request: HttpRequest, tag_id: UUID, body: TagMergeIn) -> TagOut:
    """The first tag is gone afterwards."""
    actor = _actor(request)
    return _counted(actor, services.merge_tags(actor, tag_id=tag_id, into_id=body.into_id))


def _counted(actor: Actor, tag: Tag) -> TagOut:
    return next(_tag(one.tag, one.outlets) for one in selectors.tag_counts(actor) if one.tag.pk == tag.pk)


@router.delete("/tags/{uuid:tag_id}", response={204: None}, summary="Drop a tag from every outlet")
def delete_tag(request: HttpRequest, tag_id: UUID) -> Status[None]:
    """The outlets stay."""
    services.delete_tag(_actor(request), tag_id=tag_id)
    return Status(204, None)


def _mass(action: MassAction) -> MassOut:
    fields = {name: getattr(action, name) for name in MassOut.model_fields}
    return MassOut(**fields)


@router.post(
    "/many", response={201: MassOut, 200: MassOut}, summary="Say what a change to many outlets would do"
)
def preview_many(request: HttpRequest, body: MassIn) -> Status[MassOut]:
    """Nothing changes yet. Kinds and their ``value``: owner (person id), tag, untag (name), status, channel (code),
    class (scheme:value, with a reason). Outlets by ``ids``, or by ``query`` as the list's address has it."""
    actor = _actor(request)
    named = {body.kind if body.kind != "untag" else "tag": body.value, "reason": body.reason}
    found_by = OutletFilter.from_export({"query": body.query}) if body.query else None
    selection = services.Selection(ids=tuple(body.ids), found_by=found_by)
    made, is_new = idempotency.create_once(
        actor,
        model=MassAction,
        id=body.id,
        body=body.model_dump(mode="json"),
        make=lambda: services.preview_mass_action(
            actor, kind=body.kind, given=named, selection=selection, id=body.id
        ),
        find=lambda known: selectors.mass_action_of(actor, known),
    )
    return Status(201 if is_new else 200, _mass(made))


@router.get("/many", response=list[MassOut], summary="Changes to many outlets, the newest first")
def list_many(request: HttpRequest) -> list[MassOut]:
    """One's own; whoever sees the company sees all."""
    return [_mass(action) for action in selectors.mass_actions(_actor(request))]


@router.get("/many/{uuid:action_id}", response=MassOut, summary="One change to many outlets")
def get_many(request: HttpRequest, action_id: UUID) -> MassOut:
    """Its state says whether a worker is at it."""
    return _mass(selectors.mass_action_of(_actor(request), action_id))


@router.post("/many/{uuid:action_id}/run", response=MassOut, summary="Do what a preview said")
def run_many(request: HttpRequest, action_id: UUID) -> MassOut:
    """At once up to 200 outlets, else by a worker (state waiting)."""
    return _mass(services.begin_mass_action(_actor(request), action_id=action_id))


@router.post("/many/{uuid:action_id}/undo", response=MassOut, summary="Take a change to many outlets back")
def undo_many(request: HttpRequest, action_id: UUID) -> MassOut:
    """Outlets that were changed again since stay as they are and are counted as kept."""
    return _mass(services.begin_undo_mass_action(_actor(request), action_id=action_id))


@router.get("/map", response=SightOut, summary="Outlets in sight, one by one or in clusters")
def in_sight(
    request: HttpRequest, bbox: str = Query(..., description="west,south,east,north"), zoom: int = 10
) -> dict[str, Any]:
    """The same conditions as the list of outlets. GeoJSON positions are in the datum of the configured map."""
    actor = _actor(request)
    box = maps.box_from(bbox)
    if box is None:
        raise InvalidInput([Problem("bbox", "unreadable", "west,south,east,north")])
    seen = selectors.in_sight(actor, OutletFilter.from_mapping(request.GET).anywhere(), box, zoom)
    pins = [
        maps.point(
            one.lat_e7 or 0, one.lon_e7 or 0, id=str(one.pk), code=one.code, name=one.name, grade=one.grade
        )
        for one in seen.outlets
    ]
    clusters = [
        maps.point(one.lat_e7, one.lon_e7, count=one.count, box=maps.box_text(one.box))
        for one in seen.clusters
    ]
    return maps.collection([*pins, *clusters], total=seen.total)


@router.post("/map/within", response=CaughtOut, summary="Ids of the outlets inside a drawn outline")
def within(request: HttpRequest, body: CaughtIn) -> CaughtOut:
    """A GeoJSON polygon of at most 500 corners that does not cross itself; filter conditions in the address."""
    actor = _actor(request)
    wanted = OutletFilter.from_mapping(request.GET).anywhere()
    ids = selectors.within(actor, wanted, maps.ring_from(body.shape))
    return CaughtOut(ids=ids[: selectors.PICKED], count=len(ids), is_cut=len(ids) > selectors.PICKED)
