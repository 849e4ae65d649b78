"""Pages of the ledger: the trial balance, the accounts behind it, a statement, the story of an operation, periods."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from endcap.kernel import cursors
from endcap.kernel.actor import Actor
from endcap.kernel.errors import InvalidInput, NotFoundHere, Refusal
from endcap.kernel.rights import Right
from endcap.mechanisms.ledger import books, selectors, services, showing, subjects
from endcap.mechanisms.ledger.forms import AskForm, CloseForm, RefusableForm, ReopenForm
from endcap.mechanisms.ledger.rights import Rights
from endcap.ui import figures
from endcap.ui.parts import Choice, Fact
from endcap.ui.toasts import toast

PAGE = 50
UNITS = 20  # so many units of a book on one page


def _actor(request: HttpRequest, *rights: Right) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    for right in (Rights.VIEW, *rights):
        actor.require(right)
    return actor


def _asked(request: HttpRequest) -> dict[str, Any]:
    form = AskForm(request.GET)
    form.is_valid()  # what can't be read counts as not asked
    names = ("book", "role", "unit", "on", "since", "until", "after")
    return {name: form.cleaned_data.get(name) or None for name in names}


def _book(asked: dict[str, Any]) -> books.Book | None:
    known = {book.key: book for book in books.everything()}
    if asked["book"] and asked["book"] not in known:
        raise NotFoundHere()
    return known.get(asked["book"] or "money") or next(iter(known.values()), None)


@require_GET
def trial(request: HttpRequest) -> HttpResponse:
    """Debits and credits of every kind of account up to a day."""
    actor = _actor(request)
    asked = _asked(request)
    book = _book(asked)
    lines = selectors.trial_balance(actor, book=book.key, on=asked["on"]) if book else []
    units = showing.trial_units(actor, book.key, lines) if book else []
    later = [unit for unit in units if unit.unit > (asked["after"] or "")]
    context = {
        "book": book,
        "on": asked["on"],
        "today": actor.today,
        "units": later[:UNITS],
        "next": later[UNITS - 1].unit if len(later) > UNITS else "",
        "after": asked["after"],
        "closed": selectors.closed_through(book.key) if book else None,
        "tabs": [
            Choice(one.key, one.name, book is not None and one.key == book.key, url=f"?book={one.key}")
            for one in books.everything()
        ],
    }
    return render(request, "ledger/trial.html", context)


@require_GET
def accounts(request: HttpRequest) -> HttpResponse:
    """The accounts of one kind with what stands on each."""
    actor = _actor(request)
    asked = _asked(request)
    book = _book(asked)
    if book is None or asked["role"] not in book.by_key:
        raise NotFoundHere()
    lines, has_more = selectors.accounts_page(
        actor,
        book=book.key,
        role=asked["role"],
        unit=asked["unit"] or "",
        on=asked["on"],
        after=_id(asked["after"]),
        limit=PAGE,
    )
    shown = showing.accounts(actor, [line.account for line in lines])
    context = {
        "book": book,
        "role": showing.role_name(book.key, asked["role"]),
        "on": asked["on"],
        "after": asked["after"],
        "rows": [
            (
                shown[line.account.pk],
                showing.amount_text(line.balance, line.account.unit),
                showing.amount_text(line.account.held, line.account.unit) if line.account.held else "",
            )
            for line in lines
        ],
        "next": lines[-1].account.pk if has_more else None,
    }
    return render(request, "ledger/accounts.html", context)


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def place_of(after: str | None) -> selectors.Place | None:
    """Where a statement goes on."""
    if not after:
        return None
    day, seq = cursors.read(after, str, int)
    try:
        return date.fromisoformat(str(day)), int(seq or 0)
    except ValueError:
        return None


@require_GET
def account(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """The statement of one account."""
    actor = _actor(request)
    asked = _asked(request)
    found = selectors.account_of(actor, account_id)
    try:
        place = place_of(asked["after"])
    except InvalidInput:
        place = None
    page = selectors.page_of(
        actor, found, since=asked["since"], until=asked["until"], after=place, limit=PAGE
    )
    shown = showing.accounts(actor, [found])[found.pk]
    balance = selectors.standing_of(actor, found)
    facts = [
        Fact(_("账簿"), showing.book_name(found.book)),
        Fact(pgettext("ledger", "余额"), showing.amount_text(balance, found.unit)),
    ]
    if found.is_bounded:
        facts += [
            Fact(_("待定占用"), showing.amount_text(found.held, found.unit)),
            Fact(pgettext("ledger", "可用"), showing.amount_text(found.available, found.unit)),
            Fact(_("下限"), showing.amount_text(found.floor or 0, found.unit)),
        ]
    facts.append(Fact(pgettext("ledger", "单位"), shown.unit))
    if shown.part:
        facts.append(Fact(_("细分"), shown.part))
    last = page.entries[-1] if page.entries else None
    context = {
        "account": found,
        "shown": shown,
        "facts": facts,
        "asked": asked,
        "rows": showing.entry_rows(actor, found.unit, page.entries),
        "opening": showing.amount_text(page.opening, found.unit),
        "after": asked["after"],
        "next": cursors.write(last.business_on.isoformat(), last.seq) if last and page.has_more else "",
    }
    return render(request, "ledger/account.html", context)


@require_GET
def op(request: HttpRequest, op_id: UUID) -> HttpResponse:
    """The story of one operation."""
    actor = _actor(request)
    story = selectors.story_of(actor, op_id)
    found = story.op
    subject = showing.subject_of(actor, found)
    maker = showing.person_name(actor, found.maker_id) or (story.told_by[1] if story.told_by else "")
    facts = [
        Fact(_("经办人"), figures.doer_text(maker)),
        Fact(_("批准人"), showing.person_name(actor, found.approver_id)),
        Fact(_("单据"), subject.text if subject else "", subject.url if subject else ""),
        Fact(_("审计日志行号"), figures.number_text(story.told_by[0] if story.told_by else None)),
    ]
    context = {
        "op": found,
        "kind": subjects.kind_name(found.kind),
        "subject": subject,
        "facts": facts,
        "rows": showing.story_rows(actor, story.lines),
    }
    return render(request, "ledger/op.html", context)


def _periods(
    request: HttpRequest,
    actor: Actor,
    close: RefusableForm | None = None,
    reopen: RefusableForm | None = None,
) -> HttpResponse:
    states = selectors.book_states(actor)
    choices = [(state.book.key, str(state.book.name)) for state in states]
    closed = [(state.book.key, str(state.book.name)) for state in states if state.closed_through]
    end_of_month = actor.today.replace(day=1) - timedelta(days=1)
    context = {
        "states": states,
        "may_close": actor.may(Rights.CLOSE),
        "close": close or CloseForm(choices=choices, initial={"through": end_of_month}),
        "reopen": reopen or (ReopenForm(choices=closed) if closed else None),
    }
    return render(request, "ledger/periods.html", context, status=422 if close or reopen else 200)


def _choices(actor: Actor) -> list[tuple[str, str]]:
    return [(state.book.key, str(state.book.name)) for state in selectors.book_states(actor)]


@require_GET
def periods(request: HttpRequest) -> HttpResponse:
    """How far each book is closed."""
    return _periods(request, _actor(request))


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Close a book up to a day."""
    actor = _actor(request, Rights.CLOSE)
    form = CloseForm(request.POST, choices=_choices(actor))
    if not form.is_valid():
        return _periods(request, actor, close=form)
    try:
        services.close_period(actor, book=form.cleaned_data["book"], through=form.cleaned_data["through"])
    except Refusal as refusal:
        form.take(refusal)
        return _periods(request, actor, close=form)
    toast(request, _("已结账"))
    return redirect("ledger:periods")


@require_POST
def reopen(request: HttpRequest) -> HttpResponse:
    """Take a closing back to an earlier day."""
    actor = _actor(request, Rights.CLOSE)
    form = ReopenForm(request.POST, choices=_choices(actor))
    if not form.is_valid():
        return _periods(request, actor, reopen=form)
    try:
        services.reopen_period(
            actor,
            book=form.cleaned_data["book"],
            through=form.cleaned_data["through"],
            reason=form.cleaned_data["reason"],
        )
    except Refusal as refusal:
        form.take(refusal)
        return _periods(request, actor, reopen=form)
    toast(request, _("已重新打开"))
    return redirect("ledger:periods")
