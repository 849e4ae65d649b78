"""Bad debts, breaches, securities."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from endcap.cash.credit import selectors, services
from endcap.cash.credit.forms import BadDebtForm, BreachForm, OutcomeForm, SecurityForm, WordsForm
from endcap.cash.credit.models import BadDebt
from endcap.cash.credit.rights import Rights
from endcap.cash.credit.services import BadDebtDraft, BreachDraft, SecurityDraft
from endcap.cash.credit.views.asking import actor_of
from endcap.cash.credit.views.file import page_of
from endcap.customers.outlets import selectors as outlets
from endcap.kernel.actor import Actor
from endcap.ui.refusals import done
from endcap.ui.toasts import toast

State = BadDebt.State


@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """Bad debts and breaches of everybody whom the reader sees."""
    actor = actor_of(request)
    context = {
        "bad_debts": selectors.bad_debts(actor),
        "breaches": selectors.breaches(actor),
        "may_decide": actor.may(Rights.DECIDE),
        "outcome_form": OutcomeForm(),
    }
    return render(request, "credit/cases.html", context)


def _uuid(text: str) -> UUID | None:
    return UUID(text) if text else None


@require_http_methods(["GET", "POST"])
def open_bad_debt(request: HttpRequest, outlet_id: UUID) -> HttpResponse:
    """Record a bad debt."""
    actor = actor_of(request, Rights.CASES)
    payer = selectors.payer_of(actor, outlet_id)
    form = BadDebtForm(request.POST or None, people=outlets.possible_owners(actor))
    opened: list[BadDebt] = []

    def act() -> None:
        value = form.cleaned_data
        draft = BadDebtDraft(
            amount=value["amount"] or 0,
            happened_on=value["happened_on"],
            handler_id=_uuid(value["handler_id"]),
            cause=value["cause"],
            was_approved=value["was_approved"],
            approver_id=_uuid(value["approver_id"]),
            invoices=value["invoices"],
        )
        opened.append(services.open_bad_debt(actor, payer_id=outlet_id, draft=draft))

    if request.method == "POST" and done(form, act):
        toast(request, _("已登记 %(number)s") % {"number": opened[0].number})
        return redirect("credit:bad_debt", case_id=opened[0].pk)
    return render(request, "credit/bad_debt_new.html", {"payer": payer, "form": form})


@require_http_methods(["GET", "POST"])
def bad_debt(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """One case: proposal, decision with its reason, appeal, end."""
    actor = actor_of(request)
    found = selectors.bad_debt_of(actor, case_id)
    form = WordsForm(request.POST or None)
    act = request.POST.get("act", "")
    if request.method == "POST" and done(form, lambda: _say(actor, found, act, form)):
        toast(request, _("已记录"))
        return redirect("credit:bad_debt", case_id=case_id)
    is_concerned = actor.person_id in (found.handler_id, found.approver_id)
    acts = {
        "propose": found.state == State.OPEN and actor.may(Rights.CASES),
        "decide": found.state in (State.PROPOSED, State.APPEALED) and actor.may(Rights.DECIDE),
        "appeal": found.state == State.DECIDED and (is_concerned or actor.may(Rights.CASES)),
        "close": found.state == State.DECIDED and actor.may(Rights.DECIDE),
    }
    return render(request, "credit/bad_debt.html", {"case": found, "form": form, "acts": acts})


def _say(actor: Actor, found: BadDebt, act: str, form: WordsForm) -> None:
    words, reason = form.cleaned_data["words"], form.cleaned_data["reason"]
    if act == "decide":
        services.decide_bad_debt(actor, case_id=found.pk, decision=words, reason=reason)
    elif act == "appeal":
        services.appeal_bad_debt(actor, case_id=found.pk, appeal=words)
    elif act == "close":
        services.close_bad_debt(actor, case_id=found.pk)
    else:
        services.propose_for_bad_debt(actor, case_id=found.pk, proposal=words)


@require_http_methods(["GET", "POST"])
def add_breach(request: HttpRequest, outlet_id: UUID) -> HttpResponse:
    """Record a breach of the rules."""
    actor = actor_of(request, Rights.CASES)
    payer = selectors.payer_of(actor, outlet_id)
    form = BreachForm(request.POST or None, people=outlets.possible_owners(actor))

    def act() -> None:
        value = form.cleaned_data
        draft = BreachDraft(
            value["kind"], value["happened_on"], value["description"], _uuid(value["person_id"])
        )
        services.record_breach(actor, payer_id=outlet_id, draft=draft)

    if request.method == "POST" and done(form, act):
        toast(request, _("已登记违规"))
        return redirect("credit:file", outlet_id=outlet_id)
    return render(request, "credit/breach_new.html", {"payer": payer, "form": form})


@require_POST
def breach_outcome(request: HttpRequest, breach_id: UUID) -> HttpResponse:
    """What followed a breach."""
    actor = actor_of(request, Rights.DECIDE)
    form = OutcomeForm(request.POST)
    if done(form, lambda: services.end_breach(actor, breach_id=breach_id, **form.cleaned_data)):
        toast(request, _("已记录"))
        return redirect("credit:cases")
    context = {
        "bad_debts": selectors.bad_debts(actor),
        "breaches": selectors.breaches(actor),
        "may_decide": True,
        "outcome_form": form,
        "meant": str(breach_id),
    }
    return render(request, "credit/cases.html", context)


@require_POST
def add_security(request: HttpRequest, outlet_id: UUID) -> HttpResponse:
    """Note what secures a credit."""
    actor = actor_of(request, Rights.INVESTIGATE)
    form = SecurityForm(request.POST)

    def act() -> None:
        services.add_security(actor, payer_id=outlet_id, draft=SecurityDraft(**form.cleaned_data))

    if done(form, act):
        toast(request, _("已记下"))
        return redirect("credit:file", outlet_id=outlet_id)
    return page_of(request, actor, outlet_id, security_form=form)
