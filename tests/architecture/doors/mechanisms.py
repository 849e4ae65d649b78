"""Addresses of the machines."""

from __future__ import annotations

from tests.architecture.matrix import PIXEL, Door, Doors

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

VIEW_QUESTIONS = ("questions.view", "questions.edit")

QUESTIONS: Doors = {
    ("questions:list", "GET"): Door("questions.view"),
    ("questions:questionnaire", "GET"): Door("questions.view"),
    ("questions:weights", "GET"): Door(VIEW_QUESTIONS),
    ("questions:weights", "POST"): Door(VIEW_QUESTIONS),
    ("questions:publish", "POST"): Door(VIEW_QUESTIONS),
    ("/api/v1/questionnaires", "GET"): Door("questions.view"),
    ("/api/v1/questionnaires/{questionnaire_key}", "GET"): Door("questions.view"),
    ("/api/v1/questionnaires/{questionnaire_key}/versions", "POST"): Door(
        VIEW_QUESTIONS, body={"definition": {}}
    ),
    ("/api/v1/questionnaires/{questionnaire_key}/versions/{version_number}", "GET"): Door("questions.view"),
    ("/api/v1/questionnaires/{questionnaire_key}/versions/{version_number}/publish", "POST"): Door(
        VIEW_QUESTIONS
    ),
    ("/api/v1/questionnaires/{questionnaire_key}/try", "POST"): Door("questions.view", body={"answers": {}}),
}

VIEW_CLOSE = ("ledger.view", "ledger.close")
CLOSING = {"book": "money", "through": "2020-01-31", "reason": "x"}

LEDGER: Doors = {
    ("ledger:trial", "GET"): Door("ledger.view"),
    ("ledger:accounts", "GET"): Door("ledger.view", query={"book": "money", "role": "bank"}),
    ("ledger:account", "GET"): Door("ledger.view"),
    ("ledger:op", "GET"): Door("ledger.view"),
    ("ledger:periods", "GET"): Door("ledger.view"),
    ("ledger:close", "POST"): Door(VIEW_CLOSE, form=CLOSING),
    ("ledger:reopen", "POST"): Door(VIEW_CLOSE, form=CLOSING),
    ("/api/v1/ledger/books", "GET"): Door("ledger.view"),
    ("/api/v1/ledger/books/{book}/trial-balance", "GET"): Door("ledger.view"),
    ("/api/v1/ledger/books/{book}/accounts", "GET"): Door("ledger.view", query={"role": "bank"}),
    ("/api/v1/ledger/books/{book}/closing", "POST"): Door(VIEW_CLOSE, body={"through": "2020-01-31"}),
    ("/api/v1/ledger/books/{book}/reopening", "POST"): Door(
        VIEW_CLOSE, body={"through": "2020-01-01", "reason": "x"}
    ),
    ("/api/v1/ledger/accounts/{account_id}/statement", "GET"): Door("ledger.view"),
    ("/api/v1/ledger/ops/{op_id}", "GET"): Door("ledger.view"),
}

DOORS: Doors = {
    **AGENDA,
    **EVIDENCE,
    **APPROVALS,
    **QUESTIONS,
    **LEDGER,
}
