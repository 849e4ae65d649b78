"""The channel tree (CUS-01), the rural-medicine pack (CUS-13) and what its files hold (CUS-14)."""

from __future__ import annotations

import pytest

from endcap.customers.outlets import selectors, services, thirdterminal
from endcap.customers.outlets.errors import ChannelInUse
from endcap.customers.outlets.models import Channel, Outlet
from endcap.kernel.errors import InvalidInput, RightMissing


def problems(refused):
    return {(problem.field, problem.code) for problem in refused.value.problems}


def everything():
    return Outlet.objects.unscoped("a test counts all")


@pytest.mark.req("CUS-01")
def test_the_preset_tree_has_three_families_with_their_leaves(channels):
    families = {}
    for channel in channels.values():
        if channel.is_leaf:
            families.setdefault(channel.family, set()).add(channel.code)
    assert families["traditional"] == {
        "wholesale_market",
        "small_supermarket",
        "small_convenience",
        "grocery",
        "personal_care",
        "unsorted",
    }
    assert families["modern"] == {"liangfan", "hypermarket", "chain_supermarket", "chain_convenience"}
    assert {"catering", "hotel", "factory", "station"} <= families["special"]


@pytest.mark.req("CUS-01")
@pytest.mark.parametrize(
    ("leaf", "outlet_type"), [("grocery", "small"), ("hypermarket", "key_account"), ("hotel", "special")]
)
def test_the_outlet_type_follows_from_the_leaf(channels, leaf, outlet_type):
    assert channels[leaf].outlet_type == outlet_type


@pytest.mark.req("CUS-01")
def test_saving_without_a_leaf_fails_and_writes_nothing(system, draft, person, channels):
    owner = person()
    for wrong in (None, channels["traditional"].pk):
        given = services.OutletDraft(name="福满园便利店", channel_id=wrong, owner_id=owner.pk)
        with pytest.raises(InvalidInput) as refused:
            services.create_outlet(system, given)
        assert {field for field, _code in problems(refused)} == {"channel"}
    assert everything().count() == 0


@pytest.mark.req("CUS-01")
def test_a_channel_with_outlets_is_not_divided(system, outlet, channels):
    outlet(channel="grocery")
    with pytest.raises(ChannelInUse):
        services.add_channel(
            system, parent_id=channels["grocery"].pk, code="grocery_rural", name="乡村食杂店"
        )
    assert Channel.objects.get(code="grocery").is_leaf


@pytest.mark.req("CUS-01")
def test_a_divided_channel_is_no_leaf_any_more(system, channels):
    made = services.add_channel(system, parent_id=channels["hotel"].pk, code="hotel_chain", name="连锁酒店")
    assert (made.family, made.outlet_type, made.is_leaf) == ("special", "special", True)
    assert not Channel.objects.get(code="hotel").is_leaf


@pytest.mark.req("CUS-01")
def test_only_whoever_may_configure_shapes_the_tree(actor, channels):
    with pytest.raises(RightMissing):
        services.add_channel(
            actor("rep"), parent_id=channels["hotel"].pk, code="hotel_chain", name="连锁酒店"
        )
    assert selectors.channel_by_code("hotel_chain") is None


@pytest.mark.req("CUS-01")
def test_setting_up_twice_changes_nothing(system, channels):
    assert services.create_preset_channels(system) == []


@pytest.mark.req("CUS-13")
def test_third_terminals_are_developed_in_the_order_of_the_source(channels):
    pack = [
        channel
        for channel in channels.values()
        if channel.outlet_type == "third_terminal" and channel.is_leaf
    ]
    in_order = [channel.code for channel in sorted(pack, key=lambda channel: channel.development_order)]
    assert in_order == [
        "county_hospital",
        "township_health_centre",
        "village_clinic",
        "private_clinic",
        "rural_drugstore",
    ]


@pytest.mark.req("CUS-14")
def test_a_third_terminal_file_needs_address_and_phone(system, draft, person):
    with pytest.raises(InvalidInput) as refused:
        services.create_outlet(
            system, draft("青石镇卫生院", owner=person(), channel="township_health_centre")
        )
    assert problems(refused) == {("address", "required"), ("phone", "required")}
    assert everything().count() == 0


@pytest.mark.req("CUS-14")
def test_a_third_terminal_file_holds_what_the_form_asks(system, draft, person):
    asked = {
        "nature": "公立",
        "yearly_volume": "600 盒",
        "replenish_cycle": "半月",
        "replenish_channel": "县医药公司",
        "payment_way": "月结",
        "wishes": "培训",
        "view_of_product": "认可",
    }
    made = services.create_outlet(
        system,
        draft(
            "青石镇卫生院",
            owner=person(),
            channel="township_health_centre",
            address="青石镇中街 1 号",
            phone="0593-2811200",
            attributes=asked,
        ),
    )
    assert everything().get(pk=made.pk).attributes == asked
    assert set(thirdterminal.ATTRIBUTES) == set(asked)
