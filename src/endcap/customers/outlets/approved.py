"""Approvals in the timeline of an outlet: the area that owns the documents says which belong to the outlet.

def approvals_told(actor, outlet, asked):
    return entries_of(actor, {"orders.Order": ids_of_orders(outlet.pk)}, asked)
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse
from django.utils.translation import pgettext

from endcap.customers.outlets.timeline import Asked, TimelineEntry
from endcap.mechanisms.approvals import selectors as approvals

if TYPE_CHECKING:
    from endcap.kernel.actor import Actor

_ICONS = {"submitted": "send", "approved": "check", "withdrawn": "arrow-back-up"}
_TONES = {"submitted": "accent", "approved": "ok", "returned": "warn", "rejected": "bad"}


def entries_of(actor: Actor, subjects: Mapping[str, Collection[UUID]], asked: Asked) -> list[TimelineEntry]:
    """What was submitted and decided about documents of an outlet, newest first; each leads to its request."""
    told = approvals.told_of_subjects(actor, subjects, until=asked.until, limit=asked.limit)
    return [_entry(step) for step in told]


def _entry(step: approvals.ToldStep) -> TimelineEntry:
    return TimelineEntry(
        step.at,
        step.key,
        _ICONS.get(step.what, "ban"),
        _words(step) % {"what": step.request.title},
        step.note,
        step.by,
        url=reverse("approvals:request", args=[step.request.pk]),
        tone=_TONES.get(step.what, ""),
        group="file",
    )


def _words(step: approvals.ToldStep) -> str:
    match step.what:
        case "submitted" if step.is_again:
            return pgettext("timeline", "改好再次提交审批：%(what)s")
        case "submitted":
            return pgettext("timeline", "提交审批：%(what)s")
        case "approved" if step.is_last:
            return pgettext("timeline", "审批通过：%(what)s")
        case "approved":
            return pgettext("timeline", "批准一步：%(what)s")
        case "rejected":
            return pgettext("timeline", "审批拒绝：%(what)s")
        case "returned":
            return pgettext("timeline", "审批退回：%(what)s")
        case _:
            return pgettext("timeline", "撤回申请：%(what)s")
