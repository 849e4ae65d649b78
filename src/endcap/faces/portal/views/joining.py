"""A shop owner registers: opens the link, fills in, gets a number."""

from __future__ import annotations

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from endcap.customers.merchants import services as merchants
from endcap.customers.merchants.errors import LinkOver
from endcap.faces.portal.forms import FILES, JoinForm
from endcap.faces.portal.notice import lines
from endcap.kernel import clock
from endcap.kernel.actor import Actor
from endcap.kernel.errors import Refusal
from endcap.kernel.ids import new_id
from endcap.mechanisms.evidence import reading
from endcap.mechanisms.evidence.services import Sent

_SALT = "endcap.portal.receipt"


def nobody() -> Actor:
    """Whoever opens a link; what he may do is narrowed by the service."""
    return Actor.system(now=clock.now(), name="portal")


def over(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return render(request, "portal/over.html", {"refusal": refusal}, status=refusal.status)


@never_cache
@sensitive_post_parameters("account_no", "legal_person", "contact_phone")
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The registration form behind a link."""
    actor = nobody()
    try:
        link = merchants.open_link(actor, token)
    except Refusal as refusal:
        known = _sent_before(request, actor, token)
        return known or over(request, refusal)
    form = JoinForm(request.POST or None, request.FILES or None, initial={"id": new_id(actor.now)})
    if request.method == "POST" and form.is_valid():
        try:
            merchants.knock(actor, token=token, sender=request.META.get("REMOTE_ADDR", ""))
            receipt = merchants.join(
                actor, token=token, draft=form.draft, photos=_photos(request), id=form.cleaned_data["id"]
            )
        except Refusal as refusal:
            form.take(refusal)
        else:
            signed = signing.dumps(receipt.number, salt=_SALT)
            return redirect("portal:done", token=token, receipt=signed)
    context = {"form": form, "link": link, "notice": lines(), "files_lost": bool(request.FILES)}
    return render(request, "portal/join.html", context, status=422 if form.is_bound else 200)


def _sent_before(request: HttpRequest, actor: Actor, token: str) -> HttpResponse | None:
    """The same form again after the last use of the link was his own: the receipt, not a refusal."""
    if request.method != "POST":
        return None
    form = JoinForm(request.POST)
    if not form.is_valid():
        return None
    try:
        receipt = merchants.join(actor, token=token, draft=form.draft, id=form.cleaned_data["id"])
    except Refusal:
        return None
    return redirect("portal:done", token=token, receipt=signing.dumps(receipt.number, salt=_SALT))


def _photos(request: HttpRequest) -> dict[str, list[Sent]]:
    found: dict[str, list[Sent]] = {}
    for kind, name in FILES.items():
        for one in request.FILES.getlist(name):
            reading.refuse_size(one.size or 0, one.name or "")
            found.setdefault(kind, []).append(Sent(one.read(), one.name or ""))
    return found


@never_cache
@require_GET
def done(request: HttpRequest, token: str, receipt: str) -> HttpResponse:
    """The number to keep. Only who registered holds its signed form."""
    try:
        number = signing.loads(receipt, salt=_SALT, max_age=24 * 3600)
    except signing.BadSignature:
        return over(request, LinkOver())
    return render(request, "portal/done.html", {"number": number})
