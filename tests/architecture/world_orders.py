"""Orders and order meetings in the company of the matrix."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from endcap.cash.orders.models import Issue, Meeting, Order, OrderLine
from endcap.customers.outlets.models import Outlet
from endcap.kernel.ids import new_id
from endcap.org.people.models import Person


def records_of(builder: Any, owner: Person, outlet_id: UUID) -> Mapping[str, Mapping[str, Any]]:
    """A draft of somebody's outlet with a line and an issue, and a meeting of his."""
    now = builder.system.now
    outlet = Outlet.objects.unscoped("the matrix made it").get(pk=outlet_id)
    order = Order(
        id=new_id(now),
        number=f"SO-{owner.pk.hex[-12:]}",
        outlet=outlet,
        payer=outlet,
        mode="prepaid",
        unit_id=outlet.unit_id,
        owner_id=outlet.owner_id,
        source="office",
        net=0,
        tax=0,
        total=0,
        line_count=1,
        fingerprint="x",
        made_by_name="x",
        placed_at=now,
    )
    order.save(force_insert=True)
    line = OrderLine(
        id=new_id(now),
        order=order,
        position=1,
        sku=builder.sku,
        quantity=1,
        typed_quantity="1",
        typed_unit="瓶",
        price=0,
        quoted_price=0,
        amount=0,
    )
    line.save(force_insert=True)
    issue = Issue(
        id=new_id(now),
        order=order,
        kind="late",
        text="晚",
        person=owner,
        due_on=builder.system.today,
        opened_at=now,
        opened_by_name="x",
    )
    issue.save(force_insert=True)
    meeting = Meeting(
        id=new_id(now),
        name="订货会",
        on=builder.system.today,
        unit_id=owner.unit_id,
        host=owner,
        created_at=now,
    )
    meeting.save(force_insert=True)
    return {
        "order": {"order_id": order.pk, "issue_id": issue.pk, "which": "pick"},
        "order meeting": {"meeting_id": meeting.pk, "outlet_id": outlet_id},
    }


def known_to_all(builder: Any) -> Mapping[str, Any]:
    """Nothing of orders is everybody's."""
    return {}
