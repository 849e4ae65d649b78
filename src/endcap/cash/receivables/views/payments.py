"""Payments: the list, one payment, and the steps that finance takes with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from endcap.cash.receivables import selectors, services
from endcap.cash.receivables.forms import PaymentForm, ReasonForm
from endcap.cash.receivables.models import Payment
from endcap.cash.receivables.rights import Rights
from endcap.cash.receivables.selectors import PaymentFilter
from endcap.cash.receivables.views.asking import actor_of, address, asked, done, foot_of, is_part
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere, Refusal, RightMissing
from endcap.kernel.ids import new_id
from endcap.ui.toasts import toast

_STEPS: Mapping[str, Callable[[Actor, UUID, str], object]] = {
    "confirm": lambda actor, id, _why: services.confirm_payment(actor, payment_id=id),
    "hand-over": lambda actor, id, _why: services.hand_over(actor, payment_ids=[id]),
    "allocate": lambda actor, id, _why: services.allocate(actor, payment_id=id),
    "reject": lambda actor, id, why: services.reject_payment(actor, payment_id=id, reason=why),
    "reverse": lambda actor, id, why: services.reverse_payment(actor, payment_id=id, reason=why),
}


@require_GET
def payments(request: HttpRequest) -> HttpResponse:
    """Payments, the newest first."""
    actor = actor_of(request)
    value = asked(request)
    state = value["view"] if value["view"] in Payment.State.values else ""
    wanted = PaymentFilter(state, value["q"] or "", value["payer"])
    page = selectors.payments_page(actor, wanted, after=value["after"] or "", before=value["before"] or "")
    counts = selectors.payment_counts(actor)
    context = {
        "page": page,
        "wanted": wanted,
        "views": [
            (key, label, counts.get(key), address(request, view=key))
            for key, label in (("", pgettext("payments", "全部")), *Payment.State.choices)
        ],
        "foot": foot_of(request, page),
        "may_collect": actor.may(Rights.COLLECT),
    }
    template = "receivables/payment_rows.html" if is_part(request) else "receivables/payments.html"
    return render(request, template, context)


@require_http_methods(["GET", "POST"])
def new_payment(request: HttpRequest) -> HttpResponse:
    """Write down money: finance has it at once, everybody else reports it to finance."""
    actor = actor_of(request, Rights.COLLECT)
    accounts = [(str(one.pk), str(one)) for one in selectors.bank_accounts(actor) if one.is_open]
    form = PaymentForm(
        request.POST if request.method == "POST" else None,
        find=lambda code: selectors.payer_by_code(actor, code),
        accounts=accounts,
        initial={
            "payer": request.GET.get("payer_code", ""),
            "paid_on": actor.today,
            "bank_account_id": accounts[0][0] if len(accounts) == 1 else "",
        },
    )
    has_it = actor.may(Rights.POST)
    made: list[Payment] = []

    def write() -> None:
        write_down = services.record_payment if has_it else services.report_payment
        made.append(write_down(actor, id=new_id(actor.now), draft=form.draft()))

    if request.method == "POST" and done(form, write):
        toast(request, _("收据 %(no)s") % {"no": made[0].receipt_no} if has_it else _("已报给财务。"))
        return redirect("receivables:payment", made[0].pk)
    context = {"form": form, "has_it": has_it, "has_accounts": bool(accounts)}
    return render(request, "receivables/new_payment.html", context, status=422 if form.errors else 200)


@require_GET
def payment(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """One payment: what it is, and what it has paid."""
    return _payment(request, payment_id, ReasonForm())


def _payment(request: HttpRequest, payment_id: UUID, form: ReasonForm, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    found = selectors.payment_of(actor, payment_id)
    context = {
        "payment": found,
        "allocations": selectors.allocations_of(found.pk),
        "form": form,
        "may_post": actor.may(Rights.POST),
        "may_reverse": found.state in ("received", "with_rep")
        and found.method not in ("credit", "deduction"),
    }
    return render(request, "receivables/payment.html", context, status=status)


@require_POST
def step(request: HttpRequest, payment_id: UUID, step: str) -> HttpResponse:
    """Confirm, hand over, allocate, reject or reverse."""
    actor = actor_of(request, Rights.POST)
    if step not in _STEPS:
        raise Http404
    form = ReasonForm(request.POST)
    if step not in ("reject", "reverse"):
        form.fields["reason"].required = False
    selectors.payment_of(actor, payment_id)
    if done(form, lambda: _STEPS[step](actor, payment_id, form.cleaned_data["reason"])):
        toast(request, _("办好了。"))
        return redirect("receivables:payment", payment_id)
    return _payment(request, payment_id, form, status=422)


@require_POST
def undo_allocation(request: HttpRequest, allocation_id: UUID) -> HttpResponse:
    """The payment did not pay this item."""
    actor = actor_of(request, Rights.POST)
    try:
        found = services.undo_allocation(actor, allocation_id=allocation_id)
    except (NotFoundHere, RightMissing):
        raise
    except Refusal as refusal:
        toast(request, refusal.message)
        return redirect("receivables:payments")
    toast(request, _("核销已撤销。"))
    return redirect("receivables:payment", found.payment_id)
