"""Addresses of products, prices and sales."""

from __future__ import annotations

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

DOORS: Doors = {
    **CATALOG,
    **SALES,
}
