"""The credit file of one customer, the application form, blocking."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from endcap.cash.credit import selectors, services
from endcap.cash.credit.forms import ApplicationForm, BlockForm, SecurityForm
from endcap.cash.credit.models import Application
from endcap.cash.credit.rights import Rights
from endcap.cash.credit.selectors import CreditFile
from endcap.cash.credit.views.asking import actor_of
from endcap.kernel.actor import Actor
from endcap.mechanisms.questions import pages
from endcap.ui.figures import date_text, money_text
from endcap.ui.parts import Kpi
from endcap.ui.refusals import done
from endcap.ui.toasts import toast


def page_of(request: HttpRequest, actor: Actor, payer_id: UUID, **more: Any) -> HttpResponse:
    """The file, with forms that were just refused."""
    found = selectors.file_of(actor, payer_id)
    owing = selectors.owing_of([payer_id], actor.today).get(payer_id, selectors.Owing())
    opened = next((one for one in found.investigations if one.done_on is None), None)
    may_apply = actor.may(Rights.APPLY)
    asked = found.open_application
    context = {
        "file": found,
        "payer": found.payer,
        "line": found.line,
        "owing": owing,
        "kpis": _kpis(found, owing),
        "opened": opened,
        "asked": asked,
        "may_investigate": actor.may(Rights.INVESTIGATE),
        "may_apply": may_apply and asked is None and found.fresh is not None,
        "may_change": may_apply
        and asked is not None
        and asked.state == Application.State.RETURNED
        and asked.made_by_id == actor.person_id,
        "may_withdraw": may_apply and asked is not None and asked.made_by_id == actor.person_id,
        "may_block": actor.may(Rights.BLOCK),
        "may_record": actor.may(Rights.CASES),
        "is_modern": found.payer.channel.family == "modern",
        "block_form": BlockForm(),
        "security_form": SecurityForm(),
        **more,
    }
    return render(request, "credit/file.html", context)


def _kpis(found: CreditFile, owing: selectors.Owing) -> list[Kpi]:
    line = found.line
    until = date_text(line.valid_to) if line.valid_to else ""
    withdraw = (
        _("待收回 %(amount)s") % {"amount": money_text(line.to_withdraw, 0)} if line.to_withdraw else ""
    )
    return [
        Kpi(
            _("授信额度"),
            money_text(line.limit, 0),
            comparison=_("到 %(until)s") % {"until": until} if until else "",
        ),
        Kpi(_("可用额度"), money_text(line.free, 0), comparison=withdraw),
        Kpi(_("已用额度"), money_text(line.used, 0)),
        Kpi(_("订单占用"), money_text(line.held, 0)),
        Kpi(
            _("逾期未付"),
            money_text(owing.overdue, 0),
            comparison=_("共欠 %(owed)s") % {"owed": money_text(owing.owed, 0)},
        ),
    ]


@require_GET
def file(request: HttpRequest, outlet_id: UUID) -> HttpResponse:
    """Limit, use, investigations, applications, securities and cases of one customer."""
    return page_of(request, actor_of(request), outlet_id)


@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest, outlet_id: UUID) -> HttpResponse:
    """Ask for a limit, with the suggestion beside it."""
    actor = actor_of(request, Rights.APPLY)
    found = selectors.file_of(actor, outlet_id)
    asked = found.open_application
    ground = asked.investigation if asked else found.fresh
    form = ApplicationForm(request.POST or None, initial=_initial(actor, found, asked))
    if request.method == "POST" and done(
        form, lambda: services.apply_for_limit(actor, payer_id=outlet_id, **_values(form))
    ):
        toast(request, _("已提交额度申请，等审批"))
        return redirect("credit:file", outlet_id=outlet_id)
    band = (
        pages.band_text(selectors.investigation_of(actor, ground.pk).reply.version.definition, ground.band)
        if ground
        else ""
    )
    context = {
        "file": found,
        "payer": found.payer,
        "line": found.line,
        "ground": ground,
        "band": band,
        "form": form,
    }
    return render(request, "credit/apply.html", context)


def _values(form: ApplicationForm) -> dict[str, Any]:
    value = form.cleaned_data
    return {
        "amount": value["amount"] or 0,
        "term_days": value["term_days"],
        "valid_to": value["valid_to"],
        "reason": value["reason"],
        "currency": value["currency"] or "CNY",
    }


def _initial(actor: Actor, found: CreditFile, asked: Application | None) -> dict[str, Any]:
    if asked is not None:
        return {
            "amount": money_text(asked.amount),
            "term_days": asked.term_days,
            "valid_to": asked.valid_to,
            "reason": asked.reason,
        }
    suggested = found.fresh.suggested if found.fresh else 0
    return {
        "amount": money_text(suggested) if suggested else "",
        "term_days": 30,
        "valid_to": actor.today + timedelta(days=365),
    }


@require_POST
def withdraw(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Take an application back."""
    found = services.withdraw_application(actor_of(request, Rights.APPLY), application_id=application_id)
    toast(request, _("已撤回额度申请"))
    return redirect("credit:file", outlet_id=found.payer_id)


@require_POST
def block(request: HttpRequest, outlet_id: UUID) -> HttpResponse:
    """Stop the credit of a customer."""
    actor = actor_of(request, Rights.BLOCK)
    form = BlockForm(request.POST)
    if done(form, lambda: services.block(actor, payer_id=outlet_id, reason=form.cleaned_data["reason"])):
        toast(request, _("已停用信用"))
        return redirect("credit:file", outlet_id=outlet_id)
    return page_of(request, actor, outlet_id, block_form=form)


@require_POST
def unblock(request: HttpRequest, outlet_id: UUID) -> HttpResponse:
    """Let a customer have credit again."""
    services.unblock(actor_of(request, Rights.BLOCK), payer_id=outlet_id)
    toast(request, _("已恢复信用"))
    return redirect("credit:file", outlet_id=outlet_id)
