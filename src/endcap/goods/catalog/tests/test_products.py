"""Products: made and changed one by one, and whole sheets with undo."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from endcap.customers.outlets import selectors as outlets
from endcap.customers.outlets import services as outlet_services
from endcap.goods.catalog import selectors, services
from endcap.goods.catalog.models import Barcode, Category, Price, ShouldList, Sku
from endcap.goods.catalog.selectors import SkuFilter
from endcap.goods.catalog.services import SkuFields, Stub
from endcap.kernel.audit import selectors as audit
from endcap.kernel.errors import InvalidInput, NotFoundHere, RightMissing
from endcap.kernel.exchange import registry
from endcap.kernel.exchange.services import run_import, undo

pytestmark = [pytest.mark.django_db, pytest.mark.req("SYS-01")]


def test_a_product_is_found_by_pinyin_code_and_barcode(system, sku):
    tea = sku("柠檬茶 500ml", code="LT500", barcode="6901234567892", brand="青禾")
    sku("气泡水")
    for words in ("nmc", "ningmeng", "柠檬", "lt500", "6901234567892", "青禾 柠檬"):
        page = selectors.skus_page(system, wanted=SkuFilter(text=words))
        assert [row.pk for row in page.rows] == [tea.pk], words


def test_a_code_is_given_once(system, sku):
    sku(code="A1")
    with pytest.raises(InvalidInput) as refused:
        services.create_sku(
            system, code="A1", fields=SkuFields(name=" ", case_factor=0), barcode="6901234567893"
        )
    assert set(refused.value.by_field()) == {"code", "name", "case_factor", "barcode"}
    assert Sku.objects.count() == 1


def test_changing_a_product_is_audited_by_field_name(system, sku):
    tea = sku("茶")
    services.update_sku(system, sku_id=tea.pk, fields=SkuFields(name="绿茶", role="main", brand="青禾"))
    tea.refresh_from_db()
    assert (tea.name, tea.role, tea.brand.name) == ("绿茶", "main", "青禾")
    assert "lvcha" in tea.search_text
    assert audit.trail_of("catalog.Sku", tea.pk)[0].detail == {"fields": ["brand", "name", "role"]}


def test_a_rep_may_look_but_not_change(actor, sku):
    tea, rep = sku(), actor("rep")
    assert selectors.sku_of(rep, tea.pk).pk == tea.pk
    with pytest.raises(RightMissing):
        services.update_sku(rep, sku_id=tea.pk, fields=SkuFields(name="x"))
    with pytest.raises(NotFoundHere):
        selectors.sku_of(rep, rep.person_id)


def test_a_shared_barcode_is_flagged_on_all_and_unflagged_when_alone(system, sku):
    first, second = sku(barcode="6901234567892"), sku(barcode="6901234567892")
    for each in (first, second):
        each.refresh_from_db()
        assert each.flags == ["barcode_shared"]
    Barcode.objects.filter(sku=second).delete()
    services.refresh_shared_flags(system)
    first.refresh_from_db()
    assert first.flags == []


def test_pages_go_on_and_back_without_gaps(system, sku):
    codes = [sku().code for _ in range(107)]
    seen, after = [], ""
    while True:
        page = selectors.skus_page(system, wanted=SkuFilter(), after=after)
        seen += [row.code for row in page.rows]
        if not page.next:
            break
        after = page.next
    assert seen == sorted(codes)
    back = selectors.skus_page(system, wanted=SkuFilter(), before=after)
    assert back.previous
    assert len(back.rows) == 50


def test_a_filter_on_a_category_holds_for_what_lies_below(system, sku):
    drinks = services.create_category(system, code="D", name="饮料")
    teas = services.create_category(system, code="T", name="茶", parent_id=drinks.pk)
    tea = sku(category_id=teas.pk)
    sku()
    page = selectors.skus_page(system, wanted=SkuFilter(category_id=drinks.pk))
    assert [row.pk for row in page.rows] == [tea.pk]


@pytest.fixture
def channel(system):
    outlet_services.create_preset_channels(system)
    return outlets.channels_in_order()[0]


@pytest.mark.req("CUS-05")
def test_a_should_list_joins_the_general_and_the_grade_s_own(system, sku, channel):
    tea, water = sku(), sku()
    assert services.set_should_list(system, channel_id=channel.pk, grade="", sku_ids=[tea.pk]) == 1
    assert services.set_should_list(system, channel_id=channel.pk, grade="A", sku_ids=[water.pk]) == 1
    assert [s.pk for s in selectors.should_list_of([channel.pk], "A")] == [tea.pk, water.pk]
    assert [s.pk for s in selectors.should_list_of([channel.pk], "B")] == [tea.pk]
    assert services.set_should_list(system, channel_id=channel.pk, grade="", sku_ids=[water.pk]) == 2
    assert ShouldList.objects.count() == 2


def test_a_code_that_is_no_article_is_in_no_should_list(system, sku, channel, db):
    ids = services.create_stub_skus(
        system, stubs=[Stub("POST", "POSTAGE"), Stub("X9", "茶")], reason="stub_no_master"
    )
    post = Sku.objects.get(code="POST")
    assert (post.is_article, post.stub_reason, post.flags) == (False, "", ["not_an_article"])
    assert Sku.objects.get(code="X9").stub_reason == "stub_no_master"
    with pytest.raises(InvalidInput):
        services.set_should_list(system, channel_id=channel.pk, grade="", sku_ids=[ids["POST"]])
    assert not ShouldList.objects.exists()


@pytest.fixture
def importer(system, levels):
    from endcap.goods.catalog.sheets import PRICES, PRODUCTS

    for sheet in (PRODUCTS, PRICES):
        registry.register(sheet)

    def run(text: str, key: str = "products"):
        found = run_import(system, sheet_key=key, chunks=[text.encode()], file_name="list.csv").as_dict()
        run.batches.append(UUID(str(found["batch_id"])))
        return found

    run.batches = []
    return run


@pytest.fixture
def undo_last(system, importer):
    return lambda: undo(system, batch_id=importer.batches[-1])


LIST = """品项编码,品项,品牌,品类,每箱含,条码,箱码,出厂价,经销价,上市日期
A1,柠檬茶,青禾,茶饮,15,6901234567892,16901234567899,2.50,3.00,2025-03-01
A2,气泡水,青禾,水,24,6901234567892,,1.80,2.2505,
"""


def test_a_sheet_makes_products_with_prices_and_barcodes(system, importer):
    found = importer(LIST)
    assert (found["created"], found["error_rows"]) == (2, 0)
    tea = Sku.objects.get(code="A1")
    assert (tea.brand.name, tea.category.name, tea.case_factor, tea.listed_on) == (
        "青禾",
        "茶饮",
        15,
        date(2025, 3, 1),
    )
    assert tea.flags == ["barcode_shared"]
    assert selectors.price_of(tea.pk, "dealer", date(2025, 3, 1)) == 3_0000
    assert selectors.price_of(Sku.objects.get(code="A2").pk, "dealer", system.today) == 2_2505
    assert sorted(b.kind for b in selectors.barcodes_of(tea.pk)) == ["base", "case"]


def test_the_same_sheet_again_changes_nothing(system, importer):
    importer(LIST)
    before = list(Price.objects.values_list("pk", "price", "valid_from", "valid_to").order_by("pk"))
    found = importer(LIST)
    assert (found["created"], found["updated"], found["same"]) == (0, 0, 2)
    assert list(Price.objects.values_list("pk", "price", "valid_from", "valid_to").order_by("pk")) == before


def test_a_changed_sheet_updates_and_undo_puts_everything_back(system, importer, undo_last):
    importer(LIST)
    facts = lambda: (  # noqa: E731
        list(
            Sku.objects.order_by("code").values_list(
                "code", "name", "case_factor", "stage", "flags", "search_text"
            )
        ),
        list(Price.objects.order_by("pk").values_list("pk", "price", "valid_from", "valid_to")),
        set(Barcode.objects.values_list("sku__code", "gtin")),
    )
    before = facts()
    found = importer(
        "品项编码,品项,每箱含,条码,经销价\nA1,柠檬茶新包装,12,6901234567908,3.20\nA3,新品,6,,9.9\n"
    )
    assert (found["created"], found["updated"]) == (1, 1)
    tea = Sku.objects.get(code="A1")
    assert (tea.name, tea.case_factor) == ("柠檬茶新包装", 12)
    assert selectors.price_of(tea.pk, "dealer", system.today) == 3_2000
    undone = undo_last()
    assert (undone.removed, undone.restored, undone.kept) == (1, 1, ())
    assert facts() == before


def test_undo_leaves_alone_what_a_person_changed_since(system, importer, undo_last):
    importer(LIST)
    tea = Sku.objects.get(code="A1")
    services.update_sku(system, sku_id=tea.pk, fields=SkuFields(name="手工改过"))
    undone = undo_last()
    assert undone.kept == (tea.pk,)
    assert list(Sku.objects.values_list("code", "name")) == [("A1", "手工改过")]


def test_a_code_twice_in_one_sheet_joins_its_first_row(system, importer):
    found = importer("品项编码,品项\nA1,茶\nA1,茶\nA2,水\n")
    assert (found["created"], found["joined_as_repeats"]) == (2, 1)


def test_a_wrong_check_digit_is_kept_and_flagged(system, importer):
    found = importer("品项编码,品项,条码,箱码\nA1,茶,6901234567893,\nA2,水,80432291672,\n")
    assert found["created"] == 2
    assert {code: each["count"] for code, each in found["flagged"].items()} == {
        "barcode_invalid": 1,
        "barcode_repaired": 1,
    }
    assert Barcode.objects.get(sku__code="A2").gtin == "080432291672"


def test_a_master_row_ends_a_stub(system, importer):
    services.create_stub_skus(system, stubs=[Stub("A1")], reason="stub_no_master")
    importer("品项编码,品项\nA1,柠檬茶\n")
    tea = Sku.objects.get(code="A1")
    assert (tea.name, tea.stub_reason, tea.flags) == ("柠檬茶", "", [])


@pytest.mark.req("PRC-01")
def test_a_price_sheet_brings_a_history_and_names_what_it_does_not_know(system, importer, sku, undo_last):
    tea = sku(code="A1")
    found = importer(
        "品项编码,价格级别,价格,生效日\nA1,经销价,3.00,2026-01-01\nA1,经销价,3.30,2026-09-01\n"
        "A1,dealer,2.80,2025-01-01\nA9,经销价,1,2026-01-01\nA1,不认识,1,2026-01-01\n",
        key="prices",
    )
    assert found["error_rows"] == 2
    assert [
        selectors.price_of(tea.pk, "dealer", date(*day))
        for day in ((2025, 6, 1), (2026, 6, 1), (2026, 10, 1))
    ] == [
        2_8000,
        3_0000,
        3_3000,
    ]
    undo_last()
    assert not Price.objects.exists()


def test_the_export_can_be_imported_again_without_a_change(system, importer):
    from endcap.goods.catalog.sheets import PRODUCTS

    importer(LIST)
    keys = [
        column.key for column in PRODUCTS.columns if column.writable and not column.key.startswith("price_")
    ]
    rows = list(PRODUCTS.export(system, {}, keys))
    assert [row[0] for row in rows] == ["A1", "A2"]
    assert dict(zip(keys, rows[0], strict=True))["case_barcode"] == "16901234567899"
    assert Category.objects.count() == 2


@pytest.mark.req("SYS-01")
def test_the_real_product_list_comes_in_whole(system, importer, shared_data):
    from pathlib import Path

    found = run_import(
        system,
        sheet_key="products",
        path=Path(shared_data) / "iowa/products.parquet",
        file_name="products.parquet",
    ).as_dict()
    assert (found["created"], found["error_rows"]) == (6482, 0)
    assert found["flagged"]["barcode_repaired"]["count"] == 3471
    assert found["flagged"]["case_barcode_invalid"]["count"] == 22
    assert (
        Barcode.objects.filter(kind="base", is_repaired=True).count() == 3475
    )  # four lost more than one zero
    assert selectors.shared_gtins().count() == 1544
    assert Sku.objects.filter(flags__icontains="barcode_shared").count() == 4526
