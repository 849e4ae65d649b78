"""Finding products by what people type or scan."""

from __future__ import annotations

from collections.abc import Collection

from endcap.goods.catalog.models import Barcode, Sku


def skus_by_word(words: Collection[str]) -> dict[str, Sku]:
    """Products by code or barcode; a barcode that several products carry names none. Two statements."""
    wanted = [word.strip() for word in words if word.strip()]
    found = {sku.code: sku for sku in Sku.objects.filter(code__in=wanted)}
    rest = [word for word in wanted if word not in found]
    carried: dict[str, set[Sku]] = {}
    for barcode in Barcode.objects.filter(gtin__in=rest).select_related("sku"):
        carried.setdefault(barcode.gtin, set()).add(barcode.sku)
    return found | {gtin: next(iter(skus)) for gtin, skus in carried.items() if len(skus) == 1}
