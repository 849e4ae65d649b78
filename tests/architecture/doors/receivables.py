"""Addresses of contracts, invoices and money."""

from __future__ import annotations

from tests.architecture.matrix import Door, Doors

VIEW = "receivables.view"
COLLECT, POST, CONTRACT, PERMIT = (
    (VIEW, f"receivables.{right}") for right in ("collect", "post", "contract", "permit")
)

DOORS: Doors = {
    ("receivables:overview", "GET"): Door(VIEW),
    ("receivables:items", "GET"): Door(VIEW),
    ("receivables:month", "GET"): Door(VIEW),
    ("receivables:account", "GET"): Door(VIEW, "outlet"),
    ("receivables:add_note", "POST"): Door(COLLECT, "outlet"),
    ("receivables:payments", "GET"): Door(VIEW),
    ("receivables:new_payment", "GET"): Door(COLLECT),
    ("receivables:new_payment", "POST"): Door(COLLECT),
    ("receivables:payment", "GET"): Door(VIEW, "payment"),
    ("receivables:step", "POST"): Door(POST, "payment"),
    ("receivables:undo_allocation", "POST"): Door(POST, "allocation"),
    ("receivables:contracts", "GET"): Door(VIEW),
    ("receivables:new_contract", "GET"): Door(CONTRACT),
    ("receivables:new_contract", "POST"): Door(CONTRACT),
    ("receivables:contract", "GET"): Door(VIEW, "contract"),
    ("receivables:edit_contract", "GET"): Door(CONTRACT, "contract"),
    ("receivables:edit_contract", "POST"): Door(CONTRACT, "contract"),
    ("receivables:activate", "POST"): Door(CONTRACT, "contract"),
    ("receivables:end", "POST"): Door(CONTRACT, "contract"),
    ("receivables:bank", "GET"): Door(POST),
    ("receivables:upload", "POST"): Door(POST),
    ("receivables:match", "POST"): Door(POST),
    ("receivables:set_aside", "POST"): Door(POST),
    ("receivables:house", "GET"): Door(VIEW),
    ("receivables:add_account", "POST"): Door(PERMIT),
    ("receivables:add_permit", "POST"): Door(PERMIT),
}
