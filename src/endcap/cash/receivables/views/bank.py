"""Bank statements and what finance has arranged: accounts, permits, the policy."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from endcap.cash.receivables import selectors, services
from endcap.cash.receivables.forms import AccountForm, MatchForm, PermitForm, ReasonForm, StatementForm
from endcap.cash.receivables.rights import Rights
from endcap.cash.receivables.views.asking import actor_of, done
from endcap.kernel.actor import Actor
from endcap.org.people import selectors as people
from endcap.ui.toasts import toast


@require_GET
def bank(request: HttpRequest) -> HttpResponse:
    """Amounts that came in and nobody has matched yet."""
    return _bank(request, actor_of(request, Rights.POST))


def _bank(
    request: HttpRequest, actor: Actor, *, form: StatementForm | None = None, status: int = 200
) -> HttpResponse:
    accounts = [(str(one.pk), str(one)) for one in selectors.bank_accounts(actor)]
    context = {
        "lines": selectors.lines_to_match(actor),
        "count": selectors.open_lines(actor),
        "has_accounts": bool(accounts),
        "form": form or StatementForm(accounts=accounts),
    }
    return render(request, "receivables/bank.html", context, status=status)


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Import a statement."""
    actor = actor_of(request, Rights.POST)
    accounts = [(str(one.pk), str(one)) for one in selectors.bank_accounts(actor)]
    form = StatementForm(request.POST, request.FILES, accounts=accounts)
    made: list[services.Imported] = []

    def act() -> None:
        sent = form.cleaned_data["file"]
        account_id = UUID(form.cleaned_data["account"])
        made.append(
            services.import_statement(actor, account_id=account_id, file_name=sent.name, content=sent.read())
        )

    if not done(form, act):
        return _bank(request, actor, form=form, status=422)
    said = _("读到 %(lines)s 笔到账，其中 %(known)s 笔以前已有。")
    toast(request, said % {"lines": made[0].lines, "known": made[0].known})
    return redirect("receivables:bank")


@require_POST
def match(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """This amount came from this payer."""
    actor = actor_of(request, Rights.POST)
    form = MatchForm(request.POST, find=lambda code: selectors.payer_by_code(actor, code))
    if done(form, lambda: services.match_line(actor, line_id=line_id, payer_id=form.cleaned_data["payer"])):
        toast(request, _("已入账，收据已开。"))
    else:
        toast(request, "；".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect("receivables:bank")


@require_POST
def set_aside(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """This amount is no payment for goods."""
    actor = actor_of(request, Rights.POST)
    form = ReasonForm(request.POST)
    if done(
        form, lambda: services.set_line_aside(actor, line_id=line_id, reason=form.cleaned_data["reason"])
    ):
        toast(request, _("已放到一边。"))
    else:
        toast(request, "；".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect("receivables:bank")


@require_GET
def house(request: HttpRequest) -> HttpResponse:
    """Accounts paid into, permits to collect, the policy."""
    return _house(request, actor_of(request))


def _house(
    request: HttpRequest,
    actor: Actor,
    *,
    account: AccountForm | None = None,
    permit: PermitForm | None = None,
    status: int = 200,
) -> HttpResponse:
    may_permit = actor.may(Rights.PERMIT)
    context = {
        "accounts": selectors.bank_accounts(actor),
        "permits": selectors.permits(actor),
        "policies": selectors.policy_versions(actor),
        "today": actor.today,
        "may_permit": may_permit,
        "account_form": account or AccountForm(),
        "permit_form": (permit or _permit_form(actor)) if may_permit else None,
    }
    return render(request, "receivables/house.html", context, status=status)


def _permit_form(actor: Actor, posted: object = None) -> PermitForm:
    return PermitForm(
        posted,
        find=lambda code: selectors.payer_by_code(actor, code),
        people=[(str(one.pk), one.name) for one in people.active_people(actor)],
        initial={"valid_to": actor.today},
    )


@require_POST
def add_account(request: HttpRequest) -> HttpResponse:
    """Name an account of ours."""
    actor = actor_of(request, Rights.PERMIT)
    form = AccountForm(request.POST)
    if done(form, lambda: services.add_bank_account(actor, **form.cleaned_data)):
        toast(request, _("账户已加。"))
        return redirect("receivables:house")
    return _house(request, actor, account=form, status=422)


@require_POST
def add_permit(request: HttpRequest) -> HttpResponse:
    """Permit a rep to collect."""
    actor = actor_of(request, Rights.PERMIT)
    form = _permit_form(actor, request.POST)

    def act() -> None:
        value = form.cleaned_data
        services.permit_collection(
            actor,
            payer_id=value["payer"],
            rep_id=UUID(value["rep_id"]),
            limit=value["limit"] or 0,
            valid_to=value["valid_to"],
            reason=value["reason"],
        )

    if done(form, act):
        toast(request, _("已批准代收。"))
        return redirect("receivables:house")
    return _house(request, actor, permit=form, status=422)
