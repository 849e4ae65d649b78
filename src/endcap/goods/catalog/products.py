"""Whole product sheets: what they would change, writing them in a fixed number of statements, taking
them back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeVar
from uuid import UUID

from django.db import transaction

from endcap.goods.catalog import indexing, selectors, services
from endcap.goods.catalog.errors import PriceOverlap, PricePast
from endcap.goods.catalog.models import Barcode, Brand, Category, Price, PriceLevel, Sku
from endcap.goods.catalog.pinyin_keys import search_text_of
from endcap.goods.catalog.pricing import Placement, Span, day_before, place
from endcap.goods.catalog.rights import Rights
from endcap.goods.catalog.rows import ProductRow
from endcap.kernel import slots
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import Refusal
from endcap.kernel.ids import new_id

Change = tuple[str, object, object]
T = TypeVar("T")
BATCH = 2000
IN_USE = "catalog.sku_in_use"  # slot: functions (product ids) → those that higher areas hold facts about


@dataclass(frozen=True)
class ProductPlan:
    """What one row would do. ``refusal`` is a price that can't be placed."""

    action: Literal["create", "update", "same"]
    sku_id: UUID | None
    changes: tuple[Change, ...] = ()
    shares_barcode: bool = False
    refusal: Refusal | None = None


@dataclass
class Held:
    """What the catalogue knows about the products of some rows, read in a fixed number of statements."""

    skus: dict[str, Sku]
    barcodes: dict[UUID, set[tuple[str, str]]] = field(default_factory=dict)
    prices: dict[tuple[UUID, str], list[Span]] = field(default_factory=dict)
    carriers: dict[str, set[str]] = field(
        default_factory=dict
    )  # base barcode → codes of products that carry it


def _held(rows: Sequence[ProductRow]) -> Held:
    held = Held({})
    for codes in _parts([row.code for row in rows]):
        for sku in Sku.objects.filter(code__in=codes).select_related("brand", "category"):
            held.skus[sku.code] = sku
    wants_prices = any(row.prices for row in rows)
    for ids in _parts([sku.pk for sku in held.skus.values()]):
        for sku_id, kind, gtin in Barcode.objects.filter(sku_id__in=ids).values_list(
            "sku_id", "kind", "gtin"
        ):
            held.barcodes.setdefault(sku_id, set()).add((kind, gtin))
        for price in Price.objects.filter(sku_id__in=ids).select_related("level") if wants_prices else ():
            span = Span(price.pk, price.price, price.valid_from, price.valid_to)
            held.prices.setdefault((price.sku_id, price.level.code), []).append(span)
    for gtins in _parts(sorted({row.base.text for row in rows if row.base})):
        found = Barcode.objects.filter(gtin__in=gtins, kind="base").values_list("gtin", "sku__code")
        for gtin, code in found:
            held.carriers.setdefault(gtin, set()).add(code)
    for row in rows:
        if row.base:
            held.carriers.setdefault(row.base.text, set()).add(row.code)
    return held


def _parts(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """The values in parts that a statement can carry."""
    for start in range(0, len(values), 5000):
        yield values[start : start + 5000]


def _start_of_price(row: ProductRow, is_new: bool, today: date) -> date:
    """From when a price of a sheet holds: as given, else from the listing day of a new product, else
    from today."""
    listed = row.fields.get("listed_on")
    if row.price_from:
        return row.price_from
    return listed if is_new and isinstance(listed, date) and listed <= today else today


def plan_products(rows: Sequence[ProductRow], *, today: date) -> list[ProductPlan]:
    """What each row would do to the catalogue; writes nothing."""
    held = _held(rows)
    return [_plan(row, held, today) for row in rows]


def _plan(row: ProductRow, held: Held, today: date) -> ProductPlan:
    shares = bool(row.base and len(held.carriers[row.base.text]) > 1)
    sku = held.skus.get(row.code)
    if sku is None:
        return ProductPlan("create", None, (), shares)
    changes: list[Change] = [
        (name, getattr(sku, name), value) for name, value in row.fields.items() if getattr(sku, name) != value
    ]
    if row.brand and row.brand != (sku.brand.name if sku.brand else ""):
        changes.append(("brand", sku.brand.name if sku.brand else "", row.brand))
    if row.category and row.category not in _names_of(sku.category):
        changes.append(("category", sku.category.name if sku.category else "", row.category))
    if sku.stub_reason and row.fields.get("name"):
        changes.append(("stub_reason", sku.stub_reason, ""))
    known = held.barcodes.get(sku.pk, set())
    changes += [
        (f"barcode_{kind}", "", gtin.text) for kind, gtin in row.gtins if (kind, gtin.text) not in known
    ]
    refusal = None
    for level, price in row.prices.items():
        spans = held.prices.get((sku.pk, level), [])
        try:
            placement = _placement(row, spans, price, today)
        except (PricePast, PriceOverlap) as refused:
            refusal = refused
            continue
        if placement.kind != "same":
            changes.append((f"price_{level}", placement.of.price if placement.of else None, price))
    return ProductPlan("update" if changes else "same", sku.pk, tuple(changes), shares, refusal)


def _placement(row: ProductRow, spans: Sequence[Span], price: int, today: date) -> Placement:
    start = _start_of_price(row, not spans, today)
    return place(spans, price=price, valid_from=start, valid_to=None, today=today)


def _names_of(category: Category | None) -> tuple[str, ...]:
    return (category.name, category.code) if category else ()


@dataclass(frozen=True)
class Written:
    """What one row did: the product, and the former values that undo puts back."""

    action: Literal["create", "update", "same"]
    sku_id: UUID
    before: Mapping[str, object]


@transaction.atomic
def write_products(actor: Actor, *, batch_id: UUID, rows: Sequence[ProductRow]) -> list[Written]:
    """Write the rows of one chunk; each code at most once. The caller calls ``close_batch`` after the
    last chunk."""
    actor.require(Rights.IMPORT)
    indexing.hold_book()

    held = _held(rows)
    plans = [_plan(row, held, actor.today) for row in rows]

    names = _Names(actor, rows)
    written, made, changed = [], [], []
    for row, plan in zip(rows, plans, strict=True):
        sku = held.skus.get(row.code)
        if sku is None:
            sku = Sku(id=new_id(actor.now), code=row.code, name=row.code, created_at=actor.now)
            held.skus[row.code] = sku
            made.append(sku)
            written.append(Written("create", sku.pk, {}))
        else:
            written.append(
                Written(plan.action, sku.pk, _before(sku, plan) if plan.action == "update" else {})
            )
            if plan.action == "same":
                continue
            changed.append(sku)
        _assign(sku, row, names, held.barcodes.get(sku.pk, ()), batch_id, actor)
    Sku.objects.bulk_create(made, batch_size=BATCH)
    Sku.objects.bulk_update(changed, _COLUMNS, batch_size=500)
    _write_barcodes(actor, batch_id, rows, held)
    ended = _write_prices(actor, batch_id, rows, held)
    indexing.renew_skus([sku.pk for sku in (*made, *changed)], today=actor.today)
    audit.record_many(actor, "catalog.sku_imported", [*made, *changed], batch=str(batch_id))
    return [Written(w.action, w.sku_id, {**w.before, **ended.get(w.sku_id, {})}) for w in written]


_COLUMNS = [
    *("name", "brand", "category", "base_unit", "inner_unit", "inner_factor", "case_unit", "case_factor"),
    *("volume_ml", "role", "stage", "listed_on"),
    *("is_article", "stub_reason", "flags", "search_text", "import_batch_id", "updated_at"),
]


class _Names:
    """Brands and categories by name; missing ones are made at once."""

    def __init__(self, actor: Actor, rows: Iterable[ProductRow]) -> None:
        rows = list(rows)
        self.brands = {brand.name: brand for brand in Brand.objects.filter(name__in={r.brand for r in rows})}
        new = sorted({row.brand for row in rows if row.brand} - self.brands.keys())
        made = [Brand(id=new_id(actor.now), name=name) for name in new]
        self.brands.update({brand.name: brand for brand in Brand.objects.bulk_create(made)})
        wanted = {row.category for row in rows if row.category}
        self.categories: dict[str, Category] = {}
        for category in [
            *Category.objects.filter(name__in=wanted),
            *Category.objects.filter(code__in=wanted),
        ]:
            self.categories[category.name] = self.categories[category.code] = category
        fresh = [
            services.new_category(actor, code=name, name=name)
            for name in sorted(wanted - self.categories.keys())
        ]
        self.categories.update({category.name: category for category in Category.objects.bulk_create(fresh)})


def _before(sku: Sku, plan: ProductPlan) -> dict[str, object]:
    fields = {name: before for name, before, _after in plan.changes if name in _PLAIN}
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in fields.items()}
    return {
        "fields": {
            **plain,
            "brand_id": str(sku.brand_id or ""),
            "category_id": str(sku.category_id or ""),
            "stub_reason": sku.stub_reason,
            "is_article": sku.is_article,
            "flags": list(sku.flags),
            "search_text": sku.search_text,
            "import_batch_id": str(sku.import_batch_id or ""),
        }
    }


_PLAIN = frozenset(_COLUMNS) - {"brand", "category", "flags"}


STUB_FLAGS = frozenset(["stub_no_master", "not_an_article"])  # a master row ends both


def _assign(
    sku: Sku, row: ProductRow, names: _Names, known: Iterable[tuple[str, str]], batch_id: UUID, actor: Actor
) -> None:
    for name, value in row.fields.items():
        setattr(sku, name, value)
    if row.brand:
        sku.brand = names.brands[row.brand]
    if row.category:
        sku.category = names.categories[row.category]
    if row.fields.get("name"):
        sku.stub_reason, sku.is_article = "", True  # a master row says that it is a product
        sku.flags = [flag for flag in sku.flags if flag not in STUB_FLAGS]
    sku.import_batch_id, sku.updated_at = batch_id, actor.now
    if not row.fields and not row.gtins:
        return  # a price alone says nothing about the product itself
    own = {flag for flag, _column in row.flags}
    kept = {flag for flag in sku.flags if flag == services.SHARED or not row.gtins}
    sku.flags = sorted(own | kept)
    codes = {gtin for _kind, gtin in known} | {gtin.text for _kind, gtin in row.gtins}
    sku.search_text = search_text_of(sku.code, sku.name, sku.brand.name if sku.brand else "", *sorted(codes))


def _write_barcodes(actor: Actor, batch_id: UUID, rows: Sequence[ProductRow], held: Held) -> None:
    made = []
    for row in rows:
        sku_id = held.skus[row.code].pk
        known = held.barcodes.setdefault(sku_id, set())
        for kind, gtin in row.gtins:
            if (kind, gtin.text) not in known:
                known.add((kind, gtin.text))
                made.append(services.new_barcode(actor, sku_id, kind, gtin, batch_id))
    Barcode.objects.bulk_create(made, batch_size=BATCH)


def _write_prices(
    actor: Actor, batch_id: UUID, rows: Sequence[ProductRow], held: Held
) -> dict[UUID, dict[str, object]]:
    """Write the prices that the rows give; answers per product which prices they ended or replaced."""
    levels = {level.code: level for level in PriceLevel.objects.all()}
    made, touched = [], []
    before: dict[UUID, list[list[object]]] = {}
    for row in rows:
        sku_id = held.skus[row.code].pk
        for level, price in row.prices.items():
            spans = held.prices.get((sku_id, level), [])
            if level not in levels:
                continue
            try:
                placement = _placement(row, spans, price, actor.today)
            except (PricePast, PriceOverlap):
                continue  # planned as an error of the row: the price stays as it is
            if placement.kind == "same":
                continue
            start = _start_of_price(row, not spans, actor.today)
            old = placement.of
            if old:
                before.setdefault(sku_id, []).append(
                    [str(old.id), old.price, old.valid_to.isoformat() if old.valid_to else ""]
                )
            if placement.kind == "replace" and old:
                touched.append(Price(pk=old.id, price=price, valid_to=placement.valid_to))
                continue
            if old:
                touched.append(Price(pk=old.id, price=old.price, valid_to=day_before(start)))
            made.append(
                Price(
                    id=new_id(actor.now),
                    sku_id=sku_id,
                    level=levels[level],
                    price=price,
                    valid_from=start,
                    valid_to=placement.valid_to,
                    import_batch_id=batch_id,
                    created_at=actor.now,
                )
            )
    Price.objects.bulk_update(touched, ["price", "valid_to"], batch_size=500)
    Price.objects.bulk_create(made, batch_size=BATCH)
    return {sku_id: {"prices": entries} for sku_id, entries in before.items()}


def close_batch(actor: Actor) -> None:
    """After the last chunk: barcodes that several products carry are flagged on all of them."""
    services.refresh_shared_flags(actor)


@dataclass(frozen=True)
class Taken:
    """The outcome of taking a batch back."""

    removed: int
    restored: int
    kept: tuple[UUID, ...]


@transaction.atomic
def take_back(actor: Actor, *, batch_id: UUID, written: Sequence[Written]) -> Taken:
    """Undo a batch: new products go, changed ones get their former values. What people changed since,
    and products
    that have been sold since, stay."""
    actor.require(Rights.IMPORT)
    indexing.hold_book()

    own = {sku.pk: sku for sku in Sku.objects.filter(import_batch_id=batch_id)}
    kept = [w.sku_id for w in written if w.action != "same" and w.sku_id not in own]

    Price.objects.filter(import_batch_id=batch_id, sku__import_batch_id=batch_id).delete()
    Barcode.objects.filter(import_batch_id=batch_id, sku__import_batch_id=batch_id).delete()
    restored = []
    for entry in reversed(written):  # a product that was changed twice ends with its first state
        sku = own.get(entry.sku_id)
        if sku is None or entry.action != "update":
            continue
        _restore(sku, entry.before)
        restored.append(sku)
    restored = list({sku.pk: sku for sku in restored}.values())
    Sku.objects.bulk_update(restored, [*_COLUMNS], batch_size=500)
    _restore_prices(entry.before for entry in reversed(written) if entry.sku_id in own)
    removed, sold = _remove(
        [entry.sku_id for entry in written if entry.action == "create" and entry.sku_id in own]
    )
    indexing.renew_skus([sku.pk for sku in restored], today=actor.today)
    services.refresh_shared_flags(actor)
    audit.record_event(
        actor,
        "catalog.import_undone",
        "exchange.Batch",
        str(batch_id),
        removed=removed,
        restored=len(restored),
    )
    return Taken(removed, len(restored), (*kept, *sold))


def _restore(sku: Sku, before: Mapping[str, object]) -> None:
    fields = before.get("fields", {})
    assert isinstance(fields, Mapping)
    for name, value in fields.items():
        if name == "listed_on":
            sku.listed_on = date.fromisoformat(str(value)) if value else None
        elif name in ("brand_id", "category_id", "import_batch_id"):
            setattr(sku, name, UUID(str(value)) if value else None)
        elif name not in ("updated_at",):
            setattr(sku, name, value)


def _restore_prices(befores: Iterable[Mapping[str, object]]) -> None:
    rows: dict[UUID, Price] = {}
    for before in befores:
        entries = before.get("prices", [])
        assert isinstance(entries, Sequence)
        for pk, price, until in entries:
            found = Price(
                pk=UUID(str(pk)), price=price, valid_to=date.fromisoformat(until) if until else None
            )
            rows[found.pk] = found
    Price.objects.bulk_update(rows.values(), ["price", "valid_to"], batch_size=500)


def _remove(sku_ids: Sequence[UUID]) -> tuple[int, list[UUID]]:
    """Delete products that nothing hangs on; answers how many went and which had to stay."""
    used: set[UUID] = set()
    for users_of in slots.items(IN_USE):
        used |= users_of(sku_ids)
    free = [pk for pk in sku_ids if pk not in used]
    for start in range(0, len(free), BATCH):
        Sku.objects.filter(pk__in=free[start : start + BATCH]).delete()
    return len(free), sorted(used)


def levels_named() -> Mapping[str, PriceLevel]:
    """Price levels by code and by their names, as sheets write them."""
    found: dict[str, PriceLevel] = {}
    for level in selectors.price_levels():
        for name in (level.code, level.name, level.name_en):
            found[name.casefold()] = level
    return found
