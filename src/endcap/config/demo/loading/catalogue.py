"""Second stage: categories, products with their codes, prices, and what each kind of shop should carry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from itertools import pairwise
from uuid import UUID

from endcap.config.demo.company import DemoCompany
from endcap.config.demo.goods import BRANDS, CATEGORIES
from endcap.config.demo.loading.diary import Diary
from endcap.goods.catalog import services as catalog
from endcap.kernel.actor import Actor


def load_products(actor: Actor, company: DemoCompany) -> int:
    """Every product under its category, with the barcodes of bottle and case."""
    catalog.create_preset_price_levels(actor)
    categories: dict[str, UUID] = {}
    for code, parent, name, _name_en in CATEGORIES:
        made = catalog.create_category(
            actor, code=code, name=name, parent_id=categories[parent] if parent else None
        )
        categories[code] = made.pk
    brands = {code: name for code, name, _name_en in BRANDS}
    for sku in company.goods.skus:
        catalog.create_sku(
            actor,
            id=sku.id,
            code=sku.code,
            barcode=sku.ean13,
            case_barcode=sku.case_gtin14,
            fields=catalog.SkuFields(
                name=sku.name,
                brand=brands[sku.brand],
                category_id=categories[sku.category],
                base_unit=sku.base_unit,
                inner_unit=sku.inner_unit,
                inner_factor=sku.inner_factor,
                case_unit=sku.case_unit,
                case_factor=sku.case_factor,
                volume_ml=sku.volume_ml,
                role=sku.role,
                stage=sku.stage,
                listed_on=sku.listed_on,
            ),
        )
    return len(company.goods.skus)


def load_prices(actor: Actor, company: DemoCompany, *, after: date | None = None) -> int:
    """Prices that hold by the actor's day; with ``after``, only those that began since then."""
    ids = {sku.code: sku.id for sku in company.goods.skus}
    rows = [
        row
        for row in company.goods.prices
        if row.valid_from <= actor.today and (after is None or row.valid_from > after)
    ]
    for row in rows:
        catalog.set_price(
            actor,
            sku_id=ids[row.sku],
            level=row.level,
            price=row.price,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
    return len(rows)


def note_prices(diary: Diary, company: DemoCompany) -> None:
    """Price rises and promotions are entered on the morning of their first day."""
    start = company.plan.start_on
    days = sorted({row.valid_from for row in company.goods.prices if row.valid_from > start})
    for before, day in pairwise([start, *days]):
        diary.note(day, "luolidong", partial(_enter_prices, company, before), hour=7)


def _enter_prices(company: DemoCompany, after: date, actor: Actor) -> int:
    return load_prices(actor, company, after=after)


def load_should_lists(actor: Actor, company: DemoCompany, channels: Mapping[str, UUID]) -> int:
    """The products that outlets of a channel and grade should carry."""
    ids = {sku.code: sku.id for sku in company.goods.skus}
    wanted: dict[tuple[str, str], list[UUID]] = {}
    for row in company.goods.should_list:
        wanted.setdefault((row.channel, row.grade), []).append(ids[row.sku])
    return sum(
        catalog.set_should_list(actor, channel_id=channels[channel], grade=grade, sku_ids=sku_ids)
        for (channel, grade), sku_ids in wanted.items()
    )
