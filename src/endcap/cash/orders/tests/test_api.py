"""Orders by API."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from endcap.cash.orders.models import Order
from endcap.kernel import clock
from endcap.kernel.ids import new_id
from endcap.org.people import services as people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
URL = "/api/v1/orders"


@pytest.fixture
def ask(team, system):
    """A machine with the rep's key: ``ask("post", URL, {...})`` answers status and body."""
    keys: dict = {}

    def make(method, url, body=None, *, who="rep"):
        if who not in keys:
            keys[who] = people.create_token(system, person_id=vars(team.people)[who].pk, name="ERP")
        headers = {"Authorization": f"Bearer {keys[who]}"}
        data = json.dumps(body) if body is not None else None
        answer = getattr(Client(), method)(url, data, content_type="application/json", headers=headers)
        if answer.status_code >= 500:
            raise AssertionError(answer.content)
        return answer.status_code, answer.json() if answer.content else None

    return make


def body(shop, *wanted, **more):
    return {"outlet": str(shop.pk), "lines": [{"sku": sku.code, "quantity": n} for sku, n in wanted], **more}


@pytest.mark.req("ORD-04", "SYS-06")
def test_an_order_is_created_once_and_told_again(ask, trade, tea):
    shop, id = trade.prepaid(1_000_00), str(new_id(clock.now()))
    status, first = ask("post", URL, body(shop, (tea, 3), id=id))
    assert (status, first["result"], first["state"], first["total"]) == (201, "created", "confirmed", 6_00)
    status, again = ask("post", URL, body(shop, (tea, 3), id=id))
    assert (status, again["result"], again["number"]) == (200, "exists", first["number"])
    status, other = ask("post", URL, body(shop, (tea, 4), id=id))
    assert (status, other["code"]) == (409, "order_id_taken")
    assert Order.objects.unscoped("counted by a test").count() == 1


@pytest.mark.req("SET-01")
def test_a_held_order_is_kept_and_says_why(ask, trade, tea):
    status, told = ask("post", URL, body(trade.prepaid(), (tea, 3)))
    assert (status, told["result"], told["state"]) == (201, "held", "draft")
    [hold] = told["holds"]
    assert (hold["code"], hold["needs"], hold["title"]) == ("advance_short", 6_00, "预付款差 ¥6.00")


def test_all_problems_come_at_once(ask, trade, tea):
    wanted = {
        "outlet": "NOBODY",
        "lines": [{"sku": "X", "quantity": 1}, {"sku": tea.code, "quantity": "0.5", "unit": "箱"}],
    }
    status, told = ask("post", URL, wanted)
    assert status == 422
    assert {(p["field"], p["code"]) for p in told["problems"]} == {
        ("outlet", "not_found"),
        ("lines.1.sku", "unknown_sku"),
    }


def test_a_batch_takes_each_order_for_itself(ask, trade, tea):
    shop, id = trade.prepaid(1_000_00), str(new_id(clock.now()))
    orders = [
        body(shop, (tea, 1), id=id),
        body(shop, (tea, 0)),
        body(shop, (tea, 1), id=id),
        body(shop, (tea, 2), id=id),
        body(shop, (tea, 5), confirm=False),
    ]
    status, told = ask("post", f"{URL}/batch", {"orders": orders})
    assert status == 200
    assert [one["result"] for one in told["items"]] == ["created", "refused", "exists", "conflict", "created"]
    assert told["items"][1]["problems"][0]["code"] == "not_positive"


@pytest.mark.req("ORD-04")
def test_an_order_goes_all_the_way(ask, trade, tea):
    shop = trade.prepaid(1_000_00)
    _status, placed = ask("post", URL, body(shop, (tea, 30)))
    here = f"{URL}/{placed['id']}"
    assert ask("post", f"{here}/ship", {})[0] == 403  # a rep doesn't ship
    assert ask("post", f"{here}/pick", who="clerk")[1]["state"] == "picked"
    line = ask("get", here)[1]["lines"][0]
    assert (line["reserved"], line["price_reason"][:3]) == (30, "级别价")
    left = ask("post", f"{here}/ship", {"quantities": {line["id"]: 10}}, who="clerk")[1]
    assert (left["result"], left["shipment"]["total"]) == ("shipped", 20_00)
    assert ask("post", f"{here}/ship", {}, who="clerk")[1]["shipment"]["total"] == 40_00
    done = ask("post", f"{here}/deliver", who="clerk")[1]
    assert (done["state"], done["shipped_total"], len(done["shipments"])) == ("settled", 60_00, 2)
    refused = ask("post", f"{here}/cancel", {"reason": "晚了"})
    assert (refused[0], refused[1]["code"]) == (409, "order_state_refused")


def test_lists_are_narrowed_and_go_on(ask, trade, tea):
    shop = trade.prepaid(1_000_00)
    numbers = [ask("post", URL, body(shop, (tea, 1)))[1]["number"] for _n in range(3)]
    ask("post", URL, body(trade.prepaid(name="没付款的店"), (tea, 1)))
    first = ask("get", f"{URL}?view=confirmed&limit=2")[1]
    rest = ask("get", f"{URL}?view=confirmed&limit=2&after={first['next']}")[1]
    assert sorted(row["number"] for row in first["items"] + rest["items"]) == numbers
    assert rest["next"] == ""
    assert [row["state"] for row in ask("get", f"{URL}?view=held")[1]["items"]] == ["draft"]
    assert [row["number"] for row in ask("get", f"{URL}?q={numbers[1]}")[1]["items"]] == [numbers[1]]
    assert ask("get", URL, who="stranger")[1]["items"] == []


@pytest.mark.parametrize("mode", ["prepaid", "credit"])
def test_an_order_takes_few_statements_and_their_number_does_not_grow(ask, trade, mode):
    shop = trade.prepaid(100_000_00) if mode == "prepaid" else trade.on_credit(100_000_00)
    skus = [trade.sku(there=100) for _n in range(50)]
    ask("post", URL, body(shop, (skus[0], 1)))  # opens accounts and series
    counted = {}
    for count, start in ((2, 1), (10, 3), (37, 13)):
        chosen = skus[start : start + count]
        ask("post", URL, body(shop, *((sku, 1) for sku in chosen)))  # the accounts of these products
        with CaptureQueriesContext(connection) as asked:
            wanted = body(shop, *((sku, 1) for sku in chosen), id=str(new_id(clock.now())))
            assert ask("post", URL, wanted)[1]["result"] == "created"
        counted[count] = [query["sql"][:110] for query in asked.captured_queries]
    assert len(counted[2]) == len(counted[10]) == len(counted[37])
    real = [sql for sql in counted[2] if not sql.startswith(("SAVEPOINT", "RELEASE"))]
    assert len(real) <= 25
