"""Stock in and out of sheets: receipts, and the sheet of a count with every error at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from endcap.goods.stock import services
from endcap.goods.stock.models import CountLine, Movement
from endcap.goods.stock.sheets import COUNTS, STOCK
from endcap.goods.stock.tests.conftest import everything, stands
from endcap.kernel.exchange import registry
from endcap.kernel.exchange.services import run_import, undo

pytestmark = pytest.mark.req("INV-07")


@pytest.fixture(autouse=True)
def sheets(settings, tmp_path):
    """Uploaded files lie in the test's own folder."""
    settings.MEDIA_ROOT = tmp_path
    for sheet in (STOCK, COUNTS):
        registry.register(sheet)


def imported(actor, key: str, *lines: str) -> dict:
    text = "\n".join(lines) + "\n"
    report = run_import(actor, sheet_key=key, chunks=[text.encode()], file_name=f"{key}.csv", options={})
    return report.as_dict()


def test_opening_stock_comes_in_as_a_receipt_and_is_taken_back(system, person, warehouse, tea):
    person("管理员", "admin")
    found = imported(
        system,
        "stock",
        "库位编码,品项编码,批号,生产日期,保质期至,数量,单位",
        f"WH-01,{tea.code},L1,2026-05-01,2027-05-01,2,箱",
        f"WH-01,{tea.code},L2,2026-06-01,2027-06-01,7,",
    )

    assert stands(warehouse, tea) == (37, 0, 0)
    assert Movement.objects.unscoped("a test looks").get().lines.count() == 2

    undo(system, batch_id=UUID(str(found["batch_id"])))
    assert stands(warehouse, tea) == (0, 0, 0)


def test_every_wrong_row_is_said_at_once(system, person, warehouse, tea):
    person("管理员", "admin")
    before = everything()

    found = imported(
        system,
        "stock",
        "库位编码,品项编码,批号,生产日期,保质期至,数量,单位",
        f"NIX,{tea.code},,,,1,",
        "WH-01,NIX,,,,1,",
        f"WH-01,{tea.code},,,,2.5,箱",
        f"WH-01,{tea.code},,2026-06-01,2026-05-01,1,",
    )

    assert everything() == before
    said = [(one["row"], one["column"], one["code"]) for one in found["errors"]]
    assert said == [
        (2, "location", "unknown"),
        (3, "sku", "unknown"),
        (4, "quantity", "not_whole"),
        (5, "expires_on", "before_made"),
    ]


def test_the_sheet_of_a_count_goes_out_and_comes_back(system, person, warehouse, tea, receive):
    person("管理员", "admin")
    lot = receive(warehouse, tea, 30, "L1")
    later = replace(system, now=system.now + timedelta(minutes=5))
    count = services.open_count(later, location_id=warehouse.pk)
    columns = ["location", "sku", "lot", "expected", "counted"]
    assert list(COUNTS.export(later, {"count": str(count.pk)}, columns)) == [
        ("WH-01", tea.code, "L1", 30, None)
    ]

    imported(
        replace(system, now=system.now + timedelta(minutes=10)),
        "stock_counts",
        "库位编码,品项编码,批号,实盘,单位",
        f"WH-01,{tea.code},L1,28,",
        f"WH-01,{tea.code},L9,1,箱",
    )

    line = CountLine.objects.get(count=count, lot=lot)
    assert (line.counted, line.counted_at) == (28, count.as_of)
    services.post_count(
        replace(system, now=system.now + timedelta(minutes=11)), count_id=count.pk, reason="routine"
    )
    assert stands(warehouse, tea) == (43, 0, 0)


def test_a_list_goes_out_as_it_is_shown(system, warehouse, tea, receive):
    receive(warehouse, tea, 30, "L1")
    rows = list(STOCK.export(system, {"q": tea.code.lower()}, ["location", "sku", "lot", "quantity", "held"]))
    assert rows == [("WH-01", tea.code, "L1", 30, 0)]
    assert list(STOCK.export(system, {"q": "nix"}, ["location"])) == []
    slow = list(STOCK.export(system, {"view": "slow"}, ["sku", "quantity", "cover_days"]))
    assert slow == [(tea.code, 30, None)]
    ordered = list(STOCK.export(system, {"view": "advice", "location": str(warehouse.pk)}, ["sku", "order"]))
    assert ordered == [(tea.code, 0)]
    assert list(STOCK.export(system, {"view": "near"}, ["sku"])) == []
