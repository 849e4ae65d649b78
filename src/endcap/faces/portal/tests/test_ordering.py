"""A shop owner orders on his own, sees his orders alone, and calls one off."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from endcap.cash.orders.models import Order
from endcap.cash.orders.tests.conftest import tea, team, trade, water  # noqa: F401
from endcap.config import subscriptions
from endcap.customers.representatives import services as representatives

pytestmark = pytest.mark.req("ORD-04", "ORD-08", "INV-01")
PASSWORD = "bamboo-shelf-2026"


@pytest.fixture(autouse=True)
def connected(db, frozen):
    subscriptions.connect()


@pytest.fixture
def shop(trade):  # noqa: F811
    return trade.prepaid(10_000_00, "福满园便利店")


def signed_in(system, outlet, phone: str = "13800001111") -> Client:
    sent = representatives.invite(system, outlet_id=outlet.pk, name="柳掌柜", phone=phone)
    person = representatives.accept(system, token=sent.token, password=PASSWORD)
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def owner(system, shop) -> Client:
    return signed_in(system, shop)


def orders():
    return Order.objects.unscoped("a test looks").order_by("placed_at", "pk")


def filled(**quantities: str) -> dict[str, list[str]]:
    return {"sku": list(quantities), "quantity": list(quantities.values())}


def test_own_products_at_own_prices_and_a_word_about_the_stock(owner, tea, water):  # noqa: F811
    page = owner.get("/portal/order/").content.decode()
    assert "柠檬茶 500ml" in page
    assert "48.00/箱" in page
    assert "有货" in page
    assert "240" not in page  # how much there is stays the company's own


def test_an_order_is_checked_and_then_sent_once(owner, tea, shop):  # noqa: F811
    given = filled(**{tea.code: "3"})
    check = owner.post("/portal/order/", {**given, "step": "check"})
    assert check.status_code == 200
    assert "144.00" in check.content.decode()
    assert not orders().exists()
    id = re.search(r'name="id" value="([^"]+)"', check.content.decode())[1]
    for _twice in range(2):
        sent = owner.post("/portal/order/", {**given, "step": "place", "id": id})
        assert sent.headers["Location"] == f"/portal/orders/{id}/"
    order = orders().get()
    assert (order.outlet_id, order.total, order.state, order.source) == (
        shop.pk,
        144_00,
        "confirmed",
        "portal",
    )
    assert order.number in owner.get("/portal/orders/").content.decode()
    assert "柠檬茶 500ml" in owner.get(f"/portal/orders/{id}/").content.decode()


def test_what_was_filled_in_stays_when_something_is_wrong(owner, tea, water):  # noqa: F811
    answer = owner.post(
        "/portal/order/",
        {**filled(**{tea.code: "3", water.code: "两箱"}), "note": "下午送", "step": "check"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“两箱”不是整数" in page
    assert 'value="3"' in page
    assert 'value="下午送"' in page
    assert not orders().exists()


def test_an_empty_order_gets_its_sentence(owner, tea):  # noqa: F811
    answer = owner.post("/portal/order/", {**filled(**{tea.code: "0"}), "step": "check"})
    assert answer.status_code == 422
    assert "还没有填数量" in answer.content.decode()


def test_going_back_keeps_the_quantities(owner, tea):  # noqa: F811
    page = owner.post("/portal/order/", {**filled(**{tea.code: "7"}), "step": "back"}).content.decode()
    assert 'value="7"' in page


def test_more_than_there_is_is_told_before_it_is_sent(owner, tea):  # noqa: F811
    page = owner.post("/portal/order/", {**filled(**{tea.code: "11"}), "step": "check"}).content.decode()
    assert "只够一部分" in page


def test_a_held_order_says_what_payment_frees_it(system, trade, tea):  # noqa: F811
    poor = trade.prepaid(100_00, "平安副食")
    owner = signed_in(system, poor, "13900002222")
    given = filled(**{tea.code: "3"})
    check = owner.post("/portal/order/", {**given, "step": "check"}).content.decode()
    assert "44.00" in check
    id = re.search(r'name="id" value="([^"]+)"', check)[1]
    owner.post("/portal/order/", {**given, "step": "place", "id": id})
    page = owner.get(f"/portal/orders/{id}/").content.decode()
    assert "被拦下" in page
    assert "付 ¥44.00 后自动放行" in page


def test_the_orders_and_shops_of_others_are_not_there(system, trade, owner, tea, shop):  # noqa: F811
    other = trade.prepaid(10_000_00, "丰顺超市")
    rival = signed_in(system, other, "13900003333")
    check = rival.post("/portal/order/", {**filled(**{tea.code: "1"}), "step": "check"}).content.decode()
    id = re.search(r'name="id" value="([^"]+)"', check)[1]
    rival.post("/portal/order/", {**filled(**{tea.code: "1"}), "step": "place", "id": id})
    order = orders().get()
    assert owner.get(f"/portal/orders/{order.pk}/").status_code == 404
    assert owner.post(f"/portal/orders/{order.pk}/cancel/").status_code == 404
    assert order.number not in owner.get("/portal/orders/").content.decode()
    assert owner.get("/portal/order/", {"outlet": other.pk}).status_code == 404
    order.refresh_from_db()
    assert order.state == "confirmed"


def test_an_order_is_called_off_as_long_as_nothing_was_picked(owner, tea):  # noqa: F811
    check = owner.post("/portal/order/", {**filled(**{tea.code: "2"}), "step": "check"}).content.decode()
    id = re.search(r'name="id" value="([^"]+)"', check)[1]
    owner.post("/portal/order/", {**filled(**{tea.code: "2"}), "step": "place", "id": id})
    assert "取消订单" in owner.get(f"/portal/orders/{id}/").content.decode()
    owner.post(f"/portal/orders/{id}/cancel/")
    assert orders().get().state == "cancelled"
    assert owner.post(f"/portal/orders/{id}/cancel/").status_code == 404


def test_whoever_acts_for_two_shops_chooses(system, trade, owner, tea):  # noqa: F811
    second = trade.prepaid(1_000_00, "河埠二店")
    sent = representatives.invite(system, outlet_id=second.pk, name="柳掌柜", phone="13800001111")
    representatives.accept(system, token=sent.token, password=PASSWORD)
    page = owner.get("/portal/order/").content.decode()
    assert "给哪家店" in page
    assert "河埠二店" in page
    assert "柠檬茶" in owner.get("/portal/order/", {"outlet": second.pk}).content.decode()
