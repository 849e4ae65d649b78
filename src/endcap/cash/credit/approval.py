"""What whoever decides on a limit is shown: the figures, the investigation, what the machine has checked."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from endcap.cash.credit import selectors
from endcap.cash.credit.models import Application
from endcap.cash.credit.rights import Rights
from endcap.cash.credit.services import KIND
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere
from endcap.mechanisms.approvals.kinds import Check, Kind, Section
from endcap.mechanisms.approvals.models import Request
from endcap.mechanisms.questions import pages
from endcap.ui.figures import date_text, money_text, percent_text
from endcap.ui.parts import Fact


def _application(request: Request) -> Application:
    rows = Application.objects.unscoped("who sits in the chain sees what he decides on")
    found = (
        rows.select_related("payer", "investigation__reply__version").filter(pk=request.subject_id).first()
    )
    if found is None:
        raise NotFoundHere()
    return found


def page(request: Request) -> str:
    """The credit file of the customer."""
    return reverse("credit:file", args=[_application(request).payer_id])


def facts(actor: Actor, request: Request) -> Sequence[Fact]:
    """What is asked for, beside what is suggested."""
    asked = _application(request)
    return [
        Fact(_("客户"), asked.payer.name, url=page(request)),
        Fact(_("现有额度"), money_text(asked.before)),
        Fact(_("申请额度"), f"{money_text(asked.amount)} {asked.currency}"),
        Fact(_("建议额度"), money_text(asked.investigation.suggested)),
        Fact(_("账期"), _("%(days)s 天") % {"days": asked.term_days}),
        Fact(_("有效期至"), date_text(asked.valid_to)),
        Fact(_("申请理由"), asked.reason),
    ]


def checks(actor: Actor, request: Request) -> Sequence[Check]:
    """Class and score, whether more is asked than suggested, what is overdue."""
    asked = _application(request)
    found = asked.investigation
    tone = {"A": "ok", "B": "ok", "C": "warn"}.get(found.band, "bad")
    score = percent_text(found.score_bp) if found.score_bp is not None else "—"
    result = [
        Check(_("信用等级"), tone, _("%(band)s 级，得分 %(score)s") % {"band": found.band, "score": score})
    ]
    if asked.amount > found.suggested:
        more = money_text(asked.amount - found.suggested)
        result.append(Check(_("建议额度"), "warn", _("比建议多 %(more)s 元") % {"more": more}))
    else:
        result.append(Check(_("建议额度"), "ok", _("没有超过建议")))
    owing = selectors.owing_of([asked.payer_id], actor.today).get(asked.payer_id)
    if owing is not None and owing.overdue:
        words = _("有 %(amount)s 元逾期未付") % {"amount": money_text(owing.overdue)}
        result.append(Check(_("逾期"), "bad", words))
    line = selectors.line_of(asked.payer_id, actor.today)
    if asked.amount < line.used:
        words = _("已用 %(used)s 元高于新额度，多出的部分随回款收回") % {"used": money_text(line.used)}
        result.append(Check(_("已用"), "warn", words))
    return result


def sections(actor: Actor, request: Request) -> Sequence[Section]:
    """The answers of the investigation."""
    sheet = pages.sheet_of(_application(request).investigation.reply)
    return [Section(_("信用调查"), "credit/approval_answers.html", {"sheet": sheet})]


LIMIT = Kind(
    KIND,
    gettext_lazy("授信额度"),
    Rights.APPLY,
    page,
    facts=facts,
    checks=checks,
    sections=sections,
    answers=(
        gettext_lazy("调查依据不足，补充后再申请"),
        gettext_lazy("额度高于建议，说明理由"),
        gettext_lazy("先收回逾期再申请"),
    ),
)
