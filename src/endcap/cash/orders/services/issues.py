"""Problems of orders: opened with a deadline, closed with an outcome (ORD-02)."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from endcap.cash.orders.errors import IssueEnded
from endcap.cash.orders.models import Issue, Order
from endcap.cash.orders.rights import Rights
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.calendar import selectors as calendar
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id
from endcap.kernel.operations import operation
from endcap.kernel.parameters import selectors as parameters
from endcap.kernel.parameters.definitions import P


@operation
def open_issue(actor: Actor, *, order_id: UUID, kind: str, text: str) -> Issue:
    """Something about an order has to be put right; the outlet's owner sees to it within the working days that the
    company has set."""
    actor.require(Rights.PLACE)
    order = Order.objects.visible_to(actor).filter(pk=order_id).first()
    if order is None:
        raise NotFoundHere()
    collect(
        [
            None if kind in Issue.Kind.values else Problem("kind", "unknown", _("选一种问题。")),
            None if text.strip() else Problem("text", "required", _("写明出了什么问题。")),
            Problem("text", "too_long", _("说明最多 500 个字。")) if len(text.strip()) > 500 else None,
        ]
    )
    days = parameters.value(P.ISSUE_DAYS, on=actor.today, unit_id=order.unit_id)
    issue = Issue(
        id=new_id(actor.now),
        order=order,
        kind=kind,
        text=text.strip(),
        person_id=order.owner_id,
        due_on=calendar.add_working_days(actor.today, days),
        opened_at=actor.now,
        opened_by_name=actor.name[:60],
    )
    issue.save(force_insert=True)
    audit.record(actor, "orders.issue_opened", order, kind=kind)
    return issue


@operation
def close_issue(actor: Actor, *, issue_id: UUID, outcome: str) -> Issue:
    """It is put right; how, stays on record."""
    actor.require(Rights.PLACE)
    issue = Issue.objects.visible_to(actor).locked().filter(pk=issue_id).select_related("order").first()
    if issue is None:
        raise NotFoundHere()
    if issue.closed_at is not None:
        raise IssueEnded()
    words = outcome.strip()
    collect(
        [
            None if words else Problem("outcome", "required", _("写明怎么解决的。")),
            Problem("outcome", "too_long", _("最多 500 个字。")) if len(words) > 500 else None,
        ]
    )
    issue.outcome, issue.closed_at, issue.closed_by_name = words, actor.now, actor.name[:60]
    issue.save(update_fields=["outcome", "closed_at", "closed_by_name"])
    audit.record(actor, "orders.issue_closed", issue.order, kind=issue.kind)
    return issue
