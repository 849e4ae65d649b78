"""2,296 stores, 6,482 products and two years of invoices of one region, as published by a wholesaler."""

from __future__ import annotations

import pytest

from endcap.customers.outlets.models import Outlet
from endcap.goods.catalog.models import Barcode, Sku
from endcap.goods.sales import services as sales
from endcap.goods.sales.models import SalesFact

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.xdist_group("real-data")]
WHOLE = "the whole book is counted"


def _counts(found: dict) -> dict[str, int]:
    return {kind: entry["count"] for kind, entry in found.items()}


@pytest.mark.req("CUS-10", "CUS-04", "CUS-20", "SYS-01", "SYS-03")
def test_all_stores_products_and_lines_come_in_and_grade_as_published(import_file, administrator, data):
    stores = import_file("outlets", data / "iowa/stores.parquet")
    products = import_file("products", data / "iowa/products.parquet")
    lines = import_file("sales", data / "iowa/lines_dev_2020h2_2022h1.parquet")

    assert (stores["created"], stores["joined_as_repeats"], stores["error_rows"]) == (2296, 0, 0)
    assert _counts(stores["flagged"])["coordinate_missing"] == 125
    assert (products["created"], _counts(products["flagged"])["barcode_repaired"]) == (6482, 3471)
    assert _counts(products["flagged"])["case_barcode_invalid"] == 22
    assert Barcode.objects.filter(kind="base", is_repaired=True).count() >= 3471
    assert (lines["created"], lines["error_rows"]) == (673_136, 0)
    facts = SalesFact.objects.unscoped(WHOLE)
    assert sum(facts.values_list("amount", flat=True)) == 11_979_802_662
    assert facts.values("invoice_no").distinct().count() == 22_207
    assert Outlet.objects.unscoped(WHOLE).count() == 2296

    report = sales.grade(
        administrator, as_of=administrator.today.replace(2022, 6, 30), method="sales"
    ).as_dict()

    assert report["items"]["whole_history"]["by_sales"] == {"A": 568, "B": 989, "C": 2930}
    assert report["outlets"]["whole_history"]["by_sales"] == {"A": 48, "B": 80, "C": 99}
    assert _counts(lines["flagged"]) == {
        "item_no_master": 18
    }  # lines of ten items that the list of products lacks
    assert Sku.objects.exclude(stub_reason="").count() == Sku.objects.count() - 6482 == 10


@pytest.mark.req("CUS-20", "SYS-01")
def test_web_orders_come_in_with_their_returns_and_charges_apart(import_file, data):
    report = import_file("sales", data / "online_retail/online_retail_2010m12_2011m06.parquet")

    facts = SalesFact.objects.unscoped(WHOLE)
    assert (report["created"], report["error_rows"]) == (245_903, 0)
    assert sum(facts.values_list("amount", flat=True)) == 439_795_076
    flagged = _counts(report["flagged"])
    assert (flagged["return"], flagged["customer_missing"], flagged["not_an_article"]) == (5252, 69_014, 1492)
    assert set(Sku.objects.filter(is_article=False).values_list("code", flat=True)) >= {
        "POST",
        "DOT",
        "M",
        "D",
        "C2",
    }
