"""The sidebar shows what the actor may open, in the order of the business."""

from __future__ import annotations

import dataclasses

import pytest

from endcap.faces.office import navigation
from endcap.kernel import slots
from endcap.kernel.actor import Actor
from endcap.kernel.rights import Right
from endcap.ui.nav import NavEntry, NavGroup, SettingsEntry

pytestmark = pytest.mark.req("HOUSE")

SEE = Right("samples.view", "看样品")
OUTLETS = NavEntry(
    "outlets",
    "终端",
    "building-store",
    "office:settings",
    NavGroup.CUSTOMERS,
    search_param="q",
    search_hint="找终端",
)
ORDERS = NavEntry(
    "orders",
    "订单",
    "file-invoice",
    "ui:parts",
    NavGroup.MONEY,
    order=10,
    right=SEE,
    count=lambda actor: 3,
    is_urgent=True,
)
GONE = NavEntry("gone", "没装", "plus", "gone:home", NavGroup.TOP)
LIMITS = SettingsEntry("limits", "参数", "改数字", "settings", "ui:parts", right=SEE)


@pytest.fixture(autouse=True)
def _declared(monkeypatch):
    held = {"nav": [ORDERS, OUTLETS, GONE], "settings": [LIMITS]}
    monkeypatch.setattr(slots, "_slots", held)


def someone(*rights: Right) -> Actor:
    return dataclasses.replace(Actor.system(name="林小满"), rights=frozenset(right.code for right in rights))


def test_an_entry_without_the_right_is_not_there():
    assert [entry.key for entry in navigation.entries_for(someone())] == ["outlets"]
    assert [entry.key for entry in navigation.entries_for(someone(SEE))] == ["outlets", "orders", "settings"]


def test_groups_stand_in_the_order_of_the_business_and_empty_ones_are_left_out():
    sections = navigation.sidebar(someone(SEE), "/")
    assert [str(section.label) for section in sections] == ["客户", "钱", "系统"]


def test_a_count_is_asked_only_for_entries_that_have_one():
    sections = navigation.sidebar(someone(SEE), "/")
    assert [(line.key, line.count, line.is_urgent) for section in sections for line in section.entries] == [
        ("outlets", None, False),
        ("orders", 3, True),
        ("settings", None, False),
    ]


def test_the_longest_address_is_the_current_entry():
    sections = navigation.sidebar(someone(SEE), "/parts/")
    line = navigation.current_line(sections)
    assert line is not None
    assert (line.key, str(line.group_label)) == ("orders", "钱")
    assert navigation.current_line(navigation.sidebar(someone(SEE), "/")) is None


def test_search_leads_to_the_first_entry_that_can_be_searched():
    search = navigation.search_for(someone())
    assert search is not None
    assert (search.url, search.param) == ("/settings/", "q")


def test_settings_show_only_what_the_actor_may_set():
    assert navigation.settings_for(someone()) == ()
    assert [line.label for line in navigation.settings_for(someone(SEE))] == ["参数"]
