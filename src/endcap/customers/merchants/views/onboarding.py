"""The steps of onboarding: choose the outlet, photo, licence, bank, check and submit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from endcap.customers.merchants import approval, checks, selectors, services
from endcap.customers.merchants.drafts import BANK_PAPER, LICENCE_PHOTO, SHOP_PHOTO
from endcap.customers.merchants.forms import BankForm, LicenceForm, RefusableForm
from endcap.customers.merchants.models import Reading
from endcap.customers.merchants.rights import Rights
from endcap.customers.merchants.selectors import MerchantFile
from endcap.customers.merchants.views.asking import actor_of, chosen_outlets, done, files_sent
from endcap.customers.merchants.wording import LABELS
from endcap.kernel.actor import Actor
from endcap.kernel.errors import InvalidInput, NotFoundHere, Refusal
from endcap.mechanisms.evidence.errors import FileRefused
from endcap.ui.toasts import toast

STEPS = ("photo", "licence", "bank", "check")
_NAMES = {
    "photo": gettext_lazy("拍执照"),
    "licence": gettext_lazy("核对执照"),
    "bank": gettext_lazy("银行账户"),
    "check": gettext_lazy("检查并提交"),
}


@dataclass(frozen=True)
class Step:
    """One step as the bar above shows it."""

    key: str
    number: int
    name: str
    url: str
    is_here: bool
    is_done: bool


def _steps(actor: Actor, file: MerchantFile, here: str) -> list[Step]:
    missing = checks.missing(file.merchant, file.kinds, today=actor.today)
    open_steps = {checks.STEP_OF[problem.field] for problem in missing}
    return [
        Step(
            key,
            number,
            str(_NAMES[key]),
            reverse("merchants:step", args=[file.merchant.pk, key]),
            key == here,
            key not in open_steps and key != "check",
        )
        for number, key in enumerate(STEPS, start=1)
    ]


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Whose onboarding begins: choose an outlet that no merchant has yet."""
    actor = actor_of(request, Rights.EDIT)
    if request.method == "POST":
        merchant = services.start_merchant(actor, outlet_ids=chosen_outlets(request))
        return redirect("merchants:step", merchant_id=merchant.pk, step="photo")
    text = request.GET.get("q", "")[:60]
    context = {"text": text, "outlets": selectors.outlets_without_merchant(actor, text)}
    is_part = bool(request.headers.get("HX-Request"))
    return render(request, "merchants/outlet_choices.html" if is_part else "merchants/new.html", context)


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, merchant_id: UUID, step: str) -> HttpResponse:
    """One step; a merchant whose data may not be changed now leads to its page."""
    actor = actor_of(request, Rights.EDIT)
    file = selectors.file_of(actor, merchant_id)
    if step not in STEPS:
        raise NotFoundHere()
    if not file.merchant.may_be_edited and request.method == "GET":
        return redirect("merchants:merchant", merchant_id=merchant_id)
    return {"photo": _photo, "licence": _licence, "bank": _bank, "check": _check}[step](request, actor, file)


def _page(
    request: HttpRequest,
    actor: Actor,
    file: MerchantFile,
    here: str,
    more: Mapping[str, object],
    refusal: Refusal | None = None,
) -> HttpResponse:
    context = {
        "file": file,
        "merchant": file.merchant,
        "steps": _steps(actor, file, here),
        "here": here,
        "refusal": refusal,
        "may_remove_photos": True,
        **more,
    }
    return render(request, f"merchants/step_{here}.html", context)


def _photo(request: HttpRequest, actor: Actor, file: MerchantFile) -> HttpResponse:
    if request.method == "POST":
        try:
            services.add_photos(
                actor, merchant_id=file.merchant.pk, kind=LICENCE_PHOTO, files=files_sent(request)
            )
        except (InvalidInput, FileRefused) as refusal:
            return _page(request, actor, file, "photo", {"photos": file.photos[LICENCE_PHOTO]}, refusal)
        return redirect("merchants:step", merchant_id=file.merchant.pk, step="licence")
    return _page(request, actor, file, "photo", {"photos": file.photos[LICENCE_PHOTO]})


def _licence(request: HttpRequest, actor: Actor, file: MerchantFile) -> HttpResponse:
    merchant = file.merchant
    if request.method == "POST":
        form = LicenceForm(request.POST)
        if done(form, lambda: services.save_licence(actor, merchant_id=merchant.pk, draft=form.draft)):
            return redirect("merchants:step", merchant_id=merchant.pk, step="bank")
        return _page(request, actor, file, "licence", _licence_context(file, form, {}))
    initial, read = _prefilled(file)
    return _page(request, actor, file, "licence", _licence_context(file, LicenceForm(initial=initial), read))


def _prefilled(file: MerchantFile) -> tuple[dict[str, object], dict[str, bool]]:
    """What the form begins with: what is kept, and where nothing is, what the photo says. The second tells which
    fields come from the photo, and whether they were hard to read."""
    merchant = file.merchant
    initial: dict[str, object] = {name: getattr(merchant, name) for name in services.LICENCE_FIELDS}
    read = selectors.licence_read(file.reading)
    marks: dict[str, bool] = {}
    if read is None:
        return initial, marks
    is_untouched = not merchant.licence_no and not merchant.legal_person
    found = {
        "licence_no": read.number,
        "name": read.name if is_untouched else "",
        "legal_person": read.legal_person,
        "address": read.address,
        "established_on": read.established_on,
        "valid_from": read.valid_from,
        "valid_to": read.valid_to,
    }
    for name, value in found.items():
        if value and (not initial[name] or name == "name"):
            initial[name] = value
            marks[name] = ("number" if name == "licence_no" else name) in read.doubtful
    if read.is_long_term and not merchant.valid_to:
        initial["is_long_term"] = True
        marks["is_long_term"] = False
    if is_untouched and not read.is_individual:
        initial["kind"] = "company"
    return initial, marks


def _licence_context(file: MerchantFile, form: RefusableForm, marks: dict[str, bool]) -> dict[str, object]:
    return {
        "form": form,
        "marks": marks,
        "doubtful": [LABELS[name] for name, is_doubtful in marks.items() if is_doubtful],
        "is_waiting": file.reading is not None and file.reading.state == Reading.State.WAITING,
        "reading": file.reading,
        "photos": file.photos[LICENCE_PHOTO],
    }


@require_GET
def reading(request: HttpRequest, merchant_id: UUID) -> HttpResponse:
    """How far the reading of the photo is; once it has ended, the page is drawn anew with what was read."""
    actor = actor_of(request, Rights.EDIT)
    merchant = selectors.merchant_of(actor, merchant_id)
    found = selectors.latest_reading(actor, merchant.pk)
    is_waiting = found is not None and found.state == Reading.State.WAITING
    response = render(
        request,
        "merchants/reading.html",
        {"reading": found, "merchant": merchant, "is_waiting": is_waiting},
    )
    if not is_waiting:
        response["HX-Refresh"] = "true"
    return response


def _bank(request: HttpRequest, actor: Actor, file: MerchantFile) -> HttpResponse:
    merchant = file.merchant
    names = ("account_name", "bank_name", "branch_name", "permit_no")
    initial = {name: getattr(merchant, name) for name in names}
    if not merchant.account_name and not merchant.account_tail:
        initial["account_name"] = merchant.name
    if request.method == "POST":
        form = BankForm(request.POST, tail=merchant.account_tail)
        refusal: Refusal | None = None
        try:
            if done(form, lambda: _save_bank(request, actor, merchant.pk, form)):
                return redirect("merchants:step", merchant_id=merchant.pk, step="check")
        except FileRefused as refused:
            refusal = refused
        return _page(request, actor, file, "bank", {"form": form, "papers": file.photos[BANK_PAPER]}, refusal)
    form = BankForm(initial=initial, tail=merchant.account_tail)
    return _page(request, actor, file, "bank", {"form": form, "papers": file.photos[BANK_PAPER]})


def _save_bank(request: HttpRequest, actor: Actor, merchant_id: UUID, form: BankForm) -> None:
    services.save_bank_with_papers(
        actor,
        merchant_id=merchant_id,
        draft=form.draft,
        papers=files_sent(request),
        shop=files_sent(request, "shop"),
    )


def _check(request: HttpRequest, actor: Actor, file: MerchantFile) -> HttpResponse:
    merchant = file.merchant
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            services.submit(actor, merchant_id=merchant.pk)
        except NotFoundHere:
            raise
        except Refusal as refused:
            refusal = refused
        else:
            toast(request, _("已提交“%(name)s”，等审批") % {"name": merchant.name})
            return redirect("merchants:merchant", merchant_id=merchant.pk)
    missing = checks.missing(merchant, file.kinds, today=actor.today)
    return _page(
        request,
        actor,
        file,
        "check",
        {
            "missing": [
                (
                    LABELS.get(problem.field, ""),
                    problem.message,
                    reverse("merchants:step", args=[merchant.pk, checks.STEP_OF[problem.field]]),
                )
                for problem in sorted(missing, key=lambda each: STEPS.index(checks.STEP_OF[each.field]))
            ],
            "checks": approval.checks_of(actor, file),
            "tried": refusal is not None,
        },
        None if isinstance(refusal, InvalidInput) and missing else refusal,
    )


@require_POST
def add_photos(request: HttpRequest, merchant_id: UUID) -> HttpResponse:
    """More photos or papers, from the page of the merchant."""
    actor = actor_of(request, Rights.EDIT)
    kind = request.POST.get("kind", SHOP_PHOTO)
    kept = services.add_photos(actor, merchant_id=merchant_id, kind=kind, files=files_sent(request))
    toast(request, _("已收下 %(count)s 个文件") % {"count": len(kept)})
    return redirect("merchants:merchant", merchant_id=merchant_id)
