"""A customer list as sales managers keep it becomes a book of outlets, and can be taken back."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from endcap.customers.outlets import selectors, services
from endcap.customers.outlets.models import Outlet, OutletLink, Ownership
from endcap.customers.outlets.sheets import OUTLETS
from endcap.kernel.exchange import registry
from endcap.kernel.exchange import services as exchange
from endcap.kernel.geo import Datum, Position, to_wgs84
from endcap.mechanisms.agenda import services as agenda
from endcap.mechanisms.agenda.models import Item

DATA = Path(__file__).resolve().parents[6] / "shared" / "data"
LIST = DATA / "messy_list" / "customer_list_east.xlsx"
TRUTH = DATA / "messy_list" / "customer_list_east.truth_sample.csv"
IOWA = DATA / "iowa" / "stores.parquet"

needs_data = pytest.mark.skipif(not LIST.exists(), reason="the real lists are not part of the installation")


@pytest.fixture(autouse=True)
def known(settings, tmp_path):
    registry.register(OUTLETS)
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def admin(person):
    return person("管理员", "admin", login="admin")


def outlets():
    return Outlet.objects.unscoped("a test looks at all")


def by_code():
    return {outlet.code: outlet for outlet in outlets()}


def run(actor, path, **options):
    return exchange.run_import(actor, sheet_key="outlets", path=path, options=options).as_dict()


@pytest.fixture
def sheet(tmp_path):
    """Writes a CSV: ``sheet(header, row, row …)``."""
    made = {"n": 0}

    def write(*lines: str) -> Path:
        made["n"] += 1
        path = tmp_path / f"list{made['n']}.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


@pytest.mark.req("CUS-10")
def test_codes_decide_what_is_a_repeat(system, admin, sheet, channels):
    report = run(
        system,
        sheet(
            "客户编码,终端名称,地址,电话,备注",
            "5001,福满园便利店,石桥路 5 号,,老客户",
            "005001,福满园便利店,石桥路5号,13800001111,欠款未清",
            "5002,福满园便利店,石桥路 5 号,,",
        ),
    )
    assert (report["created"], report["joined_as_repeats"]) == (2, 1)
    found = by_code()
    assert set(found) == {"5001", "5002"}
    assert (found["5001"].phone.replace("-", ""), found["5001"].remark) == ("13800001111", "老客户；欠款未清")
    assert "same_place_other_code" in found["5002"].flags
    assert OutletLink.objects.unscoped("a test counts").count() == 1


@pytest.mark.req("CUS-10")
def test_a_row_without_code_joins_its_twin_only_beyond_doubt(system, admin, sheet, channels):
    run(
        system,
        sheet(
            "客户编码,终端名称,地址,状态,最近下单日期",
            ",福满园便利店,石桥路 5 号,正常,2026-06-01",
            "5001,福满园便利店,石桥路5号,正常,2026-06-01",
            "6001,老张小卖部,云石路 1 号,关店,2024-01-05",
            ",老张小卖部,云石路 1 号,正常,2026-06-02",
        ),
    )
    found = by_code()
    assert len(found) == 3
    assert "code_assigned" not in found["5001"].flags
    assert {outlet.status for outlet in found.values() if outlet.name == "老张小卖部"} == {"closed", "active"}


@pytest.mark.req("CUS-10")
def test_one_code_for_two_different_outlets_is_an_error_of_the_row(system, admin, sheet, channels):
    report = run(
        system,
        sheet("客户编码,终端名称,地址", "5001,福满园便利店,石桥路 5 号", "5001,好再来餐馆,云石路 9 号"),
    )
    assert (report["created"], report["error_rows"]) == (1, 1)
    assert report["errors"][0]["code"] == "code_conflict"
    assert [outlet.name for outlet in outlets()] == ["福满园便利店"]


@pytest.mark.req("CUS-01", "CUS-17")
def test_what_the_list_does_not_say_is_filled_and_flagged(system, admin, sheet, channels):
    run(
        system,
        sheet(
            "客户编码,终端名称,渠道,负责人",
            "1001,甲店,,",
            "1002,乙店,夫妻老婆店,查无此人",
            "1003,丙店,食杂店,admin",
        ),
    )
    found = by_code()
    assert {"channel_defaulted", "owner_defaulted"} <= set(found["1001"].flags)
    assert {"channel_unknown", "owner_unknown"} <= set(found["1002"].flags)
    assert found["1002"].attributes == {"channel_said": "夫妻老婆店", "owner_said": "查无此人"}
    assert (found["1003"].channel.code, found["1003"].owner.login, found["1003"].flags) == (
        "grocery",
        "admin",
        [],
    )
    assert {outlet.channel.code for outlet in (found["1001"], found["1002"])} == {"unsorted"}
    assert Ownership.objects.unscoped("a test counts").filter(to_on=None).count() == 3


@pytest.mark.req("CUS-10")
def test_a_second_import_updates_and_undo_puts_everything_back(system, admin, sheet, channels):
    run(system, sheet("客户编码,终端名称,地址,备注", "1001,甲店,石桥路 5 号,旧", "1002,乙店,云石路 1 号,"))
    before = list(outlets().order_by("code").values())
    later = replace(system, now=system.now + timedelta(hours=1))
    report = run(
        later,
        sheet(
            "客户编码,终端名称,地址,备注,坐标",
            '1001,甲店,石桥路 5 号,新,"24.4798,118.0894"',
            "1002,乙店,云石路 1 号,,",
            "1003,丙店,,,",
        ),
    )
    assert (report["created"], report["updated"], report["same"]) == (1, 1, 1)
    assert (by_code()["1001"].remark, by_code()["1001"].lat_e7) == ("新", 244_798_000)

    undone = exchange.undo(later, batch_id=report["batch_id"])
    assert (undone.removed, undone.restored, undone.kept) == (1, 1, ())
    assert list(outlets().order_by("code").values()) == before


@pytest.mark.req("CUS-10", "CUS-12")
def test_what_was_due_about_outlets_that_an_undo_removes_is_due_no_longer(system, admin, sheet, channels):
    report = run(system, sheet("客户编码,终端名称", "1001,甲店"))
    gone = by_code()["1001"]
    agenda.put(
        system,
        kind="outlets.call",
        key="x",
        subject_type="outlets.Outlet",
        subject_id=gone.pk,
        title="甲店",
        due_on=system.today,
        person_id=gone.owner_id,
        unit_id=gone.unit_id,
    )

    exchange.undo(system, batch_id=report["batch_id"])

    [item] = Item.objects.unscoped("a test looks")
    assert (item.state, item.note) == ("withdrawn", "这批导入撤销了")


@pytest.mark.req("CUS-10")
def test_undo_leaves_alone_what_people_changed_since(system, admin, sheet, channels):
    report = run(system, sheet("客户编码,终端名称", "1001,甲店", "1002,乙店"))
    later = replace(system, now=system.now + timedelta(hours=1))
    touched = by_code()["1002"]
    services.update_outlet(
        later, outlet_id=touched.pk, draft=replace(selectors.draft_of(touched), remark="改过")
    )
    undone = exchange.undo(later, batch_id=report["batch_id"])
    assert (undone.removed, undone.kept) == (1, (touched.pk,))
    assert list(by_code()) == ["1002"]


@pytest.mark.req("HOUSE")
def test_positions_of_a_list_are_converted_from_their_datum(system, admin, sheet, channels):
    run(
        system,
        sheet(
            "客户编码,终端名称,纬度,经度,坐标系",
            "1001,甲店,24.4798,118.0894,高德",
            "1002,乙店,24.4798,118.0894,",
        ),
    )
    wanted = to_wgs84(Position.from_degrees(24.4798, 118.0894), Datum.GCJ02)
    found = by_code()
    assert (found["1001"].lat_e7, found["1001"].lon_e7, found["1001"].position_datum) == (
        wanted.lat_e7,
        wanted.lon_e7,
        "gcj02",
    )
    assert found["1002"].lat_e7 == 244_798_000
    assert "datum_assumed" in found["1002"].flags


@pytest.mark.req("HOUSE")
def test_a_code_that_lies_out_of_reach_is_refused_not_overwritten(
    actor, person, sheet, outlet, unit, channels
):
    north, south = unit("北区"), unit("南区")
    outlet("别区的店", owner=person(unit=north), code="1001")
    clerk = actor("sales_clerk", unit=south)
    report = run(clerk, sheet("客户编码,终端名称", "1001,别区的店", "1002,本区的店"))
    assert (report["created"], report["error_rows"]) == (1, 1)
    assert {outlet.unit.name for outlet in outlets()} == {"北区", "南区"}


@pytest.mark.req("CUS-10")
def test_a_list_completes_a_stub_that_sales_brought(system, admin, sheet, channels):
    made = services.create_stubs(system, ["1001"], reason="sales")
    assert made["1001"].flags == ["channel_defaulted", "owner_defaulted", "stub"]
    run(system, sheet("客户编码,终端名称,地址,渠道", "1001,福满园便利店,石桥路 5 号,食杂店"))
    found = by_code()["1001"]
    assert (found.pk, found.name, found.stub_reason, found.channel.code) == (
        made["1001"].pk,
        "福满园便利店",
        "",
        "grocery",
    )
    assert found.flags == ["owner_defaulted"]


@pytest.mark.req("CUS-11")
def test_what_came_in_goes_out_again(system, admin, sheet, channels):
    run(
        system,
        sheet(
            "客户编码,终端名称,地址,城市,邮编,坐标,状态,近12月进货额,单数,最近下单日期,级别",
            '1001,甲店,石桥路 5 号,厦门,361000,"24.4798,118.0894",正常,1234.56,12,2026-06-01,A',
            '1002,乙店,云石路 1 号,厦门,361000,"0,0",关店,,,,?',
        ),
        datum="wgs84",
    )
    keys = (
        "code",
        "name",
        "city",
        "zip",
        "latitude",
        "longitude",
        "status",
        "declared_sales",
        "declared_orders",
        "declared_last_order_on",
        "declared_grade",
        "flags",
    )
    rows = list(OUTLETS.export(system, {}, keys))
    assert rows[0] == (
        "1001",
        "甲店",
        "厦门",
        "361000",
        244_798_000,
        1_180_894_000,
        "active",
        123_456,
        12,
        date(2026, 6, 1),
        "A",
        ("channel_defaulted", "owner_defaulted"),
    )
    assert rows[1][4:11] == (None, None, "closed", None, None, None, "")
    assert {"coordinate_missing", "grade_unknown"} <= set(rows[1][11])
    assert [row[0] for row in OUTLETS.export(system, {"status": "closed"}, ("code",))] == ["1002"]


@needs_data
@pytest.mark.req("CUS-10")
def test_the_messy_list_becomes_259_outlets(system, admin):
    report = run(system, LIST)
    assert (report["created"], report["joined_as_repeats"], report["error_rows"]) == (259, 19, 0)
    assert outlets().count() == 259
    assert outlets().filter(status="closed").count() == 43
    assert not any(outlet.name.endswith(("小计", "Total")) for outlet in outlets())


@needs_data
@pytest.mark.req("CUS-10")
def test_the_messy_list_says_what_the_truth_says(system, admin):
    run(system, LIST)
    found = by_code()
    checked = 0
    for row in csv.DictReader(TRUTH.open(encoding="utf-8-sig")):
        if row["kind"] not in ("data", "duplicate"):
            continue
        outlet = found[row["store_no"]]
        checked += 1
        assert (outlet.city, outlet.zip) == (row["city"], row["zip"])
        assert outlet.name.upper().split(" /")[0].replace("  ", " ")[:12] == row["name"].split(" /")[0][:12]
        assert outlet.status == {"A": "active", "I": "closed"}[row["status"]]
        assert str(outlet.declared_last_order_on or "") == row["last_order"]
        if row["sales_12m"]:
            exact = round(float(row["sales_12m"]) * 100)
            assert abs(outlet.declared_sales - exact) * 10_000 <= exact
        if outlet.lat_e7 is not None:
            # never silently wrong: either where it is, or flagged
            off = abs(outlet.lat_e7 / 1e7 - float(row["lat"] or 0)) + abs(
                outlet.lon_e7 / 1e7 - float(row["lon"] or 0)
            )
            assert off < 0.0001 or "coordinate_far" in outlet.flags
        else:
            assert {"coordinate_missing", "coordinate_rough"} & set(outlet.flags)
    assert checked == 31


@needs_data
@pytest.mark.req("CUS-10")
def test_all_2296_stores_of_iowa_come_in_and_none_is_merged(system, admin):
    report = run(system, IOWA)
    assert (report["created"], report["joined_as_repeats"], report["error_rows"]) == (2296, 0, 0)
    assert outlets().filter(lat_e7=None).count() == 125
    links = OutletLink.objects.unscoped("a test counts")
    assert links.filter(kind="successor").count() >= 100
    assert links.exclude(state="open").count() == 0
