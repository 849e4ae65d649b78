"""Registration links: make, copy, end."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from endcap.customers.merchants import selectors, services
from endcap.customers.merchants.forms import LinkForm
from endcap.customers.merchants.rights import Rights
from endcap.customers.merchants.views.asking import actor_of, done
from endcap.customers.outlets import selectors as outlets
from endcap.ui.toasts import toast


@require_http_methods(["GET", "POST"])
def links(request: HttpRequest) -> HttpResponse:
    """The links of the reader's people, and a form for a new one."""
    actor = actor_of(request, Rights.INVITE)
    owners = outlets.possible_owners(actor)
    form = LinkForm(request.POST or None, owners=owners, chosen=actor.person_id)
    if request.method == "POST" and done(form, lambda: services.create_link(actor, form.draft)):
        toast(request, _("链接已建好，复制后发给店主"))
        return redirect("merchants:links")
    shown = [
        (row, request.build_absolute_uri(reverse("portal:join", args=[services.token_of(row.link.pk)])))
        for row in selectors.join_links(actor)
    ]
    return render(request, "merchants/links.html", {"form": form, "links": shown})


@require_POST
def end_link(request: HttpRequest, link_id: UUID) -> HttpResponse:
    """Nobody registers by this link any more."""
    link = services.end_link(actor_of(request, Rights.INVITE), link_id=link_id)
    toast(request, _("已停用链接“%(label)s”") % {"label": link.label})
    return redirect("merchants:links")
