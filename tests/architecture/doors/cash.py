"""Addresses of orders and money."""

from __future__ import annotations

from tests.architecture.matrix import Door, Doors

_SHIPS, _REASON = {"quantities": {}}, {"reason": "核对过"}

ORDERS: Doors = {
    ("orders:list", "GET"): Door("orders.view"),
    ("orders:new", "GET"): Door("orders.place"),
    ("orders:new", "POST"): Door("orders.place"),
    ("orders:price", "POST"): Door("orders.place", "outlet"),
    ("orders:find", "GET"): Door("orders.place", query={"q": "茶"}),
    ("orders:pace", "GET"): Door("orders.view"),
    ("orders:meetings", "GET"): Door("orders.meet"),
    ("orders:meetings", "POST"): Door("orders.meet", form={"name": "秋季订货会", "on": "2026-09-01"}),
    ("orders:meeting", "GET"): Door("orders.meet", "order meeting"),
    ("orders:sign_in", "POST"): Door("orders.meet", "order meeting"),
    ("orders:close_meeting", "POST"): Door("orders.meet", "order meeting"),
    ("orders:order", "GET"): Door("orders.view", "order"),
    ("orders:paper", "GET"): Door("orders.view", "order"),
    ("orders:confirm", "POST"): Door("orders.place", "order"),
    ("orders:look_again", "POST"): Door("orders.place", "order"),
    ("orders:reserve", "POST"): Door("orders.place", "order"),
    ("orders:pick", "POST"): Door("orders.ship", "order"),
    ("orders:unpick", "POST"): Door("orders.ship", "order"),
    ("orders:ship", "POST"): Door("orders.ship", "order"),
    ("orders:deliver", "POST"): Door("orders.ship", "order"),
    ("orders:cancel", "POST"): Door("orders.cancel", "order", form=_REASON),
    ("orders:release", "POST"): Door("orders.release", "order", form=_REASON),
    ("orders:override", "POST"): Door("orders.override", "order", form=_REASON),
    ("orders:open_issue", "POST"): Door("orders.place", "order", form={"kind": "late", "text": "晚了两天"}),
    ("orders:close_issue", "POST"): Door("orders.place", "order", form={"outcome": "补送"}),
    ("/api/v1/orders", "GET"): Door("orders.view"),
    ("/api/v1/orders", "POST"): Door(
        "orders.place", body={"outlet": "T-000001", "lines": [{"sku": "S1", "quantity": 1}]}
    ),
    ("/api/v1/orders/batch", "POST"): Door(
        "orders.place", body={"orders": [{"outlet": "T-000001", "lines": [{"sku": "S1", "quantity": 1}]}]}
    ),
    ("/api/v1/orders/{order_id}", "GET"): Door("orders.view", "order"),
    ("/api/v1/orders/{order_id}/confirm", "POST"): Door("orders.place", "order"),
    ("/api/v1/orders/{order_id}/reserve", "POST"): Door("orders.place", "order"),
    ("/api/v1/orders/{order_id}/pick", "POST"): Door("orders.ship", "order"),
    ("/api/v1/orders/{order_id}/ship", "POST"): Door("orders.ship", "order", body=_SHIPS),
    ("/api/v1/orders/{order_id}/deliver", "POST"): Door("orders.ship", "order"),
    ("/api/v1/orders/{order_id}/cancel", "POST"): Door("orders.cancel", "order", body=_REASON),
    ("/api/v1/orders/{order_id}/release", "POST"): Door("orders.release", "order", body=_REASON),
    ("/api/v1/orders/{order_id}/override", "POST"): Door("orders.override", "order", body=_REASON),
}

INVESTIGATES, APPLIES = ("credit.view", "credit.investigate"), ("credit.view", "credit.apply")
BLOCKS, RECORDS = ("credit.view", "credit.block"), ("credit.view", "credit.cases")

CREDIT: Doors = {
    ("credit:list", "GET"): Door("credit.view"),
    ("credit:cases", "GET"): Door("credit.view"),
    ("credit:file", "GET"): Door("credit.view", "outlet"),
    ("credit:investigate", "POST"): Door(INVESTIGATES, "outlet"),
    ("credit:investigation", "GET"): Door("credit.view", "credit investigation"),
    ("credit:investigation", "POST"): Door(INVESTIGATES, "credit investigation"),
    ("credit:draft", "POST"): Door(INVESTIGATES, "credit investigation"),
    ("credit:apply", "GET"): Door(APPLIES, "outlet"),
    ("credit:apply", "POST"): Door(APPLIES, "outlet"),
    ("credit:withdraw", "POST"): Door(APPLIES, "credit application"),
    ("credit:block", "POST"): Door(BLOCKS, "outlet", form={"reason": "x"}),
    ("credit:unblock", "POST"): Door(BLOCKS, "outlet"),
    ("credit:add_security", "POST"): Door(INVESTIGATES, "outlet", form={"kind": "note", "text": "x"}),
    ("credit:open_bad_debt", "GET"): Door(RECORDS, "outlet"),
    ("credit:open_bad_debt", "POST"): Door(RECORDS, "outlet"),
    ("credit:bad_debt", "GET"): Door("credit.view", "bad debt"),
    ("credit:bad_debt", "POST"): Door(RECORDS, "bad debt", form={"act": "propose", "words": "x"}),
    ("credit:add_breach", "GET"): Door(RECORDS, "outlet"),
    ("credit:add_breach", "POST"): Door(RECORDS, "outlet"),
    ("credit:breach_outcome", "POST"): Door(
        ("credit.view", "credit.decide"), "credit breach", form={"outcome": "none", "note": "x"}
    ),
    ("/api/v1/credit", "GET"): Door("credit.view"),
    ("/api/v1/credit/{outlet_id}", "GET"): Door("credit.view", "outlet"),
    ("/api/v1/credit/{outlet_id}/check", "POST"): Door("credit.view", "outlet", body={"amount": 1}),
    ("/api/v1/credit/{outlet_id}/investigations", "POST"): Door(INVESTIGATES, "outlet", body={"answers": {}}),
    ("/api/v1/credit/{outlet_id}/applications", "POST"): Door(
        APPLIES, "outlet", body={"amount": 1, "term_days": 30, "valid_to": "2099-01-01", "reason": "x"}
    ),
    ("/api/v1/credit/{outlet_id}/block", "POST"): Door(BLOCKS, "outlet", body={"reason": "x"}),
    ("/api/v1/credit/{outlet_id}/unblock", "POST"): Door(BLOCKS, "outlet"),
}

DOORS: Doors = {
    **CREDIT,
    **ORDERS,
}
