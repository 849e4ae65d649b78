"""Changing products, prices and should-lists, one operation at a time. Whole sheets go through
``products.py``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from endcap.goods.catalog import indexing
from endcap.goods.catalog.articles import is_article_code
from endcap.goods.catalog.events import PriceSet
from endcap.goods.catalog.gtin import Gtin, read_gtin
from endcap.goods.catalog.models import Barcode, Brand, Category, Price, PriceLevel, ShouldList, Sku
from endcap.goods.catalog.pinyin_keys import search_text_of
from endcap.goods.catalog.presets import BASE_LEVEL, PRICE_LEVELS
from endcap.goods.catalog.pricing import Placement, Span, day_before, place
from endcap.goods.catalog.rights import Rights
from endcap.goods.catalog.selectors import price_levels, skus_with_shared_barcodes
from endcap.kernel import events
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id

GRADES = ("", "A", "B", "C")
SHARED = "barcode_shared"
STUBBED = "stub_no_master"
CLEARABLE = frozenset(["category_id", "volume_ml", "listed_on"])


@dataclass(frozen=True)
class SkuFields:
    """What a person may set of a product; None leaves a field as it is."""

    name: str | None = None
    brand: str | None = None
    category_id: UUID | None = None
    base_unit: str | None = None
    inner_unit: str | None = None
    inner_factor: int | None = None
    case_unit: str | None = None
    case_factor: int | None = None
    volume_ml: int | None = None
    role: str | None = None
    stage: str | None = None
    listed_on: date | None = None
    emptied: frozenset[str] = frozenset()  # of CLEARABLE: fields that shall hold nothing

    def given(self) -> dict[str, object]:
        """The plain fields that are set."""
        plain = {
            name: value
            for name, value in self.__dict__.items()
            if value is not None and name not in ("brand", "category_id", "emptied")
        }
        return plain | {name: None for name in self.emptied & CLEARABLE if name != "category_id"}


@dataclass(frozen=True)
class Stub:
    """A code that a sales file names and no master row explains."""

    code: str
    name: str = ""


@transaction.atomic
def create_preset_price_levels(actor: Actor) -> list[PriceLevel]:
    """Give a new installation the five usual price levels; existing ones stay as the company made them."""
    actor.require(Rights.EDIT)

    levels = price_levels()
    held, has_base = {level.code for level in levels}, any(level.is_base for level in levels)

    made = [
        PriceLevel(
            id=new_id(actor.now),
            code=code,
            name=name,
            name_en=name_en,
            order=order,
            is_suggested=suggested,
            is_base=code == BASE_LEVEL and not has_base,
        )
        for order, (code, name, name_en, suggested) in enumerate(PRICE_LEVELS)
        if code not in held
    ]
    PriceLevel.objects.bulk_create(made)
    audit.record_many(actor, "catalog.price_level_created", made)
    return made


@transaction.atomic
def create_price_level(
    actor: Actor, *, code: str, name: str, name_en: str, is_suggested: bool = False
) -> PriceLevel:
    """Add a level to the price system."""
    actor.require(Rights.EDIT)

    taken = PriceLevel.objects.filter(code=code.strip()).exists()

    collect(
        [
            None if code.strip() else Problem("code", "required", _("填价格级别编码。")),
            None if name.strip() else Problem("name", "required", _("填价格级别名称。")),
            Problem("code", "taken", _("价格级别编码已被使用，换一个。")) if taken else None,
        ]
    )

    level = PriceLevel(
        id=new_id(actor.now),
        code=code.strip(),
        name=name.strip(),
        name_en=name_en.strip() or name.strip(),
        order=PriceLevel.objects.count(),
        is_suggested=is_suggested,
    )
    level.save(force_insert=True)
    audit.record(actor, "catalog.price_level_created", level, code=level.code)
    return level


@transaction.atomic
def create_category(actor: Actor, *, code: str, name: str, parent_id: UUID | None = None) -> Category:
    """Add a node to the category tree."""
    actor.require(Rights.EDIT)

    parent = Category.objects.filter(pk=parent_id).first() if parent_id else None

    collect(
        [
            None if code.strip() else Problem("code", "required", _("填品类编码。")),
            None if name.strip() else Problem("name", "required", _("填品类名称。")),
            Problem("code", "taken", _("品类编码已被使用，换一个。"))
            if Category.objects.filter(code=code.strip()).exists()
            else None,
            Problem("parent", "unknown", _("上级品类不存在，重选一个。"))
            if parent_id and not parent
            else None,
        ]
    )

    category = new_category(actor, code=code.strip(), name=name.strip(), parent=parent)
    category.save(force_insert=True)
    audit.record(actor, "catalog.category_created", category, code=category.code)
    return category


def new_category(actor: Actor, *, code: str, name: str, parent: Category | None = None) -> Category:
    """A category ready to be written, with its path."""
    made = new_id(actor.now)
    return Category(
        id=made, code=code, name=name, parent=parent, path=f"{parent.path if parent else '/'}{made.hex}/"
    )


def _factor_problems(fields: SkuFields) -> list[Problem | None]:
    return [
        Problem("inner_factor", "too_small", _("中包装至少含 1 个基本单位。"))
        if fields.inner_factor is not None and fields.inner_factor < 1
        else None,
        Problem("case_factor", "too_small", _("每箱至少含 1 个基本单位。"))
        if fields.case_factor is not None and fields.case_factor < 1
        else None,
        Problem("role", "unknown", _("角色从主力、带路、利润里选。"))
        if fields.role is not None and fields.role not in Sku.Role.values
        else None,
        Problem("stage", "unknown", _("生命周期从列表里选。"))
        if fields.stage is not None and fields.stage not in Sku.Stage.values
        else None,
        Problem("category", "unknown", _("品类不存在，重选一个。"))
        if fields.category_id and not Category.objects.filter(pk=fields.category_id).exists()
        else None,
    ]


def _assign(sku: Sku, fields: SkuFields, actor: Actor) -> list[str]:
    changed = []
    for name, value in fields.given().items():
        if getattr(sku, name) != value:
            setattr(sku, name, value)
            changed.append(name)
    if fields.brand is not None:
        name = fields.brand.strip()
        brand = (
            Brand.objects.get_or_create(name=name, defaults={"id": new_id(actor.now)})[0] if name else None
        )
        if sku.brand_id != (brand.pk if brand else None):
            sku.brand = brand
            changed.append("brand")
    category_id = None if "category_id" in fields.emptied else fields.category_id or sku.category_id
    if sku.category_id != category_id:
        sku.category_id = category_id
        changed.append("category")
    return changed


def search_text_of_sku(sku: Sku, codes: Iterable[str], brand: str) -> str:
    """What the product is found by."""
    return search_text_of(sku.code, sku.name, brand, *codes)


def sku_problems(
    fields: SkuFields, *, is_new: bool, code: str = "", barcode: str = "", case_barcode: str = ""
) -> list[Problem]:
    """Everything that stands against a product as typed, so that a form can show it all at once."""
    code = code.strip()
    taken = is_new and bool(code) and Sku.objects.filter(code=code).exists()
    nameless = not (fields.name or "").strip() and (is_new or fields.name is not None)
    found = [
        Problem("code", "required", _("填品项编码。")) if is_new and not code else None,
        Problem("name", "required", _("填品项名称。")) if nameless else None,
        Problem("code", "taken", _("品项编码已被使用，换一个。")) if taken else None,
        _barcode_problem("barcode", read_gtin(barcode)),
        _barcode_problem("case_barcode", read_gtin(case_barcode)),
        *_factor_problems(fields),
    ]
    return [problem for problem in found if problem]


@transaction.atomic
def create_sku(
    actor: Actor,
    *,
    code: str,
    fields: SkuFields,
    barcode: str = "",
    case_barcode: str = "",
    is_article: bool = True,
    id: UUID | None = None,
) -> Sku:
    """Take a product into the range."""
    actor.require(Rights.EDIT)

    code = code.strip()
    base, case = read_gtin(barcode), read_gtin(case_barcode)

    collect(sku_problems(fields, is_new=True, code=code, barcode=barcode, case_barcode=case_barcode))

    sku = Sku(
        id=id or new_id(actor.now),
        code=code,
        is_article=is_article,
        created_at=actor.now,
        updated_at=actor.now,
    )
    _assign(sku, fields, actor)
    given = [(kind, gtin) for kind, gtin in (("base", base), ("case", case)) if gtin]
    sku.search_text = search_text_of_sku(
        sku, [g.text for _kind, g in given], sku.brand.name if sku.brand else ""
    )
    sku.save(force_insert=True)
    Barcode.objects.bulk_create([new_barcode(actor, sku.pk, kind, gtin) for kind, gtin in given])
    refresh_shared_flags(actor)
    audit.record(actor, "catalog.sku_created", sku, code=sku.code)
    return sku


def _barcode_problem(field: str, gtin: Gtin | None) -> Problem | None:
    if gtin is None or gtin.is_valid:
        return None
    return Problem(field, "check_digit", _("条码的位数或校验位不对，对照包装再输一次。"))


def new_barcode(actor: Actor, sku_id: UUID, kind: str, gtin: Gtin, batch_id: UUID | None = None) -> Barcode:
    """A barcode ready to be written."""
    return Barcode(
        id=new_id(actor.now),
        sku_id=sku_id,
        kind=kind,
        gtin=gtin.text,
        is_valid=gtin.is_valid,
        is_repaired=gtin.is_repaired,
        import_batch_id=batch_id,
    )


def _sku(sku_id: UUID) -> Sku:
    found = Sku.objects.select_related("brand").filter(pk=sku_id).first()
    if found is None:
        raise NotFoundHere()
    return found


@transaction.atomic
def update_sku(actor: Actor, *, sku_id: UUID, fields: SkuFields) -> Sku:
    """Correct a product. A code that came from a sales file becomes a known product by this."""
    actor.require(Rights.EDIT)
    indexing.hold_book()
    sku = _sku(sku_id)

    collect(sku_problems(fields, is_new=False))

    changed = _assign(sku, fields, actor)
    if not changed:
        return sku
    _touch(actor, sku)
    sku.stub_reason, sku.flags = "", [flag for flag in sku.flags if flag != STUBBED]
    sku.save(update_fields=[*changed, *_TOUCHED, "stub_reason", "flags"])
    if {"brand", "category"} & set(changed):
        indexing.renew_skus([sku.pk], today=actor.today)
    audit.record(actor, "catalog.sku_updated", sku, fields=sorted(changed))
    return sku


_TOUCHED = ("search_text", "updated_at", "import_batch_id")


def _touch(actor: Actor, sku: Sku) -> None:
    """A person changed it: found by what it is now, and no longer the import's to take back."""
    codes = sku.barcodes.values_list("gtin", flat=True)
    sku.search_text = search_text_of_sku(sku, codes, sku.brand.name if sku.brand else "")
    sku.updated_at, sku.import_batch_id = actor.now, None


@transaction.atomic
def add_barcode(actor: Actor, *, sku_id: UUID, kind: str, barcode: str) -> Barcode:
    """Give a product another barcode: a new packing, or a second printing of the same one."""
    actor.require(Rights.EDIT)
    sku = _sku(sku_id)
    gtin = read_gtin(barcode)

    known = bool(gtin) and Barcode.objects.filter(sku=sku, kind=kind, gtin=gtin.text if gtin else "").exists()
    collect(
        [
            None if gtin else Problem("barcode", "required", _("填条码。")),
            _barcode_problem("barcode", gtin),
            Problem("barcode", "known", _("这个包装已有这个条码。")) if known else None,
            None
            if kind in Barcode.Kind.values
            else Problem("kind", "unknown", _("包装从单品、中包装、箱里选。")),
        ]
    )
    assert gtin is not None

    made = new_barcode(actor, sku.pk, kind, gtin)
    made.save(force_insert=True)
    _touch(actor, sku)
    sku.save(update_fields=_TOUCHED)
    refresh_shared_flags(actor)
    audit.record(actor, "catalog.barcode_added", sku, kind=kind, barcode=made.gtin)
    return made


@transaction.atomic
def remove_barcode(actor: Actor, *, sku_id: UUID, barcode_id: UUID) -> Sku:
    """Take a barcode off a product that never carried it."""
    actor.require(Rights.EDIT)
    sku = _sku(sku_id)
    gone = Barcode.objects.filter(sku=sku, pk=barcode_id).first()
    if gone is None:
        raise NotFoundHere()

    gone.delete()
    _touch(actor, sku)
    sku.save(update_fields=_TOUCHED)
    refresh_shared_flags(actor)
    audit.record(actor, "catalog.barcode_removed", sku, kind=gone.kind, barcode=gone.gtin)
    return sku


def spans_of(prices: Iterable[Price]) -> list[Span]:
    """Prices of one product and level as the pure rules see them."""
    return [Span(price.pk, price.price, price.valid_from, price.valid_to) for price in prices]


def period_problem(valid_from: date | None, valid_to: date | None) -> Problem | None:
    """What is wrong with the days of a price, as far as they are known."""
    if valid_from is None or valid_to is None or valid_from <= valid_to:
        return None
    return Problem("valid_to", "before_start", _("截止日不能早于生效日。"))


@transaction.atomic
def set_price(
    actor: Actor,
    *,
    sku_id: UUID,
    level: str,
    price: int,
    valid_from: date,
    valid_to: date | None = None,
) -> Placement:
    """Give a product a price at a level from a day on; the former price ends the day before."""
    actor.require(Rights.EDIT)
    indexing.hold_book()  # shares of this price follow it: nobody may publish meanwhile
    sku = _sku(sku_id)
    found = PriceLevel.objects.filter(code=level).first()

    collect(
        [
            None if found else Problem("level", "unknown", _("价格级别不存在，重选一个。")),
            Problem("price", "negative", _("价格不能为负。")) if price < 0 else None,
            period_problem(valid_from, valid_to),
        ]
    )
    assert found is not None
    spans = spans_of(Price.objects.filter(sku=sku, level=found))

    placement = place(spans, price=price, valid_from=valid_from, valid_to=valid_to, today=actor.today)

    if placement.kind == "same":
        return placement
    _write_price(actor, sku, found, placement, price=price, valid_from=valid_from)
    indexing.renew_skus([sku.pk], today=actor.today)
    audit.record(actor, "catalog.price_set", sku, level=level, price=price, valid_from=str(valid_from))
    events.publish(actor, PriceSet(sku.pk, level, price, valid_from))
    return placement


def _write_price(
    actor: Actor, sku: Sku, level: PriceLevel, placement: Placement, *, price: int, valid_from: date
) -> None:
    if placement.kind == "replace" and placement.of:
        Price.objects.filter(pk=placement.of.id).update(price=price, valid_to=placement.valid_to)
        return
    if placement.of:
        Price.objects.filter(pk=placement.of.id).update(valid_to=day_before(valid_from))
    Price(
        id=new_id(actor.now),
        sku=sku,
        level=level,
        price=price,
        valid_from=valid_from,
        valid_to=placement.valid_to,
        created_at=actor.now,
    ).save(force_insert=True)


@transaction.atomic
def set_should_list(actor: Actor, *, channel_id: UUID, grade: str, sku_ids: Sequence[UUID]) -> int:
    """Say which products outlets of a channel and grade should carry; answers how many entries changed."""
    actor.require(Rights.EDIT)

    wanted = set(sku_ids)
    held = dict(ShouldList.objects.filter(channel_id=channel_id, grade=grade).values_list("sku_id", "id"))
    known = set(Sku.objects.filter(pk__in=wanted, is_article=True).values_list("pk", flat=True))

    collect(
        [
            Problem("grade", "unknown", _("等级从 A、B、C 或“全部”里选。")) if grade not in GRADES else None,
            Problem("skus", "unknown", _("有品项不存在或不是商品，重选。")) if wanted - known else None,
        ]
    )

    gone = [entry for sku_id, entry in held.items() if sku_id not in wanted]
    made = [
        ShouldList(
            id=new_id(actor.now), channel_id=channel_id, grade=grade, sku_id=sku_id, created_at=actor.now
        )
        for sku_id in sorted(wanted - held.keys())
    ]
    ShouldList.objects.filter(pk__in=gone).delete()
    ShouldList.objects.bulk_create(made)
    if gone or made:
        audit.record_event(
            actor,
            "catalog.should_list_set",
            "outlets.Channel",
            str(channel_id),
            grade=grade,
            added=len(made),
            removed=len(gone),
        )
    return len(gone) + len(made)


@transaction.atomic
def create_stub_skus(
    actor: Actor, *, stubs: Sequence[Stub], reason: str, batch_id: UUID | None = None
) -> Mapping[str, UUID]:
    """Products that only sales files know, so that no sale is lost; answers their ids by code.

    Codes that are no articles (postage, fees, discounts) are kept apart from the range.
    """
    made = [
        Sku(
            id=new_id(actor.now),
            code=stub.code,
            name=(stub.name or stub.code)[:160],
            is_article=is_article_code(stub.code),
            stub_reason=reason if is_article_code(stub.code) else "",
            flags=[reason] if is_article_code(stub.code) else ["not_an_article"],
            search_text=search_text_of(stub.code, stub.name),
            import_batch_id=batch_id,
            created_at=actor.now,
            updated_at=actor.now,
        )
        for stub in stubs
    ]
    Sku.objects.bulk_create(made, batch_size=2000)
    audit.record_many(actor, "catalog.sku_stubbed", made, reason=reason)
    return {sku.code: sku.pk for sku in made}


@transaction.atomic
def remove_stub_skus(actor: Actor, *, sku_ids: Sequence[UUID], batch_id: UUID) -> int:
    """Take stubs of an undone sales import out again. The caller has made sure that nothing hangs on them."""
    actor.require(Rights.IMPORT)

    removed = 0
    for start in range(0, len(sku_ids), 2000):
        part = Sku.objects.filter(pk__in=sku_ids[start : start + 2000], import_batch_id=batch_id)
        removed += part.delete()[1].get("catalog.Sku", 0)
    if removed:
        audit.record_event(actor, "catalog.stubs_removed", "exchange.Batch", str(batch_id), removed=removed)
    return removed


@transaction.atomic
def record_grades(actor: Actor, *, grades: Mapping[UUID, str]) -> int:
    """Keep the classes that grading computed for products; answers how many changed."""
    held = dict(Sku.objects.values_list("pk", "grade"))

    changed = [
        Sku(pk=pk, grade=grades.get(pk, "")) for pk, grade in held.items() if grades.get(pk, "") != grade
    ]

    Sku.objects.bulk_update(changed, ["grade"], batch_size=2000)
    return len(changed)


def _flags_of(sku_ids: Sequence[UUID]) -> Iterable[Sku]:
    return Sku.objects.filter(pk__in=sku_ids).only("pk", "flags")


def refresh_shared_flags(actor: Actor) -> int:
    """Flag every product whose barcode another product carries too, and unflag those that are alone again."""
    shared = skus_with_shared_barcodes()
    flagged = set(Sku.objects.filter(flags__icontains=SHARED).values_list("pk", flat=True))
    touched = sorted(shared ^ flagged)
    changed = []
    for sku in (
        sku for start in range(0, len(touched), 5000) for sku in _flags_of(touched[start : start + 5000])
    ):
        wanted = sorted({*sku.flags, SHARED} if sku.pk in shared else {*sku.flags} - {SHARED})
        if wanted != sku.flags:
            sku.flags = wanted
            changed.append(sku)
    Sku.objects.bulk_update(changed, ["flags"], batch_size=2000)
    return len(changed)
