"""The ageing board, open items, the account of one customer, the month."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from endcap.cash.receivables import selectors, services, wording
from endcap.cash.receivables.forms import NoteForm
from endcap.cash.receivables.rights import Rights
from endcap.cash.receivables.selectors import ItemFilter
from endcap.cash.receivables.selectors.ageing import AgeLine
from endcap.cash.receivables.views.asking import actor_of, address, asked, done, foot_of, is_part
from endcap.ui.figures import money_text, number_text, percent_text
from endcap.ui.parts import Choice, Kpi
from endcap.ui.toasts import toast


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Who owes how much for how long; each figure leads to its items."""
    actor = actor_of(request)
    value = asked(request)
    by = value["by"] or "unit"
    board = selectors.ageing(actor, by=by, unit_id=value["unit"], owner_id=value["owner"])
    share = board.total.overdue * 10_000 // board.total.total if board.total.total else 0
    context = {
        "board": board,
        "buckets": [(key, wording.bucket(key)) for key in selectors.KEYS],
        "kpis": [
            Kpi(_("应收合计"), money_text(board.total.total, 0), _("元"), url=reverse("receivables:items")),
            Kpi(
                _("其中逾期"),
                money_text(board.total.overdue, 0),
                _("元"),
                comparison=_("占 %(share)s") % {"share": percent_text(share)},
                url=reverse("receivables:items") + "?bucket=overdue",
            ),
            Kpi(_("未结单数"), number_text(board.total.items), _("张")),
            Kpi(
                _("周转天数"),
                "–" if board.dso is None else number_text(board.dso),
                _("天"),
                comparison=_("应收 ÷ 近 90 天赊销 × 90"),
            ),
        ],
        "choices": [
            Choice(key, label, key == board.by, url=address(request, by=key))
            for key, label in (("unit", _("按单位")), ("owner", _("按负责人")), ("customer", _("按客户")))
        ],
        "lines": [(line, _drill(board.by, line)) for line in board.lines],
        "may_collect": actor.may(Rights.COLLECT),
    }
    return render(request, "receivables/overview.html", context)


def _drill(by: str, line: AgeLine) -> str:
    if by == "customer":
        return reverse("receivables:account", args=[line.id])
    return f"{reverse('receivables:overview')}?by=customer&{by}={line.id}"


@require_GET
def items(request: HttpRequest) -> HttpResponse:
    """Open items, the longest overdue first."""
    actor = actor_of(request)
    value = asked(request)
    bucket = value["bucket"] if value["bucket"] in (*selectors.KEYS, "overdue") else ""
    wanted = ItemFilter(value["q"] or "", bucket, value["unit"], value["owner"], value["payer"])
    page = selectors.items_page(actor, wanted, after=value["after"] or "", before=value["before"] or "")
    context = {
        "page": page,
        "wanted": wanted,
        "sum": selectors.items_sum(actor, wanted),
        "today": actor.today,
        "views": [
            (key, label, address(request, bucket=key))
            for key, label in (
                ("", pgettext("open items", "全部未结")),
                ("overdue", _("逾期")),
                *((key, wording.bucket(key)) for key in selectors.KEYS),
            )
        ],
        "foot": foot_of(request, page),
    }
    template = "receivables/item_rows.html" if is_part(request) else "receivables/items.html"
    return render(request, template, context)


@require_GET
def account(request: HttpRequest, outlet_id: UUID) -> HttpResponse:
    """The account of one customer."""
    return _account(request, outlet_id, NoteForm())


def _account(request: HttpRequest, outlet_id: UUID, form: NoteForm, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    value = asked(request)
    found = selectors.account_of(actor, outlet_id, since=value["since"], until=value["until"])
    context = {
        "account": found,
        "today": actor.today,
        "kpis": [
            Kpi(_("欠款"), money_text(found.standing.owed), _("元")),
            Kpi(_("其中逾期"), money_text(found.standing.overdue_amount), _("元")),
            Kpi(_("可用预收"), money_text(found.standing.advance), _("元")),
            Kpi(_("订单占用"), money_text(found.earmarked), _("元")),
        ],
        "movements": [(one, wording.movement(one.kind)) for one in found.movements],
        "form": form,
        "may_collect": actor.may(Rights.COLLECT),
        "may_post": actor.may(Rights.POST),
    }
    return render(request, "receivables/account.html", context, status=status)


@require_POST
def add_note(request: HttpRequest, outlet_id: UUID) -> HttpResponse:
    """Keep what was said and promised."""
    actor = actor_of(request, Rights.COLLECT)
    form = NoteForm(request.POST)
    selectors.account_of(actor, outlet_id)
    if done(form, lambda: services.note_talk(actor, payer_id=outlet_id, **form.cleaned_data)):
        toast(request, _("记下了。"))
        return redirect("receivables:account", outlet_id)
    return _account(request, outlet_id, form, status=422)


@require_GET
def month(request: HttpRequest) -> HttpResponse:
    """The collections of a month with everything that is out of order (F23)."""
    actor = actor_of(request)
    first = (asked(request)["month"] or actor.today).replace(day=1)
    found = selectors.month_of(actor, first)
    context = {
        "month": found,
        "kpis": [
            Kpi(_("本月开单"), money_text(found.invoiced, 0), _("元")),
            Kpi(_("本月到期"), money_text(found.due, 0), _("元")),
            Kpi(_("本月到账"), money_text(found.received, 0), _("元")),
            Kpi(
                _("到期回款率"),
                "–" if found.collection_bp is None else percent_text(found.collection_bp),
                comparison=_("到期单已收 ÷ 到期"),
            ),
        ],
        "appraisals": selectors.appraisals(actor),
    }
    return render(request, "receivables/month.html", context)
