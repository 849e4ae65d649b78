"""What whoever approves a write-off or a return is shown."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from endcap.goods.stock import selectors, units
from endcap.goods.stock.kinds import RETURN_KIND, WRITE_OFF_KIND
from endcap.goods.stock.models import Movement
from endcap.goods.stock.rights import Rights
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere
from endcap.mechanisms.approvals.kinds import Check, Kind, Section
from endcap.mechanisms.approvals.models import Request
from endcap.ui.figures import date_text, money_text
from endcap.ui.parts import Fact


def _movement(request: Request) -> Movement:
    rows = Movement.objects.unscoped("who sits in the chain sees what he decides on")
    found = rows.select_related("location", "outlet").filter(pk=request.subject_id).first()
    if found is None:
        raise NotFoundHere()
    return found


def page(request: Request) -> str:
    """The address of the document."""
    return reverse("stock:movement", args=[request.subject_id])


def facts(actor: Actor, request: Request) -> Sequence[Fact]:
    """The document as it stands."""
    movement = _movement(request)
    return [
        Fact(pgettext("stock", "单号"), movement.number, url=page(request)),
        Fact(_("库位"), movement.location.name),
        *([Fact(_("终端"), movement.outlet.name)] if movement.outlet else []),
        Fact(_("原因"), movement.get_reason_display()),
        Fact(_("按出厂价"), money_text(movement.amount)),
        Fact(_("说明"), movement.note),
    ]


def sections(actor: Actor, request: Request) -> Sequence[Section]:
    """The goods."""
    lines = [
        (line, units.spelled(line.quantity, line.lot.sku))
        for line in selectors.movement_lines(_movement(request))
    ]
    return [Section(_("商品"), "stock/approval_lines.html", {"lines": lines})]


def checks(actor: Actor, request: Request) -> Sequence[Check]:
    """Which lots are over, and what the reason says."""
    found = []
    movement = _movement(request)
    for line in selectors.movement_lines(movement):
        good_until = line.lot.expires_on
        if good_until is None:
            continue
        is_over = good_until < movement.business_on
        words = _("%(sku)s 保质期至 %(day)s") % {"sku": line.lot.sku.name, "day": date_text(good_until)}
        if movement.reason == Movement.Reason.EXPIRED and not is_over:
            found.append(Check(_("没有过期"), "warn", words))
        elif is_over:
            found.append(Check(_("已过期"), "warn" if movement.kind == "return" else "ok", words))
    return found[:20]


KINDS = (
    Kind(
        WRITE_OFF_KIND,
        gettext_lazy("报损"),
        Rights.MOVE,
        page,
        facts=facts,
        checks=checks,
        sections=sections,
        answers=(gettext_lazy("补照片再报"), gettext_lazy("先核对数量")),
    ),
    Kind(
        RETURN_KIND,
        gettext_lazy("客户退货"),
        Rights.REQUEST_RETURN,
        page,
        facts=facts,
        checks=checks,
        sections=sections,
        answers=(gettext_lazy("先拜访核实"), gettext_lazy("改为换货")),
    ),
)
