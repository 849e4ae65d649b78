"""The API of the catalogue."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from endcap.goods.catalog import selectors, services
from endcap.goods.catalog.models import Sku
from endcap.goods.catalog.schemas import BarcodeOut, PriceIn, PriceOut, SkuDetailOut, SkuIn, SkuOut, SkusOut
from endcap.goods.catalog.selectors import SkuFilter
from endcap.kernel.actor import Actor

router = Router()


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _plain(sku: Sku) -> dict[str, object]:
    names = (
        "code name base_unit inner_factor case_factor volume_ml role stage grade is_article flags".split()
    )
    return {
        "id": sku.pk,
        "brand": sku.brand.name if sku.brand else "",
        "category": sku.category.name if sku.category else "",
        **{name: getattr(sku, name) for name in names},
    }


def _detail(actor: Actor, sku_id: UUID, on: date) -> SkuDetailOut:
    sku = selectors.sku_of(actor, sku_id)
    prices = [line for line in selectors.price_lines(sku.pk, on) if line.current]
    return SkuDetailOut(
        **_plain(sku),  # type: ignore[arg-type]
        barcodes=[
            BarcodeOut(gtin=b.gtin, kind=b.kind, is_valid=b.is_valid, is_repaired=b.is_repaired)
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
            for line in prices
            if line.current
        ],
    )


@router.get("/skus", response=SkusOut, summary="Products by code")
def list_skus(
    request: HttpRequest,
    q: str = Query("", max_length=60),
    kind: str = Query("article", pattern="^(article|stub|other)$"),
    after: str = Query("", max_length=40),
) -> SkusOut:
    """A page of products after a code; needs the right to see products."""
    page = selectors.skus_page(_actor(request), wanted=SkuFilter(text=q, kind=kind), after=after)
    return SkusOut(items=[SkuOut(**_plain(sku)) for sku in page.rows], after=page.next)  # type: ignore[arg-type]


@router.get("/skus/{sku_id}", response=SkuDetailOut, summary="A product with its barcodes and the prices of a day")
def get_sku(request: HttpRequest, sku_id: UUID, on: date | None = None) -> SkuDetailOut:
    """One product; prices of today unless a day is given."""
    actor = _actor(request)
    return _detail(actor, sku_id, on or actor.today)


@router.post("/skus", response={201: SkuDetailOut}, summary="Take a product into the range")
def create_sku(request: HttpRequest, given: SkuIn) -> tuple[int, SkuDetailOut]:
    """Needs the right to change products."""
    actor = _actor(request)
    values = given.dict(exclude={"code", "barcode", "case_barcode"})
    made = services.create_sku(
        actor,
        code=given.code,
        fields=services.SkuFields(**values),
        barcode=given.barcode,
        case_barcode=given.case_barcode,
    )
    return 201, _detail(actor, made.pk, actor.today)


@router.post("/skus/{sku_id}/prices", response=SkuDetailOut, summary="Give a product a price from a day on")
def set_price(request: HttpRequest, sku_id: UUID, given: PriceIn) -> SkuDetailOut:
    """The former price of the level ends the day before."""
    actor = _actor(request)
    services.set_price(actor, sku_id=sku_id, **given.dict())
    return _detail(actor, sku_id, given.valid_from)
