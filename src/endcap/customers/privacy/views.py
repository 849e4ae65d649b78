"""The pages of personal data: requests, consents, how long things are kept, and what is kept at all."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from endcap.customers.outlets import purposes
from endcap.customers.outlets import selectors as outlets
from endcap.customers.privacy import catalogue, selectors, services
from endcap.customers.privacy.forms import ClassForm, ConsentForm, DaysForm, OutcomeForm, RequestForm
from endcap.customers.privacy.models import SubjectRequest
from endcap.customers.privacy.rights import Rights
from endcap.customers.privacy.services.requesting import identity_of
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere, Refusal
from endcap.kernel.rights import Right
from endcap.ui.toasts import toast


def _actor(request: HttpRequest, right: Right = Rights.VIEW) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(right)
    return actor


@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """What people asked for."""
    actor = _actor(request)
    closed = request.GET.get("state") == "closed"
    return render(
        request,
        "privacy/requests.html",
        {
            "tab": "requests",
            "requests": selectors.requests(actor, closed=closed),
            "closed": closed,
            "today": actor.today,
            "open_count": selectors.count_open(actor),
            "may_handle": actor.may(Rights.HANDLE),
        },
    )


@require_http_methods(["GET", "POST"])
def new_request(request: HttpRequest) -> HttpResponse:
    """Enter a request."""
    actor = _actor(request, Rights.HANDLE)
    form = RequestForm(request.POST or None, initial={"received_on": actor.today})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.open_request(actor, **form.cleaned_data)
        except Refusal as refusal:
            form.take_refusal(refusal)
        else:
            toast(request, _("已登记 %(number)s") % {"number": made.number})
            return redirect("privacy:request", request_id=made.pk)
    return render(request, "privacy/new_request.html", {"form": form}, status=422 if form.errors else 200)


def _request_page(
    request: HttpRequest, actor: Actor, shown: SubjectRequest, form: OutcomeForm | None = None
) -> HttpResponse:
    found = selectors.held_about(actor, identity_of(shown)) if shown.is_open else []
    return render(
        request,
        "privacy/request.html",
        {
            "request_shown": shown,
            "found": found,
            "records": sum(len(one.records) for one in found),
            "form": form or OutcomeForm(),
            "today": actor.today,
            "may_handle": actor.may(Rights.HANDLE) and shown.is_open,
        },
        status=422 if form is not None and form.errors else 200,
    )


@require_GET
def one_request(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One request, and what is held about the person."""
    actor = _actor(request, Rights.HANDLE)
    return _request_page(request, actor, selectors.request_of(actor, request_id))


@require_POST
def close_request(request: HttpRequest, request_id: UUID, how: str) -> HttpResponse:
    """Answer, refuse or carry out a request."""
    actor = _actor(request, Rights.HANDLE)
    form = OutcomeForm(request.POST)
    form.is_valid()
    outcome = form.cleaned_data.get("outcome", "")
    try:
        if how == "erase":
            done = services.erase(actor, request_id=request_id)
        elif how == "refuse":
            done = services.refuse_request(actor, request_id=request_id, outcome=outcome)
        else:
            done = services.answer(actor, request_id=request_id, outcome=outcome)
    except NotFoundHere:
        raise
    except Refusal as refusal:
        form.take_refusal(refusal)
        return _request_page(request, actor, selectors.request_of(actor, request_id), form)
    toast(request, _("%(number)s 已办结") % {"number": done.number})
    return redirect("privacy:request", request_id=request_id)


@require_GET
def consents(request: HttpRequest) -> HttpResponse:
    """Who agreed to what."""
    actor = _actor(request)
    ended = request.GET.get("state") == "ended"
    before = _uuid(request.GET.get("before"))
    lines = selectors.consents(
        actor,
        q=request.GET.get("q", ""),
        purpose=request.GET.get("purpose", ""),
        ended=ended,
        before=before,
    )
    more = len(lines) > selectors.MOST
    return render(
        request,
        "privacy/consents.html",
        {
            "tab": "consents",
            "lines": lines[: selectors.MOST],
            "next": lines[selectors.MOST - 1].consent.pk if more else None,
            "ended": ended,
            "q": request.GET.get("q", ""),
            "purpose": request.GET.get("purpose", ""),
            "purposes": purposes.PURPOSES,
            "may_consent": actor.may(Rights.CONSENT),
            "open_count": selectors.count_open(actor),
        },
    )


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


@require_http_methods(["GET", "POST"])
def new_consent(request: HttpRequest, outlet_id: UUID, contact_id: UUID) -> HttpResponse:
    """Record that a person at an outlet agreed to something."""
    actor = _actor(request, Rights.CONSENT)
    outlet = outlets.outlet_of(actor, outlet_id)
    contact = selectors.contact_of(actor, outlet_id, contact_id)
    form = ConsentForm(request.POST or None, initial={"given_on": actor.today})
    if request.method == "POST" and form.is_valid():
        try:
            services.give_consent(actor, contact_id=contact.pk, **form.cleaned_data)
        except Refusal as refusal:
            form.take_refusal(refusal)
        else:
            toast(request, _("已登记 %(name)s 的同意") % {"name": contact.name})
            return redirect("outlets:outlet", outlet_id=outlet_id)
    return render(
        request,
        "privacy/new_consent.html",
        {"form": form, "outlet": outlet, "contact": contact},
        status=422 if form.errors else 200,
    )


@require_POST
def withdraw_consent(request: HttpRequest, consent_id: UUID) -> HttpResponse:
    """A person no longer agrees."""
    services.withdraw_consent(_actor(request, Rights.CONSENT), consent_id=consent_id)
    toast(request, _("已撤回，只为这个用途记的信息已去掉"))
    return redirect("privacy:consents")


@require_GET
def keeping(request: HttpRequest) -> HttpResponse:
    """How long what is kept, and under which classes files are put away."""
    actor = _actor(request)
    return render(
        request,
        "privacy/keeping.html",
        {
            "tab": "keeping",
            "lines": selectors.rule_lines(actor),
            "classes": selectors.archive_classes(with_closed=True),
            "may_configure": actor.may(Rights.CONFIGURE),
            "open_count": selectors.count_open(actor),
        },
    )


@require_POST
def set_days(request: HttpRequest, rule_key: str) -> HttpResponse:
    """Decide how long a kind of data is kept."""
    form = DaysForm(request.POST)
    form.is_valid()
    services.set_days(
        _actor(request, Rights.CONFIGURE), rule_key=rule_key, days=form.cleaned_data.get("days")
    )
    toast(request, _("保存天数已改，今晚按新的天数清理"))
    return redirect("privacy:keeping")


@require_http_methods(["GET", "POST"])
def archive_class(request: HttpRequest, class_id: UUID | None = None) -> HttpResponse:
    """A new archive class, or one as it is."""
    actor = _actor(request, Rights.CONFIGURE)
    held = next((one for one in selectors.archive_classes(with_closed=True) if one.pk == class_id), None)
    if class_id is not None and held is None:
        raise NotFoundHere()
    names = ("code", "name", "name_en", "keep_months", "then")
    initial = {name: getattr(held, name) for name in names} if held else {"keep_months": 24, "then": "forget"}
    form = ClassForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.save_archive_class(actor, draft=form.draft(), class_id=class_id)
        except Refusal as refusal:
            form.take_refusal(refusal)
        else:
            toast(request, _("已保存归档类别“%(name)s”") % {"name": saved.name})
            return redirect("privacy:keeping")
    return render(
        request,
        "privacy/archive_class.html",
        {"form": form, "held": held},
        status=422 if form.errors else 200,
    )


@require_POST
def close_class(request: HttpRequest, class_id: UUID) -> HttpResponse:
    """No file is put away under this class any more."""
    held = services.close_archive_class(_actor(request, Rights.CONFIGURE), class_id=class_id)
    toast(request, _("归档类别“%(name)s”已停用") % {"name": held.name})
    return redirect("privacy:keeping")


@require_GET
def directory(request: HttpRequest) -> HttpResponse:
    """Every personal field that is kept, why, and for whom."""
    actor = _actor(request)
    return render(
        request,
        "privacy/directory.html",
        {"tab": "directory", "groups": catalogue.groups(), "open_count": selectors.count_open(actor)},
    )
