"""Products and the prices of their levels."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from endcap.goods.catalog import selectors, services
from endcap.goods.catalog.models import Sku
from endcap.goods.catalog.rights import Rights
from endcap.goods.catalog.schemas import (
    BarcodeIn,
    BarcodeOut,
    LevelOut,
    PriceIn,
    PriceOnOut,
    PriceOut,
    RefusalOut,
    SkuChange,
    SkuDetailOut,
    SkuIn,
    SkuOut,
    SkusOut,
)
from endcap.goods.catalog.selectors import SkuFilter
from endcap.goods.catalog.services import CLEARABLE, SkuFields
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere
from endcap.kernel.idempotency import services as idempotency
from endcap.kernel.rights import Right

router = Router()
_PLAIN = (
    "code",
    "name",
    "category_id",
    "base_unit",
    "inner_unit",
    "inner_factor",
    "case_unit",
    "case_factor",
    "volume_ml",
    "role",
    "stage",
    "listed_on",
    "grade",
    "is_article",
    "flags",
)


def _actor(request: HttpRequest, right: Right = Rights.VIEW) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(right)
    return actor


def _plain(sku: Sku) -> dict[str, object]:
    return {
        "id": sku.pk,
        "brand": sku.brand.name if sku.brand else "",
        "category": sku.category.name if sku.category else "",
        **{name: getattr(sku, name) for name in _PLAIN},
    }


def _detail(actor: Actor, sku_id: UUID, on: date) -> SkuDetailOut:
    sku = selectors.sku_of(actor, sku_id)
    return SkuDetailOut(
        **_plain(sku),  # type: ignore[arg-type]
        barcodes=[
            BarcodeOut(id=b.pk, gtin=b.gtin, kind=b.kind, is_valid=b.is_valid, is_repaired=b.is_repaired)
            for b in selectors.barcodes_of(sku.pk)
        ],
        prices=[
            PriceOut(
                level=line.level.code,
                price=line.current.price,
                valid_from=line.current.valid_from,
                valid_to=line.current.valid_to,
                is_suggested=line.level.is_suggested,
            )
            for line in selectors.price_lines(sku.pk, on)
            if line.current
        ],
    )


@router.get("/price-levels", response=list[LevelOut], summary="The price system")
def list_levels(request: HttpRequest) -> list[LevelOut]:
    """Levels in their order; retail and promotion prices are suggestions and nothing is enforced by them."""
    _actor(request)
    return [
        LevelOut(code=level.code, name=level.name, name_en=level.name_en, is_suggested=level.is_suggested)
        for level in selectors.price_levels()
    ]


@router.get("/skus", response=SkusOut, summary="Products")
def list_skus(
    request: HttpRequest,
    q: str = Query("", max_length=60),
    brand: UUID | None = None,
    category: UUID | None = None,
    role: str = Query("", max_length=8),
    stage: str = Query("", max_length=8),
    flag: str = Query("", max_length=40),
    kind: str = Query("article", pattern="^(article|stub|other)$"),
    sort: str = Query("code", pattern="^-?(code|name|listed|stage)$"),
    after: str = Query("", max_length=40),
    before: str = Query("", max_length=40),
) -> SkusOut:
    """One page, by keyset: ``next`` of an answer goes back as ``after``, ``previous`` as ``before``."""
    wanted = SkuFilter(q.replace("\0", ""), brand, category, role, stage, flag.replace("\0", ""), kind)
    page = selectors.skus_page(
        _actor(request),
        wanted=wanted,
        sort=sort,
        after=after.replace("\0", ""),
        before=before.replace("\0", ""),
    )
    items = [SkuOut(**_plain(sku)) for sku in page.rows]  # type: ignore[arg-type]
    return SkusOut(items=items, previous=page.previous, next=page.next)


@router.get(
    "/skus/{uuid:sku_id}",
    response=SkuDetailOut,
    summary="A product with its barcodes and the prices of a day",
)
def get_sku(request: HttpRequest, sku_id: UUID, on: date | None = None) -> SkuDetailOut:
    """One product; prices of today unless a day is given."""
    actor = _actor(request)
    return _detail(actor, sku_id, on or actor.today)


@router.post(
    "/skus",
    response={201: SkuDetailOut, 200: SkuDetailOut, 403: RefusalOut, 422: RefusalOut},
    summary="Take a product into the range",
)
def create_sku(request: HttpRequest, given: SkuIn) -> Status[SkuDetailOut]:
    """Every problem is named at once, and nothing is written then."""
    actor = _actor(request, Rights.EDIT)
    made, is_new = idempotency.create_once(
        actor,
        model=Sku,
        id=given.id,
        body=given.model_dump(mode="json"),
        make=lambda: services.create_sku(
            actor,
            id=given.id,
            code=given.code,
            fields=SkuFields(**given.dict(exclude={"id", "code", "barcode", "case_barcode"})),
            barcode=given.barcode,
            case_barcode=given.case_barcode,
        ),
        find=lambda known: selectors.sku_of(actor, known),
    )
    return Status(201 if is_new else 200, _detail(actor, made.pk, actor.today))


@router.patch(
    "/skus/{uuid:sku_id}",
    response={200: SkuDetailOut, 403: RefusalOut, 404: RefusalOut, 422: RefusalOut},
    summary="Change a product",
)
def update_sku(request: HttpRequest, sku_id: UUID, given: SkuChange) -> SkuDetailOut:
    """Only the fields that are sent."""
    actor = _actor(request, Rights.EDIT)
    sent = given.dict(exclude_unset=True)
    emptied = frozenset(name for name in sent.keys() & CLEARABLE if sent[name] is None)
    services.update_sku(actor, sku_id=sku_id, fields=SkuFields(**sent, emptied=emptied))
    return _detail(actor, sku_id, actor.today)


@router.post(
    "/skus/{uuid:sku_id}/barcodes",
    response={201: SkuDetailOut, 403: RefusalOut, 404: RefusalOut, 422: RefusalOut},
    summary="Give a product another barcode",
)
def add_barcode(request: HttpRequest, sku_id: UUID, given: BarcodeIn) -> Status[SkuDetailOut]:
    """A barcode whose check digit fails is refused; lost leading zeros are put back."""
    actor = _actor(request, Rights.EDIT)
    services.add_barcode(actor, sku_id=sku_id, kind=given.kind, barcode=given.barcode)
    return Status(201, _detail(actor, sku_id, actor.today))


@router.get(
    "/skus/{uuid:sku_id}/price", response=PriceOnOut, summary="What a product costs at a level on a day"
)
def get_price(request: HttpRequest, sku_id: UUID, level: str, on: date | None = None) -> PriceOnOut:
    """Today unless a day is given; null where no price holds."""
    actor = _actor(request)
    selectors.sku_of(actor, sku_id)
    found = next((one for one in selectors.price_levels() if one.code == level), None)
    if found is None:
        raise NotFoundHere()
    day = on or actor.today
    return PriceOnOut(
        level=found.code,
        on=day,
        price=selectors.price_of(sku_id, level, day),
        is_suggested=found.is_suggested,
    )


@router.post(
    "/skus/{uuid:sku_id}/prices",
    response={200: SkuDetailOut, 403: RefusalOut, 404: RefusalOut, 409: RefusalOut, 422: RefusalOut},
    summary="Give a product a price from a day on",
)
def set_price(request: HttpRequest, sku_id: UUID, given: PriceIn) -> SkuDetailOut:
    """The former price of the level ends the day before. Answers the product with the prices of that day."""
    actor = _actor(request, Rights.EDIT)
    services.set_price(actor, sku_id=sku_id, **given.dict())
    return _detail(actor, sku_id, given.valid_from)
