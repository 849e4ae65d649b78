"""Documents by which goods move: the list, one of them, and new ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from endcap.customers.outlets import selectors as outlets
from endcap.goods.stock import selectors, services, units, wording
from endcap.goods.stock.forms import (
    UNIT_CHOICES,
    DocumentForm,
    ReturnForm,
    TransferForm,
    TypedLines,
    WriteOffForm,
)
from endcap.goods.stock.models import Movement
from endcap.goods.stock.rights import Rights
from endcap.goods.stock.selectors import BoardFilter, MovementFilter
from endcap.goods.stock.views.asking import actor_of, address, foot, id_or_none, shell
from endcap.kernel.actor import Actor
from endcap.kernel.errors import InvalidInput, NotFoundHere, Problem, Refusal
from endcap.ui.parts import Choice
from endcap.ui.refusals import RefusableForm
from endcap.ui.toasts import toast


@require_GET
def movements(request: HttpRequest) -> HttpResponse:
    """Documents, the newest first; by kind, by state, of a location."""
    actor = actor_of(request)
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    wanted = MovementFilter(
        text=request.GET.get("q", "")[:40].replace("\0", ""),
        kind=kind if kind in Movement.Kind.values else "",
        state=state if state in (*Movement.State.values, "open") else "",
        location_id=id_or_none(request.GET, "location"),
        outlet_id=id_or_none(request.GET, "outlet"),
    )
    page = selectors.movements_page(actor, wanted, after=request.GET.get("after", ""))
    context = {
        **shell(actor, "movements", BoardFilter(wanted.text, wanted.location_id)),
        "asked": wanted,
        "kinds": Movement.Kind.choices,
        "states": [
            Choice("", _("全部"), not wanted.state, url=address(request, state="")),
            Choice("open", _("未完成"), wanted.state == "open", url=address(request, state="open")),
            Choice("done", _("已完成"), wanted.state == "done", url=address(request, state="done")),
        ],
        "rows": [(one, wording.STATE_TONES[one.state]) for one in page.rows],
        "foot": foot(request, len(page.rows), following=page.next),
    }
    return render(request, "stock/movements.html", context)


@require_GET
def movement(request: HttpRequest, movement_id: UUID) -> HttpResponse:
    """One document with its lines, and what is to be done next."""
    actor = actor_of(request)
    shown = selectors.movement_of(actor, movement_id)
    return _page(request, actor, shown, {}, "")


def _page(
    request: HttpRequest, actor: Actor, shown: Movement, typed: dict[int, str], wrong: str
) -> HttpResponse:
    awaits_goods = shown.state in (Movement.State.APPROVED, Movement.State.UNDERWAY)
    may_end = actor.may(Rights.MOVE) or shown.made_by_id == actor.person_id
    context = {
        **shell(actor, "movements"),
        "movement": shown,
        "tone": wording.STATE_TONES[shown.state],
        "lines": [
            (
                line,
                units.spelled(line.quantity, line.lot.sku),
                units.spelled(line.arrived, line.lot.sku) if line.arrived is not None else "",
                wording.expiry(line.lot.expires_on, actor.today),
                typed.get(line.number, str(line.quantity)),
            )
            for line in selectors.movement_lines(shown)
        ],
        "may_receive": awaits_goods and actor.may(Rights.MOVE),
        "may_cancel": shown.state in (Movement.State.WAITING, Movement.State.APPROVED) and may_end,
        "wrong": wrong,
    }
    return render(request, "stock/movement.html", context, status=422 if wrong else 200)


@require_POST
def receive(request: HttpRequest, movement_id: UUID) -> HttpResponse:
    """The goods of a transfer or of an approved return have come."""
    actor = actor_of(request, Rights.MOVE)
    shown = selectors.movement_of(actor, movement_id)
    typed = {
        int(key.removeprefix("arrived_")): str(value).strip()
        for key, value in request.POST.items()
        if key.removeprefix("arrived_").isdigit()
    }
    lossy = {int(key.removeprefix("loss_")) for key in request.POST if key.removeprefix("loss_").isdigit()}
    try:
        _receive(actor, shown, typed, lossy)
    except NotFoundHere:
        raise
    except Refusal as refusal:
        problems = refusal.problems if isinstance(refusal, InvalidInput) else ()
        said = " ".join(str(problem.message) for problem in problems) or refusal.message
        return _page(request, actor, shown, typed, said)
    toast(request, _("%(number)s 已收货") % {"number": shown.number})
    return redirect("stock:movement", movement_id=shown.pk)


def _receive(actor: Actor, shown: Movement, typed: dict[int, str], lossy: set[int]) -> None:
    bad = [number for number, text in sorted(typed.items()) if not text.isdecimal()]
    if bad:
        words = _("第 %(line)s 行的实收填整数（基本单位）。")
        raise InvalidInput(
            [Problem(f"lines.{number}.arrived", "no_number", words % {"line": number}) for number in bad]
        )
    came = {number: int(text) for number, text in typed.items()}
    if shown.kind == Movement.Kind.TRANSFER:
        services.receive_transfer(actor, movement_id=shown.pk, arrived=came)
    else:
        told = {number: services.Came(value, number in lossy) for number, value in came.items()}
        services.receive_return(actor, movement_id=shown.pk, came=told)


@require_POST
def cancel(request: HttpRequest, movement_id: UUID) -> HttpResponse:
    """Take a document back."""
    shown = services.cancel_movement(actor_of(request), movement_id=movement_id)
    toast(request, _("%(number)s 已取消") % {"number": shown.number})
    return redirect("stock:movement", movement_id=shown.pk)


def _typed(request: HttpRequest) -> TypedLines:
    return TypedLines(request.POST if request.method == "POST" else None)


def _try(form: RefusableForm, lines: TypedLines, act: Callable[[], Movement]) -> Movement | None:
    """Run a service; what it refuses stands beside the lines and fields that are meant."""
    is_valid = form.is_valid()
    try:
        if is_valid:
            return act()
    except NotFoundHere:
        raise
    except Refusal as refusal:
        lines.take(refusal)
        if not isinstance(refusal, InvalidInput):
            form.take(refusal)
        else:
            form.add_problems([one for one in refusal.problems if not one.field.startswith("lines.")])
            if not form.errors:
                form.add_error(None, refusal.message)
    return None


def _skus(lines: TypedLines) -> dict[str, Any]:
    return selectors.skus_by_word([row["sku"] for row in lines.filled])


def _new(
    request: HttpRequest, actor: Actor, form: RefusableForm, lines: TypedLines, **more: Any
) -> HttpResponse:
    context = {
        **shell(actor, "movements"),
        "form": form,
        "lines": lines.shown,
        "unit_choices": UNIT_CHOICES,
        **more,
    }
    return render(request, "stock/new.html", context, status=422 if form.errors else 200)


def _places(actor: Actor) -> list[Any]:
    return list(selectors.locations_of(actor).order_by("code"))


def _post(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _begin(request: HttpRequest, actor: Actor) -> dict[str, str]:
    """What a link to a new document has said already."""
    return {
        "business_on": actor.today.isoformat(),
        "location": request.GET.get("location", "")[:40],
        "reason": request.GET.get("reason", "")[:12],
    }


@require_http_methods(["GET", "POST"])
def new_receipt(request: HttpRequest) -> HttpResponse:
    """Goods from the supplier."""
    actor = actor_of(request, Rights.MOVE)
    form = DocumentForm(_post(request), places=_places(actor), initial=_begin(request, actor))
    lines = _typed(request)
    if request.method == "POST":
        made = _try(
            form,
            lines,
            lambda: services.receive_goods(
                actor,
                location_id=form.id_of("location"),
                lines=lines.receipt_lines(_skus(lines)),
                received_on=form.cleaned_data["business_on"],
                reference=form.cleaned_data["reference"],
                note=form.cleaned_data["note"],
            ),
        )
        if made:
            return _made(request, made)
    return _new(request, actor, form, lines, kind="receipt", heading=_("收货"), has_boxes=True)


@require_http_methods(["GET", "POST"])
def new_transfer(request: HttpRequest) -> HttpResponse:
    """Goods for another location; what expires first goes."""
    actor = actor_of(request, Rights.MOVE)
    form = TransferForm(_post(request), places=_places(actor), initial=_begin(request, actor))
    lines = _typed(request)
    if request.method == "POST":
        made = _try(
            form,
            lines,
            lambda: services.send_transfer(
                actor,
                from_id=form.id_of("location"),
                to_id=form.id_of("destination"),
                lines=lines.wanted_lines(_skus(lines)),
                sent_on=form.cleaned_data["business_on"],
                note=form.cleaned_data["note"],
            ),
        )
        if made:
            return _made(request, made)
    return _new(request, actor, form, lines, kind="transfer", heading=_("调拨"), has_boxes=False)


@require_http_methods(["GET", "POST"])
def new_return(request: HttpRequest) -> HttpResponse:
    """Ask that goods of an outlet may come back."""
    actor = actor_of(request, Rights.REQUEST_RETURN)
    form = ReturnForm(
        _post(request), initial={**_begin(request, actor), "outlet": request.GET.get("code", "")}
    )
    lines = _typed(request)
    if request.method == "POST":
        made = _try(form, lines, lambda: _ask_return(actor, form, lines))
        if made:
            return _made(request, made)
    return _new(request, actor, form, lines, kind="return", heading=_("客户退货申请"), has_boxes=True)


def _ask_return(actor: Actor, form: ReturnForm, lines: TypedLines) -> Movement:
    code = form.cleaned_data["outlet"].strip()
    outlet_id = outlets.ids_by_code(actor, [code]).get(code) if code else None
    if outlet_id is None:
        raise InvalidInput([Problem("outlet", "unknown", _("没有这个编码的终端，或不在可见范围内。"))])
    return services.request_return(
        actor,
        outlet_id=outlet_id,
        lines=lines.receipt_lines(_skus(lines)),
        reason=form.cleaned_data["reason"],
        note=form.cleaned_data["note"],
    )


@require_http_methods(["GET", "POST"])
def new_write_off(request: HttpRequest) -> HttpResponse:
    """Goods of a location that can't be sold any more, lot by lot."""
    actor = actor_of(request, Rights.MOVE)
    places = _places(actor)
    form = WriteOffForm(_post(request), places=places, initial=_begin(request, actor))
    place_id = id_or_none(request.POST if request.method == "POST" else request.GET, "location")
    place = next((one for one in places if one.pk == place_id), None)
    lots = selectors.lots_at(place.pk) if place else []
    typed = {key: str(value).strip() for key, value in request.POST.items() if key.startswith("lot_")}
    first = request.GET.get("lot", "")
    if request.method == "POST" and "show" not in request.POST:
        made = _try(form, TypedLines(), lambda: _write_off(actor, form, typed))
        if made:
            return _made(request, made)
    context = {
        **shell(actor, "movements"),
        "form": form,
        "place": place,
        "lots": [
            (
                one,
                units.spelled(one.free, one.lot.sku),
                wording.expiry(one.lot.expires_on, actor.today),
                typed.get(f"lot_{one.lot.pk}", str(one.free) if str(one.lot.pk) == first else ""),
            )
            for one in sorted(lots, key=lambda one: str(one.lot.pk) != first)
            if one.free
        ],
    }
    return render(request, "stock/new_write_off.html", context, status=422 if form.errors else 200)


def _write_off(actor: Actor, form: WriteOffForm, typed: dict[str, str]) -> Movement:
    lines, wrong = [], list[Problem]()
    for key, text in typed.items():
        if not text:
            continue
        try:
            lot_id = UUID(key.removeprefix("lot_"))
        except ValueError:
            continue
        if not text.isdecimal():
            words = _("“%(text)s”不是整数，按基本单位填。") % {"text": text[:20]}
            wrong.append(Problem("lots", "no_number", words))
        else:
            lines.append(services.LotQuantity(lot_id, int(text)))
    if wrong:
        raise InvalidInput(wrong)
    return services.write_off(
        actor,
        location_id=form.id_of("location"),
        lines=lines,
        reason=form.cleaned_data["reason"],
        gone_on=form.cleaned_data["business_on"],
        note=form.cleaned_data["note"],
    )


def _made(request: HttpRequest, made: Movement) -> HttpResponse:
    toast(request, _("%(number)s 已建好") % {"number": made.number})
    return redirect("stock:movement", movement_id=made.pk)
