"""Addresses of the book of outlets and what stands on it."""

from __future__ import annotations

from tests.architecture.matrix import PIXEL, PUBLIC, Door, Doors

TERRITORY = {
    "code": "P9",
    "name": "片区",
    "unit_id": "01890000-0000-7000-8000-000000000000",
    "corners": [[302_000_000, 1_200_000_000], [302_100_000, 1_200_000_000], [302_000_000, 1_200_100_000]],
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
    ("outlets:trade", "GET"): Door("outlets.view", "outlet"),
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
    ("portal:accept", "GET"): Door(PUBLIC),
    ("portal:accept", "POST"): Door(PUBLIC),
    ("portal:home", "GET"): Door("portal.use"),
    ("portal:order", "GET"): Door(("portal.use", "orders.place")),
    ("portal:order", "POST"): Door(("portal.use", "orders.place")),
    ("portal:account", "GET"): Door(("portal.use", "receivables.view")),
    ("portal:account", "POST"): Door(("portal.use", "receivables.view")),
    ("portal:orders", "GET"): Door(("portal.use", "orders.view")),
    ("portal:order_page", "GET"): Door(("portal.use", "orders.view"), "order"),
    ("portal:cancel", "POST"): Door(("portal.use", "orders.view", "orders.cancel"), "order"),
}

REPRESENTATIVES: Doors = {
    ("representatives:invite", "GET"): Door("representatives.invite", "outlet"),
    ("representatives:invite", "POST"): Door("representatives.invite", "outlet"),
    ("representatives:take_back", "POST"): Door("representatives.invite", "invitation"),
    ("representatives:end", "POST"): Door("representatives.invite", "representative"),
}

DOORS: Doors = {
    **REPRESENTATIVES,
    **OUTLETS,
    **TERRITORIES,
    **HANDOVER,
    **MERCHANTS,
}
