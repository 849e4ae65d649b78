"""How the range is cut: should-lists by channel and grade, the category tree, brands."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from endcap.customers.outlets import selectors as outlets
from endcap.goods.catalog import selectors, services
from endcap.goods.catalog.forms import GRADES, CategoryForm, ListChoiceForm, ShouldListForm
from endcap.goods.catalog.rights import Rights
from endcap.goods.catalog.views.asking import actor_of, done
from endcap.kernel.actor import Actor
from endcap.kernel.errors import InvalidInput, NotFoundHere, Problem
from endcap.ui.toasts import toast


@require_http_methods(["GET", "POST"])
def should_list(request: HttpRequest) -> HttpResponse:
    """What outlets of a channel and grade should carry; without a channel, all lists at a glance."""
    actor = actor_of(request)
    asked = ListChoiceForm(request.GET)
    asked.is_valid()
    channel_id = asked.cleaned_data.get("channel")
    channels = outlets.channels_in_order()
    if channel_id is None:
        counts = selectors.should_list_counts()
        rows = [
            (node, [(grade, label, counts.get((node.pk, grade), 0)) for grade, label in GRADES])
            for node in channels
        ]
        context = {"tab": "should", "rows": rows, "grades": GRADES, "has_any": bool(counts)}
        return render(request, "catalog/should_lists.html", context)
    channel = next((node for node in channels if node.pk == channel_id), None)
    if channel is None:
        raise NotFoundHere()
    return _one_list(request, actor, channel.pk, str(channel), asked.cleaned_data.get("grade") or "")


def _one_list(request: HttpRequest, actor: Actor, channel_id: UUID, channel: str, grade: str) -> HttpResponse:
    held = selectors.named(selectors.should_list_ids(channel_id, grade))
    listed = sorted(held.values(), key=lambda sku: sku.code)
    form = ShouldListForm(request.POST or None, initial={"codes": "\n".join(sku.code for sku in listed)})
    if request.method == "POST":
        actor.require(Rights.EDIT)
        if done(form, lambda: _write_list(actor, channel_id, grade, form.given_codes())):
            toast(request, _("必分销清单已保存"))
            return redirect(request.get_full_path())
    context = {
        "tab": "should",
        "channel_id": channel_id,
        "channel": channel,
        "grade": grade,
        "grade_name": dict(GRADES)[grade],
        "grades": GRADES,
        "skus": listed,
        "form": form,
        "may_edit": actor.may(Rights.EDIT),
    }
    return render(request, "catalog/should_list.html", context, status=422 if form.errors else 200)


def _write_list(actor: Actor, channel_id: UUID, grade: str, codes: list[str]) -> None:
    known = selectors.ids_by_code(codes)
    unknown = [code for code in codes if code not in known]
    if unknown:
        words = pgettext("list", "、").join(unknown[:5])
        sentence = _("没有这些品项编码：%(codes)s。核对后再存，其他的都还在。") % {"codes": words}
        raise InvalidInput([Problem("codes", "unknown", sentence)])
    services.set_should_list(
        actor, channel_id=channel_id, grade=grade, sku_ids=[pk for pk, _is_article in known.values()]
    )


@require_http_methods(["GET", "POST"])
def groups(request: HttpRequest) -> HttpResponse:
    """The category tree and the brands, each with its number of products."""
    actor = actor_of(request, Rights.EDIT if request.method == "POST" else Rights.VIEW)
    tree = selectors.counted_categories()
    form = CategoryForm(request.POST or None, categories=[node for node, _depth, _count in tree])
    if request.method == "POST" and done(form, lambda: _create_category(actor, form)):
        toast(request, _("已新增品类 %(name)s") % {"name": form.cleaned_data["name"]})
        return redirect("catalog:groups")
    context = {
        "tab": "groups",
        "tree": tree,
        "brands": selectors.counted_brands(),
        "form": form,
        "may_edit": actor.may(Rights.EDIT),
    }
    return render(request, "catalog/groups.html", context, status=422 if form.errors else 200)


def _create_category(actor: Actor, form: CategoryForm) -> None:
    value = form.cleaned_data
    services.create_category(
        actor,
        code=value["code"],
        name=value["name"],
        parent_id=UUID(value["parent_id"]) if value["parent_id"] else None,
    )
