"""What the demo company changed of many outlets at once: an autumn display, a mistake that was taken back, tags in colour."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from endcap.config.demo.loading.diary import Diary
from endcap.config.demo.loading.outlets import Book
from endcap.customers.outlets import selectors, services
from endcap.customers.outlets.filters import OutletFilter
from endcap.kernel.actor import Actor

MANAGER, HEAD = "jiangxiazhi", "songchushu"
_TONES = ("accent", "ok", "warn", "bad")


def note_many(diary: Diary, book: Book) -> None:
    """Three changes by the office manager, one of them undone; the sales manager gives the tags their colours."""
    end = book.cast.company.plan.end_on
    diary.note(
        end - timedelta(days=12),
        MANAGER,
        partial(_tag, "channel=grocery&grade=A&grade=B", "秋季堆头"),
        hour=10,
    )
    diary.note(end - timedelta(days=5), MANAGER, partial(_close, "silent=180&grade=C&status=active"), hour=11)
    diary.note(end - timedelta(days=4), HEAD, _colour, hour=9)
    diary.note(end - timedelta(days=3), HEAD, _review, hour=15)


def _tag(query: str, tag: str, actor: Actor) -> int:
    found_by = OutletFilter.from_export({"query": query})
    action = services.preview_mass_action(
        actor, kind="tag", given={"tag": tag}, selection=services.Selection(found_by=found_by)
    )
    return services.run_mass_action(actor, action_id=action.pk).changing


def _close(query: str, actor: Actor) -> int:
    """Suspended by a filter that was too wide, and taken back at once."""
    found_by = OutletFilter.from_export({"query": query})
    if not selectors.count_up_to(selectors.filtered(actor, found_by), 1):
        return 0
    action = services.preview_mass_action(
        actor,
        kind="status",
        given={"status": "suspended", "reason": "半年没有进货"},
        selection=services.Selection(found_by=found_by),
    )
    services.run_mass_action(actor, action_id=action.pk)
    return services.undo_mass_action(actor, action_id=action.pk).restored


def _colour(actor: Actor) -> int:
    tags = selectors.tags()
    for at, tag in enumerate(tags):
        services.change_tag(actor, tag_id=tag.pk, name=tag.name, tone=_TONES[at % len(_TONES)])
    return len(tags)


def _review(actor: Actor) -> int:
    """One segment is due for its review."""
    first = selectors.segments()[0]
    draft = services.SegmentDraft(
        first.name, first.basis, first.query, first.strategy, first.plan, next_review_on=actor.today
    )
    services.save_segment(actor, draft=draft, segment_id=first.pk)
    return 1
