"""Entering an order by keyboard: one field finds the product, one takes the quantity, Enter goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from endcap.cash.orders import services, wording
from endcap.cash.orders.drafts import LineDraft, OrderDraft
from endcap.cash.orders.models import Hold
from endcap.cash.orders.pricing import PricedLine, reason_of
from endcap.cash.orders.quantities import in_packs, typed
from endcap.cash.orders.rights import Rights
from endcap.cash.orders.selectors import asking, entry, finding, meetings
from endcap.cash.orders.selectors.asking import Preview
from endcap.cash.orders.views.asking import actor_of
from endcap.customers.outlets.selectors import search
from endcap.kernel.actor import Actor
from endcap.kernel.errors import InvalidInput, NotFoundHere, Problem, Refusal
from endcap.kernel.ids import new_id
from endcap.ui.toasts import toast

HITS = 12


@dataclass(frozen=True)
class TypedLine:
    """One line as it was typed, with its price and what is wrong with it."""

    number: int
    code: str
    name: str
    quantity: str
    price: str
    amount: int | None
    reason: str
    promise: str
    tone: str
    is_exception: bool
    own_price: str
    note: str
    problems: Sequence[str]


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _typed_lines(data: Any) -> list[tuple[str, str, str, str]]:
    """Code, quantity, own price and its reason of each line; lines without a product are left out."""
    codes, quantities = data.getlist("sku"), data.getlist("qty")
    prices, notes = data.getlist("price"), data.getlist("price_note")
    rows = []
    for number, code in enumerate(codes[:500]):
        given = [
            values[number].strip() if number < len(values) else "" for values in (quantities, prices, notes)
        ]
        if code.strip():
            rows.append((code.strip()[:40], given[0][:20], given[1][:20], given[2][:200]))
    return rows


def _draft(data: Any, outlet: UUID | str) -> tuple[OrderDraft, list[Problem]]:
    """The order that a form says, and what in it can't be read."""
    lines, problems = [], []
    for number, (code, quantity, own, note) in enumerate(_typed_lines(data), 1):
        found = typed(quantity or "1")
        if found is None:
            sentence = _("数量写成 3箱 或 36 这样。")
            problems.append(Problem(f"lines.{number}.quantity", "unreadable", sentence))
        price = wording.read_price(own)
        if own and price is None:
            problems.append(Problem(f"lines.{number}.price", "unreadable", _("价格写成数字，例如 3.50。")))
        lines.append(
            LineDraft(code, found.quantity if found else 1, found.unit if found else "", price, note)
        )
    meeting_id = _id(data.get("meeting", ""))
    source = data.get("source") or ("meeting" if meeting_id else "office")
    draft = OrderDraft(
        outlet=outlet,
        lines=lines,
        source=source if source in ("office", "phone", "meeting") else "office",
        requested_on=_day(data.get("requested_on", "")),
        note=str(data.get("note", ""))[:600],
        meeting_id=meeting_id,
    )
    return draft, problems


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter an order: first the outlet, then line by line."""
    actor = actor_of(request, Rights.PLACE)
    data = request.POST if request.method == "POST" else request.GET
    outlet_id = _id(data.get("outlet", ""))
    again = finding.lines_of(actor, UUID(data["again"])) if _id(data.get("again", "")) else None
    if again is not None:
        outlet_id = again[0]
    if outlet_id is None:
        return _choose(request, actor)
    customer = entry.customer(actor, outlet_id)
    if customer is None:
        raise NotFoundHere()
    if request.method == "POST":
        return _take(request, actor, customer.outlet.pk)
    draft, _problems = _draft(data, customer.outlet.pk)
    if again is not None:
        draft, _problems = _draft(_Given(again[1]), customer.outlet.pk)
    return _page(request, actor, draft, (), new_id(actor.now), typed_rows=again[1] if again else ())


class _Given:
    """Lines of an earlier order, as a form would bring them."""

    def __init__(self, rows: Sequence[tuple[str, str]]) -> None:
        self.rows = rows

    def getlist(self, name: str) -> list[str]:
        """The values of one field."""
        place = {"sku": 0, "qty": 1}.get(name)
        return [row[place] for row in self.rows] if place is not None else []

    def get(self, _name: str, default: str = "") -> str:
        """Nothing else is taken over."""
        return default


def _choose(request: HttpRequest, actor: Actor) -> HttpResponse:
    q = request.GET.get("q", "").replace("\0", "").strip()[:60]
    context = {
        "q": q,
        "hits": search.find(actor, q, limit=HITS) if q else (),
        "meeting": request.GET.get("meeting", ""),
    }
    is_part = bool(request.headers.get("HX-Request"))
    return render(request, "orders/choose_hits.html" if is_part else "orders/choose.html", context)


def _take(request: HttpRequest, actor: Actor, outlet_id: UUID) -> HttpResponse:
    draft, problems = _draft(request.POST, outlet_id)
    order_id = _id(request.POST.get("id", "")) or new_id(actor.now)
    confirm = request.POST.get("act") != "draft"
    try:
        if problems:
            raise InvalidInput([*problems, *asking.quoted(actor, draft).problems])
        outcome = services.place_order(actor, draft=draft, id=order_id, confirm=confirm)
    except InvalidInput as refused:
        return _page(request, actor, draft, refused.problems, order_id, status=422)
    except NotFoundHere:
        raise
    except Refusal as refused:
        return _page(
            request, actor, draft, [Problem("", refused.code, refused.message)], order_id, status=409
        )
    word = _("%(number)s 已下单，货已留好")
    if outcome.holds:
        word = _("%(number)s 已收下，但被拦下了：原因写在上面")
    elif not confirm:
        word = _("%(number)s 已存成草稿")
    toast(request, word % {"number": outcome.order.number})
    if draft.meeting_id:
        return redirect("orders:meeting", meeting_id=draft.meeting_id)
    return redirect("orders:order", order_id=outcome.order.pk)


@require_POST
def price(request: HttpRequest, outlet_id: UUID) -> HttpResponse:
    """The lines that were typed so far with price and promise, and on the side what the order would do."""
    actor = actor_of(request, Rights.PLACE)
    draft, problems = _draft(request.POST, outlet_id)
    return render(request, "orders/entry_priced.html", _context(actor, draft, problems))


@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """Products that fit what was typed or scanned."""
    actor = actor_of(request, Rights.PLACE)
    hits = finding.find_skus(actor, request.GET.get("q", "")[:60])
    return render(request, "orders/sku_hits.html", {"hits": hits})


def _page(
    request: HttpRequest,
    actor: Actor,
    draft: OrderDraft,
    problems: Sequence[Problem],
    order_id: UUID,
    *,
    typed_rows: Sequence[tuple[str, str]] = (),
    status: int = 200,
) -> HttpResponse:
    context = _context(actor, draft, problems)
    outlet = context["outlet"]
    context |= {
        "order_id": order_id,
        "draft": draft,
        "before": finding.ordered_before(actor, outlet.pk),
        "meeting": meetings.open_meeting(draft.meeting_id) if draft.meeting_id else None,
        "head_problems": [p.message for p in problems if not p.field.startswith("lines.")],
        "may_price": actor.may(Rights.PRICE),
        "is_given": bool(draft.lines) or bool(typed_rows),
        "today": actor.today,
    }
    return render(request, "orders/entry.html", context, status=status)


def _context(actor: Actor, draft: OrderDraft, problems: Sequence[Problem]) -> dict[str, Any]:
    preview = asking.preview(actor, draft)
    if preview.quoted.customer is None:
        raise NotFoundHere()
    lines = _shown(draft, preview, problems)
    total = preview.quoted.total
    holds = [_as_hold(one) for one in preview.holds]
    return {
        "outlet": preview.quoted.customer.outlet,
        "lines": lines,
        "total": total,
        "terms": preview.quoted.terms,
        "mode": wording.mode_words(preview.quoted.terms.mode if preview.quoted.terms else ""),
        "preview": preview,
        "holds": [(wording.title_of(hold), wording.sentence_of(hold)) for hold in holds] if total else [],
        "left": max(0, preview.credit.free - total) if preview.credit else None,
        "blocked": [p.message for p in preview.quoted.problems if p.field == "outlet"],
        "may_price": actor.may(Rights.PRICE),
    }


def _as_hold(facts: Any) -> Hold:
    return Hold(code=facts.code, facts=facts.facts, needs=facts.needs, ships_today=facts.ships_today)


def _shown(draft: OrderDraft, preview: Preview, problems: Sequence[Problem]) -> list[TypedLine]:
    articles = entry.articles(line.sku for line in draft.lines)
    by_line: dict[str, list[str]] = {}
    for problem in {(p.field, p.code): p for p in (*preview.quoted.problems, *problems)}.values():
        if problem.field.startswith("lines."):
            by_line.setdefault(problem.field.split(".")[1], []).append(str(problem.message))
    shown = []
    for number, (line, priced) in enumerate(zip(draft.lines, preview.quoted.lines, strict=False), 1):
        article = articles.get(line.sku)
        quantity = f"{wording.plain_quantity(line.quantity)}{line.unit}"
        shown.append(
            TypedLine(
                number=number,
                code=article.code if article else str(line.sku),
                name=article.name if article else str(line.sku),
                quantity=quantity,
                price=wording.case_price(priced.price, article.packing) if priced and article else "",
                amount=priced.amount if priced else None,
                reason=_reason(priced),
                promise=_promise(priced, preview, article),
                tone="warn" if priced and priced.sku_id in preview.short else "ok",
                is_exception=bool(priced and priced.is_exception),
                own_price=wording.plain_price(line.price),
                note=line.price_note,
                problems=by_line.get(str(number), ()),
            )
        )
    return shown


def _reason(line: PricedLine | None) -> str:
    if line is None:
        return ""
    if line.note:
        return _("改价：%(note)s") % {"note": line.note}
    return reason_of(line.source, line.by, line.sku_id, line.price, line.rule_id)


def _promise(line: PricedLine | None, preview: Preview, article: Any) -> str:
    if line is None or article is None:
        return ""
    if preview.warehouse is None:
        return _("没有发货仓")
    if line.sku_id in preview.short:
        there = in_packs(article.packing, preview.short[line.sku_id])
        return _("现有 %(there)s，其余待补") % {"there": there}
    return _("有货，%(place)s") % {"place": preview.warehouse.name}
