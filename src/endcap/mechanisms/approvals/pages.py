"""What the pages of approvals are drawn from: the lines of the lists and the parts of one request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from endcap.kernel.actor import Actor
from endcap.kernel.calendar import selectors as calendar
from endcap.kernel.calendar.errors import CalendarYearMissing
from endcap.kernel.errors import Refusal
from endcap.mechanisms.approvals import kinds
from endcap.mechanisms.approvals.kinds import Check, Kind, Section
from endcap.mechanisms.approvals.models import Draft, Request, State
from endcap.mechanisms.approvals.selectors import InboxPage, RequestFile
from endcap.ui.figures import short_date_text, yuan_text
from endcap.ui.parts import Fact

if TYPE_CHECKING:
    from endcap.kernel.calendar.working_days import WorkingCalendar

TONES = {
    State.OPEN: "accent",
    State.RETURNED: "warn",
    State.APPROVED: "ok",
    State.REJECTED: "bad",
    State.WITHDRAWN: "",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One request in a list."""

    request: Request
    kind: str
    left: str  # how long there is, or where it stands
    tone: str
    for_whom: str


def left_words(request: Request, today: date, known: WorkingCalendar | None) -> tuple[str, str]:
    """How long the step in hand may take, and how urgent that is; for a request that is over, its state."""
    if request.state != State.OPEN or request.due_on is None:
        tone = {"ok": "", "warn": "warn", "bad": "bad"}.get(TONES[State(request.state)], "")
        return str(request.get_state_display()), tone
    try:
        days = known.between(today, request.due_on) if known else None
    except CalendarYearMissing:
        days = None
    if days is None:
        return _("%(day)s 前") % {"day": short_date_text(request.due_on)}, ""
    if request.due_on < today:
        late = max(1, -days)
        return ngettext("过期 %(days)s 个工作日", "过期 %(days)s 个工作日", late) % {"days": late}, "bad"
    if days == 0:
        return _("今天到期"), "warn"
    return ngettext("剩 %(days)s 个工作日", "剩 %(days)s 个工作日", days) % {"days": days}, ""


def lines_of(actor: Actor, page: InboxPage) -> list[Line]:
    """The lines of a list, with one look into the working calendar."""
    dues = [each.due_on for each in page.requests if each.due_on]
    known = None
    if dues:
        first, last = min(*dues, actor.today), max(*dues, actor.today)
        known = calendar.working_calendar(range(first.year, last.year + 1))
    return [
        Line(
            request,
            kinds.name_of(request.kind),
            *left_words(request, actor.today, known),
            page.for_whom.get(request.pk, ""),
        )
        for request in page.requests
    ]


@dataclass(frozen=True, slots=True)
class Change:
    """One entry that differs from the version before, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One request as its page draws it."""

    file: RequestFile
    kind: str
    state_tone: str
    page_url: str
    facts: Sequence[Fact]
    checks: Sequence[Check]
    after: Sequence[Fact]
    sections: Sequence[Section]
    changes: Sequence[Change]
    answers: Sequence[str]
    left: str
    left_tone: str
    total_note: str
    is_newest: bool


def in_words(value: Any) -> str:
    """A value of a document as people read it."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list):
        return _("、").join(in_words(each) for each in value)
    if isinstance(value, dict):
        return _("；").join(f"{key} {in_words(each)}" for key, each in value.items())
    return f"{value:,}" if isinstance(value, int) else str(value)


def _label(kind: Kind | None, key: str) -> str:
    own = {"title": _("标题"), "amount": _("金额")}
    return str(kind.words[key]) if kind and key in kind.words else own.get(key, key)


def _document(kind: Kind | None, draft: Draft) -> list[Fact]:
    return [Fact(_label(kind, key), in_words(value)) for key, value in draft.document.items()]


def _changes(kind: Kind | None, file: RequestFile) -> list[Change]:
    def words(key: str, value: Any) -> str:
        return yuan_text(value) if key == "amount" and isinstance(value, int) else in_words(value)

    return [
        Change(_label(kind, each.key), words(each.key, each.before), words(each.key, each.after))
        for each in file.changes
    ]


def _total_note(file: RequestFile) -> str:
    """Why the steps are more than the amount alone would need."""
    request = file.request
    days, alone = request.chain.window_days, request.amount
    if request.rolling_amount <= alone:
        return ""
    raised = [line.name for line in file.steps if line.run.step.from_amount > alone]
    words = _("和 %(days)s 天内同一对象的其他申请累计 %(total)s。") % {
        "days": days,
        "total": yuan_text(request.rolling_amount),
    }
    if raised:
        words += _("所以要加批：%(steps)s。拆成几笔也一样。") % {"steps": _("、").join(raised)}
    return words


T = TypeVar("T")


def _told(ask: Callable[[Actor, Request], T], actor: Actor, request: Request) -> T | None:
    """What the document's own area tells this reader; nothing where he may decide but not see the document."""
    try:
        return ask(actor, request)
    except Refusal:
        return None


def shown_of(actor: Actor, file: RequestFile) -> Shown:
    """One request with everything that its kind tells about it."""
    request, kind = file.request, kinds.of(file.request.kind)
    is_newest = file.shown.number == request.draft_no
    told = kind if is_newest else None
    facts = _told(told.facts, actor, request) if told and told.facts else None
    dues = [request.due_on, actor.today] if request.due_on else [actor.today]
    known = calendar.working_calendar(day.year for day in (*dues, actor.today + timedelta(days=31)))
    left, tone = left_words(request, actor.today, known)
    is_open = request.state == State.OPEN
    return Shown(
        file=file,
        kind=kinds.name_of(request.kind),
        state_tone=TONES[State(request.state)],
        page_url=kind.page(request) if kind else "",
        facts=_document(kind, file.shown) if facts is None else facts,
        checks=(_told(told.checks, actor, request) or ()) if told and told.checks else (),
        after=(_told(told.after, actor, request) or ()) if told and told.after and is_open else (),
        sections=(_told(told.sections, actor, request) or ()) if told and told.sections else (),
        changes=_changes(kind, file),
        answers=[str(answer) for answer in kind.answers] if kind else [],
        left=left if is_open else "",
        left_tone=tone,
        total_note=_total_note(file),
        is_newest=is_newest,
    )


def people_after(file: RequestFile) -> str:
    """Who is next once the step in hand is approved; nobody where it is the last."""
    ahead = [line for line in file.steps if line.standing == "ahead"]
    return _(" 或 ").join(ahead[0].people) if ahead else ""


def following(lines: Sequence[Line], request_id: UUID) -> UUID | None:
    """The request after one in a list, or the one before where it is the last."""
    ids = [line.request.pk for line in lines]
    if request_id not in ids:
        return ids[0] if ids else None
    place = ids.index(request_id)
    rest = ids[place + 1 :] + ids[:place][::-1]
    return rest[0] if rest else None
