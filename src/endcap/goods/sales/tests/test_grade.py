"""Grading runs on the facts and writes classes through the customers' service (CUS-04, CUS-05)."""

from __future__ import annotations

from datetime import date

import pytest

from endcap.customers.outlets.models import Classification, Outlet
from endcap.goods.catalog.models import Sku
from endcap.goods.sales import services
from endcap.goods.sales.errors import NothingToGrade
from endcap.goods.sales.models import GradingRun
from endcap.kernel.errors import InvalidInput, RightMissing
from endcap.kernel.exchange.services import run_import

pytestmark = [pytest.mark.django_db, pytest.mark.req("CUS-04")]
HEAD = "单号,行号,日期,客户编码,品项编码,数量,金额"
AS_OF = date(2026, 6, 30)


@pytest.fixture
def ten(sell, outlet, sku):
    """The ten customers of the worked example, the fourth with a return inside."""
    sku("T")
    for number in range(10):
        outlet(f"{number:04d}")
    amounts = [500, 300, 60, 70, 40, 15, 12, 10, 8, 5]
    sell(
        HEAD,
        *(f"I{n},1,2026-03-0{n % 9 + 1},{n:04d},T,{a},{a}" for n, a in enumerate(amounts)),
        "C3,1,2026-05-01,0003,T,-20,-20",
        "OLD,1,2025-06-30,0009,T,9000,9000",
    )


def grades():
    rows = Outlet.objects.unscoped("a test looks at all").order_by("code")
    return "".join(rows.values_list("grade", flat=True))


def classes(scheme):
    rows = Classification.objects.unscoped("a test looks at all").filter(
        scheme__code=scheme, valid_to__isnull=True
    )
    return "".join(rows.order_by("outlet__code").values_list("value", flat=True))


@pytest.mark.req("CUS-04", "TV-01")
def test_the_worked_example_on_real_facts(system, ten):
    report = services.grade(system, as_of=AS_OF)
    assert grades() == "AABBBCCCCC" == classes("abc")
    assert classes("abc_sales") == "AABBBCCCCC"
    found = report.as_dict()
    assert found["outlets"]["by_count"] == {"A": 2, "B": 3, "C": 5}
    assert found["outlets"]["split"]["by_count"]["A"] == {
        "count_bp": 2000,
        "amount": 80_000,
        "amount_bp": 8000,
        "expected_bp": 8000,
        "differs_bp": 0,
    }
    assert found["outlets"]["total"] == 100_000
    assert found["outlets"]["whole_history"]["total"] == 1_000_000
    assert found["outlets"]["whole_history"]["by_sales"] == {"A": 1, "B": 1, "C": 8}
    assert found["items"]["by_sales"] == {"A": 1, "B": 0, "C": 0}
    assert Sku.objects.get(code="T").grade == "A"
    row = Classification.objects.unscoped("a test looks at all").get(
        scheme__code="abc", outlet__code="0003", valid_to__isnull=True
    )
    assert (row.rank, row.share_bp, row.amount) == (4, 500, 5_000)
    assert "第 4 名" in row.reason


def test_grading_twice_changes_nothing_more(system, ten):
    services.grade(system, as_of=AS_OF)
    again = services.grade(system, as_of=AS_OF)
    assert again.written == {"written": 0, "changed": 0, "unchanged": 10, "kept_manual": 0}
    assert GradingRun.objects.count() == 2


def test_a_preview_writes_nothing(system, ten):
    services.grade(system, as_of=AS_OF, write=False)
    assert grades() == ""
    assert not GradingRun.objects.exists()


def test_the_window_decides(system, ten):
    report = services.grade(system, as_of=AS_OF, months=13, method="sales")
    assert report.outlets.grading.rows[0].code == "0009"
    assert grades()[9] == "A"


def test_sales_without_a_customer_number_are_no_customer(system, ten, sell):
    sell(HEAD, "X1,1,2026-03-01,,T,9999,9999")
    report = services.grade(system, as_of=AS_OF)
    assert report.outlets.grading.total == 100_000
    assert report.items.grading.total == 1_099_900


def test_without_sales_there_is_nothing_to_grade(system, ten):
    with pytest.raises(NothingToGrade):
        services.grade(system, as_of=date(2024, 1, 31))
    assert grades() == ""


def test_unknown_method_and_window_are_named(system, ten):
    with pytest.raises(InvalidInput) as refused:
        services.grade(system, as_of=AS_OF, months=0 - 1, method="weight")
    assert set(refused.value.by_field()) == {"method", "months"}


def test_without_the_right_nobody_grades(actor, ten):
    with pytest.raises(RightMissing):
        services.grade(actor("rep"), as_of=AS_OF)
    assert grades() == ""


def test_the_real_lines_give_the_reference_figures(system, market, sell, shared_data):
    file = shared_data / "iowa" / "lines_dev_2020h2_2022h1.parquet"
    found = run_import(system, sheet_key="sales", path=file, file_name=file.name).as_dict()
    assert (found["created"], found["error_rows"]) == (673_136, 0)
    report = services.grade(system, as_of=date(2022, 6, 30)).as_dict()
    assert report["items"]["whole_history"]["by_sales"] == {"A": 568, "B": 989, "C": 2930}
    assert report["outlets"]["whole_history"]["by_sales"] == {"A": 48, "B": 80, "C": 99}
    assert report["outlets"]["whole_history"]["total"] == 11_979_802_662
    assert report["outlets"]["by_count"] == {"A": 44, "B": 65, "C": 108}
