"""One row of a product or price sheet in the catalogue's own words. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from endcap.goods.catalog.gtin import Gtin, read_gtin

_NO_PRICES: Mapping[str, int] = MappingProxyType({})
NOT_NAMED = (None, "")


@dataclass(frozen=True)
class ProductRow:
    """What a sheet says about one product. ``fields`` holds only what the sheet gives."""

    code: str
    fields: Mapping[str, object]
    brand: str = ""
    category: str = ""
    base: Gtin | None = None
    inner: Gtin | None = None
    case: Gtin | None = None
    prices: Mapping[str, int] = field(default_factory=lambda: _NO_PRICES)
    case_price: int | None = None  # for a whole case, to check the price of the base unit by
    price_from: date | None = None

    @property
    def gtins(self) -> tuple[tuple[str, Gtin], ...]:
        """The barcodes given, by packing."""
        given = (("base", self.base), ("inner", self.inner), ("case", self.case))
        return tuple((kind, gtin) for kind, gtin in given if gtin)

    @property
    def flags(self) -> tuple[tuple[str, str], ...]:
        """What was repaired or can't be trusted in this row: (flag, column)."""
        prefix = {"base": "", "inner": "inner_", "case": "case_"}
        found = [
            (prefix[kind] + gtin.flag, prefix[kind] + "barcode") for kind, gtin in self.gtins if gtin.flag
        ]
        if self._case_price_differs():
            found.append(("case_price_differs", "case_cost"))
        return tuple(found)

    def _case_price_differs(self) -> bool:
        """Whether the price of a case is more than a cent per unit away from case size × price of the
        unit."""
        each, factor = self.prices.get("ex_factory"), self.fields.get("case_factor")
        if self.case_price is None or each is None or not isinstance(factor, int):
            return False
        return abs(self.case_price - each * factor) > 100 * factor


FIELDS = [
    "name",
    "base_unit",
    "inner_unit",
    "inner_factor",
    "case_unit",
    "case_factor",
    "volume_ml",
    "role",
    "stage",
    "listed_on",
]
PRICE_COLUMNS = {
    "price_ex_factory": "ex_factory",
    "price_dealer": "dealer",
    "price_sub_dealer": "sub_dealer",
    "price_retail": "retail_suggested",
    "price_promo": "promo",
}


def product_row(values: Mapping[str, object]) -> ProductRow:
    """The row that a sheet's values make."""
    fields = {name: values[name] for name in FIELDS if values.get(name) not in NOT_NAMED}
    if isinstance(fields.get("name"), str):
        fields["name"] = str(fields["name"])[:160]
    for name in ("inner_factor", "case_factor"):
        if fields.get(name) == 0:  # "0 per case" means that there is no such packing
            del fields[name]
    prices = {
        level: value for key, level in PRICE_COLUMNS.items() if isinstance(value := values.get(key), int)
    }
    case_price, since = values.get("case_cost"), values.get("price_from")
    return ProductRow(
        code=str(values.get("code") or "").strip(),
        fields=fields,
        brand=str(values.get("brand") or "").strip()[:80],
        category=str(values.get("category") or "").strip()[:80],
        base=read_gtin(values.get("barcode")),
        inner=read_gtin(values.get("inner_barcode")),
        case=read_gtin(values.get("case_barcode")),
        prices=prices,
        case_price=case_price if isinstance(case_price, int) else None,
        price_from=since if isinstance(since, date) else None,
    )
