"""Every address of the installation with what it needs. A new address has to be written down here.

``Door(right, about)``: the right (several: all of them) and the kind of record in the path, if not everybody
with the right sees every such record.
"""

from __future__ import annotations

from tests.architecture.doors_privacy import PRIVACY
from tests.architecture.matrix import PIXEL, PUBLIC, SIGNED_IN, Door, Doors

IMPORT_CALENDAR = ("exchange.view", "exchange.import", "calendar.edit")  # the sheet that the matrix tries
EXPORT_CALENDAR = ("exchange.view", "exchange.export", "calendar.view")
TERRITORY = {
    "code": "P9",
    "name": "片区",
    "unit_id": "01890000-0000-7000-8000-000000000000",
    "corners": [[302_000_000, 1_200_000_000], [302_100_000, 1_200_000_000], [302_000_000, 1_200_100_000]],
}

SHELL: Doors = {
    ("account_login", "GET"): Door(PUBLIC),
    ("account_login", "POST"): Door(PUBLIC),
    ("account_logout", "POST"): Door(PUBLIC),
    ("account_change_password", "GET"): Door(SIGNED_IN),
    ("account_change_password", "POST"): Door(SIGNED_IN),
    ("account_reauthenticate", "GET"): Door(SIGNED_IN),
    ("account_reauthenticate", "POST"): Door(SIGNED_IN),
    ("mfa_index", "GET"): Door(SIGNED_IN),
    ("mfa_authenticate", "GET"): Door(PUBLIC),
    ("mfa_authenticate", "POST"): Door(PUBLIC),
    ("mfa_reauthenticate", "GET"): Door(SIGNED_IN),
    ("mfa_reauthenticate", "POST"): Door(SIGNED_IN),
    ("mfa_reauthenticate_webauthn", "GET"): Door(SIGNED_IN),
    ("mfa_reauthenticate_webauthn", "POST"): Door(SIGNED_IN),
    ("mfa_activate_totp", "GET"): Door(SIGNED_IN),
    ("mfa_activate_totp", "POST"): Door(SIGNED_IN),
    ("mfa_deactivate_totp", "GET"): Door(SIGNED_IN),
    ("mfa_deactivate_totp", "POST"): Door(SIGNED_IN),
    ("mfa_add_webauthn", "GET"): Door(SIGNED_IN),
    ("mfa_add_webauthn", "POST"): Door(SIGNED_IN),
    ("mfa_edit_webauthn", "GET"): Door(SIGNED_IN, "key"),
    ("mfa_edit_webauthn", "POST"): Door(SIGNED_IN, "key"),
    ("mfa_remove_webauthn", "GET"): Door(SIGNED_IN, "key"),
    ("mfa_remove_webauthn", "POST"): Door(SIGNED_IN, "key"),
    ("mfa_view_recovery_codes", "GET"): Door(SIGNED_IN),
    ("mfa_generate_recovery_codes", "GET"): Door(SIGNED_IN),
    ("mfa_generate_recovery_codes", "POST"): Door(SIGNED_IN),
    ("mfa_download_recovery_codes", "GET"): Door(SIGNED_IN),
    ("api:api-root", "GET"): Door(SIGNED_IN, leads_nowhere=True),
    ("api:openapi-json", "GET"): Door(SIGNED_IN),
    ("api:openapi-view", "GET"): Door(SIGNED_IN),
    ("office:home", "GET"): Door(SIGNED_IN),
    ("office:settings", "GET"): Door(SIGNED_IN),
    ("office:counts", "GET"): Door(SIGNED_IN),
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
    ("people:add_absence", "POST"): Door("people.edit", "person", own_needs_nothing=True),
    ("people:end_absence", "POST"): Door("people.edit", "absence", own_needs_nothing=True),
    ("people:restore_absence", "POST"): Door("people.edit", "absence", own_needs_nothing=True),
    ("people:delegate", "POST"): Door("people.edit", "person", own_needs_nothing=True),
    ("people:revoke_delegation", "POST"): Door("people.edit", "delegation", own_needs_nothing=True),
    ("people:end_session", "POST"): Door("people.edit", "session", own_needs_nothing=True),
    ("people:end_other_sessions", "POST"): Door(SIGNED_IN),
    ("people:reset_second_factor", "POST"): Door("people.edit", "person"),
    ("people:units", "GET"): Door("people.view"),
    ("people:unit_new", "GET"): Door("units.edit"),
    ("people:unit_new", "POST"): Door("units.edit"),
    ("people:unit", "GET"): Door("people.view", "unit"),
    ("people:unit", "POST"): Door("units.edit", "unit"),
    ("people:unit_move", "GET"): Door("units.edit", "unit"),
    ("people:unit_move", "POST"): Door("units.edit", "unit"),
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
    ("/api/v1/people/me/acting-for", "GET"): Door(SIGNED_IN),
    ("/api/v1/people/me/sessions", "GET"): Door(SIGNED_IN),
    ("/api/v1/people/me/sessions/end-others", "POST"): Door(SIGNED_IN),
    ("/api/v1/people/sessions/{session_id}/end", "POST"): Door(
        "people.edit", "session", own_needs_nothing=True
    ),
    ("/api/v1/people/absences/{absence_id}/end", "POST"): Door(
        "people.edit", "absence", own_needs_nothing=True
    ),
    ("/api/v1/people/delegations/{delegation_id}/revoke", "POST"): Door(
        "people.edit", "delegation", own_needs_nothing=True
    ),
    ("/api/v1/people/{person_id}/absences", "GET"): Door("people.view", "person", own_needs_nothing=True),
    ("/api/v1/people/{person_id}/absences", "POST"): Door(
        "people.edit",
        "person",
        own_needs_nothing=True,
        body={"from_on": "2026-09-01", "to_on": "2026-09-02", "kind": "holiday"},
    ),
    ("/api/v1/people/{person_id}/delegations", "GET"): Door("people.view", "person", own_needs_nothing=True),
    ("/api/v1/people/{person_id}/delegations", "POST"): Door(
        "people.edit",
        "person",
        own_needs_nothing=True,
        body={"to_person_id": "$deputy_id", "from_on": "2099-09-01"},
    ),
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
VIEW_MERGE = ("outlets.view", "outlets.merge")
VIEW_CONFIGURE = ("outlets.view", "outlets.configure")

OUTLETS: Doors = {
    ("outlets:list", "GET"): Door("outlets.view"),
    ("outlets:filters", "GET"): Door("outlets.view"),
    ("outlets:find", "GET"): Door("outlets.view", query={"q": "终端"}),
    ("outlets:owner_choices", "GET"): Door(VIEW_ASSIGN),
    ("outlets:map", "GET"): Door("outlets.view"),
    ("outlets:map_places", "GET"): Door("outlets.view"),
    ("outlets:map_pick", "POST"): Door("outlets.view", body={"bbox": "100,20,130,40"}),
    ("outlets:mass_actions", "GET"): Door("outlets.view"),
    ("outlets:mass_choices", "GET"): Door("outlets.view"),
    ("outlets:mass_preview", "POST"): Door(VIEW_EDIT, form={"kind": "tag", "value": "冰柜"}),
    ("outlets:mass_action", "GET"): Door("outlets.view", "mass action"),
    ("outlets:run_mass_action", "POST"): Door(VIEW_EDIT, "mass action"),
    ("outlets:undo_mass_action", "POST"): Door(VIEW_EDIT, "mass action"),
    ("outlets:drop_mass_action", "POST"): Door(VIEW_EDIT, "mass action"),
    ("outlets:save_view", "POST"): Door("outlets.view"),
    ("outlets:delete_view", "POST"): Door("outlets.view", "view"),
    ("outlets:views", "GET"): Door("outlets.view"),
    ("outlets:change_view", "POST"): Door("outlets.view", "view"),
    ("outlets:columns", "POST"): Door("outlets.view"),
    ("outlets:tags", "GET"): Door("outlets.view"),
    ("/api/v1/outlets/views", "GET"): Door("outlets.view"),
    ("/api/v1/outlets/views", "POST"): Door("outlets.view", body={"name": "A", "query": "grade=A"}),
    ("/api/v1/outlets/views/{view_id}", "PATCH"): Door("outlets.view", "view", body={"name": "B"}),
    ("/api/v1/outlets/views/{view_id}", "DELETE"): Door("outlets.view", "view"),
    ("/api/v1/outlets/tags", "GET"): Door("outlets.view"),
    ("/api/v1/outlets/tags", "POST"): Door(("outlets.view", "outlets.arrange"), body={"name": "冷柜"}),
    ("/api/v1/outlets/tags/{tag_id}", "PATCH"): Door(
        ("outlets.view", "outlets.arrange"), body={"name": "学校旁", "tone": "ok"}
    ),
    ("/api/v1/outlets/tags/{tag_id}/merge", "POST"): Door(
        ("outlets.view", "outlets.arrange"), body={"into_id": "$tag_id"}
    ),
    ("/api/v1/outlets/tags/{tag_id}", "DELETE"): Door(("outlets.view", "outlets.arrange")),
    ("/api/v1/outlets/many", "GET"): Door("outlets.view"),
    ("/api/v1/outlets/many", "POST"): Door(VIEW_EDIT, body={"kind": "tag", "value": "冰柜", "ids": []}),
    ("/api/v1/outlets/many/{action_id}", "GET"): Door("outlets.view", "mass action"),
    ("/api/v1/outlets/many/{action_id}/run", "POST"): Door(VIEW_EDIT, "mass action"),
    ("/api/v1/outlets/many/{action_id}/undo", "POST"): Door(VIEW_EDIT, "mass action"),
    ("/api/v1/outlets/map", "GET"): Door("outlets.view", query={"bbox": "100,20,130,40"}),
    ("/api/v1/outlets/map/within", "POST"): Door(
        "outlets.view",
        body={"shape": {"type": "Polygon", "coordinates": [[[120, 30], [121, 30], [121, 31], [120, 30]]]}},
    ),
    ("outlets:tags", "POST"): Door(("outlets.view", "outlets.arrange")),
    ("outlets:change_tag", "POST"): Door(("outlets.view", "outlets.arrange")),
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
    ("outlets:judge_suspect", "GET"): Door("outlets.view", "link"),
    ("outlets:judge_suspect", "POST"): Door(VIEW_EDIT, "link"),
    ("outlets:merge", "POST"): Door(VIEW_MERGE, "link"),
    ("outlets:pair_map", "GET"): Door("outlets.view", "link"),
    ("outlets:undo_merge", "POST"): Door(VIEW_MERGE, "merge"),
    ("outlets:check_new", "POST"): Door(VIEW_EDIT),
    ("outlets:propose_pair", "POST"): Door(VIEW_EDIT, "outlet", form={"code": "?"}),
    ("/api/v1/outlets/suspects", "GET"): Door("outlets.view"),
    ("/api/v1/outlets/suspects/{link_id}/verdict", "POST"): Door(
        VIEW_EDIT, "link", body={"verdict": "dismissed"}
    ),
    ("/api/v1/outlets/merges", "GET"): Door("outlets.view"),
    ("/api/v1/outlets/merges", "POST"): Door(
        VIEW_MERGE, "pair", body={"loser_id": "$outlet_id", "survivor_id": "$other_id"}
    ),
    ("/api/v1/outlets/merges/{merge_id}/undo", "POST"): Door(VIEW_MERGE, "merge", body={}),
    ("/api/v1/outlets/check", "POST"): Door(VIEW_EDIT, body={"name": "福满园便利店"}),
    ("outlets:outlet", "GET"): Door("outlets.view", "outlet"),
    ("outlets:aside", "GET"): Door("outlets.view", "outlet"),
    ("outlets:people", "GET"): Door("outlets.view", "outlet"),
    ("outlets:timeline", "GET"): Door("outlets.view", "outlet"),
    ("outlets:papers", "GET"): Door("outlets.view", "outlet"),
    ("outlets:new_note", "GET"): Door(VIEW_EDIT, "outlet"),
    ("outlets:new_note", "POST"): Door(VIEW_EDIT, "outlet"),
    ("outlets:care", "GET"): Door(VIEW_EDIT, "outlet"),
    ("outlets:care", "POST"): Door(VIEW_EDIT, "outlet"),
    ("outlets:ledger", "POST"): Door(("outlets.view", "outlets.export"), "outlet", form={"purpose": "x"}),
    ("/api/v1/outlets/{outlet_id}/timeline", "GET"): Door("outlets.view", "outlet"),
    ("/api/v1/outlets/{outlet_id}/notes", "GET"): Door("outlets.view", "outlet"),
    ("/api/v1/outlets/{outlet_id}/notes", "POST"): Door(
        VIEW_EDIT, "outlet", body={"kind": "call", "text": "问了库存"}
    ),
    ("/api/v1/outlets/{outlet_id}/care-plan", "GET"): Door("outlets.view", "outlet"),
    ("/api/v1/outlets/{outlet_id}/care-plan", "PUT"): Door(
        VIEW_EDIT, "outlet", body={"text": "月底上门", "next_on": "2026-07-31"}
    ),
    ("/api/v1/outlets/{outlet_id}/file", "GET"): Door("outlets.view", "outlet"),
    ("/api/v1/outlets/{outlet_id}/verify", "POST"): Door(VIEW_EDIT, "outlet"),
    ("/api/v1/outlets/{outlet_id}/contacts", "GET"): Door("outlets.view", "outlet"),
    ("/api/v1/outlets/{outlet_id}/contacts", "POST"): Door(
        VIEW_EDIT, "outlet", body={"name": "柳", "role": "buyer", "level": "base"}
    ),
    ("/api/v1/outlets/{outlet_id}/contacts/{contact_id}", "PUT"): Door(
        VIEW_EDIT, "contact", body={"name": "柳", "role": "buyer", "level": "base"}
    ),
    ("/api/v1/outlets/{outlet_id}/contacts/{contact_id}/consents/{field}", "DELETE"): Door(
        VIEW_EDIT, "contact"
    ),
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
    ("/api/v1/outlets/search", "GET"): Door("outlets.view", query={"q": "终端"}),
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

VIEW_ACT = ("agenda.view", "agenda.act")
VIEW_RULES = ("agenda.view", "agenda.configure")
RULE = {"kind": "outlets.call", "name": "联系", "every": {"A": 30}}

AGENDA: Doors = {
    ("agenda:list", "GET"): Door("agenda.view"),
    ("agenda:rules", "GET"): Door("agenda.view"),
    ("agenda:new_rule", "GET"): Door(VIEW_RULES),
    ("agenda:new_rule", "POST"): Door(VIEW_RULES),
    ("agenda:run_rules", "POST"): Door(VIEW_RULES),
    ("agenda:rule", "GET"): Door(VIEW_RULES),
    ("agenda:rule", "POST"): Door(VIEW_RULES),
    ("agenda:close_rule", "POST"): Door(VIEW_RULES),
    ("agenda:done", "POST"): Door(VIEW_ACT, "due"),
    ("agenda:skip", "POST"): Door(VIEW_ACT, "due", form={"reason": "x"}),
    ("agenda:reopen", "POST"): Door(VIEW_ACT, "due"),
    ("agenda:history", "GET"): Door("agenda.view", "due"),
    ("/api/v1/agenda", "GET"): Door("agenda.view"),
    ("/api/v1/agenda/rules", "GET"): Door("agenda.view"),
    ("/api/v1/agenda/rules", "POST"): Door(VIEW_RULES, body=RULE),
    ("/api/v1/agenda/rules/run", "POST"): Door(VIEW_RULES),
    ("/api/v1/agenda/rules/{rule_id}", "PUT"): Door(VIEW_RULES, body=RULE),
    ("/api/v1/agenda/rules/{rule_id}", "DELETE"): Door(VIEW_RULES),
    ("/api/v1/agenda/{item_id}", "GET"): Door("agenda.view", "due"),
    ("/api/v1/agenda/{item_id}/history", "GET"): Door("agenda.view", "due"),
    ("/api/v1/agenda/{item_id}/done", "POST"): Door(VIEW_ACT, "due", body={"note": ""}),
    ("/api/v1/agenda/{item_id}/skip", "POST"): Door(VIEW_ACT, "due", body={"reason": "x"}),
    ("/api/v1/agenda/{item_id}/reopen", "POST"): Door(VIEW_ACT, "due"),
}

EVIDENCE: Doors = {  # the matrix tries files of outlets
    ("evidence:file", "GET"): Door("outlets.view", "evidence", hides=True),
    ("evidence:small", "GET"): Door("outlets.view", "evidence", hides=True),
    ("evidence:upload", "POST"): Door(("outlets.view", "outlets.edit"), "evidence", hides=True),
    ("evidence:remove", "POST"): Door(
        ("outlets.view", "evidence.remove"), "evidence", form={"reason": "x"}, hides=True
    ),
    ("/api/v1/evidence/{subject_type}/{subject_id}", "GET"): Door("outlets.view", "evidence", hides=True),
    ("/api/v1/evidence/{subject_type}/{subject_id}", "POST"): Door(
        ("outlets.view", "outlets.edit"), "evidence", form={"files": PIXEL}, hides=True
    ),
}

MESSAGES: Doors = {
    ("messages:list", "GET"): Door(SIGNED_IN),
    ("messages:latest", "GET"): Door(SIGNED_IN),
    ("messages:open", "GET"): Door(SIGNED_IN, "note"),
    ("messages:mark", "POST"): Door(SIGNED_IN),
    ("messages:wishes", "GET"): Door(SIGNED_IN),
    ("messages:wishes", "POST"): Door(SIGNED_IN),
    ("messages:channels", "GET"): Door("messages.configure"),
    ("messages:channel_new", "GET"): Door("messages.configure"),
    ("messages:channel_new", "POST"): Door("messages.configure"),
    ("messages:channel", "GET"): Door("messages.configure", "message channel"),
    ("messages:channel", "POST"): Door("messages.configure", "message channel"),
    ("messages:channel_test", "POST"): Door("messages.configure", "message channel"),
    ("messages:sent", "GET"): Door("messages.configure"),
    ("messages:send_again", "POST"): Door("messages.configure", "delivery"),
    ("/api/v1/messages", "GET"): Door(SIGNED_IN),
    ("/api/v1/messages/mark", "POST"): Door(SIGNED_IN, body={"ids": []}),
    ("/api/v1/messages/wishes", "GET"): Door(SIGNED_IN),
    ("/api/v1/messages/wishes", "PATCH"): Door(SIGNED_IN, body={}),
    ("/api/v1/messages/channels", "GET"): Door("messages.configure"),
    ("/api/v1/messages/channels", "POST"): Door(
        "messages.configure", body={"name": "N", "kind": "wecom", "url": "wecombot://OTHERKEY12345678"}
    ),
    ("/api/v1/messages/channels/{channel_id}", "PATCH"): Door(
        "messages.configure", "message channel", body={"is_default": True}
    ),
    ("/api/v1/messages/channels/{channel_id}/trial", "POST"): Door(
        "messages.configure", "message channel", body={}
    ),
    ("/api/v1/messages/deliveries", "GET"): Door("messages.configure"),
    ("/api/v1/messages/deliveries/{delivery_id}/again", "POST"): Door("messages.configure", "delivery"),
    ("webhooks:list", "GET"): Door("webhooks.configure"),
    ("webhooks:new", "GET"): Door("webhooks.configure"),
    ("webhooks:new", "POST"): Door("webhooks.configure"),
    ("webhooks:endpoint", "GET"): Door("webhooks.configure"),
    ("webhooks:endpoint", "POST"): Door("webhooks.configure"),
    ("webhooks:rotate", "POST"): Door("webhooks.configure"),
    ("webhooks:resume", "POST"): Door("webhooks.configure"),
    ("webhooks:trial", "POST"): Door("webhooks.configure"),
    ("webhooks:log", "GET"): Door("webhooks.configure"),
    ("webhooks:notice", "GET"): Door("webhooks.configure"),
    ("webhooks:send_again", "POST"): Door("webhooks.configure"),
    ("/api/v1/webhooks/kinds", "GET"): Door("webhooks.configure"),
    ("/api/v1/webhooks/endpoints", "GET"): Door("webhooks.configure"),
    ("/api/v1/webhooks/endpoints", "POST"): Door(
        "webhooks.configure",
        body={"name": "OA", "url": "https://oa.example.com/", "kinds": ["outlet.created"]},
    ),
    ("/api/v1/webhooks/endpoints/{endpoint_id}", "PATCH"): Door("webhooks.configure", body={"name": "OA"}),
    ("/api/v1/webhooks/endpoints/{endpoint_id}/secret", "POST"): Door("webhooks.configure"),
    ("/api/v1/webhooks/endpoints/{endpoint_id}/resume", "POST"): Door("webhooks.configure"),
    ("/api/v1/webhooks/endpoints/{endpoint_id}/trial", "POST"): Door("webhooks.configure"),
    ("/api/v1/webhooks/notices", "GET"): Door("webhooks.configure"),
    ("/api/v1/webhooks/notices/{notice_id}/again", "POST"): Door("webhooks.configure"),
    ("jobs:schedule", "GET"): Door("jobs.schedule"),
    ("jobs:run_now", "POST"): Door("jobs.schedule"),
}

TERRITORIES: Doors = {
    ("territories:overview", "GET"): Door("territories.view"),
    ("territories:shapes", "GET"): Door("territories.view"),
    ("territories:new", "GET"): Door("territories.edit"),
    ("territories:new", "POST"): Door("territories.edit"),
    ("territories:territory", "GET"): Door("territories.view", "territory"),
    ("territories:edit", "GET"): Door("territories.edit", "territory"),
    ("territories:edit", "POST"): Door("territories.edit", "territory"),
    ("territories:close", "POST"): Door("territories.edit", "territory"),
    ("territories:reopen", "POST"): Door("territories.edit", "territory"),
    ("territories:hand_over", "POST"): Door(("territories.edit", "outlets.assign"), "territory"),
    ("/api/v1/territories", "GET"): Door("territories.view"),
    ("/api/v1/territories", "POST"): Door(("territories.view", "territories.edit"), body=TERRITORY),
    ("/api/v1/territories/{territory_id}", "GET"): Door("territories.view", "territory"),
    ("/api/v1/territories/{territory_id}", "PUT"): Door(
        ("territories.view", "territories.edit"), "territory", body={**TERRITORY, "version": 1}
    ),
}

VIEW_DECIDE = ("approvals.view", "approvals.decide")
CHAIN = {"name": "x", "steps": [{"who": "manager", "levels_up": 1}]}

APPROVALS: Doors = {
    ("approvals:inbox", "GET"): Door("approvals.view"),
    ("approvals:request", "GET"): Door("approvals.view", "approval"),
    ("approvals:decide", "POST"): Door(VIEW_DECIDE, "approval"),
    ("approvals:withdraw", "POST"): Door("approvals.view", "approval"),
    ("approvals:chains", "GET"): Door("approvals.configure"),
    ("approvals:chain_new", "GET"): Door("approvals.configure"),
    ("approvals:chain_new", "POST"): Door("approvals.configure"),
    ("approvals:chain", "GET"): Door("approvals.configure"),
    ("approvals:chain", "POST"): Door("approvals.configure"),
    ("approvals:chain_end", "POST"): Door("approvals.configure"),
    ("/api/v1/approvals", "GET"): Door("approvals.view"),
    ("/api/v1/approvals/chains", "GET"): Door(("approvals.view", "approvals.configure")),
    ("/api/v1/approvals/chains", "POST"): Door(("approvals.view", "approvals.configure"), body=CHAIN),
    ("/api/v1/approvals/chains/{chain_id}/end", "POST"): Door(("approvals.view", "approvals.configure")),
    ("/api/v1/approvals/{request_id}", "GET"): Door("approvals.view", "approval"),
    ("/api/v1/approvals/{request_id}/decisions", "POST"): Door(
        VIEW_DECIDE, "approval", body={"outcome": "approved", "version": 1}
    ),
    ("/api/v1/approvals/{request_id}/withdrawal", "POST"): Door(
        "approvals.view", "approval", body={"reason": "x"}
    ),
}

DISTRIBUTE = ("handover.view", "handover.distribute")
ASK = ("handover.view", "handover.ask")

HANDOVER: Doors = {
    ("handover:list", "GET"): Door("handover.view"),
    ("handover:mine", "GET"): Door("handover.view"),
    ("handover:plan", "GET"): Door(DISTRIBUTE),
    ("handover:plan", "POST"): Door(DISTRIBUTE),
    ("handover:handover", "GET"): Door("handover.view", "handover"),
    ("handover:map", "GET"): Door("handover.view", "handover"),
    ("handover:distribute", "POST"): Door(DISTRIBUTE, "handover"),
    ("handover:contact", "POST"): Door("handover.distribute", "given orphan", own_needs_nothing=True),
    ("handover:ask", "POST"): Door(ASK, "waiting orphan", form={"reason": "x"}),
    ("handover:withdraw", "POST"): Door(ASK, "wish"),
    ("handover:decline", "POST"): Door(DISTRIBUTE, "wish to decide", form={"answer": "x"}),
    ("/api/v1/handovers", "GET"): Door("handover.view"),
    ("/api/v1/handovers", "POST"): Door(
        DISTRIBUTE, "person", body={"person_id": "$person_id", "leaves_on": "2099-08-01"}
    ),
    ("/api/v1/handovers/{handover_id}", "GET"): Door("handover.view", "handover"),
    ("/api/v1/handovers/{handover_id}/outlets", "GET"): Door("handover.view", "handover"),
    ("/api/v1/handovers/{handover_id}/wishes", "GET"): Door(DISTRIBUTE, "handover"),
    ("/api/v1/handovers/{handover_id}/suggestions", "GET"): Door(DISTRIBUTE, "handover"),
    ("/api/v1/handovers/{handover_id}/distribute", "POST"): Door(DISTRIBUTE, "handover", body={}),
    ("/api/v1/handovers/outlets/{orphan_id}/contact", "POST"): Door(
        "handover.distribute", "given orphan", body={}, own_needs_nothing=True
    ),
    ("/api/v1/handovers/outlets/{orphan_id}/ask", "POST"): Door(ASK, "waiting orphan", body={"reason": "x"}),
    ("/api/v1/handovers/wishes/{wish_id}/withdraw", "POST"): Door(ASK, "wish"),
    ("/api/v1/handovers/wishes/{wish_id}/decline", "POST"): Door(
        DISTRIBUTE, "wish to decide", body={"reason": "x"}
    ),
}

MERCHANT_EDIT = ("merchants.view", "merchants.edit")
MERCHANT_SUSPEND = ("merchants.view", "merchants.suspend")
MERCHANT_INVITE = ("merchants.view", "merchants.invite")

MERCHANTS: Doors = {
    ("merchants:list", "GET"): Door("merchants.view"),
    ("merchants:new", "GET"): Door(MERCHANT_EDIT),
    ("merchants:new", "POST"): Door(MERCHANT_EDIT),
    ("merchants:links", "GET"): Door(MERCHANT_INVITE),
    ("merchants:links", "POST"): Door(MERCHANT_INVITE),
    ("merchants:end_link", "POST"): Door(MERCHANT_INVITE, "join link"),
    ("merchants:merchant", "GET"): Door("merchants.view", "merchant"),
    ("merchants:step", "GET"): Door(MERCHANT_EDIT, "merchant"),
    ("merchants:step", "POST"): Door(MERCHANT_EDIT, "merchant"),
    ("merchants:reading", "GET"): Door(MERCHANT_EDIT, "merchant"),
    ("merchants:add_photos", "POST"): Door(MERCHANT_EDIT, "merchant"),
    ("merchants:show_account", "POST"): Door(("merchants.view", "merchants.bank"), "merchant"),
    ("merchants:withdraw", "POST"): Door(MERCHANT_EDIT, "merchant"),
    ("merchants:reopen", "POST"): Door(MERCHANT_EDIT, "merchant"),
    ("merchants:suspend", "POST"): Door(MERCHANT_SUSPEND, "merchant", form={"reason": "x"}),
    ("merchants:resume", "POST"): Door(MERCHANT_SUSPEND, "merchant"),
    ("merchants:renew", "GET"): Door(MERCHANT_EDIT, "merchant"),
    ("merchants:renew", "POST"): Door(MERCHANT_EDIT, "merchant"),
    ("merchants:withdraw_renewal", "POST"): Door(MERCHANT_EDIT, "merchant"),
    ("merchants:outlets", "GET"): Door(MERCHANT_EDIT, "merchant"),
    ("merchants:outlets", "POST"): Door(MERCHANT_EDIT, "merchant"),
    ("/api/v1/merchants", "GET"): Door("merchants.view"),
    ("/api/v1/merchants", "POST"): Door(MERCHANT_EDIT, body={"outlet_ids": []}),
    ("/api/v1/merchants/trading/{outlet_id}", "GET"): Door("merchants.view", "outlet"),
    ("/api/v1/merchants/{merchant_id}", "GET"): Door("merchants.view", "merchant"),
    ("/api/v1/merchants/{merchant_id}/licence", "PUT"): Door(
        MERCHANT_EDIT, "merchant", body={"name": "改名"}
    ),
    ("/api/v1/merchants/{merchant_id}/bank", "PUT"): Door(
        MERCHANT_EDIT, "merchant", body={"bank_name": "东渡银行"}
    ),
    ("/api/v1/merchants/{merchant_id}/photos/{kind}", "POST"): Door(
        MERCHANT_EDIT, "merchant", form={"files": PIXEL}
    ),
    ("/api/v1/merchants/{merchant_id}/submit", "POST"): Door(MERCHANT_EDIT, "merchant"),
    ("portal:join", "GET"): Door(PUBLIC),
    ("portal:join", "POST"): Door(PUBLIC),
    ("portal:done", "GET"): Door(PUBLIC),
}

DOORS: Doors = {
    **HANDOVER,
    **SHELL,
    **PEOPLE,
    **KERNEL,
    **EXCHANGE,
    **CATALOG,
    **SALES,
    **OUTLETS,
    **AGENDA,
    **APPROVALS,
    **MESSAGES,
    **EVIDENCE,
    **MERCHANTS,
    **TERRITORIES,
    **PRIVACY,
}
