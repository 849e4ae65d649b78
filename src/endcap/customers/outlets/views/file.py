"""One outlet: its page, its form, and what can be done with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from endcap.customers.outlets import comparing, selectors, services, thirdterminal
from endcap.customers.outlets.errors import DuplicateSuspected
from endcap.customers.outlets.filters import uuids
from endcap.customers.outlets.forms import ClassForm, KeyTraitsForm, OutletForm, outlet_initial
from endcap.customers.outlets.rights import Rights
from endcap.customers.outlets.views.asking import actor_of
from endcap.kernel.actor import Actor
from endcap.kernel.errors import Conflict, InvalidInput, Refusal
from endcap.ui.toasts import toast


def _form(request: HttpRequest, actor: Actor, **kwargs: Any) -> OutletForm:
    return OutletForm(
        request.POST if request.method == "POST" else None,
        channels=selectors.channels_in_order(),
        owners=selectors.possible_owners(actor),
        units=selectors.possible_units(actor),
        **kwargs,
    )


def _page(request: HttpRequest, form: OutletForm, **context: Any) -> HttpResponse:
    third = selectors.channels_of_type(thirdterminal.OUTLET_TYPE)
    return render(
        request,
        "outlets/form.html",
        {"form": form, "third_channels": third, **context},
        status=422 if form.is_bound else 200,
    )


@login_required
@require_http_methods(["GET", "POST"])
def new_outlet(request: HttpRequest) -> HttpResponse:
    """Enter an outlet."""
    actor = actor_of(request)
    actor.require(Rights.EDIT)
    form = _form(request, actor, initial={"owner": str(actor.person_id), "status": "active"})
    if request.method == "GET":
        return _page(request, form)
    valid = form.is_valid()
    draft = form.draft()
    if not valid:
        form.take(services.problems_of_new(actor, draft))
        return _page(request, form)
    try:
        made = services.create_outlet(
            actor,
            draft,
            is_no_duplicate=form.cleaned_data["is_no_duplicate"],
            not_same_because=form.cleaned_data["not_same_because"],
        )
    except DuplicateSuspected as found:
        return _page(request, form, alike=comparing.alike_in_words(found.suspects), is_sure=True)
    except Refusal as refused:
        form.take_refusal(refused)
        alike = comparing.alike_in_words(selectors.look_alikes(actor, draft))
        return _page(request, form, alike=alike, is_sure=form.cleaned_data["is_no_duplicate"])
    toast(request, _("已新增“%(name)s”，编码 %(code)s") % {"name": made.name, "code": made.code})
    return redirect("outlets:outlet", outlet_id=made.pk)


@login_required
@require_http_methods(["GET", "POST"])
def edit_outlet(request: HttpRequest, outlet_id: UUID) -> HttpResponse:
    """Change the basic data of an outlet."""
    actor = actor_of(request)
    actor.require(Rights.EDIT)
    shown = selectors.outlet_of(actor, outlet_id)
    form = _form(request, actor, is_new=False, initial=outlet_initial(shown))
    if request.method == "POST":
        try:
            if form.is_valid():
                draft = form.draft(selectors.draft_of(shown))
                services.update_outlet(actor, outlet_id=outlet_id, draft=draft, seen=form.seen_at)
                toast(request, _("“%(name)s”的档案已改") % {"name": draft.name})
                return redirect("outlets:outlet", outlet_id=outlet_id)
        except Conflict as conflict:
            form.add_error(None, conflict.message)
            retyped = request.POST.copy()
            retyped["seen"] = shown.updated_at.isoformat()
            form.data = retyped
        except Refusal as refused:
            form.take_refusal(refused)
    return _page(request, form, outlet=shown)


_STEPS = {"verify": services.verify_file, "archive": services.archive, "restore": services.restore}


@login_required
@require_POST
def step(request: HttpRequest, outlet_id: UUID, what: str) -> HttpResponse:
    """Verify, archive or restore a file."""
    actor = actor_of(request)
    more = {"archive_class": request.POST.get("archive_class", "")} if what == "archive" else {}
    done = _STEPS[what](actor, outlet_id=outlet_id, **more)  # type: ignore[operator]
    said = {
        "verify": _("“%(name)s”的档案今天核实过"),
        "archive": _("“%(name)s”已归档，档案只能看"),
        "restore": _("“%(name)s”已恢复"),
    }
    toast(request, said[what] % {"name": done.name})
    return redirect("outlets:outlet", outlet_id=outlet_id)


@login_required
@require_POST
def judge_link(request: HttpRequest, outlet_id: UUID, link_id: UUID) -> HttpResponse:
    """Say whether two outlets have to do with each other."""
    actor = actor_of(request)
    judge = services.confirm_link if request.POST.get("verdict") == "confirm" else services.dismiss_link
    judge(actor, link_id=link_id)
    toast(request, _("已记下，以后不再提示"))
    return redirect("outlets:outlet", outlet_id=outlet_id)


@login_required
@require_POST
def hand_over(request: HttpRequest, outlet_id: UUID) -> HttpResponse:
    """Hand the outlet to another owner."""
    actor = actor_of(request)
    owners = uuids((request.POST.get("owner", ""),))
    try:
        moved = services.change_owner(
            actor,
            outlet_ids=[outlet_id],
            owner_id=owners[0] if owners else None,
            reason=request.POST.get("reason", ""),
        )
    except InvalidInput as refused:
        toast(request, "；".join(str(problem.message) for problem in refused.problems))
        return redirect("outlets:outlet", outlet_id=outlet_id)
    if moved:
        toast(request, _("“%(name)s”已转给%(owner)s") % {"name": moved[0].name, "owner": moved[0].owner.name})
    return redirect("outlets:list")


@login_required
@require_POST
def tag(request: HttpRequest, outlet_id: UUID) -> HttpResponse:
    """Put a tag on the outlet, or take one off."""
    actor = actor_of(request)
    if request.POST.get("off"):
        services.remove_tag(actor, outlet_ids=[outlet_id], name=request.POST["off"])
    else:
        try:
            services.add_tag(actor, outlet_ids=[outlet_id], name=request.POST.get("tag", ""))
        except InvalidInput as refused:
            toast(request, "；".join(str(problem.message) for problem in refused.problems))
    return redirect("outlets:outlet", outlet_id=outlet_id)


@login_required
@require_http_methods(["GET", "POST"])
def classes(request: HttpRequest, outlet_id: UUID, scheme: str) -> HttpResponse:
    """Class the outlet in one scheme, by hand or (key customers) by the rule."""
    actor = actor_of(request)
    actor.require(Rights.CLASSIFY)
    shown, chosen = selectors.outlet_of(actor, outlet_id), selectors.scheme_of(scheme)
    posted = request.POST if request.method == "POST" else None
    by_rule = posted is not None and "by_rule" in posted
    form = ClassForm(None if by_rule else posted, scheme=chosen)
    traits = KeyTraitsForm(posted if by_rule else None, initial={"has_bought": shown.sales_12m > 0})
    try:
        if posted is not None and posted.get("end"):
            services.end_classification(
                actor, outlet_id=outlet_id, scheme=scheme, reason=posted.get("reason", "")
            )
            return redirect("outlets:outlet", outlet_id=outlet_id)
        if by_rule and traits.is_valid():
            services.set_key_class_by_rule(actor, outlet_id=outlet_id, traits=traits.traits())
            return redirect("outlets:outlet", outlet_id=outlet_id)
        if posted is not None and not by_rule and form.is_valid():
            services.classify(actor, outlet_id=outlet_id, scheme=scheme, **form.cleaned_data)
            toast(request, _("分类已定，原因记在档案里"))
            return redirect("outlets:outlet", outlet_id=outlet_id)
    except Refusal as refused:
        (traits if by_rule else form).take_refusal(refused)
    context = {
        "outlet": shown,
        "scheme": chosen,
        "form": form,
        "traits": traits if chosen.kind == "key" else None,
        "held": selectors.class_held(outlet_id, chosen),
    }
    return render(request, "outlets/classes.html", context, status=422 if posted is not None else 200)
