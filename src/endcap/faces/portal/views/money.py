"""A customer's account: what is owed, what is due, what was paid; and a transfer that he tells of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from endcap.cash.receivables import selectors as receivables
from endcap.cash.receivables import services
from endcap.cash.receivables.models import Payment
from endcap.customers.outlets.models import Outlet
from endcap.faces.portal.forms import TransferForm
from endcap.faces.portal.views.asking import actor_of, shop_of, show
from endcap.kernel.actor import Actor
from endcap.kernel.ids import new_id
from endcap.ui.refusals import done
from endcap.ui.toasts import toast


@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """The room of money. A shop whose head office pays is told so."""
    actor = actor_of(request)
    shop, shops = shop_of(request)
    if shop is None:
        return show(request, "portal/choose.html", "account", {"shops": shops, "go_to": "portal:account"})
    terms = receivables.contract_for(shop.pk, actor.today)
    payer_id = terms.payer_id if terms else shop.pk
    if payer_id not in actor.represents:
        return show(request, "portal/account_elsewhere.html", "account", {"shop": shop})
    accounts = [one for one in receivables.bank_accounts(actor) if one.is_open]
    form = TransferForm(
        request.POST or None,
        accounts=[(str(one.pk), f"{one.bank_name} {one.account_no}") for one in accounts],
        initial={"paid_on": actor.today, "id": new_id(actor.now)},
    )
    if request.method == "POST" and done(
        form,
        lambda: services.report_payment(actor, id=form.cleaned_data["id"], draft=form.draft(payer_id)),
    ):
        toast(request, _("收到了，财务核对后入账"))
        return redirect(f"{reverse('portal:account')}?outlet={shop.pk}")
    context = {**_context(actor, shop, payer_id), "form": form, "accounts": accounts}
    return show(request, "portal/account.html", "account", context, status=422 if form.is_bound else 200)


_TONES: Mapping[str, str] = {
    Payment.State.REPORTED: "warn",
    Payment.State.WITH_REP: "warn",
    Payment.State.RECEIVED: "ok",
    Payment.State.REJECTED: "bad",
    Payment.State.REVERSED: "mute",
}


def _context(actor: Actor, shop: Outlet, payer_id: Any) -> dict[str, Any]:
    found = receivables.account_of(actor, payer_id)
    overdue = sum(item.open for item in found.standing.overdue)
    payments = [(one, _TONES.get(one.state, ""), one.get_state_display()) for one in found.payments[:10]]
    return {"shop": shop, "account": found, "overdue": overdue, "payments": payments, "today": actor.today}
