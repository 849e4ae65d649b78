"""The page of one merchant, and what can be done there."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from endcap.customers.merchants import approval, selectors, services
from endcap.customers.merchants.drafts import BANK_PAPER, LICENCE_PHOTO, OTHER_PAPER, SHOP_PHOTO, SUBJECT
from endcap.customers.merchants.forms import ReasonForm, TermForm
from endcap.customers.merchants.models import Merchant
from endcap.customers.merchants.rights import Rights
from endcap.customers.merchants.views.asking import actor_of, chosen_outlets, done, files_sent
from endcap.customers.merchants.wording import LABELS, PAPERS, masked_holder, term_words
from endcap.kernel.actor import Actor
from endcap.kernel.audit import selectors as audit
from endcap.mechanisms.approvals import selectors as approvals
from endcap.mechanisms.approvals.rights import Rights as Approvals
from endcap.mechanisms.evidence.errors import FileRefused
from endcap.ui.figures import date_text, masked_name_text, masked_phone_text
from endcap.ui.parts import Fact
from endcap.ui.toasts import toast

State = Merchant.State
ACTS = {
    "merchants.started": pgettext_lazy("merchant history", "开始办理"),
    "merchants.joined": pgettext_lazy("merchant history", "店主自助登记"),
    "merchants.imported": pgettext_lazy("merchant history", "导入"),
    "merchants.licence_saved": pgettext_lazy("merchant history", "改执照资料"),
    "merchants.bank_saved": pgettext_lazy("merchant history", "改银行账户"),
    "merchants.submitted": pgettext_lazy("merchant history", "提交审批"),
    "merchants.draft": pgettext_lazy("merchant history", "撤回提交"),
    "merchants.approved": pgettext_lazy("merchant history", "批准准入"),
    "merchants.returned": pgettext_lazy("merchant history", "退回补充"),
    "merchants.rejected": pgettext_lazy("merchant history", "驳回"),
    "merchants.reopened": pgettext_lazy("merchant history", "重新打开资料"),
    "merchants.suspended": pgettext_lazy("merchant history", "暂停交易"),
    "merchants.resumed": pgettext_lazy("merchant history", "恢复交易"),
    "merchants.renewal_submitted": pgettext_lazy("merchant history", "提交执照换新"),
    "merchants.renewed": pgettext_lazy("merchant history", "执照换新"),
    "merchants.outlet_linked": pgettext_lazy("merchant history", "挂上终端"),
    "merchants.outlet_unlinked": pgettext_lazy("merchant history", "移出终端"),
    "merchants.person_forgotten": pgettext_lazy("merchant history", "按本人要求去掉个人信息"),
    "merchants.account_shown": pgettext_lazy("merchant history", "看完整账号"),
}


def _facts(merchant: Merchant) -> list[Fact]:
    return [
        Fact(LABELS["licence_no"], merchant.licence_no or "—"),
        Fact(LABELS["kind"], merchant.get_kind_display()),
        Fact(
            LABELS["legal_person"], masked_name_text(merchant.legal_person) if merchant.legal_person else "—"
        ),
        Fact(LABELS["address"], merchant.address or "—"),
        Fact(LABELS["established_on"], date_text(merchant.established_on)),
        Fact(LABELS["term"], term_words(merchant) or "—"),
    ]


def _contact_facts(merchant: Merchant) -> list[Fact]:
    return [
        Fact(
            LABELS["contact_name"], masked_name_text(merchant.contact_name) if merchant.contact_name else "—"
        ),
        Fact(
            LABELS["contact_phone"],
            masked_phone_text(merchant.contact_phone) if merchant.contact_phone else "—",
        ),
    ]


def _bank_facts(merchant: Merchant) -> list[Fact]:
    return [
        Fact(LABELS["account_name"], masked_holder(merchant) or "—"),
        Fact(LABELS["bank_name"], merchant.bank_name or "—"),
        Fact(LABELS["branch_name"], merchant.branch_name or "—"),
        Fact(LABELS["account_no"], f"**** **** {merchant.account_tail}" if merchant.account_tail else "—"),
        Fact(LABELS["permit_no"], merchant.permit_no or "—"),
    ]


def _page(request: HttpRequest, actor: Actor, merchant_id: UUID, **more: object) -> HttpResponse:
    file = selectors.file_of(actor, merchant_id)
    merchant = file.merchant
    asked = approvals.latest_of_subject(actor, SUBJECT, merchant.pk) if actor.may(Approvals.VIEW) else None
    may_edit = actor.may(Rights.EDIT)
    is_trading = merchant.state in (State.APPROVED, State.SUSPENDED)
    context = {
        "file": file,
        "merchant": merchant,
        "facts": _facts(merchant),
        "contact_facts": _contact_facts(merchant),
        "bank_facts": _bank_facts(merchant),
        "photo_groups": [
            (PAPERS[kind], file.photos[kind]) for kind in (LICENCE_PHOTO, BANK_PAPER, SHOP_PHOTO, OTHER_PAPER)
        ],
        "checks": approval.checks_of(actor, file, is_masked=True),
        "asked": asked,
        "problem": _trading_problem(actor, file),
        "trail": [
            (ACTS[one.action], one)
            for one in audit.trail_of("merchants.Merchant", merchant.pk)
            if one.action in ACTS
        ],
        "may_continue": may_edit and merchant.may_be_edited,
        "may_withdraw": may_edit
        and merchant.state == State.SUBMITTED
        and asked is not None
        and asked.requester_id == actor.person_id,
        "may_reopen": may_edit and merchant.state in (State.APPROVED, State.REJECTED),
        "may_renew": may_edit and is_trading and file.open_renewal is None,
        "may_suspend": actor.may(Rights.SUSPEND) and merchant.state == State.APPROVED,
        "may_resume": actor.may(Rights.SUSPEND) and merchant.state == State.SUSPENDED,
        "may_link": may_edit,
        "may_see_account": actor.may(Rights.BANK) and bool(merchant.account_tail),
        "reason_form": ReasonForm(),
        **more,
    }
    return render(request, "merchants/merchant.html", context)


def _trading_problem(actor: Actor, file: selectors.MerchantFile) -> str:
    first = next(iter(file.outlets), None)
    if first is None:
        return ""
    problem = selectors.problem_between(actor, first.outlet, file.merchant)
    return problem.message if problem else ""


@require_GET
def merchant(request: HttpRequest, merchant_id: UUID) -> HttpResponse:
    """Everything about one merchant on one page."""
    return _page(request, actor_of(request), merchant_id)


@never_cache
@require_POST
def show_account(request: HttpRequest, merchant_id: UUID) -> HttpResponse:
    """The whole account number, once; the look is logged."""
    actor = actor_of(request, Rights.BANK)
    number = services.show_account(actor, merchant_id=merchant_id)
    grouped = " ".join(number[start : start + 4] for start in range(0, len(number), 4))
    return render(request, "merchants/account.html", {"number": grouped})


@require_POST
def withdraw(request: HttpRequest, merchant_id: UUID) -> HttpResponse:
    """Take the submission back."""
    merchant = services.withdraw(actor_of(request, Rights.EDIT), merchant_id=merchant_id)
    toast(request, _("已撤回“%(name)s”的提交") % {"name": merchant.name})
    return redirect("merchants:merchant", merchant_id=merchant_id)


@require_POST
def reopen(request: HttpRequest, merchant_id: UUID) -> HttpResponse:
    """Change data that were approved or rejected."""
    services.reopen(actor_of(request, Rights.EDIT), merchant_id=merchant_id)
    return redirect("merchants:step", merchant_id=merchant_id, step="licence")


@require_POST
def suspend(request: HttpRequest, merchant_id: UUID) -> HttpResponse:
    """Stop a merchant from trading."""
    actor = actor_of(request, Rights.SUSPEND)
    form = ReasonForm(request.POST)
    if done(
        form,
        lambda: services.suspend(actor, merchant_id=merchant_id, reason=form.cleaned_data["reason"]),
    ):
        toast(request, _("已暂停交易"))
        return redirect("merchants:merchant", merchant_id=merchant_id)
    return _page(request, actor, merchant_id, reason_form=form)


@require_POST
def resume(request: HttpRequest, merchant_id: UUID) -> HttpResponse:
    """Let a suspended merchant trade again."""
    services.resume(actor_of(request, Rights.SUSPEND), merchant_id=merchant_id)
    toast(request, _("已恢复交易"))
    return redirect("merchants:merchant", merchant_id=merchant_id)


@require_http_methods(["GET", "POST"])
def renew(request: HttpRequest, merchant_id: UUID) -> HttpResponse:
    """A new term of the licence, with its photo."""
    actor = actor_of(request, Rights.EDIT)
    merchant = selectors.merchant_of(actor, merchant_id)
    form = TermForm(request.POST or None, initial={"valid_from": merchant.valid_from})
    refusal: FileRefused | None = None
    if request.method == "POST":
        try:
            if done(
                form,
                lambda: services.request_renewal(
                    actor, merchant_id=merchant_id, term=form.draft, files=files_sent(request)
                ),
            ):
                toast(request, _("已提交执照换新，等审批"))
                return redirect("merchants:merchant", merchant_id=merchant_id)
        except FileRefused as refused:
            refusal = refused
    context = {"merchant": merchant, "form": form, "refusal": refusal, "term": term_words(merchant)}
    return render(request, "merchants/renew.html", context)


@require_POST
def withdraw_renewal(request: HttpRequest, merchant_id: UUID) -> HttpResponse:
    """Take the renewal back."""
    services.withdraw_renewal(actor_of(request, Rights.EDIT), merchant_id=merchant_id)
    toast(request, _("已撤回执照换新"))
    return redirect("merchants:merchant", merchant_id=merchant_id)


@require_http_methods(["GET", "POST"])
def outlets(request: HttpRequest, merchant_id: UUID) -> HttpResponse:
    """Which outlets are his: add one, take one out."""
    actor = actor_of(request, Rights.EDIT)
    merchant = selectors.merchant_of(actor, merchant_id)
    if request.method == "POST":
        chosen = chosen_outlets(request)
        if request.POST.get("act") == "unlink":
            services.unlink_outlets(actor, merchant_id=merchant_id, outlet_ids=chosen)
            toast(request, _("已移出终端"))
        else:
            services.link_outlets(actor, merchant_id=merchant_id, outlet_ids=chosen)
            toast(request, _("已挂上终端"))
        return redirect("merchants:merchant", merchant_id=merchant_id)
    text = request.GET.get("q", "")[:60]
    context = {
        "merchant": merchant,
        "text": text,
        "outlets": selectors.outlets_without_merchant(actor, text),
    }
    is_part = bool(request.headers.get("HX-Request"))
    return render(request, "merchants/outlet_choices.html" if is_part else "merchants/outlets.html", context)
