"""The office invites people of a customer, and ends what it gave."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from endcap.customers.outlets import selectors as outlets
from endcap.customers.representatives import selectors, services
from endcap.customers.representatives.forms import InviteForm
from endcap.customers.representatives.rights import Rights
from endcap.kernel.actor import Actor
from endcap.ui.refusals import done
from endcap.ui.toasts import toast


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Rights.INVITE)
    return actor


@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, outlet_id: UUID) -> HttpResponse:
    """Open invitations of an outlet, and a form for a new one."""
    actor = _actor(request)
    outlet = outlets.outlet_of(actor, outlet_id)
    form = InviteForm(request.POST or None, initial={"name": outlet.contact_name, "phone": outlet.phone})
    if request.method == "POST" and done(
        form, lambda: services.invite(actor, outlet_id=outlet_id, **form.cleaned_data)
    ):
        toast(request, _("链接已生成，复制后发给本人"))
        return redirect("representatives:invite", outlet_id=outlet_id)
    invited = [
        (one, request.build_absolute_uri(reverse("portal:accept", args=[services.token_of(one.pk)])))
        for one in selectors.open_invitations(actor, outlet_id)
    ]
    context = {"form": form, "outlet": outlet, "invited": invited}
    return render(request, "representatives/invite.html", context, status=422 if form.is_bound else 200)


@require_POST
def take_back(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """The invitation opens nothing any more."""
    invitation = services.take_back(_actor(request), invitation_id=invitation_id)
    toast(request, _("邀请已收回"))
    return redirect("representatives:invite", outlet_id=invitation.outlet_id)


@require_POST
def end(request: HttpRequest, representative_id: UUID) -> HttpResponse:
    """Somebody signs in for this outlet no more."""
    seat = services.end(_actor(request), representative_id=representative_id)
    toast(request, _("已停用，对方马上不能再登录这家店"))
    return redirect(reverse("outlets:outlet", args=[seat.outlet_id]) + "#portal")
