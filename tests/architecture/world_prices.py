"""A draft of price rules in the company of the matrix."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from endcap.goods.catalog import price_changes
from endcap.goods.catalog.drafting import TypedLine
from endcap.org.people.models import Person


def records_of(builder: Any, _owner: Person, _outlet_id: UUID) -> Mapping[str, Mapping[str, Any]]:
    """A draft with one line that can be published; it belongs to nobody in particular."""
    if not hasattr(builder, "price_change"):
        line = TypedLine("everybody", "", "sku", "S1", "3.5", valid_from=builder.system.today.isoformat())
        builder.price_change = price_changes.start_change(builder.system, title="调价", lines=[line])
    return {"price draft": {"change_id": builder.price_change.pk}}


def known_to_all(_builder: Any) -> Mapping[str, Any]:
    """Nothing more."""
    return {}
