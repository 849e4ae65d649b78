"""Addresses of products, prices and sales."""

from __future__ import annotations

from uuid import UUID

from tests.architecture.matrix import Door, Doors

CATALOG: Doors = {
    ("catalog:list", "GET"): Door("catalog.view"),
    ("catalog:groups", "GET"): Door("catalog.view"),
    ("catalog:groups", "POST"): Door(("catalog.view", "catalog.edit")),
    ("catalog:new", "GET"): Door("catalog.edit"),
    ("catalog:new", "POST"): Door("catalog.edit"),
    ("catalog:sku", "GET"): Door("catalog.view"),
    ("catalog:edit", "GET"): Door("catalog.edit"),
    ("catalog:edit", "POST"): Door("catalog.edit"),
    ("catalog:set_price", "POST"): Door("catalog.edit"),
    ("catalog:add_barcode", "POST"): Door("catalog.edit"),
    ("catalog:remove_barcode", "POST"): Door("catalog.edit"),
    ("catalog:prices", "GET"): Door("catalog.view"),
    ("catalog:stability", "GET"): Door("catalog.view"),
    ("catalog:structure", "GET"): Door(("catalog.rules", "catalog.view")),
    ("catalog:rules", "GET"): Door("catalog.rules"),
    ("catalog:story", "GET"): Door("catalog.rules"),
    ("catalog:changes", "GET"): Door("catalog.rules"),
    ("catalog:new_change", "GET"): Door("catalog.price"),
    ("catalog:new_change", "POST"): Door("catalog.price", form={"title": "调价"}),
    ("catalog:change", "GET"): Door("catalog.rules", "price draft"),
    ("catalog:change", "POST"): Door(
        ("catalog.rules", "catalog.price"), "price draft", form={"title": "调价"}
    ),
    ("catalog:preview_change", "GET"): Door("catalog.rules", "price draft"),
    ("catalog:publish_change", "POST"): Door("catalog.price", "price draft"),
    ("catalog:drop_change", "POST"): Door("catalog.price", "price draft"),
    ("catalog:should_list", "GET"): Door("catalog.view"),
    ("catalog:should_list", "POST"): Door(("catalog.view", "catalog.edit"), query={"channel": "$channel_id"}),
    ("/api/v1/catalog/price-levels", "GET"): Door("catalog.view"),
    ("/api/v1/catalog/price-rules", "GET"): Door("catalog.rules"),
    ("/api/v1/catalog/price-changes", "GET"): Door("catalog.rules"),
    ("/api/v1/catalog/price-changes", "POST"): Door("catalog.price", body={"title": "调价", "lines": []}),
    ("/api/v1/catalog/price-changes/{change_id}", "GET"): Door("catalog.rules", "price draft"),
    ("/api/v1/catalog/price-changes/{change_id}", "PUT"): Door(
        "catalog.price", "price draft", body={"title": "调价", "lines": []}
    ),
    ("/api/v1/catalog/price-changes/{change_id}/preview", "GET"): Door("catalog.rules", "price draft"),
    ("/api/v1/catalog/price-changes/{change_id}/publish", "POST"): Door(
        "catalog.price", "price draft", body={}
    ),
    ("/api/v1/catalog/price-changes/{change_id}/drop", "POST"): Door("catalog.price", "price draft", body={}),
    ("/api/v1/catalog/outlets/{outlet_id}/quotes", "POST"): Door(
        "catalog.rules", "outlet", body={"lines": []}
    ),
    ("/api/v1/catalog/outlets/{outlet_id}/prices/{sku_id}", "GET"): Door("catalog.rules", "outlet"),
    ("/api/v1/catalog/skus", "GET"): Door("catalog.view"),
    ("/api/v1/catalog/skus", "POST"): Door("catalog.edit", body={"code": "N1", "name": "新品"}),
    ("/api/v1/catalog/skus/{sku_id}", "GET"): Door("catalog.view"),
    ("/api/v1/catalog/skus/{sku_id}", "PATCH"): Door("catalog.edit", body={"name": "改名"}),
    ("/api/v1/catalog/skus/{sku_id}/barcodes", "POST"): Door(
        "catalog.edit", body={"barcode": "6901234567892"}
    ),
    ("/api/v1/catalog/skus/{sku_id}/price", "GET"): Door(
        "catalog.view", query={"level": "promo", "on": "2026-07-16"}
    ),
    ("/api/v1/catalog/skus/{sku_id}/prices", "POST"): Door(
        "catalog.edit", body={"level": "promo", "price": 35000, "valid_from": "2026-08-01"}
    ),
}

SALES: Doors = {
    ("sales:facts", "GET"): Door("sales.view"),
    ("sales:returns", "GET"): Door("sales.view"),
    ("sales:grading", "GET"): Door("sales.grade"),
    ("sales:apply_grading", "POST"): Door("sales.grade"),
    ("/api/v1/sales/facts", "GET"): Door("sales.view"),
    ("/api/v1/sales/outlets/{outlet_id}/summary", "GET"): Door("sales.view", "outlet"),
    ("/api/v1/sales/grading", "POST"): Door("sales.grade", body={"as_of": "2026-06-30", "write": True}),
}

STOCK: Doors = {
    ("stock:board", "GET"): Door("stock.view"),
    ("stock:near_expiry", "GET"): Door("stock.view"),
    ("stock:slow", "GET"): Door("stock.view"),
    ("stock:alarms", "GET"): Door("stock.view"),
    ("stock:locations", "GET"): Door("stock.view"),
    ("stock:locations", "POST"): Door(("stock.view", "stock.arrange")),
    ("stock:location", "GET"): Door("stock.view", "location"),
    ("stock:close_location", "POST"): Door("stock.arrange", "location"),
    ("stock:lot", "GET"): Door("stock.view"),
    ("stock:advice", "GET"): Door("stock.view"),
    ("stock:curve", "GET"): Door("stock.view", "location"),
    ("stock:levers", "GET"): Door("stock.view"),
    ("stock:levers", "POST"): Door(("stock.view", "stock.plan")),
    ("stock:end_uplift", "POST"): Door("stock.plan"),
    ("stock:sharing", "GET"): Door("stock.view"),
    ("stock:sharing", "POST"): Door(("stock.view", "stock.plan")),
    ("stock:shares", "GET"): Door("stock.view"),
    ("stock:shares", "POST"): Door(("stock.view", "stock.plan")),
    ("stock:movements", "GET"): Door("stock.view"),
    ("stock:new_receipt", "GET"): Door("stock.move"),
    ("stock:new_receipt", "POST"): Door("stock.move"),
    ("stock:new_transfer", "GET"): Door("stock.move"),
    ("stock:new_transfer", "POST"): Door("stock.move"),
    ("stock:new_write_off", "GET"): Door("stock.move"),
    ("stock:new_write_off", "POST"): Door("stock.move"),
    ("stock:new_return", "GET"): Door("stock.request_return"),
    ("stock:new_return", "POST"): Door("stock.request_return"),
    ("stock:movement", "GET"): Door("stock.view", "movement"),
    ("stock:receive", "POST"): Door(("stock.view", "stock.move"), "movement"),
    ("stock:cancel", "POST"): Door(("stock.view", "stock.move"), "approved return"),
    ("stock:counts", "GET"): Door("stock.view"),
    ("stock:counts", "POST"): Door(("stock.view", "stock.count")),
    ("stock:count", "GET"): Door("stock.view", "count"),
    ("stock:count", "POST"): Door(("stock.view", "stock.count"), "count"),
    ("stock:post_count", "POST"): Door(("stock.view", "stock.count"), "count"),
    ("stock:cancel_count", "POST"): Door("stock.count", "count"),
    ("/api/v1/stock/locations", "GET"): Door("stock.view"),
    ("/api/v1/stock/locations", "POST"): Door("stock.arrange", body={"code": "N1", "name": "新仓"}),
    ("/api/v1/stock/locations/{location_id}", "GET"): Door("stock.view", "location"),
    ("/api/v1/stock/locations/{location_id}/lots", "GET"): Door("stock.view", "location"),
    ("/api/v1/stock/balances", "GET"): Door("stock.view"),
    ("/api/v1/stock/near-expiry", "GET"): Door("stock.view"),
    ("/api/v1/stock/advice", "GET"): Door("stock.view", "location", query={"location_id": "$location_id"}),
    ("/api/v1/stock/quotas/{outlet_id}/{sku_id}", "GET"): Door("stock.view", "outlet"),
    ("/api/v1/stock/levers", "GET"): Door("stock.view"),
    ("/api/v1/stock/levers", "POST"): Door(
        "stock.plan",
        "location",
        body={"key": "safety_days", "value": 2, "reason": "x", "location_id": "$location_id"},
    ),
    ("/api/v1/stock/supply-plan", "PUT"): Door(
        "stock.plan", body={"lines": [{"sku_id": str(UUID(int=1)), "month": "2026-08-01", "quantity": 1}]}
    ),
    ("/api/v1/stock/movements", "GET"): Door("stock.view"),
    ("/api/v1/stock/movements/{movement_id}", "GET"): Door("stock.view", "movement"),
    ("/api/v1/stock/movements/{movement_id}/cancel", "POST"): Door("stock.move", "approved return"),
    ("/api/v1/stock/receipts", "POST"): Door(
        "stock.move", "location", body={"location_id": "$location_id", "lines": []}
    ),
    ("/api/v1/stock/transfers", "POST"): Door(
        "stock.move", "location", body={"from_id": "$location_id", "to_id": "$location_id", "lines": []}
    ),
    ("/api/v1/stock/transfers/{movement_id}/receive", "POST"): Door("stock.move", "movement", body={}),
    ("/api/v1/stock/write-offs", "POST"): Door(
        "stock.move", "location", body={"location_id": "$location_id", "reason": "damaged", "lines": []}
    ),
    ("/api/v1/stock/returns", "POST"): Door(
        "stock.request_return", "outlet", body={"outlet_id": "$outlet_id", "reason": "damaged", "lines": []}
    ),
    ("/api/v1/stock/returns/{movement_id}/receive", "POST"): Door("stock.move", "approved return", body={}),
    ("/api/v1/stock/counts", "POST"): Door("stock.count", "location", body={"location_id": "$location_id"}),
    ("/api/v1/stock/counts/{count_id}", "GET"): Door("stock.view", "count"),
    ("/api/v1/stock/counts/{count_id}/lines", "POST"): Door("stock.count", "count", body={}),
    ("/api/v1/stock/counts/{count_id}/post", "POST"): Door("stock.count", "count", body={}),
    ("/api/v1/stock/counts/{count_id}/cancel", "POST"): Door("stock.count", "count"),
}

DOORS: Doors = {
    **CATALOG,
    **SALES,
    **STOCK,
}
