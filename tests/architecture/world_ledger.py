"""One operation in the books of the matrix's company."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from endcap.kernel.ids import new_id
from endcap.mechanisms.ledger import services
from endcap.mechanisms.ledger.books import Key
from endcap.org.people.models import Person

BANK, OPENING = Key("money", "bank", "CNY"), Key("money", "opening", "CNY")


def records_of(builder: Any, owner: Person, outlet_id: UUID) -> Mapping[str, Mapping[str, Any]]:
    """The books belong to nobody."""
    return {}


def known_to_all(builder: Any) -> Mapping[str, Any]:
    """An account and an operation."""
    op_id = new_id(builder.system.now)
    line = services.Line(BANK, OPENING, 100_00)
    services.post(builder.system, op_id=op_id, kind="matrix.opened", lines=[line])
    return {"account_id": BANK.id, "op_id": op_id, "book": "money"}
