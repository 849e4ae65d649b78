"""A sales manager uploads the list as it is kept, and gets a clean book of outlets."""

from __future__ import annotations

import csv

import pytest

from endcap.customers.outlets.models import Outlet
from endcap.kernel.exchange import services as exchange

pytestmark = [pytest.mark.req("CUS-10", "CUS-04", "SYS-03"), pytest.mark.django_db]


def _truth(data) -> list[dict[str, str]]:
    with (data / "messy_list/customer_list_east.truth_sample.csv").open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def _counts(found: dict) -> dict[str, int]:
    return {kind: entry["count"] for kind, entry in found.items()}


@pytest.fixture
def report(import_file, data):
    return import_file("outlets", data / "messy_list/customer_list_east.xlsx")


@pytest.fixture
def book(report, administrator, tmp_path) -> dict[str, dict[str, str]]:
    file = tmp_path / "out.csv"
    exchange.export_to_file(
        administrator, sheet_key="outlets", path=file, columns=None, headers="key", purpose="核对名单"
    )
    with file.open(encoding="utf-8-sig") as written:
        return {row["code"]: row for row in csv.DictReader(written)}


def test_every_store_is_found_once_and_nothing_else(report, book):
    assert (report["data_rows"], report["created"], report["joined_as_repeats"]) == (278, 259, 19)
    assert (report["error_rows"], len(book)) == (0, 259)


def test_titles_notes_subtotals_and_repeated_headers_are_told_by_row(report, data):
    kinds = {"title": "title", "note": "note", "subtotal": "subtotal", "repeated_header": "repeated_header"}
    for row in _truth(data):
        if row["kind"] in kinds:
            told = {(r["sheet"], r["row"]) for r in report["skipped"][kinds[row["kind"]]]["rows"]}
            assert (row["sheet"], int(row["row"])) in told, row


def test_each_known_store_is_right_or_flagged(book, data):
    for row in _truth(data):
        if row["kind"] not in ("data", "duplicate"):
            continue
        found = book[row["store_no"]]
        flags = set(found["flags"].split(";"))
        assert (found["zip"], found["city"]) == (row["zip"], row["city"]), row
        assert found["status"] == {"A": "active", "I": "closed"}[row["status"]], row
        assert found["declared_orders"] == row["orders_12m"], row
        assert found["declared_last_order_on"] == row["last_order"], row
        assert found["address"].casefold().split() == row["address"].casefold().split(), row
        if found["latitude"] and row["lat"]:
            assert abs(float(found["latitude"]) - float(row["lat"])) < 2e-6, row
            assert abs(float(found["longitude"]) - float(row["lon"])) < 2e-6, row
        elif row["lat"]:
            assert flags & {"coordinate_missing", "coordinate_rough"}, row
        told = round(float(row["sales_12m"]) * 100) if row["sales_12m"] else None
        if found["declared_sales"] and told is not None:
            assert abs(int(found["declared_sales"]) - told) <= max(50, told // 10_000), row


def test_the_sum_of_the_told_stores_is_within_a_ten_thousandth(book, data):
    told = [row for row in _truth(data) if row["kind"] == "data" and row["sales_12m"]]
    truth = sum(round(float(row["sales_12m"]) * 100) for row in told)
    ours = sum(int(book[row["store_no"]]["declared_sales"]) for row in told)
    assert abs(ours - truth) * 10_000 <= truth


def test_stores_of_the_closed_sheet_are_closed(book):
    assert {book[code]["status"] for code in ("5943", "6184", "2569", "10076")} == {"closed"}


def test_two_owners_in_succession_at_one_address_stay_two(book):
    former, now = book["5219"], book["6135"]
    assert (former["status"], now["status"]) == ("closed", "active")
    assert "same_place_other_code" in former["flags"] + now["flags"]


def test_importing_the_same_list_again_changes_nothing(import_file, report, data):
    again = import_file("outlets", data / "messy_list/customer_list_east.xlsx")
    assert (again["created"], again["updated"]) == (0, 0)
    assert Outlet.objects.unscoped("the whole book is counted").count() == 259


def test_one_click_takes_the_list_back(report, administrator):
    exchange.undo(administrator, batch_id=report["batch_id"])
    assert Outlet.objects.unscoped("the whole book is counted").count() == 0
