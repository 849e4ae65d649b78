"""Addresses of the shell, of people and their messages, and of the kernel."""

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
    ("exchange:mend", "POST"): Door(
        IMPORT_CALENDAR, "batch", form={"sheet": "x", "row": "1", "place": "0", "value": "x"}
    ),
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

DOORS: Doors = {
    **SHELL,
    **PEOPLE,
    **KERNEL,
    **EXCHANGE,
    **MESSAGES,
}
