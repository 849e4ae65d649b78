"""Sales files come in whole, once, and go out again without a trace (CUS-20)."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from django.db.models import Sum

from endcap.customers.outlets.models import Outlet
from endcap.goods.catalog.models import Sku
from endcap.goods.sales import selectors, services, sums
from endcap.goods.sales.lines import NO_CUSTOMER
from endcap.goods.sales.models import OutletMonth, ReturnMatch, SalesFact, SkuMonth
from endcap.kernel.errors import RightMissing
from endcap.kernel.exchange.services import run_import

pytestmark = [pytest.mark.django_db, pytest.mark.req("CUS-20")]
HEAD = "单号,行号,日期,客户编码,品项编码,数量,金额"
PLAIN = "单号,日期,客户编码,品项编码,数量,单价"


def facts():
    return SalesFact.objects.unscoped("a test looks at all")


def months():
    return OutletMonth.objects.unscoped("a test looks at all")


def everything():
    """All facts and sums, to compare with later."""
    return (
        sorted(
            facts().values_list(
                "invoice_no", "line_no", "outlet__code", "sku__code", "quantity", "amount", "kind"
            )
        ),
        sorted(
            months().values_list(
                "outlet__code", "month", "amount", "quantity", "invoices", "lines", "returns"
            )
        ),
        sorted(SkuMonth.objects.values_list("sku__code", "month", "amount", "quantity", "outlets", "lines")),
        sorted(
            Outlet.objects.unscoped("a test looks at all").values_list(
                "code", "sales_12m", "sales_30d", "orders_12m", "last_order_on"
            ),
            key=str,
        ),
    )


def test_lines_become_facts_and_sums(sell, outlet, sku):
    shop, tea, water = outlet("1001"), sku("T"), sku("W")
    found = sell(
        HEAD,
        "I1,1,2026-06-01,1001,T,6,18.00",
        "I1,2,2026-06-01,1001,W,2,4.50",
        "I2,1,2026-06-20,1001,T,4,12.00",
        "I3,1,2026-07-01,1001,T,-2,-6.00",
    )
    assert (found["created"], found["error_rows"]) == (4, 0)
    assert [
        (m.month, m.amount, m.quantity, m.invoices, m.lines, m.returns) for m in months().order_by("month")
    ] == [
        (date(2026, 6, 1), 3450, 12, 2, 3, 0),
        (date(2026, 7, 1), -600, -2, 0, 1, 600),
    ]
    june = SkuMonth.objects.get(sku=tea, month=date(2026, 6, 1))
    assert (june.amount, june.quantity, june.outlets, june.lines) == (3000, 10, 1, 2)
    assert SkuMonth.objects.filter(sku=water).count() == 1
    shop.refresh_from_db()
    assert (shop.sales_12m, shop.orders_12m, shop.last_order_on, shop.figures_on) == (
        2850,
        2,
        date(2026, 6, 20),
        date(2026, 7, 1),
    )
    assert shop.sales_30d == 600  # 2 June to 1 July: 12.00 − 6.00


def test_the_same_file_twice_creates_nothing_new(sell, outlet, sku):
    outlet("1001"), sku("T")
    lines = (
        PLAIN,
        "I1,2026-06-01,1001,T,6,3.00",
        "I1,2026-06-01,1001,T,6,3.00",
        "I2,2026-06-02,1001,T,1,3.00",
    )
    assert sell(*lines)["created"] == 3
    before = everything()
    again = sell(*lines)
    assert (again["created"], again["same"]) == (0, 3)
    assert everything() == before


def test_a_longer_file_adds_only_what_is_new(sell, outlet, sku):
    outlet("1001"), sku("T")
    sell(HEAD, "I1,1,2026-06-01,1001,T,6,18")
    found = sell(HEAD, "I1,1,2026-06-01,1001,T,6,18", "I2,1,2026-06-03,1001,T,1,3")
    assert (found["created"], found["same"]) == (1, 1)
    assert facts().count() == 2


def test_a_known_line_with_another_content_is_an_error_and_changes_nothing(sell, outlet, sku):
    outlet("1001"), sku("T")
    sell(HEAD, "I1,1,2026-06-01,1001,T,6,18")
    found = sell(
        HEAD, "I1,1,2026-06-01,1001,T,7,21", "I2,1,2026-06-01,1001,T,1,3", "I2,1,2026-06-01,1001,T,2,6"
    )
    assert found["error_rows"] == 2
    assert {error["code"] for error in found["errors"]} == {"invoice_line_differs"}
    assert sorted(facts().values_list("invoice_no", "quantity")) == [("I1", 6), ("I2", 1)]


def test_a_line_that_comes_twice_in_one_file_joins(sell, outlet, sku):
    outlet("1001"), sku("T")
    found = sell(HEAD, "I1,1,2026-06-01,1001,T,6,18", "I1,1,2026-06-01,1001,T,6,18")
    assert (found["created"], found["joined_as_repeats"]) == (1, 1)


def test_stores_and_items_without_master_become_flagged_stubs(sell, undo_last):
    found = sell(HEAD, "I1,1,2026-06-01,4711,X1,6,18")
    assert {"stub_no_master", "item_no_master"} <= found["flagged"].keys()
    shop = Outlet.objects.unscoped("a test looks at all").get(code="4711")
    assert (shop.stub_reason, shop.sales_12m) == ("stub_no_master", 1800)
    assert Sku.objects.get(code="X1").stub_reason == "stub_no_master"
    undo_last()
    assert not Outlet.objects.unscoped("a test looks at all").exists()
    assert not Sku.objects.exists()


def test_sales_without_customer_number_are_kept_in_one_place(sell, sku):
    sku("T")
    found = sell(PLAIN, "I1,2026-06-01,,T,6,3.00", "I2,2026-06-01,,T,1,3.00")
    assert found["flagged"]["customer_missing"]["count"] == 2
    shop = Outlet.objects.unscoped("a test looks at all").get()
    assert (shop.code, shop.name, shop.sales_12m) == (NO_CUSTOMER, "（无客户号）", 2100)


def test_codes_that_are_no_articles_stay_out_of_the_net_sales(sell, outlet, sku):
    shop = outlet("1001")
    sku("T")
    found = sell(
        PLAIN,
        "I1,2026-06-01,1001,T,2,3.00",
        "I1,2026-06-01,1001,POST,1,18.00",
        "I1,2026-06-01,1001,BANK CHARGES,-1,5",
    )
    assert found["flagged"]["not_an_article"]["count"] == 2
    month = months().get()
    assert (month.amount, month.lines, month.returns, month.other_amount) == (600, 1, 0, 1300)
    assert [
        seller.amount
        for seller in selectors.sku_sellers(selectors.Window(date(2026, 6, 1), date(2026, 6, 30)))
    ] == [600]
    shop.refresh_from_db()
    assert shop.sales_12m == 600


def test_odd_lines_are_kept_and_flagged(sell, outlet, sku):
    outlet("1001"), sku("T")
    found = sell(
        PLAIN,
        "I1,2026-06-01,1001,T,2,3.00",
        "I1,2026-06-01,1001,T,2,3.00",
        "I2,2026-06-01,1001,T,5,0",
        "A7,2026-06-01,1001,B,1,-11062.06",
        "C8,2026-06-02,1001,T,2,3.00",
    )
    assert found["created"] == 5
    flags = dict(facts().values_list("invoice_no", "flags").exclude(flags=""))
    assert flags == {"I1": "exact_repeat", "I2": "zero_price", "A7": "bad_debt", "C8": "sign_restored"}
    assert facts().get(invoice_no="A7").amount == -1_106_206
    credit = facts().get(invoice_no="C8")
    assert (credit.kind, credit.quantity, credit.amount) == ("return", -2, -600)


def test_returns_find_their_sales_and_the_rest_is_listed(system, sell, outlet, sku):
    outlet("1001"), outlet("1002"), sku("T"), sku("W")
    sell(
        HEAD,
        "I1,1,2026-06-01,1001,T,6,18",
        "I2,1,2026-06-05,1001,T,10,30",
        "C3,1,2026-06-06,1001,T,-4,-12",
        "C4,1,2026-06-07,1001,W,-1,-3",
        "C5,1,2026-05-01,1001,T,-1,-3",
        "C6,1,2026-06-08,1002,T,-1,-3",
    )
    matches = ReturnMatch.objects.values_list("returned__invoice_no", "sale__invoice_no", "quantity")
    assert list(matches) == [("C3", "I2", 4)]
    totals = selectors.return_totals(system)
    assert (totals.returns, totals.matched, totals.partly, totals.unmatched, totals.amount) == (
        4,
        1,
        0,
        3,
        2100,
    )
    lines, following = selectors.returns_page(system)
    assert [(line.fact.invoice_no, line.open) for line in lines] == [("C6", 1), ("C5", 1), ("C4", 1)]
    assert following is None


def test_a_return_waits_for_the_sale_that_a_later_file_brings(sell, outlet, sku, undo_last):
    outlet("1001"), sku("T")
    sell(HEAD, "C1,1,2026-06-06,1001,T,-4,-12")
    assert not ReturnMatch.objects.exists()
    sell(HEAD, "I1,1,2026-06-01,1001,T,6,18")
    assert ReturnMatch.objects.get().quantity == 4
    undo_last()
    assert not ReturnMatch.objects.exists()
    assert facts().count() == 1


def test_undo_leaves_other_imports_and_their_sums_alone(sell, outlet, sku, undo_last):
    outlet("1001"), sku("T")
    sell(HEAD, "I1,1,2026-06-01,1001,T,6,18")
    before = everything()
    sell(HEAD, "I2,1,2026-06-02,1001,T,1,3", "I3,1,2026-01-02,1001,X,1,3", "I4,1,2026-06-02,77,T,1,3")
    assert undo_last().removed == 3
    assert everything() == before


def test_whatever_comes_in_and_goes_out_the_sums_are_those_of_the_facts(system, sell, outlet, sku, undo_last):
    rng = random.Random(7)
    for code in ("1001", "1002", "1003"):
        outlet(code)
    for code in ("T", "W"):
        sku(code)
    for batch in range(6):
        rows = [
            ",".join(
                [
                    f"B{batch}-{rng.randint(1, 8)}",
                    (date(2026, 1, 1) + timedelta(rng.randint(0, 190))).isoformat(),
                    rng.choice(["1001", "1002", "1003", ""]),
                    rng.choice(["T", "W", "POST"]),
                    str(rng.choice([-2, -1, 1, 5, 9])),
                    "3.25",
                ]
            )
            for _ in range(25)
        ]
        sell(PLAIN, *rows)
        if batch in (1, 3, 4):
            undo_last()
        kept = everything()
        sums.refresh_all()
        services.refresh_figures(system)
        assert everything() == kept
    total = facts().filter(sku__is_article=True).aggregate(n=Sum("amount"))["n"]
    assert (
        months().aggregate(n=Sum("amount"))["n"]
        == total
        == SkuMonth.objects.filter(sku__is_article=True).aggregate(n=Sum("amount"))["n"]
    )


def test_without_the_right_nothing_comes_in(actor, sell, outlet, sku):
    outlet("1001"), sku("T")
    with pytest.raises(RightMissing):
        sell(HEAD, "I1,1,2026-06-01,1001,T,6,18", by=actor("rep"))
    assert not facts().exists()


@pytest.mark.req("SEC-03", "CUS-20")
def test_lines_for_an_outlet_of_another_office_are_refused(sell, outlet, sku, unit, person, actor):
    north, south = unit("北办"), unit("南办")
    outlet("1001", owner=person(unit=south))
    sku("T")
    found = sell(HEAD, "I1,1,2026-06-01,1001,T,6,18", by=actor("sales_clerk", unit=north))
    assert found["error_rows"] == 1
    assert found["errors"][0]["code"] == "outlet_out_of_reach"
    assert not facts().exists()


@pytest.mark.req("SEC-03", "CUS-20")
def test_facts_are_seen_with_their_outlet(sell, outlet, sku, person, actor):
    mine, theirs = person(), person()
    outlet("1001", owner=mine), outlet("1002", owner=theirs), sku("T")
    sell(HEAD, "I1,1,2026-06-01,1001,T,6,18", "I2,1,2026-06-01,1002,T,6,18")
    seen = selectors.facts_page(actor(of=mine), selectors.FactFilter())
    assert [fact.invoice_no for fact in seen.rows] == ["I1"]
    assert selectors.facts_page(actor(of=mine), selectors.FactFilter(invoice_no="I2")).rows == []


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (",1,2026-06-01,1001,T,6,18", "invoice_no"),
        ("I1,1,不是日期,1001,T,6,18", "day"),
        ("I1,1,20222-06-01,1001,T,6,18", "day"),
        ("I1,1,2026-06-01,1001,,6,18", "item"),
        ("I1,1,2026-06-01,1001,T,很多,18", "quantity"),
        ("I1,1,2026-06-01,1001,T,,18", "quantity"),
        (f"{'9' * 41},1,2026-06-01,1001,T,6,18", "invoice_no"),
    ],
)
def test_a_line_that_cannot_be_trusted_waits_and_the_others_go_in(sell, outlet, sku, line, column):
    outlet("1001"), sku("T")
    found = sell(HEAD, line, "I9,1,2026-06-01,1001,T,6,18", "I9,2,2026-06-01,1001,T,6,18")
    assert found["created"] == 2
    assert [error["column"] for error in found["errors"]] == [column]


def test_the_web_orders_come_in_with_everything_that_is_odd_about_them(system, market, sell, shared_data):
    file = shared_data / "online_retail" / "online_retail_2010m12_2011m06.parquet"
    found = run_import(system, sheet_key="sales", path=file, file_name=file.name).as_dict()
    counts = {code: each["count"] for code, each in found["flagged"].items()}
    assert (found["created"], found["error_rows"]) == (245_903, 0)
    assert counts["customer_missing"] == 69_014
    assert counts["exact_repeat"] == 2_012
    assert counts["return"] == 5_252
    assert counts["not_an_article"] == 1_492
    totals = selectors.return_totals(system)
    assert totals.matched + totals.partly + totals.unmatched == totals.returns
    assert totals.matched > 2_000
    assert not Sku.objects.filter(
        code__in=["POST", "DOT", "M", "BANK CHARGES", "AMAZONFEE"], is_article=True
    ).exists()
    assert Sku.objects.get(code="DCGSSGIRL").is_article
