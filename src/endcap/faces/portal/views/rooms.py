"""The rooms of a customer: welcome, home."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from endcap.cash.orders import selectors as orders
from endcap.cash.orders import wording
from endcap.customers.representatives import selectors
from endcap.customers.representatives import services as representatives
from endcap.faces.portal.forms import WelcomeForm
from endcap.faces.portal.views.asking import actor_of, show
from endcap.faces.portal.views.joining import nobody, over
from endcap.kernel.errors import Refusal
from endcap.ui.refusals import done


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The shops for which the person acts, and whom to ask."""
    actor = actor_of(request)
    shops = selectors.own_outlets(actor)
    latest = orders.orders_page(actor, orders.OrderFilter(), limit=3).rows if shops else ()
    context = {"outlets": shops, "orders": [(one, *wording.state_of(one)) for one in latest]}
    return show(request, "portal/home.html", "home", context)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, invitation: str) -> HttpResponse:
    """Somebody who was invited chooses his password; then he signs in with it."""
    actor = nobody()
    try:
        held = representatives.open_invitation(actor, invitation)
    except Refusal as refusal:
        return over(request, refusal)
    form = WelcomeForm(request.POST or None)
    if request.method == "POST" and done(
        form,
        lambda: representatives.accept(actor, token=invitation, password=form.cleaned_data["password"]),
    ):
        return render(request, "portal/welcomed.html", {"invitation": held})
    context = {"form": form, "invitation": held}
    return render(request, "portal/welcome.html", context, status=422 if form.is_bound else 200)
