"""The pages of stock in the browser's words: what they show, what they keep, what they answer."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from endcap.goods.stock import services
from endcap.goods.stock.models import Location, Movement, StockCount
from endcap.goods.stock.tests.conftest import TODAY, stands

pytestmark = pytest.mark.req("INV-07")
WHY = "a test looks at all"


@pytest.fixture
def clerk(person, office, frozen):
    """A sales clerk of the office who has signed in."""
    client = Client()
    client.force_login(
        person("沈文", "sales_clerk", unit=office),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


@pytest.fixture
def manager(person, office, frozen):
    """The manager of the office who has signed in."""
    client = Client()
    client.force_login(
        person("高山", "office_manager", unit=office),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def text_of(answer) -> str:
    return answer.content.decode()


@pytest.mark.parametrize(
    "name",
    [
        "board",
        "near_expiry",
        "slow",
        "alarms",
        "locations",
        "advice",
        "levers",
        "sharing",
        "movements",
        "counts",
    ],
)
def test_every_page_opens_empty_and_full(clerk, warehouse, tea, receive, name):
    assert clerk.get(reverse(f"stock:{name}")).status_code == 200
    receive(warehouse, tea, 33, "L1", made=TODAY - timedelta(days=300), expires=TODAY + timedelta(days=20))
    answer = clerk.get(reverse(f"stock:{name}"))
    assert answer.status_code == 200
    if name in ("board", "near_expiry", "slow", "advice"):
        assert "柠檬茶 500ml" in text_of(answer)


def test_the_board_says_cases_and_days(clerk, warehouse, tea, receive):
    receive(warehouse, tea, 33)
    said = text_of(clerk.get(reverse("stock:board"), {"q": "柠檬"}))
    assert "2 箱 3 瓶" in said
    assert "没有符合条件的库存" in text_of(clerk.get(reverse("stock:board"), {"q": "没有"}))


def test_goods_are_received_by_code_and_case(clerk, warehouse, tea):
    sent = {
        "location": str(warehouse.pk),
        "business_on": "2026-07-15",
        "reference": "PO-1",
        "sku": [tea.code, ""],
        "quantity": ["2", ""],
        "unit": ["case", "case"],
        "lot": ["L1", ""],
        "made": ["2026-06-01", ""],
        "expires": ["2027-06-01", ""],
    }

    answer = clerk.post(reverse("stock:new_receipt"), sent)

    made = Movement.objects.unscoped(WHY).get()
    assert (answer.status_code, answer.url) == (302, reverse("stock:movement", args=[made.pk]))
    assert (made.business_on, stands(warehouse, tea)) == (date(2026, 7, 15), (30, 0, 0))
    assert "柠檬茶 500ml" in text_of(clerk.get(answer.url))


def test_wrong_lines_say_so_beside_the_line_and_nothing_typed_is_lost(clerk, warehouse, tea):
    sent = {
        "location": "",
        "sku": [tea.code, "NIX"],
        "quantity": ["2.5", "1"],
        "unit": ["case", "base"],
        "lot": ["批号七", ""],
        "made": ["", ""],
        "expires": ["", ""],
    }

    answer = clerk.post(reverse("stock:new_receipt"), sent)

    said = text_of(answer)
    assert answer.status_code == 422
    assert "选一个库位。" in said
    assert "批号七" in said
    sent["location"] = str(warehouse.pk)
    answer = clerk.post(reverse("stock:new_receipt"), sent)
    said = text_of(answer)
    for words in ("2.5箱不是整数瓶", "没有编码或条码是“NIX”的品项", "批号七"):
        assert words in said
    assert Movement.objects.unscoped(WHY).count() == 0


def test_a_transfer_is_sent_and_received_on_its_page(manager, system, person, team, warehouse, tea, receive):
    driver = person("林小满", unit=team)
    van = services.create_location(
        system, draft=services.LocationDraft(code="V1", name="一车", kind="van", person_id=driver.pk)
    )
    receive(warehouse, tea, 30)
    sent = {
        "location": str(warehouse.pk),
        "destination": str(van.pk),
        "sku": tea.code,
        "quantity": "1",
        "unit": "case",
    }
    made = manager.post(reverse("stock:new_transfer"), sent)
    page = text_of(manager.get(made.url))
    assert "货到了，收下" in page
    transfer = Movement.objects.unscoped(WHY).get(kind="transfer")

    wrong = manager.post(reverse("stock:receive", args=[transfer.pk]), {"arrived_1": "x"})
    assert (wrong.status_code, 'value="x"' in text_of(wrong)) == (422, True)
    manager.post(reverse("stock:receive", args=[transfer.pk]), {"arrived_1": "14"})

    assert (stands(warehouse, tea), stands(van, tea)) == ((15, 0, 0), (14, 0, 0))


def test_lots_are_written_off_from_their_list(clerk, system, warehouse, tea, receive):
    from endcap.goods.catalog import services as catalog

    catalog.create_preset_price_levels(system)
    catalog.set_price(system, sku_id=tea.pk, level="ex_factory", price=20_000, valid_from=TODAY)
    lot = receive(warehouse, tea, 30)
    address = reverse("stock:new_write_off")
    assert "报损数量" in text_of(clerk.get(address, {"location": warehouse.pk, "lot": lot.pk}))
    sent = {"location": str(warehouse.pk), "reason": "damaged", f"lot_{lot.pk}": "4"}

    answer = clerk.post(address, sent)

    assert (answer.status_code, stands(warehouse, tea)) == (302, (26, 0, 0))
    assert clerk.post(address, sent | {f"lot_{lot.pk}": "4.5"}).status_code == 422


def test_a_count_is_opened_filled_and_posted(clerk, warehouse, tea, receive):
    lot = receive(warehouse, tea, 30, on=TODAY - timedelta(days=3))
    opened = clerk.post(reverse("stock:counts"), {"location": str(warehouse.pk)})
    count = StockCount.objects.unscoped(WHY).get()
    page = reverse("stock:count", args=[count.pk])
    assert opened.url == page
    assert "2 箱" in text_of(clerk.get(page))

    wrong = clerk.post(page, {f"lot_{lot.pk}": "abc"})
    assert (wrong.status_code, 'value="abc"' in text_of(wrong)) == (422, True)
    clerk.post(page, {f"lot_{lot.pk}": "28", f"was_{lot.pk}": ""})
    clerk.post(page, {"sku": tea.code, "quantity": "1", "unit": "case", "lot": "新批"})
    refused = clerk.post(reverse("stock:post_count", args=[count.pk]), {"reason": ""})
    assert "选一个差异原因" in text_of(refused)
    clerk.post(reverse("stock:post_count", args=[count.pk]), {"reason": "routine"})

    assert stands(warehouse, tea) == (43, 0, 0)
    assert "2 行有差异" in text_of(clerk.get(page))


def test_levers_and_locations_are_set_on_their_pages(manager, office, warehouse):
    manager.post(
        reverse("stock:levers"),
        {
            "what": "lever",
            "key": "safety_days",
            "value": "4",
            "place": str(warehouse.pk),
            "sku": "",
            "reason": "断过货",
        },
    )
    assert "断过货" in text_of(manager.get(reverse("stock:levers")))
    refused = manager.post(
        reverse("stock:levers"),
        {"what": "lever", "key": "safety_days", "value": "4", "place": "", "reason": "x"},
    )
    assert refused.status_code == 422
    sent = {"kind": "warehouse", "code": "WH-09", "name": "二仓", "unit_id": str(office.pk)}
    manager.post(reverse("stock:locations"), sent)
    made = Location.objects.unscoped(WHY).get(code="WH-09")
    assert "二仓" in text_of(manager.get(reverse("stock:location", args=[made.pk])))
    manager.post(reverse("stock:close_location", args=[made.pk]))
    made.refresh_from_db()
    assert made.closed_on == TODAY


@pytest.mark.req("INV-03")
def test_the_curve_is_drawn(clerk, warehouse, tea, receive):
    lot = receive(warehouse, tea, 30, on=TODAY - timedelta(days=5))
    said = text_of(clerk.get(reverse("stock:curve", args=[warehouse.pk, tea.pk])))
    for part in ('class="past" points="', 'class="safety"', 'class="mean"'):
        assert part in said
    assert "收货" in text_of(clerk.get(reverse("stock:lot", args=[lot.pk])))


@pytest.mark.req("INV-06")
def test_a_rep_asks_for_a_return_on_the_page(person, team, warehouse, tea, outlet, frozen, manager, system):
    from endcap.kernel.calendar import services as calendar
    from endcap.mechanisms.approvals import services as approvals

    calendar.seed_china(system)
    approvals.create_preset_chains(system)
    rep = person("林小满", unit=team)
    shop = outlet("福满园", owner=rep)
    client = Client()
    client.force_login(rep, backend="allauth.account.auth_backends.AuthenticationBackend")
    sent = {"outlet": shop.code, "reason": "near_expiry", "sku": tea.code, "quantity": "1", "unit": "case"}

    answer = client.post(reverse("stock:new_return"), sent)

    made = Movement.objects.unscoped(WHY).get()
    assert (answer.url, made.state) == (reverse("stock:movement", args=[made.pk]), "waiting")
    assert "等审批" in text_of(client.get(answer.url))
    refused = client.post(reverse("stock:new_return"), sent | {"outlet": "NIX"})
    assert "没有这个编码的终端" in text_of(refused)
