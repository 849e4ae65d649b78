"""Repeats are suspected, chains and successors are not; nothing is merged."""

from __future__ import annotations

import pytest

from endcap.customers.outlets import likeness, selectors, services
from endcap.customers.outlets.likeness import Traits
from endcap.customers.outlets.models import Outlet, OutletLink
from endcap.kernel.geo import Position

HERE = Position.from_degrees(24.4798, 118.0894)
NEAR = Position.from_degrees(24.4799, 118.0895)
FAR = Position.from_degrees(24.5298, 118.1894)


def links(kind=None):
    rows = OutletLink.objects.unscoped("a test looks at all").select_related("outlet", "other")
    return [
        (one.kind, {one.outlet.name, one.other.name}, one.state) for one in rows if kind in (None, one.kind)
    ]


@pytest.mark.req("CUS-10")
@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("福满园便利店", {"address": "石桥路5号", "city": "厦门"}),
        ("福漫园便利店", {"address": "石桥路5号", "city": "厦门"}),
        ("福满园便利店", {"position": NEAR}),
        ("新名字", {"licence_no": "91350200MA1"}),
        ("福满园便利店", {"phone": "+86 138-0000-1111"}),
        ("别的名字", {"phone": "13800001111", "position": HERE}),
    ],
)
def test_likely_repeats_are_suspected(system, outlet, draft, person, name, changes):
    outlet(
        "福满园便利店",
        address="石桥路 5 号",
        city="厦门",
        phone="13800001111",
        position=HERE,
        licence_no="91350200MA1",
    )
    found = selectors.duplicates_of(system, draft(name, owner=person(), **changes))
    assert [suspect.name for suspect in found] == ["福满园便利店"]


@pytest.mark.req("CUS-10")
@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("好又多", {"address": "云石路 9 号", "position": FAR}),  # a chain: same name elsewhere
        ("好又多", {"address": "云石路 9 号", "phone": "4008001234", "position": FAR}),  # same hotline
        ("隔壁小店", {"address": "石桥路 5 号", "position": HERE}),  # another shop in the same house
        ("好又多", {}),
    ],
)
def test_chains_and_neighbours_are_not_suspected(system, outlet, draft, person, name, changes):
    outlet("好又多", address="石桥路 5 号", phone="4008001234", position=HERE)
    assert selectors.duplicates_of(system, draft(name, owner=person(), **changes)) == []


@pytest.mark.req("CUS-10")
def test_a_shop_that_changed_hands_is_linked_as_successor(system, outlet, person):
    owner = person()
    outlet("老张小卖部", owner=owner, address="石桥路 5 号", city="厦门", status="closed")
    outlet("福满园便利店", owner=owner, address="石桥路5号", city="厦门")
    result = services.scan_duplicates(system)
    assert (result.outlets, result.suspects, result.successors) == (2, 0, 1)
    [link] = OutletLink.objects.unscoped("a test looks at all").select_related("outlet", "other")
    assert (link.outlet.name, link.other.name) == ("老张小卖部", "福满园便利店")


@pytest.mark.req("CUS-10")
def test_a_dismissed_pair_is_not_brought_up_again(system, outlet, person):
    owner = person()
    for code in ("A", "B"):
        outlet("福满园便利店", owner=owner, code=code, address="石桥路 5 号", city="厦门")
    assert services.scan_duplicates(system).suspects == 1
    [link] = selectors.open_suspects(system)
    services.dismiss_link(system, link_id=link.pk)
    assert services.scan_duplicates(system).suspects == 0
    assert selectors.open_suspects(system) == []
    assert Outlet.objects.unscoped("a test counts all").count() == 2


@pytest.mark.req("CUS-10")
def test_a_pair_that_was_put_right_disappears_from_the_list(system, outlet, person):
    owner = person()
    outlet("福满园便利店", owner=owner, code="A", address="石桥路 5 号", city="厦门")
    other = outlet("福满园便利店", owner=owner, code="B", address="石桥路 5 号", city="厦门")
    services.scan_duplicates(system)
    from dataclasses import replace

    services.update_outlet(
        system, outlet_id=other.pk, draft=replace(selectors.draft_of(other), address="云石路 9 号")
    )
    assert services.scan_duplicates(system).suspects == 0
    assert links() == []


@pytest.mark.req("CUS-10")
def test_neighbours_across_the_border_of_two_cells_meet():
    def at(n, lat):
        return Traits(str(n), "", "福满园便利店", "福满园便利店", "", "", "", lat, 1_180_894_000, True)

    start = 244_798_000
    for step in range(0, 3000, 100):  # about 1 m each: whatever the grid, some pair straddles a border
        pair = [at(1, start + step), at(2, start + step + 2000)]
        assert [verdict.kind for _one, _other, verdict in likeness.pairs(pair)] == ["duplicate_suspect"]


@pytest.mark.req("HOUSE")
def test_a_suspect_out_of_reach_is_not_told(actor, outlet, person, unit):
    outlet("福满园便利店", owner=person(unit=unit("河埠办事处")), address="石桥路 5 号", city="厦门")
    rep = actor("rep")
    draft = services.OutletDraft(
        name="福满园便利店", channel_id=None, owner_id=rep.person_id, address="石桥路 5 号", city="厦门"
    )
    assert selectors.duplicates_of(rep, draft) == []
