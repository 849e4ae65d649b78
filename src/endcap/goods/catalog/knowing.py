"""What the lines of a draft name, looked up for all of them together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from endcap.customers.outlets import selectors as outlets
from endcap.customers.outlets.models import Outlet
from endcap.customers.outlets.selectors.lookups import ids_by_code as outlet_ids_by_code
from endcap.goods.catalog import buying
from endcap.goods.catalog.drafting import Known, Named, TypedLine
from endcap.goods.catalog.models import Brand, Category, PriceLevel, Sku
from endcap.kernel.actor import Actor

PART = 5000


def known_for(actor: Actor, lines: Sequence[TypedLine]) -> Known:
    """Everything that these lines name and the actor may name, in a fixed number of statements."""

    def words(kind: str) -> list[str]:
        return sorted({line.who.strip() for line in lines if line.audience == kind and line.who.strip()})

    codes = sorted({line.what.strip() for line in lines if line.target == "sku" and line.what.strip()})
    return Known(
        outlets=_outlets(actor, words("outlet")),
        channels=_channels(),
        levels=_levels(),
        contracts={
            number.casefold(): Named(pk, number)
            for number, pk in buying.contracts_by_number(actor, words("contract")).items()
        },
        skus=_skus(codes),
        categories=_categories(),
        brands={brand.name.casefold(): Named(brand.pk, brand.name) for brand in Brand.objects.all()},
    )


def known_groups() -> Known:
    """Channels and levels, which every draft may name."""
    return Known(channels=_channels(), levels=_levels())


def _outlets(actor: Actor, codes: Sequence[str]) -> dict[str, Named]:
    ids = outlet_ids_by_code(actor, codes)
    names: dict[object, str] = {}
    wanted = sorted(set(ids.values()))
    for start in range(0, len(wanted), PART):
        rows = Outlet.objects.visible_to(actor).filter(pk__in=wanted[start : start + PART])
        names.update(rows.order_by().values_list("pk", "name"))
    return {code.casefold(): Named(pk, names.get(pk, code), code=code) for code, pk in ids.items()}


def _by_words(found: Iterable[tuple[Sequence[str], Named]]) -> dict[str, Named]:
    return {word.strip().casefold(): named for words, named in found for word in words if word.strip()}


def _channels() -> dict[str, Named]:
    return _by_words(
        ((one.name_en, one.name, one.code), Named(one.pk, one.name, one.name_en, code=one.code))
        for one in outlets.channels_in_order()
        if one.closed_on is None
    )


def _levels() -> dict[str, Named]:
    return _by_words(
        (
            (one.name_en, one.name, one.code),
            Named(one.pk, one.name, one.name_en, code=one.code, is_suggested=one.is_suggested),
        )
        for one in PriceLevel.objects.all()
    )


def _categories() -> dict[str, Named]:
    return _by_words(
        ((one.name, one.code), Named(one.pk, one.name, depth=one.depth, code=one.code))
        for one in Category.objects.all()
    )


def _skus(codes: Sequence[str]) -> dict[str, Named]:
    found: dict[str, Named] = {}
    for start in range(0, len(codes), PART):
        rows = Sku.objects.filter(code__in=codes[start : start + PART], is_article=True)
        found.update(
            {
                code.casefold(): Named(pk, name, code=code)
                for pk, code, name in rows.values_list("pk", "code", "name")
            }
        )
    return found
