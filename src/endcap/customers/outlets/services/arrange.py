"""Tags, saved views and customer segments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qs
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets.filters import OutletFilter
from endcap.customers.outlets.models import Outlet, SavedView, Segment, Tag
from endcap.customers.outlets.rights import Rights
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id


def clean_query(query: str) -> str:
    """A filter as it stands in an address, without what is not a condition."""
    return OutletFilter.from_mapping(parse_qs(query.lstrip("?"))).as_query()


def _visible(actor: Actor, outlet_ids: Sequence[UUID]) -> list[Outlet]:
    wanted = set(outlet_ids)
    found = list(Outlet.objects.visible_to(actor).filter(pk__in=wanted, archived_at__isnull=True))
    if len(found) != len(wanted):
        raise NotFoundHere()
    return found


@transaction.atomic
def add_tag(actor: Actor, *, outlet_ids: Sequence[UUID], name: str) -> int:
    """Tag outlets; answers how many did not carry the tag yet."""
    actor.require(Rights.EDIT)

    outlets = _visible(actor, outlet_ids)
    word = " ".join(name.split())
    collect([None if 0 < len(word) <= 40 else Problem("tag", "required", _("填标签，最多 40 个字。"))])

    tag, _made = Tag.objects.get_or_create(name=word, defaults={"id": new_id(actor.now)})
    through = Outlet.tags.through
    held = set(through.objects.filter(tag=tag, outlet__in=outlets).values_list("outlet_id", flat=True))
    missing = [outlet for outlet in outlets if outlet.pk not in held]
    through.objects.bulk_create([through(tag_id=tag.pk, outlet_id=outlet.pk) for outlet in missing])
    audit.record_many(actor, "outlets.tagged", missing, tag=word)
    return len(missing)


@transaction.atomic
def remove_tag(actor: Actor, *, outlet_ids: Sequence[UUID], name: str) -> int:
    """Take a tag off outlets; a tag that nobody carries any more disappears."""
    actor.require(Rights.EDIT)

    outlets = _visible(actor, outlet_ids)
    tag = Tag.objects.filter(name=name).first()
    if tag is None:
        raise NotFoundHere()

    through = Outlet.tags.through
    held = through.objects.filter(tag=tag, outlet__in=outlets)
    gone = [Outlet(id=pk) for pk in held.values_list("outlet_id", flat=True)]
    held.delete()
    if not through.objects.filter(tag=tag).exists():
        tag.delete()
    audit.record_many(actor, "outlets.untagged", gone, tag=name)
    return len(gone)


@transaction.atomic
def save_view(actor: Actor, *, name: str, query: str, is_shared: bool = False) -> SavedView:
    """Keep a filter of the list under a name; the same name again replaces it."""
    actor.require(Rights.VIEW)

    word, kept = " ".join(name.split()), clean_query(query)
    collect(
        [
            None if 0 < len(word) <= 40 else Problem("name", "required", _("填视图名称，最多 40 个字。")),
            None if kept else Problem("query", "required", _("先加筛选条件，再存为视图。")),
            None if len(kept) <= 500 else Problem("query", "too_long", _("条件太多，存不下。减几个再存。")),
            Problem("is_shared", "not_allowed", _("没有共享视图的权限，存为自己的视图。"))
            if is_shared and not actor.may(Rights.CONFIGURE)
            else None,
        ]
    )

    view, _made = SavedView.objects.update_or_create(
        person_id=actor.person_id,  # type: ignore[misc]
        name=word,
        defaults={"query": kept, "is_shared": is_shared},
        create_defaults={
            "id": new_id(actor.now),
            "query": kept,
            "is_shared": is_shared,
            "created_at": actor.now,
        },
    )
    return view


@transaction.atomic
def delete_view(actor: Actor, *, view_id: UUID) -> None:
    """Drop a view of one's own."""
    actor.require(Rights.VIEW)

    gone, _kinds = SavedView.objects.filter(pk=view_id, person=actor.person_id).delete()
    if not gone:
        raise NotFoundHere()


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
