"""The API of repeats: likely pairs, verdicts, merges, and the check of a new outlet."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from endcap.customers.outlets import services
from endcap.customers.outlets.drafts import OutletDraft
from endcap.customers.outlets.models import Merge, OutletLink
from endcap.customers.outlets.rights import Rights
from endcap.customers.outlets.selectors import merging
from endcap.customers.outlets.selectors.typing import LookAlike, look_alikes
from endcap.kernel import cursors
from endcap.kernel.actor import Actor
from endcap.kernel.geo import Datum, Position

router = Router()


class PairOut(Schema):
    """Two outlets that may be one."""

    id: UUID
    outlet_id: UUID
    other_id: UUID
    kind: str = Field(description="duplicate_suspect, successor or same_place")
    score: int = Field(description="0 to 100")
    reasons: list[str]
    state: str
    distance_m: int | None = None
    on: date | None = Field(None, description="For a successor: since when")
    note: str = ""


class VerdictIn(Schema):
    """What the two are to each other."""

    verdict: Literal["dismissed", "same_place", "successor"]
    before_id: UUID | None = Field(None, description="For a successor: which of the two came first")
    on: date | None = Field(None, description="For a successor: the day of the change; today unless told")
    note: str = ""


class MergeIn(Schema):
    """Which outlet goes, which stays, and in which lines the value of the one that goes is kept."""

    loser_id: UUID
    survivor_id: UUID
    take: list[str] | None = Field(
        None, description="Lines of the comparison, such as name or phone; unless given, what is missing"
    )
    reason: str = ""
    id: UUID | None = Field(None, description="A UUIDv7 of your own makes repeating the call harmless")


class MergeOut(Schema):
    """A merge."""

    id: UUID
    loser_id: UUID
    survivor_id: UUID
    reason: str
    moved: dict[str, int] = Field(description="How many rows of each kind went over")
    by_name: str
    at: datetime
    undone_at: datetime | None
    undone_by: str


class PairPageOut(Schema):
    """Pairs, the surest first."""

    items: list[PairOut]
    next: str = ""


class MergePageOut(Schema):
    """One page of merges; ``next`` goes into ``after`` for the following page."""

    items: list[MergeOut]
    next: str


class TypedIn(Schema):
    """What is known so far of an outlet that is being entered."""

    name: str = ""
    city: str = ""
    address: str = ""
    phone: str = ""
    licence_no: str = ""
    lat_e7: int | None = Field(None, ge=-900_000_000, le=900_000_000)
    lon_e7: int | None = Field(None, ge=-1_800_000_000, le=1_800_000_000)
    datum: str = Field("wgs84", pattern="^(wgs84|gcj02|bd09)$")


class AlikeOut(Schema):
    """An outlet that looks like it. Of one out of reach only the name and its unit are told."""

    name: str
    score: int = Field(description="From 80 on, entering it needs a reason why it is another one")
    reasons: list[str]
    unit_name: str
    distance_m: int | None
    outlet_id: UUID | None
    code: str
    address: str


class AlikePageOut(Schema):
    """What looks like it, the surest first."""

    items: list[AlikeOut]
    next: str = ""


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Rights.VIEW)
    return actor


def _pair_out(link: OutletLink) -> PairOut:
    return PairOut(
        id=link.pk,
        outlet_id=link.outlet_id,
        other_id=link.other_id,
        kind=link.kind,
        score=link.score,
        reasons=link.reasons,
        state=link.state,
        distance_m=merging.metres_between(link.outlet, link.other),
        on=link.on,
        note=link.note,
    )


def _alike_out(one: LookAlike) -> AlikeOut:
    fields = {name: getattr(one, name) for name in AlikeOut.model_fields if name != "reasons"}
    return AlikeOut(**fields, reasons=list(one.reasons))


def _merge_out(merge: Merge) -> MergeOut:
    return MergeOut(**{name: getattr(merge, name) for name in MergeOut.model_fields})


@router.get("/suspects", response=PairPageOut, summary="Pairs that may be one outlet, the surest first")
def list_suspects(request: HttpRequest, limit: int = Query(100, ge=1, le=500)) -> PairPageOut:
    """Both outlets within the person's reach and in use. Deciding a pair takes it off, so that the first page is
    always the one to work on."""
    found = merging.waiting_pairs(_actor(request), limit=limit)
    return PairPageOut(items=[_pair_out(link) for link in found])


@router.post("/suspects/{uuid:link_id}/verdict", response=PairOut, summary="Say what the two are")
def decide(request: HttpRequest, link_id: UUID, body: VerdictIn) -> PairOut:
    """Merging has its own operation; this is for pairs that are two outlets."""
    actor = _actor(request)
    actor.require(Rights.EDIT)
    link = merging.pair_of(actor, link_id)
    if body.verdict == "dismissed":
        made = services.dismiss_link(actor, link_id=link_id)
    elif body.verdict == "same_place":
        made = services.set_same_place(actor, one_id=link.outlet_id, other_id=link.other_id, note=body.note)
    else:
        first = body.before_id if body.before_id in (link.outlet_id, link.other_id) else link.outlet_id
        second = link.other_id if first == link.outlet_id else link.outlet_id
        made = services.set_successor(
            actor, before_id=first or link.outlet_id, after_id=second, on=body.on, note=body.note
        )
    return _pair_out(made)


@router.get("/merges", response=MergePageOut, summary="Merges that were made, newest first")
def list_merges(request: HttpRequest, after: str = "", limit: int = Query(100, ge=1, le=500)) -> MergePageOut:
    """Those whose surviving outlet is within the person's reach."""
    last = cursors.read_moment(after) if after else None
    found = merging.merges(_actor(request), after=last, limit=limit + 1)
    shown = found[:limit]
    onward = cursors.write(shown[-1].at, shown[-1].pk) if len(found) > limit else ""
    return MergePageOut(items=[_merge_out(merge) for merge in shown], next=onward)


@router.post("/merges", response={201: MergeOut}, summary="Merge an outlet into another")
def merge(request: HttpRequest, body: MergeIn) -> Status[MergeOut]:
    """Everything of the loser goes over; its row stays, read-only, and its code leads to the survivor. 409 if
    either was merged or archived meanwhile, 404 if either is out of reach."""
    actor = _actor(request)
    made = services.merge_outlets(
        actor,
        loser_id=body.loser_id,
        survivor_id=body.survivor_id,
        take=body.take,
        reason=body.reason,
        id=body.id,
    )
    return Status(201, _merge_out(made))


@router.post("/merges/{uuid:merge_id}/undo", response=MergeOut, summary="Take a merge back")
def undo_merge(request: HttpRequest, merge_id: UUID) -> MergeOut:
    """Exactly; 409 with the reason where later changes stand in the way."""
    return _merge_out(services.undo_merge(_actor(request), merge_id=merge_id))


@router.post("/check", response=AlikePageOut, summary="What looks like an outlet that is being entered")
def check(request: HttpRequest, body: TypedIn) -> AlikePageOut:
    """Ask while typing; nothing is written."""
    actor = _actor(request)
    actor.require(Rights.EDIT)
    position = (
        Position(body.lat_e7, body.lon_e7) if body.lat_e7 is not None and body.lon_e7 is not None else None
    )
    draft = OutletDraft(
        name=body.name,
        channel_id=None,
        owner_id=actor.person_id,
        city=body.city,
        address=body.address,
        phone=body.phone,
        licence_no=body.licence_no,
        position=position,
        datum=Datum(body.datum),
    )
    return AlikePageOut(items=[_alike_out(one) for one in look_alikes(actor, draft)])
