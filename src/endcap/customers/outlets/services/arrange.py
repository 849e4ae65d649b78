"""Customer segments: a filter, and what the company means to do with whoever it finds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets.models import Segment
from endcap.customers.outlets.rights import Rights
from endcap.customers.outlets.services.saved_views import clean_query
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id


@dataclass(frozen=True)
class SegmentDraft:
    """A customer segment with the strategy that fits it."""

    name: str
    basis: str
    query: str
    strategy: str
    plan: str = ""
    next_review_on: date | None = None


def _others(name: str, segment_id: UUID | None) -> bool:
    others = Segment.objects.filter(name=name)
    return (others.exclude(pk=segment_id) if segment_id else others).exists()


@transaction.atomic
def save_segment(actor: Actor, *, draft: SegmentDraft, segment_id: UUID | None = None) -> Segment:
    """Define a segment by a filter, and hang a strategy and a plan on it."""
    actor.require(Rights.CLASSIFY)

    held = Segment.objects.filter(pk=segment_id).first() if segment_id else None
    if segment_id and held is None:
        raise NotFoundHere()
    query = clean_query(draft.query)
    collect(
        [
            None
            if 0 < len(draft.name.strip()) <= 60
            else Problem("name", "required", _("填客群名称，最多 60 个字。")),
            Problem("name", "taken", _("已有同名客群，换一个名称。"))
            if _others(draft.name.strip(), segment_id)
            else None,
            None if draft.basis in Segment.Basis.values else Problem("basis", "required", _("选划分依据。")),
            None if query else Problem("query", "required", _("先选筛选条件，客群才有边界。")),
            None
            if draft.strategy.strip()
            else Problem("strategy", "required", _("写策略。客群是为策略而分的。")),
        ]
    )

    segment = held or Segment(id=new_id(actor.now))
    segment.name, segment.basis, segment.query = draft.name.strip(), draft.basis, query
    segment.strategy, segment.plan = draft.strategy.strip(), draft.plan.strip()
    segment.next_review_on = draft.next_review_on
    segment.updated_at, segment.updated_by = actor.now, actor.name
    if held is None:
        segment.save(force_insert=True)
    else:
        segment.save(
            update_fields=[
                "name",
                "basis",
                "query",
                "strategy",
                "plan",
                "next_review_on",
                "updated_at",
                "updated_by",
            ]
        )
    audit.record(actor, "outlets.segment_saved", segment)
    return segment


@transaction.atomic
def delete_segment(actor: Actor, *, segment_id: UUID) -> None:
    """Give a segment up; its outlets stay as they are."""
    actor.require(Rights.CLASSIFY)

    segment = Segment.objects.filter(pk=segment_id).first()
    if segment is None:
        raise NotFoundHere()

    audit.record(actor, "outlets.segment_deleted", segment, name=segment.name)
    segment.delete()
