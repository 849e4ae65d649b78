"""Finding products while somebody types an order, and what the outlet took before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Max

from endcap.cash.orders.models import Order, OrderLine
from endcap.cash.orders.rights import Rights
from endcap.goods.catalog.models import Barcode, Sku
from endcap.kernel.actor import Actor

SHOWN = 8
RECENT_DAYS, RECENT = 120, 12
_FEWEST_DIGITS = 8  # of a barcode


@dataclass(frozen=True, slots=True)
class Hit:
    """A product that fits what was typed; a scanned case code means cases."""

    sku: Sku
    unit: str


@dataclass(frozen=True, slots=True)
class Before:
    """A product that the outlet ordered lately: when last, and how much then."""

    sku: Sku
    on: date
    typed: str


def find_skus(actor: Actor, text: str) -> list[Hit]:
    """Products by code, name, pinyin or barcode, the exact ones first."""
    actor.require(Rights.PLACE)
    words = text.replace("\0", "").strip()
    if not words:
        return []
    if words.isdigit() and len(words) >= _FEWEST_DIGITS:
        codes = Barcode.objects.filter(gtin__in={words, words.lstrip("0"), words.zfill(13), words.zfill(14)})
        scanned = list(codes.filter(sku__is_article=True).select_related("sku").order_by("sku__code")[:SHOWN])
        if scanned:
            return [Hit(code.sku, _unit(code)) for code in scanned]
    rows = Sku.objects.filter(is_article=True).exclude(stage=Sku.Stage.DELISTED)
    for word in words.lower().split():
        rows = rows.filter(search_text__contains=word)
    found = sorted(rows.order_by("code")[: SHOWN * 5], key=lambda sku: _rank(sku, words.lower()))
    return [Hit(sku, sku.case_unit if sku.case_factor > 1 else sku.base_unit) for sku in found[:SHOWN]]


def _unit(code: Barcode) -> str:
    if code.kind == Barcode.Kind.CASE:
        return code.sku.case_unit
    return (code.sku.inner_unit if code.kind == Barcode.Kind.INNER else "") or code.sku.base_unit


def _rank(sku: Sku, words: str) -> tuple[bool, bool, bool, str]:
    code = sku.code.lower()
    return code != words, not code.startswith(words), not sku.name.lower().startswith(words), sku.code


def ordered_before(actor: Actor, outlet_id: UUID) -> Sequence[Before]:
    """What an outlet ordered lately, the latest first: a list to begin with on a call (ORD-01)."""
    since = actor.now - timedelta(days=RECENT_DAYS)
    of_outlet = Order.objects.visible_to(actor).filter(outlet_id=outlet_id, placed_at__gte=since)
    lines = OrderLine.objects.unscoped("of orders that the actor sees").filter(
        order__in=of_outlet.exclude(state=Order.State.CANCELLED).order_by().values("pk")
    )
    latest = lines.order_by().values("sku_id").annotate(at=Max("order__placed_at")).order_by("-at", "sku_id")
    whens = {row["sku_id"]: row["at"] for row in latest[:RECENT]}
    rows = lines.filter(sku_id__in=whens).select_related("sku", "order")
    found = [
        Before(row.sku, row.order.placed_at.date(), f"{row.typed_quantity}{row.typed_unit}")
        for row in rows
        if row.order.placed_at == whens[row.sku_id]
    ]
    once = {one.sku.pk: one for one in found}
    return sorted(once.values(), key=lambda one: (-one.on.toordinal(), one.sku.code))


def lines_of(actor: Actor, order_id: UUID) -> tuple[UUID, list[tuple[str, str]]] | None:
    """The outlet of an order, and its lines as they were typed, for another one like it."""
    order = Order.objects.visible_to(actor).filter(pk=order_id).first()
    if order is None:
        return None
    rows = OrderLine.objects.visible_to(actor).filter(order=order).select_related("sku").order_by("position")
    return order.outlet_id, [(row.sku.code, f"{row.typed_quantity}{row.typed_unit}") for row in rows]
