"""Counting: the list, the sheet of one count, posting."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from endcap.goods.stock import selectors, services, units
from endcap.goods.stock.forms import CountForm, read_day
from endcap.goods.stock.models import CountLine, StockCount
from endcap.goods.stock.rights import Rights
from endcap.goods.stock.views.asking import actor_of, address, done, foot, shell
from endcap.kernel.actor import Actor
from endcap.kernel.errors import InvalidInput, NotFoundHere, Problem, Refusal
from endcap.ui.parts import Choice
from endcap.ui.toasts import toast

TONES = {"open": "accent", "posted": "ok", "cancelled": ""}


@require_http_methods(["GET", "POST"])
def counts(request: HttpRequest) -> HttpResponse:
    """Counts, the newest first; and a new one."""
    actor = actor_of(request)
    if request.method == "POST":
        actor.require(Rights.COUNT)
    places = list(selectors.locations_of(actor).order_by("code"))
    form = CountForm(
        request.POST or None, places=places, initial={"location": request.GET.get("location", "")}
    )
    if request.method == "POST":
        made: list[StockCount] = []
        if done(form, lambda: made.append(_open(actor, form))):
            return redirect("stock:count", count_id=made[0].pk)
    page = selectors.counts_page(actor, after=request.GET.get("after", ""))
    context = {
        **shell(actor, "counts"),
        "form": form,
        "rows": [(one, TONES[one.state]) for one in page.rows],
        "foot": foot(request, len(page.rows), following=page.next),
    }
    return render(request, "stock/counts.html", context, status=422 if form.errors else 200)


def _open(actor: Actor, form: CountForm) -> StockCount:
    return services.open_count(
        actor,
        location_id=form.id_of("location"),
        is_blind=form.cleaned_data["is_blind"],
        note=form.cleaned_data["note"],
    )


@require_http_methods(["GET", "POST"])
def count(request: HttpRequest, count_id: UUID) -> HttpResponse:
    """The sheet: what is on it, what was counted; after posting what differed."""
    actor = actor_of(request)
    shown = selectors.count_of(actor, count_id)
    if request.method == "POST":
        actor.require(Rights.COUNT)
        return _record(request, actor, shown)
    return _page(request, actor, shown, {}, "")


def _page(
    request: HttpRequest, actor: Actor, shown: StockCount, typed: dict[str, str], wrong: str
) -> HttpResponse:
    only, after = request.GET.get("only", ""), request.GET.get("after", "")
    rows = selectors.count_lines(shown, after=after, only=only)
    more, rows = len(rows) > selectors.PAGE, rows[: selectors.PAGE]
    standing = {}
    if shown.state == StockCount.State.OPEN and not shown.is_blind:
        standing = {one.lot.pk: one.on_hand for one in selectors.lots_at(shown.location_id)}
    is_over = shown.state == StockCount.State.POSTED
    context = {
        **shell(actor, "counts"),
        "count": shown,
        "tone": TONES[shown.state],
        "totals": selectors.count_totals(shown),
        "rows": [_row(line, standing, typed, is_over) for line in rows],
        "is_open": shown.state == StockCount.State.OPEN,
        "shows_expected": is_over or bool(standing),
        "is_over": is_over,
        "reasons": [(one.value, one.label) for one in StockCount.REASONS],
        "wrong": wrong,
        "only": [
            Choice("", _("全部"), not only, url=address(request, only="")),
            *(
                [
                    Choice(
                        "differing", _("有差异"), only == "differing", url=address(request, only="differing")
                    )
                ]
                if is_over
                else [Choice("open", _("还没盘"), only == "open", url=address(request, only="open"))]
            ),
        ],
        "foot": foot(request, len(rows), following=rows[-1].lot.sku.code if more else ""),
        "export_url": f"{reverse('exchange:export', args=['stock_counts'])}?count={shown.pk}",
        "import_url": reverse("exchange:upload", args=["stock_counts"]),
    }
    return render(request, "stock/count.html", context, status=422 if wrong else 200)


def _row(
    line: CountLine, standing: dict[UUID, int], typed: dict[str, str], is_over: bool
) -> dict[str, object]:
    expected = line.expected if is_over else standing.get(line.lot_id)
    kept = "" if line.counted is None else str(line.counted)
    sku = line.lot.sku
    return {
        "line": line,
        "expected": "" if expected is None else units.spelled(expected, sku),
        "counted": "" if line.counted is None else units.spelled(line.counted, sku),
        "difference": units.spelled(line.difference, sku) if line.difference else "",
        "is_less": bool(line.difference and line.difference < 0),
        "value": typed.get(f"lot_{line.lot_id}", kept),
        "before": kept,
    }


def _record(request: HttpRequest, actor: Actor, shown: StockCount) -> HttpResponse:
    """Keep what was typed: figures by lot, and one scanned product without a line."""
    typed = {key: str(value).strip() for key, value in request.POST.items() if key.startswith("lot_")}
    try:
        lots = _lots(typed, request)
        found = _found(request)
        if lots or found:
            services.record_counts(actor, count_id=shown.pk, lots=lots, found=found)
    except NotFoundHere:
        raise
    except Refusal as refusal:
        problems = refusal.problems if isinstance(refusal, InvalidInput) else ()
        said = " ".join(str(problem.message) for problem in problems) or refusal.message
        return _page(request, actor, shown, typed, said)
    toast(request, _("已记下 %(count)s 行") % {"count": len(lots) + len(found)})
    return redirect(request.get_full_path())


def _lots(typed: dict[str, str], request: HttpRequest) -> list[services.CountedLot]:
    """Figures that were typed anew; a figure that stands there already keeps its moment."""
    found, wrong = [], list[Problem]()
    for key, text in typed.items():
        if not text or text == request.POST.get(f"was_{key.removeprefix('lot_')}", ""):
            continue
        try:
            lot_id = UUID(key.removeprefix("lot_"))
        except ValueError:
            continue
        if not text.isdecimal():
            words = _("“%(text)s”不是整数，按基本单位填。") % {"text": text[:20]}
            wrong.append(Problem("lines", "no_number", words))
        else:
            found.append(services.CountedLot(lot_id, int(text)))
    if wrong:
        raise InvalidInput(wrong)
    return found


def _found(request: HttpRequest) -> list[services.FoundLot]:
    word = request.POST.get("sku", "").strip()
    if not word:
        return []
    sku = selectors.skus_by_word([word]).get(word)
    if sku is None:
        words = _("没有编码或条码是“%(code)s”的品项。") % {"code": word[:40]}
        raise InvalidInput([Problem("sku", "unknown", words)])
    unit = request.POST.get("unit", units.BASE)
    read = units.read(request.POST.get("quantity", ""), unit, sku, may_be_nothing=True)
    expires, wrong = read_day(request.POST.get("expires", ""))
    problems = [one for one in (read.problem, wrong) if one]
    if problems:
        raise InvalidInput(problems)
    code = request.POST.get("lot", "").strip()
    return [services.FoundLot(services.LotMark(sku.pk, code, None, expires), read.quantity)]


@require_POST
def post_count(request: HttpRequest, count_id: UUID) -> HttpResponse:
    """Correct the book by what was counted."""
    actor = actor_of(request, Rights.COUNT)
    shown = selectors.count_of(actor, count_id)
    try:
        posted = services.post_count(actor, count_id=count_id, reason=request.POST.get("reason", ""))
    except NotFoundHere:
        raise
    except Refusal as refusal:
        problems = refusal.problems if isinstance(refusal, InvalidInput) else ()
        said = " ".join(str(problem.message) for problem in problems) or refusal.message
        return _page(request, actor, shown, {}, said)
    toast(
        request,
        _("%(number)s 已过账：盘了 %(counted)s 行，%(differing)s 行有差异")
        % {
            "number": posted.number,
            "counted": posted.lines_counted,
            "differing": posted.lines_differing,
        },
    )
    return redirect("stock:count", count_id=posted.pk)


@require_POST
def cancel_count(request: HttpRequest, count_id: UUID) -> HttpResponse:
    """Throw a sheet away."""
    shown = services.cancel_count(actor_of(request, Rights.COUNT), count_id=count_id)
    toast(request, _("%(number)s 已作废") % {"number": shown.number})
    return redirect("stock:counts")
