"""People at an outlet."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from endcap.customers.outlets import purposes, selectors, services
from endcap.customers.outlets.forms import ContactForm, contact_initial
from endcap.customers.outlets.rights import Rights
from endcap.customers.outlets.views.asking import actor_of
from endcap.kernel.errors import Refusal
from endcap.ui.toasts import toast


@login_required
@require_http_methods(["GET", "POST"])
def new_contact(request: HttpRequest, outlet_id: UUID) -> HttpResponse:
    """Add a person at an outlet."""
    actor = actor_of(request)
    actor.require(Rights.EDIT)
    outlet = selectors.outlet_of(actor, outlet_id)
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_contact(actor, outlet_id=outlet_id, draft=form.draft())
            return redirect("outlets:outlet", outlet_id=outlet_id)
        except Refusal as refused:
            form.take_refusal(refused)
    return render(
        request,
        "outlets/contact.html",
        {"form": form, "outlet": outlet},
        status=422 if form.is_bound else 200,
    )


@login_required
@require_http_methods(["GET", "POST"])
def edit_contact(request: HttpRequest, outlet_id: UUID, contact_id: UUID) -> HttpResponse:
    """Change a person at an outlet."""
    actor = actor_of(request)
    actor.require(Rights.EDIT)
    contact = selectors.contact_of(actor, outlet_id, contact_id)
    form = ContactForm(request.POST or None, initial=contact_initial(contact))
    if request.method == "POST" and form.is_valid():
        try:
            services.update_contact(actor, outlet_id=outlet_id, contact_id=contact_id, draft=form.draft())
            return redirect("outlets:outlet", outlet_id=outlet_id)
        except Refusal as refused:
            form.take_refusal(refused)
    context = {"form": form, "outlet": contact.outlet, "contact": contact, "fields": purposes.FIELDS}
    return render(request, "outlets/contact.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def show_contact(request: HttpRequest, outlet_id: UUID, contact_id: UUID) -> HttpResponse:
    """Show a contact's numbers in full; who looked is kept."""
    contact = services.show_contact(actor_of(request), outlet_id=outlet_id, contact_id=contact_id)
    return render(
        request, "outlets/contact_card.html", {"contact": contact, "outlet": contact.outlet, "in_full": True}
    )


@login_required
@require_POST
def withdraw(request: HttpRequest, outlet_id: UUID, contact_id: UUID) -> HttpResponse:
    """The person no longer agrees to one datum."""
    actor = actor_of(request)
    services.withdraw_consent(
        actor, outlet_id=outlet_id, contact_id=contact_id, field=request.POST.get("field", "")
    )
    toast(request, _("已撤回，这一项已删除"))
    return redirect("outlets:outlet", outlet_id=outlet_id)
