"""The demo company is the same every time, has the size it promises, and is nobody real."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import pairwise
from uuid import UUID

import phonenumbers
import pytest
from phonenumbers.geodata import GEOCODE_DATA

from endcap.config.demo import goods, licences, phones, places
from endcap.config.demo.channels import CHANNELS, FAMILIES, THIRD_TERMINAL
from endcap.config.demo.company import DemoCompany, company_of
from endcap.config.demo.plan import months_before, plan_for, stable_id

_END = date(2026, 6, 30)


@pytest.mark.req("HOUSE")
def test_the_same_plan_gives_the_same_company_and_another_seed_another(small: DemoCompany) -> None:
    again = company_of(plan_for("small", end_on=_END))
    other = company_of(plan_for("small", end_on=_END, seed=7))
    assert again.digest() == small.digest()
    assert other.outlets != small.outlets


@pytest.mark.req("HOUSE")
def test_the_small_company_has_three_offices_twelve_reps_1200_outlets_and_60_products(
    small: DemoCompany,
) -> None:
    kinds = Counter(unit.kind for unit in small.staff.units)
    assert kinds == {"company": 1, "region": 1, "office": 3, "team": 6}
    assert sum(p.role == "rep" and not p.left for p in small.staff.people) == 12
    assert len(small.outlets) == 1_200
    assert len(small.goods.skus) == 60


@pytest.mark.req("HOUSE")
def test_the_medium_company_is_ten_times_as_big() -> None:
    medium = company_of(plan_for("medium", end_on=_END))
    assert len(medium.outlets) == 12_000
    assert sum(p.role == "rep" and not p.left for p in medium.staff.people) == 60
    assert Counter(unit.kind for unit in medium.staff.units)["office"] == 6
    assert len({outlet.name for outlet in medium.outlets}) > 11_900
    assert len({c.phone for o in medium.outlets for c in o.contacts}) > 15_000


@pytest.mark.req("HOUSE")
def test_units_name_their_parent_before_themselves_and_logins_are_unique(small: DemoCompany) -> None:
    seen: set[str | None] = {None}
    for unit in small.staff.units:
        assert unit.parent in seen
        seen.add(unit.code)
    logins = [person.login for person in small.staff.people]
    assert len(set(logins)) == len(logins)
    assert {person.unit for person in small.staff.people} <= seen


@pytest.mark.req("CUS-17")
def test_every_outlet_has_one_active_owner_of_its_unit_and_an_unbroken_history(small: DemoCompany) -> None:
    people = {person.login: person for person in small.staff.people}
    for outlet in small.outlets:
        owner = people[outlet.owner]
        assert not owner.left
        assert owner.unit == outlet.unit
        assert outlet.owners[-1].login == outlet.owner
        assert outlet.owners[-1].until_on is None
        for before, after in pairwise(outlet.owners):
            assert before.until_on is not None
            assert (after.from_on - before.until_on).days == 1
    assert sum(len(outlet.owners) > 1 for outlet in small.outlets) > 20


@pytest.mark.req("CUS-01")
def test_every_channel_leaf_of_the_three_families_has_outlets(small: DemoCompany) -> None:
    assert {channel.family for channel in CHANNELS} == {code for code, _, _ in FAMILIES}
    assert sum(channel.permille for channel in CHANNELS) == 1_000
    assert {outlet.channel for outlet in small.outlets} == {
        channel.code for channel in (*CHANNELS, *THIRD_TERMINAL)
    }


@pytest.mark.req("CUS-10")
def test_codes_are_unique_and_names_differ(small: DemoCompany) -> None:
    assert [outlet.code for outlet in small.outlets] == [f"LZ-{n:05d}" for n in range(1, 1_201)]
    assert len({outlet.name for outlet in small.outlets}) >= 1_195
    papers = [outlet.licence_no for outlet in small.outlets if outlet.licence_no]
    assert len(set(papers)) == len(papers)


@pytest.mark.req("HOUSE")
def test_every_position_lies_in_the_district_of_its_address(small: DemoCompany) -> None:
    placed = 0
    for outlet in small.outlets:
        if outlet.lat_e7 is not None and outlet.lon_e7 is not None:
            placed += 1
            assert places.DISTRICT_BY_NAME[outlet.district].contains(outlet.lat_e7, outlet.lon_e7)
        if outlet.street in outlet.address:
            assert places.streets_by_name()[outlet.street].district == outlet.district
    assert 1_120 < placed < 1_200


@pytest.mark.req("HOUSE")
def test_street_names_are_unique_and_every_door_is_in_its_district() -> None:
    names = [street.name for street in places.streets()]
    assert len(set(names)) == len(names)
    for street in places.streets():
        for number in (1, 2, street.numbers // 2, street.numbers):
            door = places.spot(street.name, number)
            assert places.DISTRICT_BY_NAME[street.district].contains(door.lat_e7, door.lon_e7)


@pytest.mark.req("HOUSE")
def test_phones_are_right_in_form_and_in_no_block_that_a_carrier_has_published(small: DemoCompany) -> None:
    numbers = {c.phone for outlet in small.outlets for c in outlet.contacts}
    numbers |= {person.phone for person in small.staff.people}
    for number in numbers:
        assert number[:7] in (*phones.BLOCKS, phones.STAFF_BLOCK)
        assert phonenumbers.is_valid_number(phonenumbers.parse(number, "CN"))
    for block in (*phones.BLOCKS, phones.STAFF_BLOCK):
        assert not any(f"86{block}"[:length] in GEOCODE_DATA for length in range(5, 10))


@pytest.mark.req("HOUSE")
def test_phone_numbers_are_shared_only_by_shops_typed_twice(small: DemoCompany) -> None:
    holders: dict[str, list[int]] = {}
    for outlet in small.outlets:
        holders.setdefault(outlet.phone, []).append(outlet.n)
    shared = {tuple(sorted(ns)) for ns in holders.values() if len(ns) > 1}
    twice = {
        tuple(sorted((outlet.n, tie.other)))
        for outlet in small.outlets
        for tie in outlet.ties
        if tie.kind == "duplicate_suspect"
    }
    assert shared == twice
    assert len(twice) == 7


@pytest.mark.req("CUS-10")
def test_successive_owners_share_a_door_and_nothing_else(small: DemoCompany) -> None:
    by_number = {outlet.n: outlet for outlet in small.outlets}
    pairs = [(o, by_number[t.other]) for o in small.outlets for t in o.ties if t.kind == "successor"]
    assert len(pairs) == 6
    for after, before in pairs:
        assert after.address == before.address
        assert before.status == "closed"
        assert before.closed_on is not None
        assert after.opened_on is not None
        assert before.closed_on < after.opened_on
        assert (after.name, after.phone, after.contacts[0].name) != (
            before.name,
            before.phone,
            before.contacts[0].name,
        )
        assert after.licence_no != before.licence_no or not after.licence_no


@pytest.mark.req("HOUSE")
def test_licence_codes_check_out_and_are_registered_nowhere(small: DemoCompany) -> None:
    papers = [outlet.licence_no for outlet in small.outlets if outlet.licence_no]
    assert len(papers) > 900
    assert all(licences.is_valid(code) and code[2:8] == licences.DEMO_PLACE for code in papers)
    assert not licences.is_valid(papers[0][:-1] + ("0" if papers[0][-1] != "0" else "1"))
    assert licences.is_valid("91350100M000100Y43")  # the worked example of GB 32100-2015


@pytest.mark.req("PRC-01")
def test_every_product_has_valid_codes_and_a_price_on_each_level(small: DemoCompany) -> None:
    for sku in small.goods.skus:
        assert goods.is_valid_gtin(sku.ean13)
        assert goods.is_valid_gtin(sku.case_gtin14)
        assert sku.ean13.startswith("2")
        assert sku.case_factor % sku.inner_factor == 0
        ladder = [
            small.goods.price_of(sku.code, level, _END)
            for level in ("ex_factory", "dealer", "sub_dealer", "retail_suggested")
        ]
        assert None not in ladder
        assert ladder == sorted(ladder)
    assert goods.is_valid_gtin("6901234567892")
    assert not goods.is_valid_gtin("6901234567893")
    assert len({sku.ean13 for sku in small.goods.skus}) == 60


@pytest.mark.req("PRC-01")
def test_prices_of_one_level_never_overlap_and_six_products_were_raised(small: DemoCompany) -> None:
    rows: dict[tuple[str, str], list[goods.DemoPrice]] = {}
    for row in small.goods.prices:
        rows.setdefault((row.sku, row.level), []).append(row)
    for of_level in rows.values():
        for before, after in pairwise(of_level):
            assert before.valid_to is not None
            assert before.valid_to < after.valid_from
    assert sum(level == "dealer" and len(of_level) == 2 for (_, level), of_level in rows.items()) == 6


@pytest.mark.req("HOUSE")
def test_should_lists_shrink_from_a_to_c(small: DemoCompany) -> None:
    sizes = Counter((row.channel, row.grade) for row in small.goods.should_list)
    for channel in CHANNELS:
        assert sizes[channel.code, "A"] >= sizes[channel.code, "B"] >= sizes[channel.code, "C"] > 0


@pytest.mark.req("HOUSE")
def test_ids_are_version_7_unique_and_in_order() -> None:
    ids = [stable_id("outlet", n) for n in range(1, 2_000)]
    assert {one.version for one in ids} == {7}
    assert ids == sorted(ids)
    assert len({*ids, *(stable_id("sku", n) for n in range(1, 2_000))}) == 2 * len(ids)
    assert ids[0] == UUID(int=ids[0].int) == stable_id("outlet", 1)


@pytest.mark.req("HOUSE")
@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 15), 12, date(2025, 1, 15)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2026, 12, 5), 0, date(2026, 12, 5)),
        (date(2026, 1, 1), 1, date(2025, 12, 1)),
    ],
)
def test_months_before(day: date, months: int, expected: date) -> None:
    assert months_before(day, months) == expected
