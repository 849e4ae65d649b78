"""A customer orders for himself: fills in quantities, is told what it costs and what can leave, and sends it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from endcap.cash.orders import selectors as orders_read
from endcap.cash.orders import services as orders
from endcap.cash.orders import wording
from endcap.cash.orders.drafts import LineDraft, OrderDraft
from endcap.cash.orders.models import Order
from endcap.cash.orders.pricing import PricedLine
from endcap.cash.orders.selectors import asking, assortment, finding
from endcap.cash.orders.selectors.assortment import Offer
from endcap.customers.outlets.models import Outlet
from endcap.faces.portal.views.asking import actor_of, id_in, shop_of, show
from endcap.kernel.actor import Actor
from endcap.kernel.errors import InvalidInput, NotFoundHere, Refusal
from endcap.kernel.ids import new_id
from endcap.ui.toasts import toast

SHOWN = 30
_LARGEST = 9  # figures of a quantity


@dataclass(frozen=True)
class OfferRow:
    """One product as the page shows it, with what was filled in."""

    offer: Offer
    quantity: str
    price: str
    unit_price: int  # of the unit in which it is ordered, in 1/10,000
    more: str  # what a larger quantity costs


def _rows(actor: Actor, outlet: Outlet, filled: dict[str, str]) -> list[OfferRow]:
    rows = []
    for offer in assortment.offers(actor, outlet.pk):
        factor = offer.sku.case_factor if offer.sku.case_factor > 1 else 1
        breaks = [
            _("满 %(quantity)s%(unit)s %(price)s")
            % {
                "quantity": -(-one.quantity // factor),
                "unit": offer.unit,
                "price": wording.case_price(one.price, offer.packing),
            }
            for one in offer.quote.breaks[:2]
        ]
        rows.append(
            OfferRow(
                offer,
                filled.get(offer.sku.code, ""),
                wording.case_price(offer.quote.price, offer.packing),
                offer.quote.price * factor,
                "·".join(breaks),
            )
        )
    return rows


def _filled(data: Any) -> dict[str, str]:
    """What was filled in, by the code of the product; nothing and 0 are left out."""
    codes, quantities = data.getlist("sku"), data.getlist("quantity")
    pairs = zip(codes, quantities, strict=False)
    return {code[:40]: text.strip()[:_LARGEST] for code, text in pairs if text.strip().lstrip("0")}


def _draft(outlet: Outlet, data: Any, by_code: Mapping[str, Offer]) -> tuple[OrderDraft, list[str]]:
    """The order that the form says, and what of it can't be read."""
    lines, wrong = [], []
    for code, text in _filled(data).items():
        if not text.isdigit():
            wrong.append(_("“%(text)s”不是整数，改成整箱数。") % {"text": text})
        elif code not in by_code:
            wrong.append(_("品项 %(code)s 现在不能订。") % {"code": code})
        else:
            lines.append(LineDraft(code, int(text), by_code[code].unit))
    note = str(data.get("note", ""))[:600]
    return OrderDraft(outlet=outlet.pk, lines=lines, source="portal", note=note), wrong


@require_http_methods(["GET", "POST"])
def order(request: HttpRequest) -> HttpResponse:
    """The room in which a shop orders."""
    actor = actor_of(request)
    shop, shops = shop_of(request)
    if shop is None:
        return show(request, "portal/choose.html", "order", {"shops": shops, "go_to": "portal:order"})
    if request.method == "POST" and request.POST.get("step") != "back":
        return _take(request, actor, shop)
    filled = _filled(request.POST) or _again(request, actor, shop)
    return _fill_in(request, actor, shop, filled, ())


def _again(request: HttpRequest, actor: Actor, shop: Outlet) -> dict[str, str]:
    """The quantities of an earlier order, as far as they are whole cases."""
    earlier = id_in(request.GET.get("again", ""))
    found = finding.lines_of(actor, earlier) if earlier else None
    if found is None or found[0] != shop.pk:
        return {}
    return {code: typed.rstrip("箱件caseCASE ") for code, typed in found[1] if typed[:1].isdigit()}


def _fill_in(
    request: HttpRequest, actor: Actor, shop: Outlet, filled: dict[str, str], wrong: Any
) -> HttpResponse:
    context = {
        "shop": shop,
        "rows": _rows(actor, shop, filled),
        "wrong": wrong,
        "note": request.POST.get("note", ""),
    }
    return show(request, "portal/order.html", "order", context, status=422 if wrong else 200)


def _take(request: HttpRequest, actor: Actor, shop: Outlet) -> HttpResponse:
    by_code = {offer.sku.code: offer for offer in assortment.offers(actor, shop.pk)}
    draft, wrong = _draft(shop, request.POST, by_code)
    if not draft.lines and not wrong:
        wrong = [_("还没有填数量。填好要订的箱数，再往下走。")]
    if wrong:
        return _fill_in(request, actor, shop, _filled(request.POST), wrong)
    id = id_in(request.POST.get("id", ""))
    if request.POST.get("step") != "place" or id is None:
        return _check(request, actor, shop, draft, by_code)
    try:
        outcome = orders.place_order(actor, draft=draft, id=id, confirm=True)
    except InvalidInput as refusal:
        said = [str(problem.message) for problem in refusal.problems]
        return _fill_in(request, actor, shop, _filled(request.POST), said)
    toast(request, _("收到了，单号 %(number)s") % {"number": outcome.order.number})
    return redirect("portal:order_page", order_id=outcome.order.pk)


@dataclass(frozen=True)
class CheckRow:
    """One line of an order before it is sent."""

    name: str
    code: str
    quantity: str
    typed: int
    price: str
    amount: int
    promise: str
    reason: str


def _check(
    request: HttpRequest, actor: Actor, shop: Outlet, draft: OrderDraft, by_code: Mapping[str, Offer]
) -> HttpResponse:
    found = asking.preview(actor, draft)
    said = [str(problem.message) for problem in found.quoted.problems]
    if said:
        return _fill_in(request, actor, shop, _filled(request.POST), said)
    rows = [
        _check_row(by_code[str(typed.sku)], line, typed, found.short)
        for line, typed in zip(found.quoted.lines, draft.lines, strict=True)
        if line
    ]
    holds = [_hold_words(one.code, one.needs) for one in found.holds]
    context = {
        "shop": shop,
        "rows": rows,
        "total": found.quoted.total,
        "holds": holds,
        "note": draft.note,
        "id": new_id(actor.now),
        "mode": wording.mode_words(found.quoted.terms.mode) if found.quoted.terms else "",
    }
    return show(request, "portal/check.html", "order", context)


def _check_row(offer: Offer, line: PricedLine, typed: LineDraft, short: dict[object, int]) -> CheckRow:
    promise = _("有货")
    if line.sku_id in short:
        promise = _("只够一部分，其余到货再送") if short[line.sku_id] else _("现在没货，到货再送")
    return CheckRow(
        offer.sku.name,
        offer.sku.code,
        f"{typed.quantity}{typed.unit}",
        int(typed.quantity),
        wording.case_price(line.price, offer.packing),
        line.amount,
        promise,
        offer.quote.reason,
    )


def _hold_words(code: str, needs: int | None) -> tuple[str, int | None]:
    return wording.hold_word(code), needs


@require_GET
def orders_list(request: HttpRequest) -> HttpResponse:
    """The orders of the person's shops, the latest first."""
    actor = actor_of(request)
    wanted = orders_read.filter_from({"outlet": request.GET.get("outlet"), "view": request.GET.get("view")})
    page = orders_read.orders_page(
        actor,
        wanted,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        limit=SHOWN,
    )
    shown = [(one, *wording.state_of(one)) for one in page.rows]
    return show(request, "portal/orders.html", "orders", {"orders": shown, "page": page})


@require_GET
def order_page(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """One order: where it is, what is in the way and how it gets on, what left."""
    actor = actor_of(request)
    story = orders_read.story_of(actor, order_id)
    held = story.order
    tone, word = wording.state_of(held)
    names = {str(one.line.sku_id): one.line.sku.name for one in story.lines}
    holds = [(wording.title_of(hold), wording.sentence_of(hold, names), hold.needs) for hold in story.holds]
    context = {
        "story": story,
        "order": held,
        "tone": tone,
        "word": word,
        "holds": holds,
        "steps": _steps(held),
        "may_cancel": held.state in (Order.State.DRAFT, Order.State.CONFIRMED) and not held.shipped_total,
    }
    return show(request, "portal/order_page.html", "orders", context)


def _steps(held: Order) -> list[tuple[str, Any]]:
    """The way of an order, with the moment of each step that was taken."""
    return [
        (pgettext("order step", "下单"), held.placed_at),
        (pgettext("order step", "确认"), held.confirmed_at),
        (pgettext("order step", "发运"), held.shipped_at),
        (pgettext("order step", "签收"), held.delivered_at),
        (pgettext("order step", "结清"), held.settled_at),
    ]


@require_POST
def cancel(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """The customer calls his order off, as long as nothing was picked."""
    actor = actor_of(request)
    story = orders_read.story_of(actor, order_id)
    if story.order.state not in (Order.State.DRAFT, Order.State.CONFIRMED) or story.order.shipped_total:
        raise NotFoundHere()
    try:
        orders.cancel_order(actor, order_id=order_id, reason=_("客户自己取消"))
    except Refusal as refusal:
        toast(request, refusal.message)
    else:
        toast(request, _("订单已取消"))
    return redirect("portal:order_page", order_id=order_id)
