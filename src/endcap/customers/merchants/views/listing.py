"""The list of merchants."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from endcap.customers.merchants import selectors
from endcap.customers.merchants.forms import ListForm
from endcap.customers.merchants.models import Merchant
from endcap.customers.merchants.rights import Rights
from endcap.customers.merchants.selectors import EXPIRED, EXPIRING, VIEWS, MerchantFilter
from endcap.customers.merchants.views.asking import actor_of
from endcap.ui.parts import Foot

_ORDER = (
    Merchant.State.DRAFT,
    Merchant.State.SUBMITTED,
    Merchant.State.RETURNED,
    Merchant.State.APPROVED,
    EXPIRING,
    EXPIRED,
    Merchant.State.SUSPENDED,
    Merchant.State.REJECTED,
)


def _label(view: str) -> str:
    if view == EXPIRING:
        return _("30 天内到期")
    if view == EXPIRED:
        return _("执照过期")
    return str(Merchant.State(view).label) if view else pgettext("merchant list", "全部")


def _address(request: HttpRequest, **changes: str) -> str:
    params = request.GET.copy()
    for key in ("after", "before", *changes):
        params.pop(key, None)
    params.update({key: value for key, value in changes.items() if value})
    return f"?{params.urlencode()}" if params else request.path


@require_GET
def merchants(request: HttpRequest) -> HttpResponse:
    """Merchants by state, newest change first."""
    actor = actor_of(request)
    form = ListForm(request.GET)
    form.is_valid()
    value = form.cleaned_data
    view = value.get("view", "")
    wanted = MerchantFilter(view if view in VIEWS else "", value.get("q", ""))
    page = selectors.merchants_page(
        actor, wanted, after=value.get("after", ""), before=value.get("before", "")
    )
    counts = selectors.counts(actor)
    context = {
        "page": page,
        "wanted": wanted,
        "total": counts[""],
        "views": [
            (view, _label(view), counts[view], _address(request, view=view))
            for view in ("", *_ORDER)
            if not view or counts[view] or view == wanted.view
        ],
        "foot": Foot(
            first=1 if page.rows else 0,
            last=len(page.rows),
            previous=_address(request, before=page.previous) if page.previous else "",
            next=_address(request, after=page.next) if page.next else "",
        ),
        "may_edit": actor.may(Rights.EDIT),
        "may_invite": actor.may(Rights.INVITE),
        "may_import": actor.may(Rights.IMPORT),
        "may_export": actor.may(Rights.EXPORT),
        "export_url": f"{reverse('exchange:export', args=['merchants'])}?"
        + urlencode({"view": wanted.view, "q": wanted.text}),
    }
    is_part = bool(request.headers.get("HX-Request"))
    return render(request, "merchants/rows.html" if is_part else "merchants/list.html", context)
