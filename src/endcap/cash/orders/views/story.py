"""One order with its full story, and the steps that it takes from here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from endcap.cash.orders import selectors, services, wording
from endcap.cash.orders.drafts import ShipDraft
from endcap.cash.orders.forms import IssueForm, OutcomeForm, ReasonForm, ShipForm
from endcap.cash.orders.models import Order
from endcap.cash.orders.quantities import Packing, in_packs
from endcap.cash.orders.rights import Rights
from endcap.cash.orders.selectors import LineStory, OrderStory
from endcap.cash.orders.views.asking import actor_of, done, tried
from endcap.kernel.actor import Actor
from endcap.ui.figures import moment_text, short_date_text
from endcap.ui.toasts import toast


@dataclass(frozen=True)
class Step:
    """One station of an order: passed, the present one, stopped here, or to come."""

    word: str
    state: str  # done | here | stop | next
    at: str
    text: str


@dataclass(frozen=True)
class ShownLine:
    """One line as the page shows it."""

    story: LineStory
    quantity: str
    typed: str
    norm: str
    price: str
    reason: str
    tone: str
    promise: str


def packing_of(sku: Any) -> Packing:
    """The packings of a product."""
    return Packing(sku.base_unit, sku.inner_unit, sku.inner_factor, sku.case_unit, sku.case_factor)


@require_GET
def order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """One order: what holds it up and the ways out, its stations, lines with the reason of each price, what happened."""
    return page(request, actor_of(request), order_id)


def page(
    request: HttpRequest,
    actor: Actor,
    order_id: UUID,
    *,
    open_dialog: str = "",
    forms: dict[str, Any] | None = None,
) -> HttpResponse:
    """The page of an order, with a dialog open where something was typed that can't be taken."""
    story = selectors.story_of(actor, order_id)
    shown = story.order
    books = selectors.books_of(shown, story.shipments)
    context = {
        "order": shown,
        "state": wording.state_of(shown),
        "mode": wording.mode_words(shown.mode),
        "holds": [
            (hold, wording.title_of(hold), wording.sentence_of(hold, _names(story))) for hold in story.holds
        ],
        "ways": wording.ways_out(shown, story.holds),
        "ended": [(hold, wording.title_of(hold)) for hold in story.ended],
        "steps": steps_of(story),
        "lines": [shown_line(one, shown) for one in story.lines],
        "shipments": [(one, books.invoices.get(one.invoice_id)) for one in story.shipments],
        "issues": story.issues,
        "trail": [(*wording.deed(entry.action), detail_words(entry.detail), entry) for entry in books.trail],
        "ops": [(op, wording.deed(op.kind)[1], wording.posted_lines(op)) for op in books.ops],
        "may": may(actor, shown),
        "reason_form": ReasonForm(),
        "ship_form": ShipForm(),
        "issue_form": IssueForm(),
        "outcome_form": OutcomeForm(),
        "open_dialog": open_dialog,
        **(forms or {}),
    }
    return render(request, "orders/order.html", context, status=422 if open_dialog else 200)


def _names(story: OrderStory) -> dict[str, str]:
    return {str(one.line.sku_id): one.line.sku.name for one in story.lines}


def detail_words(detail: dict[str, Any]) -> str:
    """What the log says besides."""
    said = detail.get("reason") or detail.get("note") or detail.get("shipment") or ""
    if isinstance(detail.get("reasons"), list):
        words = [str(wording.hold_word(code)) for code in detail["reasons"]]
        said = pgettext("list", "、").join(words) or said
    return str(said)


def may(actor: Actor, order: Order) -> dict[str, bool]:
    """Which steps the page offers: those that the person may take and that follow from where the order is."""
    state, states = order.state, Order.State
    is_promised = state in (states.CONFIRMED, states.PICKED)
    is_held = order.held_at is not None
    is_own = order.made_by_id is not None and order.made_by_id == actor.person_id
    places = actor.may(Rights.PLACE)
    return {
        "confirm": places and state == states.DRAFT and not is_held,
        "look_again": places and is_held,
        "reserve": places and is_promised and order.is_short,
        "pick": actor.may(Rights.SHIP) and state == states.CONFIRMED and not is_held,
        "unpick": actor.may(Rights.SHIP) and state == states.PICKED,
        "ship": actor.may(Rights.SHIP) and is_promised and not is_held,
        "deliver": actor.may(Rights.SHIP) and state == states.SHIPPED,
        "cancel": actor.may(Rights.CANCEL) and (is_promised or state == states.DRAFT),
        "release": actor.may(Rights.RELEASE) and is_held and not is_own,
        "override": actor.may(Rights.OVERRIDE) and is_held and not is_own,
        "issue": places,
        "copy": places,
    }


def steps_of(story: OrderStory) -> list[Step]:
    """The stations of an order from the first to the last (ORD-04)."""
    order = story.order
    stations: Sequence[tuple[str, datetime | None, str]] = (
        (pgettext("order step", "下单"), order.placed_at, order.made_by_name),
        (pgettext("order step", "确认"), order.confirmed_at, _("货已留好") if order.confirmed_at else ""),
        (pgettext("order step", "拣货"), order.picked_at, order.warehouse.name if order.warehouse else ""),
        (pgettext("order step", "发运"), order.shipped_at, _shipped_words(story)),
        (pgettext("order step", "签收"), order.delivered_at, _wanted_words(order)),
        (pgettext("order step", "结清"), order.settled_at, _term_words(order)),
    )
    if order.state == Order.State.CANCELLED:
        stations = (stations[0], (pgettext("order step", "取消"), order.cancelled_at, order.cancel_reason))
    found = []
    is_next = True
    for word, at, text in stations:
        if at is not None:
            found.append(Step(word, "done", moment_text(at), text))
            continue
        state = ("stop" if order.held_at else "here") if is_next else "next"
        if state == "stop" and story.holds:
            text = wording.title_of(story.holds[0])
        found.append(Step(word, state, "", text))
        is_next = False
    return found


def _shipped_words(story: OrderStory) -> str:
    if not story.shipments:
        return ""
    return _("%(count)s 批") % {"count": len(story.shipments)}


def _wanted_words(order: Order) -> str:
    if order.delivered_at or not order.requested_on:
        return ""
    return _("希望 %(day)s") % {"day": short_date_text(order.requested_on)}


def _term_words(order: Order) -> str:
    return (
        _("账期 %(days)s 天") % {"days": order.term_days}
        if order.term_days
        else wording.mode_words(order.mode)
    )


def shown_line(story: LineStory, order: Order) -> ShownLine:
    """One line in the words of the warehouse, with what is promised of it."""
    line, packing = story.line, packing_of(story.line.sku)

    def packs(quantity: int) -> str:
        return in_packs(packing, quantity)

    if line.cancelled == line.quantity:
        tone, promise = "mute", _("已取消")
    elif line.shipped + line.cancelled == line.quantity:
        tone, promise = "ok", _("已发 %(quantity)s") % {"quantity": packs(line.shipped)}
    elif order.state == Order.State.DRAFT:
        tone, promise = "mute", _("确认后才留货")
    elif line.waiting:
        words = {"held": packs(line.reserved + line.shipped), "waiting": packs(line.waiting)}
        tone, promise = "warn", _("有 %(held)s，缺 %(waiting)s") % words
    else:
        tone, promise = "ok", _("已留 %(quantity)s") % {"quantity": packs(line.reserved)}
    return ShownLine(
        story=story,
        quantity=packs(line.quantity),
        typed=f"{line.typed_quantity}{line.typed_unit}",
        norm=packs(line.norm) if line.norm else "",
        price=wording.case_price(line.price, packing),
        reason=wording.price_words(line),
        tone=tone,
        promise=promise,
    )


def _back(order_id: UUID) -> HttpResponse:
    return redirect("orders:order", order_id=order_id)


@require_POST
def confirm(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Promise the goods of a draft."""
    actor = actor_of(request, Rights.PLACE)

    def act() -> str:
        outcome = services.confirm_order(actor, order_id=order_id)
        return _("被拦下了，原因写在上面") if outcome.holds else _("已确认，货已留好")

    tried(request, act)
    return _back(order_id)


@require_POST
def look_again(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Whether what was in the way is gone."""
    actor = actor_of(request, Rights.PLACE)

    def act() -> str:
        outcome = services.look_again_at(actor, order_id=order_id)
        return _("还是放不了，原因已更新") if outcome.holds else _("放行了")

    tried(request, act)
    return _back(order_id)


@require_POST
def reserve(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Hold goods that were missing."""
    actor = actor_of(request, Rights.PLACE)

    def act() -> str:
        quantity = services.reserve_waiting(actor, order_id=order_id)
        return (
            _("又留了 %(quantity)s 件基本单位的货") % {"quantity": quantity} if quantity else _("还没有到货")
        )

    tried(request, act)
    return _back(order_id)


@require_POST
def pick(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """The goods stand ready."""
    actor = actor_of(request, Rights.SHIP)

    def act() -> str:
        services.pick_order(actor, order_id=order_id)
        return _("拣好了")

    tried(request, act)
    return _back(order_id)


@require_POST
def unpick(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """The goods were put back."""
    actor = actor_of(request, Rights.SHIP)

    def act() -> str:
        services.unpick_order(actor, order_id=order_id)
        return _("货放回去了，订单还留着货")

    tried(request, act)
    return _back(order_id)


@require_POST
def ship(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Goods leave: all that is held, or the quantities that were typed."""
    actor = actor_of(request, Rights.SHIP)
    form = ShipForm(request.POST)
    left: list[services.Left] = []

    def act() -> None:
        value = form.cleaned_data
        draft = ShipDraft(_quantities(request), value["carrier"], value["waybill"])
        left.append(services.ship_order(actor, order_id=order_id, draft=draft))

    if not done(form, act):
        return page(request, actor, order_id, open_dialog="ship", forms={"ship_form": form})
    shipment = left[0].shipment
    if shipment is None:
        toast(request, _("没有发：出门前又被拦下，原因写在上面"))
    else:
        toast(request, _("%(number)s 已发运") % {"number": shipment.number})
    return _back(order_id)


def _quantities(request: HttpRequest) -> dict[UUID, int]:
    """What was typed beside the lines; what can't be read counts as nothing and is refused as such."""
    found = {}
    for name, value in request.POST.items():
        if not name.startswith("q-"):
            continue
        try:
            found[UUID(name.removeprefix("q-"))] = int(str(value).strip() or 0)
        except ValueError:
            continue
    return found


@require_POST
def deliver(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """The outlet has the goods."""
    actor = actor_of(request, Rights.SHIP)

    def act() -> str:
        services.deliver_order(actor, order_id=order_id)
        return _("已签收")

    tried(request, act)
    return _back(order_id)


@require_POST
def cancel(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Call the order off."""
    return _with_reason(request, order_id, Rights.CANCEL, "cancel")


@require_POST
def release(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Finance confirms the money."""
    return _with_reason(request, order_id, Rights.RELEASE, "release")


@require_POST
def override(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """An exception."""
    return _with_reason(request, order_id, Rights.OVERRIDE, "override")


def _with_reason(request: HttpRequest, order_id: UUID, right: Any, what: str) -> HttpResponse:
    actor = actor_of(request, right)
    form = ReasonForm(request.POST)

    def act() -> None:
        reason = form.cleaned_data["reason"]
        if what == "cancel":
            services.cancel_order(actor, order_id=order_id, reason=reason)
            toast(request, _("已取消，留的货和钱都放开了"))
            return
        let_pass = services.release_order if what == "release" else services.override_order
        outcome = let_pass(actor, order_id=order_id, note=reason)
        toast(request, _("还有别的原因拦着") if outcome.holds else _("放行了"))

    if not done(form, act):
        return page(request, actor, order_id, open_dialog=what, forms={"reason_form": form})
    return _back(order_id)


@require_POST
def open_issue(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Something about the order has to be put right."""
    actor = actor_of(request, Rights.PLACE)
    form = IssueForm(request.POST)

    def act() -> None:
        value = form.cleaned_data
        services.open_issue(actor, order_id=order_id, kind=value["kind"], text=value["text"])

    if not done(form, act):
        return page(request, actor, order_id, open_dialog="issue", forms={"issue_form": form})
    toast(request, _("问题已记下，交给负责人处理"))
    return _back(order_id)


@require_POST
def close_issue(request: HttpRequest, order_id: UUID, issue_id: UUID) -> HttpResponse:
    """It was put right."""
    actor = actor_of(request, Rights.PLACE)
    form = OutcomeForm(request.POST)
    if not done(
        form, lambda: services.close_issue(actor, issue_id=issue_id, outcome=form.cleaned_data["outcome"])
    ):
        return page(request, actor, order_id, open_dialog=f"issue-{issue_id}", forms={"outcome_form": form})
    toast(request, _("问题办结"))
    return _back(order_id)
