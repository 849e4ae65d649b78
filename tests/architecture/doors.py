"""Every address of the installation with what it needs. A new address has to be written down here.

``Door(right, about)``: the right (several: all of them) and the kind of record in the path, if not everybody
with the right sees every such record.
"""

from __future__ import annotations

from tests.architecture.matrix import PUBLIC, SIGNED_IN, Door, Doors

IMPORT_CALENDAR = ("exchange.view", "exchange.import", "calendar.edit")  # the sheet that the matrix tries
EXPORT_CALENDAR = ("exchange.view", "exchange.export", "calendar.view")

SHELL: Doors = {
    ("account_login", "GET"): Door(PUBLIC),
    ("account_login", "POST"): Door(PUBLIC),
    ("account_logout", "POST"): Door(PUBLIC),
    ("account_change_password", "GET"): Door(SIGNED_IN),
    ("account_change_password", "POST"): Door(SIGNED_IN),
    ("api:api-root", "GET"): Door(SIGNED_IN, leads_nowhere=True),
    ("api:openapi-json", "GET"): Door(SIGNED_IN),
    ("api:openapi-view", "GET"): Door(SIGNED_IN),
    ("office:home", "GET"): Door(SIGNED_IN),
    ("office:settings", "GET"): Door(SIGNED_IN),
    ("office:language", "POST"): Door(PUBLIC, form={"language": "en"}),
    ("ui:parts", "GET"): Door(SIGNED_IN),
    ("ui:parts", "POST"): Door(SIGNED_IN),
}

PEOPLE: Doors = {
    ("people:list", "GET"): Door("people.view"),
    ("people:new", "GET"): Door("people.edit"),
    ("people:new", "POST"): Door("people.edit"),
    ("people:me", "GET"): Door(SIGNED_IN),
    ("people:language", "POST"): Door(SIGNED_IN),
    ("people:person", "GET"): Door("people.view", "person"),
    ("people:person", "POST"): Door("people.edit", "person"),
    ("people:disable", "POST"): Door("people.edit", "person"),
    ("people:enable", "POST"): Door("people.edit", "person"),
    ("people:end_sessions", "POST"): Door("people.edit", "person"),
    ("people:set_password", "POST"): Door("people.edit", "person"),
    ("people:create_token", "POST"): Door("people.tokens", "person"),
    ("people:revoke_token", "POST"): Door("people.tokens", "token", own_needs_nothing=True),
    ("people:units", "GET"): Door("people.view"),
    ("people:unit_new", "GET"): Door("units.edit"),
    ("people:unit_new", "POST"): Door("units.edit"),
    ("people:unit", "GET"): Door("people.view", "unit"),
    ("people:unit", "POST"): Door("units.edit", "unit"),
    ("people:unit_close", "POST"): Door("units.edit", "unit"),
    ("people:unit_reopen", "POST"): Door("units.edit", "unit"),
    ("people:roles", "GET"): Door("people.view"),
    ("people:role_new", "GET"): Door("people.edit"),
    ("people:role_new", "POST"): Door("people.edit"),
    ("people:role", "GET"): Door("people.view"),
    ("people:role", "POST"): Door("people.edit"),
    ("/api/v1/people", "GET"): Door("people.view"),
    ("/api/v1/people/me", "GET"): Door(SIGNED_IN),
    ("/api/v1/people/{person_id}", "GET"): Door("people.view", "person", own_needs_nothing=True),
}

KERNEL: Doors = {
    ("audit:log", "GET"): Door("audit.view"),
    ("audit:verify", "POST"): Door("audit.view"),
    ("jobs:progress", "GET"): Door(SIGNED_IN, "job"),
    ("jobs:cancel", "POST"): Door(SIGNED_IN, "job"),
    ("parameters:overview", "GET"): Door("parameters.view"),
    ("parameters:parameter", "GET"): Door("parameters.view"),
    ("parameters:parameter", "POST"): Door(("parameters.view", "parameters.edit")),
    ("/api/v1/parameters", "GET"): Door("parameters.view"),
    ("/api/v1/parameters/{code}", "GET"): Door("parameters.view"),
    ("/api/v1/parameters/{code}", "POST"): Door(
        ("parameters.view", "parameters.edit"),
        body={"value": {"value": 1}, "valid_from": "2026-08-01", "reason": "x"},
    ),
    ("calendar:this_year", "GET"): Door("calendar.view"),
    ("calendar:year", "GET"): Door("calendar.view"),
    ("calendar:day", "GET"): Door("calendar.view"),
    ("calendar:day", "POST"): Door(("calendar.view", "calendar.edit")),
    ("calendar:load", "POST"): Door(("calendar.view", "calendar.edit")),
    ("calendar:load_file", "GET"): Door(("calendar.view", "calendar.edit")),
    ("calendar:load_file", "POST"): Door(("calendar.view", "calendar.edit")),
    ("/api/v1/calendar/years", "GET"): Door("calendar.view"),
    ("/api/v1/calendar/years/{year}", "GET"): Door("calendar.view"),
    ("/api/v1/calendar/years/{year}", "POST"): Door(("calendar.view", "calendar.edit")),
    ("/api/v1/calendar/years/{year}", "PUT"): Door(("calendar.view", "calendar.edit"), body=[]),
    ("/api/v1/calendar/days/{on}", "GET"): Door("calendar.view"),
    ("/api/v1/calendar/days/{on}", "PUT"): Door(
        ("calendar.view", "calendar.edit"), body={"is_working": True}
    ),
    ("/api/v1/calendar/working-day", "GET"): Door("calendar.view", query={"year": 2026, "month": 7, "n": 1}),
}

EXCHANGE: Doors = {
    ("exchange:home", "GET"): Door("exchange.view"),
    ("exchange:upload", "GET"): Door(IMPORT_CALENDAR),
    ("exchange:upload", "POST"): Door(IMPORT_CALENDAR),
    ("exchange:template", "GET"): Door("exchange.view"),
    ("exchange:batch", "GET"): Door("exchange.view", "batch"),
    ("exchange:mapping", "GET"): Door("exchange.view", "batch"),
    ("exchange:mapping", "POST"): Door(IMPORT_CALENDAR, "batch"),
    ("exchange:restage", "POST"): Door(IMPORT_CALENDAR, "batch"),
    ("exchange:commit", "POST"): Door(IMPORT_CALENDAR, "batch"),
    ("exchange:undo", "POST"): Door(IMPORT_CALENDAR, "batch"),
    ("exchange:drop", "POST"): Door(IMPORT_CALENDAR, "batch"),
    ("exchange:marked", "GET"): Door(IMPORT_CALENDAR, "batch"),
    ("exchange:export", "GET"): Door(EXPORT_CALENDAR),
    ("exchange:export", "POST"): Door(EXPORT_CALENDAR),
    ("exchange:exported", "GET"): Door("exchange.view", "export"),
    ("exchange:download", "GET"): Door(("exchange.view", "calendar.view"), "own export"),
    ("/api/v1/exchange/sheets", "GET"): Door("exchange.view"),
    ("/api/v1/exchange/sheets/{sheet_key}/import", "POST"): Door(
        IMPORT_CALENDAR, form={"file": "日期,类型,名称\n2028-01-02,休息,元旦\n".encode()}
    ),
    ("/api/v1/exchange/sheets/{sheet_key}/export", "GET"): Door(EXPORT_CALENDAR, query={"purpose": "x"}),
    ("/api/v1/exchange/batches/{batch_id}", "GET"): Door("exchange.view", "batch"),
    ("/api/v1/exchange/batches/{batch_id}/commit", "POST"): Door(IMPORT_CALENDAR, "batch"),
    ("/api/v1/exchange/batches/{batch_id}/undo", "POST"): Door(IMPORT_CALENDAR, "batch"),
    ("/api/v1/exchange/batches/{batch_id}/marked", "GET"): Door(IMPORT_CALENDAR, "batch"),
}

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
    ("catalog:should_list", "GET"): Door("catalog.view"),
    ("catalog:should_list", "POST"): Door(("catalog.view", "catalog.edit"), query={"channel": "$channel_id"}),
    ("/api/v1/catalog/price-levels", "GET"): Door("catalog.view"),
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

VIEW_EDIT = ("outlets.view", "outlets.edit")
VIEW_CLASSIFY = ("outlets.view", "outlets.classify")
VIEW_ASSIGN = ("outlets.view", "outlets.assign")
VIEW_CONFIGURE = ("outlets.view", "outlets.configure")

OUTLETS: Doors = {
    ("outlets:list", "GET"): Door("outlets.view"),
    ("outlets:filters", "GET"): Door("outlets.view"),
    ("outlets:tag_many", "POST"): Door(VIEW_EDIT),
    ("outlets:owner_choices", "GET"): Door(VIEW_ASSIGN),
    ("outlets:hand_over_many", "POST"): Door(VIEW_ASSIGN),
    ("outlets:save_view", "POST"): Door("outlets.view"),
    ("outlets:delete_view", "POST"): Door("outlets.view", "view"),
    ("outlets:new", "GET"): Door(VIEW_EDIT),
    ("outlets:new", "POST"): Door(VIEW_EDIT),
    ("outlets:segments", "GET"): Door("outlets.view"),
    ("outlets:new_segment", "GET"): Door(VIEW_CLASSIFY),
    ("outlets:new_segment", "POST"): Door(VIEW_CLASSIFY),
    ("outlets:segment", "GET"): Door(VIEW_CLASSIFY),
    ("outlets:segment", "POST"): Door(VIEW_CLASSIFY),
    ("outlets:delete_segment", "POST"): Door(VIEW_CLASSIFY),
    ("outlets:channels", "GET"): Door("outlets.view"),
    ("outlets:channels", "POST"): Door(VIEW_CONFIGURE),
    ("outlets:change_channel", "POST"): Door(VIEW_CONFIGURE),
    ("outlets:misfits", "GET"): Door("outlets.view"),
    ("outlets:suspects", "GET"): Door("outlets.view"),
    ("outlets:suspects", "POST"): Door(VIEW_EDIT),
    ("outlets:judge_suspect", "POST"): Door(VIEW_EDIT, "link"),
    ("outlets:outlet", "GET"): Door("outlets.view", "outlet"),
    ("outlets:aside", "GET"): Door("outlets.view", "outlet"),
    ("outlets:history", "GET"): Door("outlets.view", "outlet"),
    ("outlets:edit", "GET"): Door(VIEW_EDIT, "outlet"),
    ("outlets:edit", "POST"): Door(VIEW_EDIT, "outlet"),
    ("outlets:verify", "POST"): Door(VIEW_EDIT, "outlet"),
    ("outlets:archive", "POST"): Door(VIEW_EDIT, "outlet"),
    ("outlets:restore", "POST"): Door(VIEW_EDIT, "outlet"),
    ("outlets:hand_over", "POST"): Door(VIEW_ASSIGN, "outlet"),
    ("outlets:tag", "POST"): Door(VIEW_EDIT, "outlet", form={"tag": "冷柜"}),
    ("outlets:review", "POST"): Door(VIEW_CLASSIFY, "outlet"),
    ("outlets:classes", "GET"): Door(VIEW_CLASSIFY, "outlet"),
    ("outlets:classes", "POST"): Door(VIEW_CLASSIFY, "outlet"),
    ("outlets:judge_link", "POST"): Door(VIEW_EDIT, "link"),
    ("outlets:new_contact", "GET"): Door(VIEW_EDIT, "outlet"),
    ("outlets:new_contact", "POST"): Door(VIEW_EDIT, "outlet"),
    ("outlets:edit_contact", "GET"): Door(VIEW_EDIT, "contact"),
    ("outlets:edit_contact", "POST"): Door(VIEW_EDIT, "contact"),
    ("outlets:show_contact", "POST"): Door("outlets.view", "contact"),
    ("outlets:withdraw", "POST"): Door(VIEW_EDIT, "contact", form={"field": "phone"}),
    ("/api/v1/outlets", "GET"): Door("outlets.view"),
    ("/api/v1/outlets", "POST"): Door(
        ("outlets.view", "outlets.edit"), body={"name": "新店", "channel": "grocery"}
    ),
    ("/api/v1/outlets/channels", "GET"): Door("outlets.view"),
    ("/api/v1/outlets/{outlet_id}", "GET"): Door("outlets.view", "outlet"),
    ("/api/v1/outlets/{outlet_id}", "PATCH"): Door(
        ("outlets.view", "outlets.edit"), "outlet", body={"name": "改名"}
    ),
    ("/api/v1/outlets/{outlet_id}/class", "PUT"): Door(
        ("outlets.view", "outlets.classify"), "outlet", body={"scheme": "abc", "value": "A", "reason": "x"}
    ),
    ("/api/v1/outlets/{outlet_id}/classes", "GET"): Door("outlets.view", "outlet"),
    ("/api/v1/outlets/{outlet_id}/owner", "PUT"): Door(
        ("outlets.view", "outlets.assign"), "outlet", body={"owner_id": "$person_id", "reason": "x"}
    ),
}

DOORS: Doors = {**SHELL, **PEOPLE, **KERNEL, **EXCHANGE, **CATALOG, **SALES, **OUTLETS}
