"""What belongs to the whole book: segments, channels, grades that no longer fit, likely repeats."""

from __future__ import annotations

from urllib.parse import parse_qs
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from endcap.customers.outlets import pages, selectors, services
from endcap.customers.outlets.filters import OutletFilter, uuids
from endcap.customers.outlets.forms import ChannelForm, ReviewForm, SegmentForm
from endcap.customers.outlets.rights import Rights
from endcap.customers.outlets.views.asking import actor_of
from endcap.kernel.errors import Refusal
from endcap.ui.toasts import toast


@login_required
@require_GET
def segments(request: HttpRequest) -> HttpResponse:
    """Customer segments with their strategies."""
    actor = actor_of(request)
    return render(
        request,
        "outlets/segments.html",
        {
            "standings": selectors.segment_standings(actor),
            "may_edit": actor.may(Rights.CLASSIFY),
            "today": actor.today,
        },
    )


@login_required
@require_http_methods(["GET", "POST"])
def segment(request: HttpRequest, segment_id: UUID | None = None) -> HttpResponse:
    """Define or change a segment."""
    actor = actor_of(request)
    actor.require(Rights.CLASSIFY)
    held = selectors.segment_of(segment_id) if segment_id else None
    initial = (
        {name: getattr(held, name) for name in SegmentForm.base_fields} if held else dict(request.GET.items())
    )
    form = SegmentForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.save_segment(actor, draft=form.draft(), segment_id=segment_id)
            toast(request, _("客群“%(name)s”已存") % {"name": saved.name})
            return redirect("outlets:segments")
        except Refusal as refused:
            form.take_refusal(refused)
    wanted = OutletFilter.from_mapping(parse_qs(str(form["query"].value() or "").lstrip("?")))
    context = {
        "form": form,
        "segment": held,
        "conditions": pages.chips(wanted, selectors.shown_conditions(actor, wanted)),
    }
    return render(request, "outlets/segment.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def delete_segment(request: HttpRequest, segment_id: UUID) -> HttpResponse:
    """Give a segment up."""
    services.delete_segment(actor_of(request), segment_id=segment_id)
    toast(request, _("客群已删，终端不受影响"))
    return redirect("outlets:segments")


@login_required
@require_http_methods(["GET", "POST"])
def channels(request: HttpRequest) -> HttpResponse:
    """The channel tree; whoever may shape it adds branches."""
    actor = actor_of(request)
    may_edit = actor.may(Rights.CONFIGURE)
    form = ChannelForm(request.POST or None, channels=selectors.channels_in_order()) if may_edit else None
    if request.method == "POST":
        actor.require(Rights.CONFIGURE)
        if form is not None and form.is_valid():
            data = dict(form.cleaned_data)
            try:
                made = services.add_channel(actor, parent_id=uuids((data.pop("parent"),))[0], **data)
                toast(request, _("已新增渠道“%(name)s”") % {"name": made})
                return redirect("outlets:channels")
            except Refusal as refused:
                form.take_refusal(refused)
    return render(
        request,
        "outlets/channels.html",
        {"tree": selectors.channel_tree(actor), "form": form},
        status=422 if form is not None and form.is_bound else 200,
    )


@login_required
@require_POST
def change_channel(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    """Rename a channel, or take it out of use."""
    actor = actor_of(request)
    try:
        if request.POST.get("close"):
            services.close_channel(actor, channel_id=channel_id)
            toast(request, _("渠道已停用"))
        else:
            services.rename_channel(
                actor,
                channel_id=channel_id,
                name=request.POST.get("name", ""),
                name_en=request.POST.get("name_en", ""),
            )
            toast(request, _("渠道已改名"))
    except Refusal as refused:
        if refused.status in (403, 404):
            raise
        toast(request, refused.message)
    return redirect("outlets:channels")


@login_required
@require_GET
def misfits(request: HttpRequest) -> HttpResponse:
    """Outlets whose purchases no longer fit their grade."""
    actor = actor_of(request)
    return render(
        request,
        "outlets/misfits.html",
        {"report": selectors.misfits(actor), "form": ReviewForm(), "may_review": actor.may(Rights.CLASSIFY)},
    )


@login_required
@require_POST
def review(request: HttpRequest, outlet_id: UUID) -> HttpResponse:
    """Review a grade: keep it or change it, by stated criteria."""
    actor = actor_of(request)
    actor.require(Rights.CLASSIFY)
    selectors.outlet_of(actor, outlet_id)
    form = ReviewForm(request.POST)
    if form.is_valid():
        try:
            services.review_grade(actor, outlet_id=outlet_id, scheme="abc", **form.cleaned_data)
            toast(request, _("复核已记下"))
        except Refusal as refused:
            if refused.status in (403, 404):
                raise
            form.take_refusal(refused)
    if form.errors:
        toast(request, "；".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect("outlets:misfits")
