"""Reading products, prices and should-lists. The catalogue is one for the whole company."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, DateField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from endcap.goods.catalog.audiences import chain_of
from endcap.goods.catalog.models import Barcode, Brand, Category, Price, PriceLevel, ShouldList, Sku
from endcap.goods.catalog.price_reads import candidates, held_for
from endcap.goods.catalog.pricing import Span
from endcap.goods.catalog.quoting import Buyer, Quote, quoted
from endcap.goods.catalog.rights import Rights
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere

PAGE = 50
SORTS = {
    "code": ("code",),
    "name": ("name", "code"),
    "listed": ("listed_key", "code"),
    "stage": ("stage", "code"),
}
_NEVER = date(1, 1, 1)  # products whose listing day nobody noted sort before all others


@dataclass(frozen=True)
class SkuFilter:
    """What a list of products is narrowed to."""

    text: str = ""
    brand_id: UUID | None = None
    category_id: UUID | None = None
    role: str = ""
    stage: str = ""
    flag: str = ""
    kind: str = "article"  # article | other | stub


def filter_from(words: Mapping[str, str]) -> SkuFilter:
    """The filter that an address or an export names; what can't be read is left out."""
    return SkuFilter(
        text=words.get("q", ""),
        brand_id=_id_or_none(words.get("brand", "")),
        category_id=_id_or_none(words.get("category", "")),
        role=words.get("role", ""),
        stage=words.get("stage", ""),
        flag=words.get("flag", ""),
        kind=words.get("kind") or "article",
    )


def _id_or_none(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


@dataclass(frozen=True)
class SkuPage:
    """One page of the product list, and the keys by which it goes on."""

    rows: Sequence[Sku]
    previous: str = ""
    next: str = ""


@dataclass(frozen=True)
class PriceLine:
    """The prices of one level of a product: the one in force, the coming ones, the former ones."""

    level: PriceLevel
    current: Price | None
    coming: Sequence[Price]
    former: Sequence[Price]


def _narrowed(wanted: SkuFilter) -> QuerySet[Sku]:
    rows = Sku.objects.select_related("brand", "category")
    rows = rows.filter(is_article=wanted.kind != "other")
    if wanted.kind == "stub":
        rows = rows.exclude(stub_reason="")
    for word in wanted.text.lower().split():
        rows = rows.filter(search_text__contains=word)
    if wanted.brand_id:
        rows = rows.filter(brand_id=wanted.brand_id)
    if wanted.category_id:
        path = Category.objects.filter(pk=wanted.category_id).values_list("path", flat=True).first()
        rows = rows.filter(category__path__startswith=path) if path else rows.none()
    if wanted.role:
        rows = rows.filter(role=wanted.role)
    if wanted.stage:
        rows = rows.filter(stage=wanted.stage)
    if wanted.flag:
        rows = rows.filter(flags__icontains=f'"{wanted.flag}"')
    return rows


def skus_page(
    actor: Actor, *, wanted: SkuFilter, sort: str = "code", after: str = "", before: str = ""
) -> SkuPage:
    """One page of products. ``after`` and ``before`` are codes of the last and first product of another
    page."""
    actor.require(Rights.VIEW)
    descending = sort.startswith("-")
    fields = SORTS.get(sort.lstrip("-"), SORTS["code"])
    base = Barcode.objects.filter(sku=OuterRef("pk"), kind=Barcode.Kind.BASE).order_by("gtin")
    rows = _keyed(_narrowed(wanted)).annotate(base_gtin=Subquery(base.values("gtin")[:1]))
    backwards = bool(before) and not after
    anchor = _keyed(Sku.objects.filter(code=after or before)).first() if after or before else None
    upward = descending == backwards
    if anchor:
        rows = rows.filter(_beyond(anchor, fields, upward))
    order = [name if upward else f"-{name}" for name in fields]
    found = list(rows.order_by(*order)[: PAGE + 1])
    more = len(found) > PAGE
    found = found[:PAGE]
    if backwards:
        found.reverse()
    has_next, has_previous = (True, more) if backwards else (more, anchor is not None)
    return SkuPage(
        found,
        previous=found[0].code if found and has_previous else "",
        next=found[-1].code if found and has_next else "",
    )


def _keyed(rows: QuerySet[Sku]) -> QuerySet[Sku]:
    return rows.annotate(listed_key=Coalesce("listed_on", Value(_NEVER), output_field=DateField()))


def _beyond(anchor: Sku, fields: Sequence[str], upward: bool) -> Q:
    side = "gt" if upward else "lt"
    condition, equal = Q(), Q()
    for name in fields:
        condition |= equal & Q(**{f"{name}__{side}": getattr(anchor, name)})
        equal &= Q(**{name: getattr(anchor, name)})
    return condition


def skus_of(actor: Actor, wanted: SkuFilter, sort: str = "code") -> QuerySet[Sku]:
    """All products that a list shows, in its order, for export."""
    actor.require(Rights.VIEW)
    fields = SORTS.get(sort.lstrip("-"), SORTS["code"])
    return _keyed(_narrowed(wanted)).order_by(
        *(f"-{name}" if sort.startswith("-") else name for name in fields)
    )


def sku_of(actor: Actor, sku_id: UUID) -> Sku:
    """One product."""
    actor.require(Rights.VIEW)
    found = Sku.objects.select_related("brand", "category").filter(pk=sku_id).first()
    if found is None:
        raise NotFoundHere()
    return found


def barcodes_of(sku_id: UUID) -> list[Barcode]:
    """A product's barcodes by packing."""
    return list(Barcode.objects.filter(sku_id=sku_id))


def barcodes_and_sharers(sku_id: UUID) -> tuple[list[Barcode], list[Sku]]:
    """A product's barcodes by packing, and the other products that carry one of them, in one statement."""
    own = Barcode.objects.filter(sku_id=sku_id).values("gtin")
    alike = Barcode.objects.filter(gtin__in=own).select_related("sku")
    carried = list(alike.order_by("kind", "gtin", "sku__code"))
    others = {one.sku_id: one.sku for one in carried if one.sku_id != sku_id}
    return [one for one in carried if one.sku_id == sku_id], sorted(others.values(), key=lambda sku: sku.code)


def price_levels() -> list[PriceLevel]:
    """The price system."""
    return list(PriceLevel.objects.all())


def price_of(sku_id: UUID, level: str, on: date) -> int | None:
    """The price per base unit of a product at a level on a day, in 1/10,000; none where none holds."""
    return (
        _holding(Price.objects.filter(sku_id=sku_id, level__code=level), on)
        .values_list("price", flat=True)
        .first()
    )


def _holding(prices: QuerySet[Price], on: date) -> QuerySet[Price]:
    return prices.filter(valid_from__lte=on).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def prices_on(on: date, sku_ids: Collection[UUID]) -> Mapping[tuple[UUID, str], int]:
    """The prices in force on a day by product and level code, in one statement."""
    held = _holding(Price.objects.filter(sku_id__in=sku_ids), on).values_list(
        "sku_id", "level__code", "price"
    )
    return {(sku_id, level): price for sku_id, level, price in held}


def price_lines(sku_id: UUID, on: date) -> list[PriceLine]:
    """Every level of a product with its price today, before and to come."""
    held: dict[UUID, list[Price]] = {}
    for price in Price.objects.filter(sku_id=sku_id).order_by("-valid_from"):
        held.setdefault(price.level_id, []).append(price)
    lines = []
    for level in price_levels():
        prices = held.get(level.pk, [])
        lines.append(
            PriceLine(
                level,
                next(
                    (p for p in prices if p.valid_from <= on and (p.valid_to is None or p.valid_to >= on)),
                    None,
                ),
                [p for p in reversed(prices) if p.valid_from > on],
                [p for p in prices if p.valid_to is not None and p.valid_to < on],
            )
        )
    return lines


def should_list_of(channel_ids: Iterable[UUID], grade: str) -> list[Sku]:
    """What an outlet of a channel (its leaf and the nodes above it) and a grade should carry."""
    return list(
        Sku.objects.filter(
            should_lists__channel_id__in=list(channel_ids), should_lists__grade__in=["", grade]
        )
        .distinct()
        .order_by("code")
    )


def should_list_entries(sku_id: UUID) -> list[ShouldList]:
    """Where a product is a must."""
    return list(
        ShouldList.objects.filter(sku_id=sku_id).select_related("channel").order_by("channel__order", "grade")
    )


def should_list_counts() -> Mapping[tuple[UUID, str], int]:
    """How many products each list names, by channel and grade."""
    rows = ShouldList.objects.order_by().values_list("channel_id", "grade").annotate(n=Count("pk"))
    return {(channel_id, grade): n for channel_id, grade, n in rows}


def should_list_ids(channel_id: UUID, grade: str) -> frozenset[UUID]:
    """The products of one list."""
    return frozenset(
        ShouldList.objects.filter(channel_id=channel_id, grade=grade).values_list("sku_id", flat=True)
    )


def shared_gtins() -> QuerySet[Barcode, str]:
    """Barcodes that several products carry."""
    return (
        Barcode.objects.filter(kind=Barcode.Kind.BASE)
        .values("gtin")
        .annotate(skus=Count("sku", distinct=True))
        .filter(skus__gt=1)
        .order_by()
        .values_list("gtin", flat=True)
    )


def skus_with_shared_barcodes() -> set[UUID]:
    """Products whose barcode another product carries too."""
    return set(
        Barcode.objects.filter(kind=Barcode.Kind.BASE, gtin__in=shared_gtins()).values_list(
            "sku_id", flat=True
        )
    )


def ids_by_code(codes: Collection[str]) -> dict[str, tuple[UUID, bool]]:
    """Products by code: id and whether it is an article."""
    found: dict[str, tuple[UUID, bool]] = {}
    wanted = list(codes)
    for start in range(0, len(wanted), 5000):
        rows = Sku.objects.filter(code__in=wanted[start : start + 5000])
        found.update(
            {code: (pk, article) for code, pk, article in rows.values_list("code", "pk", "is_article")}
        )
    return found


def named(sku_ids: Collection[UUID]) -> dict[UUID, Sku]:
    """Products by id, with brand and category."""
    return {sku.pk: sku for sku in Sku.objects.filter(pk__in=sku_ids).select_related("brand", "category")}


def brands() -> list[Brand]:
    """All brands by name."""
    return list(Brand.objects.all())


def categories() -> list[Category]:
    """The category tree, parents before children."""
    return list(Category.objects.all())


def counted_brands() -> list[tuple[Brand, int]]:
    """Brands by name with the number of their articles."""
    held = Count("sku", filter=Q(sku__is_article=True))
    return [(brand, brand.n) for brand in Brand.objects.annotate(n=held)]  # type: ignore[attr-defined]


def counted_categories() -> list[tuple[Category, int, int]]:
    """The tree, parents before children: category, depth, and its articles with those of the categories
    below."""
    articles = Sku.objects.filter(is_article=True).order_by()
    own = dict(articles.values_list("category").annotate(n=Count("pk")))
    nodes = categories()
    return [
        (node, node.depth, sum(own.get(below.pk, 0) for below in nodes if below.path.startswith(node.path)))
        for node in _in_tree_order(nodes)
    ]


def _in_tree_order(nodes: Sequence[Category]) -> list[Category]:
    below: dict[UUID | None, list[Category]] = {}
    for node in nodes:
        below.setdefault(node.parent_id, []).append(node)

    def walk(parent_id: UUID | None) -> Iterator[Category]:
        for node in below.get(parent_id, ()):
            yield node
            yield from walk(node.pk)

    return list(walk(None))


def counts() -> Mapping[str, int]:
    """How many articles, other codes and stubs there are, for the tabs of the list."""
    found = Sku.objects.aggregate(
        article=Count("pk", filter=Q(is_article=True)),
        stub=Count("pk", filter=Q(is_article=True) & ~Q(stub_reason="")),
        other=Count("pk", filter=Q(is_article=False)),
    )
    return {key: int(value) for key, value in found.items()}


def price_history(wanted: SkuFilter | None = None, on: date | None = None) -> Iterator[Mapping[str, object]]:
    """Every price with its days, by product and level, streamed; narrowed to products, and to a day, if
    asked."""
    rows = Price.objects.select_related("sku", "level").order_by("sku__code", "level__order", "valid_from")
    if wanted:
        rows = rows.filter(sku__in=_narrowed(wanted).order_by().values("pk"))
    if on:
        rows = _holding(rows, on)
    for price in rows.iterator(chunk_size=2000):
        yield {
            "code": price.sku.code,
            "name": price.sku.name,
            "level": price.level.code,
            "price": price.price,
            "valid_from": price.valid_from,
            "valid_to": price.valid_to,
        }


def price_spans(from_on: date, to_on: date) -> dict[str, dict[UUID, list[Span]]]:
    """The prices that hold on some day of a period, by level code in the order of the levels and by
    product."""
    found: dict[str, dict[UUID, list[Span]]] = {level.code: {} for level in price_levels()}
    held = Price.objects.filter(valid_from__lte=to_on).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=from_on)
    )
    rows = held.values_list("level__code", "sku_id", "pk", "price", "valid_from", "valid_to").order_by(
        "valid_from"
    )
    for level, sku_id, pk, price, valid_from, valid_to in rows.iterator(chunk_size=5000):
        found[level].setdefault(sku_id, []).append(Span(pk, price, valid_from, valid_to))
    return found


def quotes(
    buyer: Buyer, *, sku_ids: Collection[UUID], on: date, quantities: Mapping[UUID, int] | None = None
) -> dict[UUID, Quote]:
    """What each product costs a buyer on a day, and which rule says so, in one statement.

    ``quantities`` (base units by product) chooses the price of that quantity; without it a quote is for a single
    unit. Either way it carries the quantities from which the price is another one. A product without a price is
    not in the answer.
    """
    chain = chain_of(buyer)
    return quoted(candidates(chain, held_for([chain], sku_ids=sku_ids, on=on)), quantities)
