"""What this area and the mechanisms below it contribute to the timeline of an outlet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets import pages, selectors
from endcap.customers.outlets.models import Classification, FileNote, Outlet
from endcap.customers.outlets.timeline import Asked, TimelineEntry, TimelineSource
from endcap.kernel.audit import selectors as audit
from endcap.mechanisms.agenda import selectors as agenda
from endcap.mechanisms.agenda.models import Item
from endcap.mechanisms.agenda.rights import Rights as Agenda
from endcap.mechanisms.evidence import selectors as evidence
from endcap.ui.figures import date_text

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from endcap.kernel.actor import Actor
else:
    StrOrPromise = object

TALK, TRADE, DUTY, PAPER, FILE = "talk", "trade", "duty", "paper", "file"
GROUPS: Mapping[str, StrOrPromise] = {
    "": _("全部"),
    TALK: _("沟通"),
    TRADE: _("进货"),
    DUTY: pgettext_lazy("agenda", "待办"),
    PAPER: pgettext_lazy("timeline", "资料"),
    FILE: _("档案"),
}
# told by rows of their own, with more particulars; or no news of the outlet
_TOLD_ELSEWHERE = (
    "outlets.owner_changed",
    "outlets.classified",
    "outlets.graded",
    "outlets.note_added",
    "outlets.care_planned",
    "outlets.contact_shown",
)
_ICONS = {
    "outlets.created": "map-pin-plus",
    "outlets.verified": "checks",
    "outlets.archived": "database",
    "outlets.restored": "arrow-back-up",
    "outlets.grade_reviewed": "scale",
    "outlets.contact_added": "user-plus",
    "outlets.contact_updated": "address-book",
    "outlets.consent_withdrawn": "hand-stop",
    "outlets.tagged": "tag",
    "outlets.untagged": "tag",
    "outlets.merged": "git-merge",
    "outlets.merge_undone": "git-merge",
}
_NOTE_ICONS = {
    FileNote.Kind.CALL: "phone",
    FileNote.Kind.MEETING: "walk",
    FileNote.Kind.MESSAGE: "message-report",
    FileNote.Kind.OPINION: "message-report",
    FileNote.Kind.CARE: "bulb",
}


def changes_of_the_file(actor: Actor, outlet: Outlet, asked: Asked) -> Sequence[TimelineEntry]:
    """What was done to the file, from the audit trail: field names, never values."""
    labels = {field.name: str(field.verbose_name) for field in Outlet._meta.fields}
    trail = audit.trail_of(
        Outlet._meta.label, outlet.pk, limit=asked.limit, until=asked.until, but=_TOLD_ELSEWHERE
    )
    found = []
    for entry in trail:
        told = pages.told(entry, labels)
        icon = _ICONS.get(entry.action, "pencil")
        tone = "ok" if entry.action == "outlets.verified" else ""
        found.append(
            TimelineEntry(
                told.at, f"a{entry.seq:015d}", icon, told.what, told.how, told.who, tone=tone, group=FILE
            )
        )
    return found


def owners_classes_and_notes(actor: Actor, outlet: Outlet, asked: Asked) -> Sequence[TimelineEntry]:
    """Who took the outlet over, which class it was given and why, what was talked about."""
    rows = selectors.told_of(actor, outlet.pk, until=asked.until, limit=asked.limit)
    return [_told(row) for row in rows]


def _told(row: selectors.ToldRow) -> TimelineEntry:
    if row.what == "owner":
        title = gettext("负责人是%(name)s") % {"name": row.title}
        return TimelineEntry(
            row.at, f"o{row.id}", "user-share", title, row.text, row.by, tone="accent", group=FILE
        )
    if row.what == "class":
        value = str(pages.CLASS_WORDS.get(row.title, row.title))
        title = pgettext("timeline", "%(scheme)s：%(value)s") % {"scheme": row.extra, "value": value}
        # what a rule wrote is Chinese; other readers learn that it was the rule, the page has its figures
        is_theirs = row.source != Classification.Source.RULE or (get_language() or "").startswith("zh")
        text = row.text if is_theirs else str(Classification.Source.RULE.label)
        return TimelineEntry(row.at, f"o{row.id}", "chart-bar", title, text, row.by, group=FILE)
    kind = FileNote.Kind(row.what)
    text = row.text
    if kind is FileNote.Kind.CARE:
        text = gettext("%(text)s 下次 %(day)s") % {"text": text, "day": row.extra}
    return TimelineEntry(
        row.at, f"o{row.id}", _NOTE_ICONS[kind], str(kind.label), text, row.by, tone="accent", group=TALK
    )


def duties_done(actor: Actor, outlet: Outlet, asked: Asked) -> Sequence[TimelineEntry]:
    """Due items that were done or skipped, and why."""
    items = agenda.of_subject(
        actor, Outlet._meta.label, outlet.pk, is_open=False, until=asked.until, limit=asked.limit
    )
    return [_ended(item) for item in items]


def _ended(item: Item) -> TimelineEntry:
    assert item.ended_at is not None
    skipped = item.state == Item.State.SKIPPED
    title = (gettext("跳过：%(what)s") if skipped else gettext("办完：%(what)s")) % {
        "what": item.of_kind.name
    }
    text = item.note or gettext("到期 %(day)s") % {"day": date_text(item.due_on)}
    icon, tone = ("player-pause", "warn") if skipped else (item.of_kind.icon, "ok")
    return TimelineEntry(
        item.ended_at, f"d{item.pk}", icon, title, text, item.ended_by, tone=tone, group=DUTY
    )


def papers(actor: Actor, outlet: Outlet, asked: Asked) -> Sequence[TimelineEntry]:
    """Photos and documents that were added."""
    kept = evidence.of_subject(actor, Outlet._meta.label, outlet.pk)
    newest = sorted(kept, key=lambda file: (file.created_at, str(file.pk)), reverse=True)
    wanted = [file for file in newest if asked.until is None or file.created_at <= asked.until]
    return [
        TimelineEntry(
            file.created_at,
            f"p{file.pk}",
            "photo-scan" if file.is_photo else "file-text",
            gettext("加了资料"),
            file.file_name,
            file.made_by_name,
            group=PAPER,
        )
        for file in wanted[: asked.limit]
    ]


OWN: tuple[TimelineSource, ...] = (
    TimelineSource("told", (TALK, FILE), owners_classes_and_notes),
    TimelineSource("file", (FILE,), changes_of_the_file),
    TimelineSource("duties", (DUTY,), duties_done, Agenda.VIEW),
    TimelineSource("papers", (PAPER,), papers),
)
