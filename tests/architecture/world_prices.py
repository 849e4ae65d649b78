"""A draft of price rules in the company of the matrix."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from endcap.goods.catalog import price_changes
from endcap.goods.catalog.drafting import TypedLine
from endcap.org.people.models import Person


def records_of(_builder: Any, _owner: Person, _outlet_id: UUID) -> Mapping[str, Mapping[str, Any]]:
    """Drafts belong to nobody in particular."""
    return {}


def known_to_all(builder: Any) -> Mapping[str, Any]:
    """A draft with one line that can be published."""
    line = TypedLine("everybody", "", "sku", "S1", "3.5", valid_from=builder.system.today.isoformat())
    if not hasattr(builder, "price_change"):
        builder.price_change = price_changes.start_change(builder.system, title="调价", lines=[line])
    return {"change_id": builder.price_change.pk}
