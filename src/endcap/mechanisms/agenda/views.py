"""The page of due items, what one does with them there, and the rules that make them."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from endcap.kernel.actor import Actor
from endcap.kernel.errors import InvalidInput, Refusal
from endcap.mechanisms.agenda import kinds, selectors, services, wording
from endcap.mechanisms.agenda.forms import RuleForm, rule_initial
from endcap.mechanisms.agenda.models import Item
from endcap.mechanisms.agenda.rights import Rights
from endcap.mechanisms.agenda.selectors import AgendaFilter
from endcap.ui.parts import Choice
from endcap.ui.toasts import toast, toast_now


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Rights.VIEW)
    return actor


def _wanted(request: HttpRequest, actor: Actor) -> AgendaFilter:
    person = request.GET.get("person", "")
    try:
        person_id = UUID(person) if person else None
    except ValueError:
        person_id = None
    others = selectors.sees_others(actor) and request.GET.get("who") == "all"
    return AgendaFilter(
        whose="all" if others else "own",
        kind=request.GET.get("kind", "").replace("\0", ""),
        person_id=person_id,
        is_over=request.GET.get("over") == "1",
    )


@login_required
@require_GET
def due_list(request: HttpRequest) -> HttpResponse:
    """What is due: overdue, today, this week, later; or what was done and skipped."""
    actor = _actor(request)
    wanted = _wanted(request, actor)
    found = selectors.page(actor, wanted, after=request.GET.get("after", "").replace("\0", ""))
    context = {
        "wanted": wanted,
        "groups": [] if wanted.is_over else wording.groups(found.items, actor.today),
        "over": found.items if wanted.is_over else (),
        "next": found.next,
        "is_on": bool(request.GET.get("after")),
        "today": actor.today,
        "may_act": actor.may(Rights.ACT),
        "hidden": selectors.out_of_sight(actor, found.items),
    }
    if request.headers.get("HX-Target") == "agenda-more":
        return render(request, "agenda/rows.html", context)
    counts = selectors.counts(actor, wanted)
    context |= {
        "counts": counts,
        "kinds": [
            Choice(kind.key, kind.name, kind.key == wanted.kind, kind.icon, counts.kinds[kind.key])
            for kind in (kinds.of(key) for key in sorted(counts.kinds))
        ],
        "sees_others": selectors.sees_others(actor),
        "may_configure": actor.may(Rights.CONFIGURE),
    }
    return render(request, "agenda/agenda.html", context)


def _answer(request: HttpRequest, item: Item, text: str, *, undo: bool, **context: object) -> HttpResponse:
    """The row as it is now, or back to the page where the button was."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    undo_url = reverse("agenda:reopen", args=[item.pk]) if undo else ""
    if request.headers.get("HX-Request"):
        hidden = selectors.out_of_sight(actor, [item])
        shown = {"item": item, "today": actor.today, "may_act": True, "hidden": hidden, **context}
        response = render(request, "agenda/item.html", shown)
        return toast_now(response, text, undo_url=undo_url) if text else response
    toast(request, text, undo_url=undo_url)
    return redirect("agenda:list")


@login_required
@require_POST
def done(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Say that an item is done."""
    actor = _actor(request)
    services.done(actor, item_id=item_id, note=request.POST.get("note", ""))
    item = selectors.item_of(actor, item_id)
    return _answer(request, item, _("已办完：%(title)s") % {"title": item.words}, undo=True)


@login_required
@require_POST
def skip(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Leave an item out, with the reason."""
    actor = _actor(request)
    try:
        services.skip(actor, item_id=item_id, reason=request.POST.get("reason", ""))
    except InvalidInput as refused:
        item = selectors.item_of(actor, item_id)
        error = "；".join(str(problem.message) for problem in refused.problems)
        if not request.headers.get("HX-Request"):
            toast(request, error)
            return redirect("agenda:list")
        hidden = selectors.out_of_sight(actor, [item])
        shown = {"item": item, "today": actor.today, "may_act": True, "error": error, "hidden": hidden}
        response = render(request, "agenda/item.html", shown, status=422)
        response["HX-Form"] = "1"
        return response
    item = selectors.item_of(actor, item_id)
    return _answer(request, item, _("已跳过：%(title)s") % {"title": item.words}, undo=True)


@login_required
@require_POST
def reopen(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Take back what was ended today."""
    actor = _actor(request)
    services.reopen(actor, item_id=item_id)
    item = selectors.item_of(actor, item_id)
    return _answer(request, item, _("已放回待办：%(title)s") % {"title": item.words}, undo=False)


@login_required
@require_GET
def history(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """The facts of one item."""
    actor = _actor(request)
    return render(
        request,
        "agenda/history.html",
        {"item": selectors.item_of(actor, item_id), "entries": selectors.history_of(actor, item_id)},
    )


@login_required
@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule, and who may change it."""
    actor = _actor(request)
    found = [(rule, kinds.of(rule.kind), wording.distances(rule)) for rule in selectors.rules()]
    return render(
        request, "agenda/rules.html", {"rules": found, "may_configure": actor.may(Rights.CONFIGURE)}
    )


@login_required
@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, rule_id: UUID | None = None) -> HttpResponse:
    """Make a rule, or change one."""
    actor = _actor(request)
    actor.require(Rights.CONFIGURE)
    held = selectors.rule_of(rule_id) if rule_id else None
    if request.method == "GET":
        form = RuleForm(initial=rule_initial(held) if held else {"lead_days": 7, "shift": "next"})
        return render(request, "agenda/rule.html", {"form": form, "rule": held})
    form = RuleForm(request.POST)
    try:
        if form.is_valid():
            saved = services.save_rule(actor, draft=form.draft(), rule_id=rule_id)
            toast(request, _("规则“%(name)s”已存") % {"name": saved})
            return redirect("agenda:rules")
    except Refusal as refused:
        form.take_refusal(refused)
    return render(request, "agenda/rule.html", {"form": form, "rule": held}, status=422)


@login_required
@require_POST
def close_rule(request: HttpRequest, rule_id: UUID) -> HttpResponse:
    """Stop a rule."""
    closed = services.close_rule(_actor(request), rule_id=rule_id)
    toast(request, _("规则“%(name)s”已停用，已有的待办还在") % {"name": closed})
    return redirect("agenda:rules")


@login_required
@require_POST
def run_rules(request: HttpRequest) -> HttpResponse:
    """Let the rules make items now, not only at night."""
    made = services.make_due(_actor(request))
    text = ngettext("新列入 %(n)s 项待办", "新列入 %(n)s 项待办", made.items) % {"n": made.items}
    toast(request, _("；").join((text, *made.problems)))
    return redirect("agenda:rules")
