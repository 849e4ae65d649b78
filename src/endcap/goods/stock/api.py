"""The API of stock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from endcap.customers.outlets import selectors as outlets
from endcap.goods.catalog import selectors as catalog
from endcap.goods.stock import schemas, selectors, services, units
from endcap.goods.stock.models import Lever, Location, Movement, StockCount
from endcap.goods.stock.rights import Rights
from endcap.goods.stock.selectors import BoardFilter, MovementFilter
from endcap.kernel.actor import Actor
from endcap.kernel.errors import InvalidInput, Problem

router = Router()
PAGE = 100
L = TypeVar("L", schemas.BoxLineIn, schemas.WantedLineIn)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _most(limit: int) -> int:
    return max(1, min(limit, PAGE))


def _in_base(lines: Sequence[L]) -> list[tuple[L, int]]:
    """Lines with their quantities in base units; every unit that does not fit is said at once."""
    known = catalog.named({line.sku_id for line in lines if line.unit != units.BASE})
    found, problems = [], list[Problem]()
    for number, line in enumerate(lines, 1):
        sku = known.get(line.sku_id)
        if line.unit == units.BASE or sku is None:
            found.append((line, line.quantity))
            continue
        read = units.read(
            line.quantity, line.unit, sku, where=f"lines.{number}.quantity", may_be_nothing=True
        )
        if read.problem:
            problems.append(read.problem)
        found.append((line, read.quantity))
    if problems:
        raise InvalidInput(problems)
    return found


def _boxes(lines: Sequence[schemas.BoxLineIn]) -> list[services.ReceiptLine]:
    return [
        services.ReceiptLine(line.sku_id, quantity, line.lot_code, line.made_on, line.expires_on)
        for line, quantity in _in_base(lines)
    ]


def _location(one: Location) -> schemas.LocationOut:
    return schemas.LocationOut(
        id=one.pk,
        code=one.code,
        name=one.name,
        kind=one.kind,
        unit_id=one.unit_id,
        outlet_id=one.outlet_id,
        person_id=one.person_id,
        is_default=one.is_default,
        closed_on=one.closed_on,
    )


def _movement(one: Movement) -> dict[str, Any]:
    return {
        "id": one.pk,
        "number": one.number,
        "kind": one.kind,
        "state": one.state,
        "location_id": one.location_id,
        "destination_id": one.destination_id,
        "outlet_id": one.outlet_id,
        "reason": one.reason,
        "note": one.note,
        "reference": one.reference,
        "business_on": one.business_on,
        "amount": one.amount,
        "request_id": one.request_id,
        "made_by": one.made_by_name,
        "created_at": one.created_at,
        "ended_at": one.ended_at,
    }


def _file(one: Movement) -> schemas.MovementFile:
    lines = [
        schemas.MovementLineOut(
            number=line.number,
            lot_id=line.lot_id,
            sku_id=line.lot.sku_id,
            quantity=line.quantity,
            arrived=line.arrived,
            into_loss=line.into_loss,
        )
        for line in selectors.movement_lines(one)
    ]
    return schemas.MovementFile(**_movement(one), lines=lines)


def _count(one: StockCount) -> schemas.CountOut:
    return schemas.CountOut(
        id=one.pk,
        number=one.number,
        location_id=one.location_id,
        state=one.state,
        is_blind=one.is_blind,
        as_of=one.as_of,
        reason=one.reason,
        lines_counted=one.lines_counted,
        lines_differing=one.lines_differing,
    )


@router.get("/locations", response=list[schemas.LocationOut])
def list_locations(request: HttpRequest) -> list[schemas.LocationOut]:
    """Open locations that the caller sees, by code."""
    return [_location(one) for one in selectors.locations_of(_actor(request)).order_by("code")]


@router.post("/locations", response={201: schemas.LocationOut})
def create_location(request: HttpRequest, body: schemas.LocationIn) -> Status[schemas.LocationOut]:
    """A new warehouse, van, or place at an outlet."""
    draft = services.LocationDraft(**body.dict())
    return Status(201, _location(services.create_location(_actor(request), draft=draft)))


@router.get("/locations/{location_id}", response=schemas.LocationOut)
def get_location(request: HttpRequest, location_id: UUID) -> schemas.LocationOut:
    """One location."""
    return _location(selectors.location_of(_actor(request), location_id))


@router.get("/locations/{location_id}/lots", response=list[schemas.LotOut])
def list_lots(request: HttpRequest, location_id: UUID) -> list[schemas.LotOut]:
    """Every lot that stands at a location, in the order in which it leaves."""
    place = selectors.location_of(_actor(request), location_id)
    return [
        schemas.LotOut(
            lot_id=one.lot.pk,
            sku_id=one.lot.sku_id,
            code=one.lot.code,
            made_on=one.lot.made_on,
            expires_on=one.lot.expires_on,
            on_hand=one.on_hand,
            held=one.held,
            in_transit=one.in_transit,
        )
        for one in selectors.lots_at(place.pk)
    ]


@router.get("/balances", response=schemas.StandPage)
def list_balances(
    request: HttpRequest, location_id: UUID | None = None, q: str = "", after: str = "", limit: int = PAGE
) -> schemas.StandPage:
    """What stands where, by product code."""
    page = selectors.board_page(_actor(request), BoardFilter(q, location_id), after=after, limit=_most(limit))
    items = [
        schemas.StandOut(
            location_id=row.location.pk,
            sku_id=row.sku.pk,
            sku_code=row.sku.code,
            on_hand=row.stands.on_hand,
            held=row.stands.held,
            free=row.stands.free,
            in_transit=row.stands.in_transit,
            available=row.stands.available,
            cover_days=row.cover_days,
            next_expiry=row.expires_on,
        )
        for row in page.rows
    ]
    return schemas.StandPage(items=items, next=page.next)


@router.get("/near-expiry", response=schemas.AgingPageOut)
def list_near_expiry(
    request: HttpRequest, location_id: UUID | None = None, after: str = "", limit: int = PAGE
) -> schemas.AgingPageOut:
    """Lots that are over or near their expiry (P-72), the soonest first."""
    page = selectors.near_expiry(
        _actor(request), BoardFilter("", location_id), after=after, limit=_most(limit)
    )
    items = [
        schemas.AgingOut(
            lot_id=one.lot.pk,
            sku_id=one.lot.sku_id,
            code=one.lot.code,
            made_on=one.lot.made_on,
            expires_on=one.lot.expires_on,
            on_hand=one.on_hand,
            held=one.held,
            in_transit=0,
            location_id=one.location.pk,
            days_left=one.days_left,
            state=one.state,
        )
        for one in page.rows
    ]
    return schemas.AgingPageOut(items=items, next=page.next)


@router.get("/advice", response=schemas.AdvicePageOut)
def list_advice(
    request: HttpRequest, location_id: UUID, after: str = "", limit: int = PAGE
) -> schemas.AdvicePageOut:
    """What to order for a location, with every figure that it is made of."""
    page = selectors.advice_page(_actor(request), location_id=location_id, after=after, limit=_most(limit))
    return schemas.AdvicePageOut(items=[_advice(one) for one in page.rows], next=page.next)


def _advice(one: selectors.Advice) -> schemas.AdviceOut:
    said, given = one.suggestion, one.inputs
    return schemas.AdviceOut(
        sku_id=one.sku.pk,
        sku_code=one.sku.code,
        sold=given.sold,
        over_days=given.over_days,
        interval_days=given.interval_days,
        lead_days=given.lead_days,
        safety_days=given.safety_days,
        base=said.base,
        uplift=said.uplift,
        uplifts=[schemas.UpliftOut(name=name, quantity=quantity) for name, quantity in said.uplifts],
        shelf=said.shelf,
        target=said.target,
        on_hand=one.stands.on_hand,
        held=one.stands.held,
        in_transit=one.stands.in_transit,
        available=said.available,
        case_size=given.case_size,
        quantity=said.quantity,
        cover_days=one.cover_days,
    )


@router.get("/quotas/{outlet_id}/{sku_id}", response=schemas.QuotaOut)
def get_quota(request: HttpRequest, outlet_id: UUID, sku_id: UUID) -> schemas.QuotaOut:
    """How much of a product an outlet may order while it is shared out."""
    actor = _actor(request)
    actor.require(Rights.VIEW)
    outlet = outlets.outlet_of(actor, outlet_id)
    return schemas.QuotaOut(quota=selectors.quota_of(outlet.pk, sku_id, on=actor.today))


@router.get("/levers", response=list[schemas.LeverOut])
def list_levers(request: HttpRequest) -> list[schemas.LeverOut]:
    """The last 100 changes of levers, the newest first."""
    return [_lever(one) for one in selectors.lever_log(_actor(request))[:PAGE]]


def _lever(one: Lever) -> schemas.LeverOut:
    return schemas.LeverOut(
        id=one.pk,
        key=one.key,
        value=one.value,
        former=one.former,
        reason=one.reason,
        location_id=one.location_id,
        sku_id=one.sku_id,
        valid_from=one.valid_from,
        set_by=one.set_by_name,
        set_at=one.set_at,
    )


@router.post("/levers", response={201: schemas.LeverOut})
def set_lever(request: HttpRequest, body: schemas.LeverIn) -> Status[schemas.LeverOut]:
    """Raise or lower a lever, with a reason."""
    draft = services.LeverDraft(**body.dict())
    return Status(201, _lever(services.set_lever(_actor(request), draft=draft)))


@router.put("/supply-plan", response=schemas.PlanOut)
def set_supply_plan(request: HttpRequest, body: schemas.PlanIn) -> schemas.PlanOut:
    """Write the supply plan; alarms compare it with demand."""
    lines = [services.PlanLine(**line.dict()) for line in body.lines]
    return schemas.PlanOut(lines=services.set_supply_plan(_actor(request), lines=lines))


@router.get("/movements", response=schemas.MovementPage)
def list_movements(
    request: HttpRequest,
    kind: str = "",
    state: str = "",
    location_id: UUID | None = None,
    outlet_id: UUID | None = None,
    after: str = "",
    limit: int = PAGE,
) -> schemas.MovementPage:
    """Documents of the locations that the caller sees, the newest first."""
    wanted = MovementFilter(kind=kind, state=state, location_id=location_id, outlet_id=outlet_id)
    page = selectors.movements_page(_actor(request), wanted, after=after, limit=_most(limit))
    return schemas.MovementPage(
        items=[schemas.MovementOut(**_movement(one)) for one in page.rows], next=page.next
    )


@router.get("/movements/{movement_id}", response=schemas.MovementFile)
def get_movement(request: HttpRequest, movement_id: UUID) -> schemas.MovementFile:
    """One document with its lines."""
    return _file(selectors.movement_of(_actor(request), movement_id))


@router.post("/movements/{movement_id}/cancel", response=schemas.MovementFile)
def cancel_movement(request: HttpRequest, movement_id: UUID) -> schemas.MovementFile:
    """Take back what nobody has decided on, or an approved return whose goods never came."""
    return _file(services.cancel_movement(_actor(request), movement_id=movement_id))


@router.post("/receipts", response={201: schemas.MovementFile})
def receive_goods(request: HttpRequest, body: schemas.ReceiptIn) -> Status[schemas.MovementFile]:
    """Goods from the supplier; lots that nobody saw before are made."""
    made = services.receive_goods(
        _actor(request),
        id=body.id,
        location_id=body.location_id,
        lines=_boxes(body.lines),
        received_on=body.received_on,
        reference=body.reference,
        note=body.note,
    )
    return Status(201, _file(made))


@router.post("/transfers", response={201: schemas.MovementFile})
def send_transfer(request: HttpRequest, body: schemas.TransferIn) -> Status[schemas.MovementFile]:
    """Goods leave for another location; what expires first goes unless a lot is named."""
    lines = [services.Wanted(line.sku_id, quantity, line.lot_id) for line, quantity in _in_base(body.lines)]
    made = services.send_transfer(
        _actor(request),
        id=body.id,
        from_id=body.from_id,
        to_id=body.to_id,
        lines=lines,
        sent_on=body.sent_on,
        note=body.note,
    )
    return Status(201, _file(made))


def _arrived(lines: Iterable[schemas.ArrivedIn]) -> dict[int, int]:
    return {line.number: line.quantity for line in lines}


@router.post("/transfers/{movement_id}/receive", response=schemas.MovementFile)
def receive_transfer(
    request: HttpRequest, movement_id: UUID, body: schemas.ArrivalIn
) -> schemas.MovementFile:
    """What was on its way has come; differences are unexplained."""
    done = services.receive_transfer(
        _actor(request),
        movement_id=movement_id,
        arrived=_arrived(body.lines),
        received_on=body.received_on,
    )
    return _file(done)


@router.post("/write-offs", response={201: schemas.MovementFile})
def write_off(request: HttpRequest, body: schemas.WriteOffIn) -> Status[schemas.MovementFile]:
    """Goods that can't be sold any more; from the limit on, somebody has to approve it."""
    made = services.write_off(
        _actor(request),
        id=body.id,
        location_id=body.location_id,
        lines=[services.LotQuantity(line.lot_id, line.quantity) for line in body.lines],
        reason=body.reason,
        gone_on=body.gone_on,
        note=body.note,
    )
    return Status(201, _file(made))


@router.post("/returns", response={201: schemas.MovementFile})
def request_return(request: HttpRequest, body: schemas.ReturnIn) -> Status[schemas.MovementFile]:
    """Ask that goods of an outlet may come back."""
    made = services.request_return(
        _actor(request),
        id=body.id,
        outlet_id=body.outlet_id,
        location_id=body.location_id,
        lines=_boxes(body.lines),
        reason=body.reason,
        note=body.note,
    )
    return Status(201, _file(made))


@router.post("/returns/{movement_id}/receive", response=schemas.MovementFile)
def receive_return(request: HttpRequest, movement_id: UUID, body: schemas.ArrivalIn) -> schemas.MovementFile:
    """The goods of an approved return are there: to the shelf, or to the losses."""
    came = {line.number: services.Came(line.quantity, line.into_loss) for line in body.lines}
    done = services.receive_return(
        _actor(request), movement_id=movement_id, came=came, received_on=body.received_on
    )
    return _file(done)


@router.post("/counts", response={201: schemas.CountOut})
def open_count(request: HttpRequest, body: schemas.CountIn) -> Status[schemas.CountOut]:
    """Open a count with every lot that stands at a location."""
    return Status(201, _count(services.open_count(_actor(request), **body.dict())))


@router.get("/counts/{count_id}", response=schemas.CountOut)
def get_count(request: HttpRequest, count_id: UUID) -> schemas.CountOut:
    """One count."""
    return _count(selectors.count_of(_actor(request), count_id))


@router.post("/counts/{count_id}/lines", response=schemas.CountOut)
def record_counts(request: HttpRequest, count_id: UUID, body: schemas.CountsIn) -> schemas.CountOut:
    """Write down what was counted, and what stands there without being on the sheet."""
    lots = [services.CountedLot(line.lot_id, line.counted, line.at, line.note) for line in body.lines]
    found = [
        services.FoundLot(
            services.LotMark(line.sku_id, line.lot_code.strip(), line.made_on, line.expires_on),
            line.counted,
            line.at,
        )
        for line in body.found
    ]
    return _count(services.record_counts(_actor(request), count_id=count_id, lots=lots, found=found))


@router.post("/counts/{count_id}/post", response=schemas.CountOut)
def post_count(request: HttpRequest, count_id: UUID, body: schemas.PostIn) -> schemas.CountOut:
    """Correct the book by what was counted."""
    return _count(services.post_count(_actor(request), count_id=count_id, reason=body.reason))


@router.post("/counts/{count_id}/cancel", response=schemas.CountOut)
def cancel_count(request: HttpRequest, count_id: UUID) -> schemas.CountOut:
    """Throw a count away; nothing was booked."""
    return _count(services.cancel_count(_actor(request), count_id=count_id))
