"""Contracts: the list, one contract, writing, signing and ending it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from endcap.cash.receivables import selectors, services
from endcap.cash.receivables.forms import ContractForm, EndForm, RefusableForm, contract_initial
from endcap.cash.receivables.models import Contract
from endcap.cash.receivables.rights import Rights
from endcap.cash.receivables.selectors import ContractFilter
from endcap.cash.receivables.views.asking import actor_of, address, asked, done, foot_of, is_part
from endcap.goods.catalog import selectors as catalog
from endcap.kernel.actor import Actor
from endcap.ui.toasts import toast


@require_GET
def contracts(request: HttpRequest) -> HttpResponse:
    """Contracts, the newest change first."""
    actor = actor_of(request)
    value = asked(request)
    views = ("", "draft", "active", "over", "ended")
    view = value["view"] if value["view"] in views else ""
    mode = value["mode"] if value["mode"] in Contract.Mode.values else ""
    wanted = ContractFilter(view, mode, value["q"] or "")
    page = selectors.contracts_page(actor, wanted, after=value["after"] or "", before=value["before"] or "")
    counts = selectors.contract_counts(actor)
    labels = {"": pgettext("contracts", "全部"), "over": _("已过期"), **dict(Contract.State.choices)}
    context = {
        "page": page,
        "wanted": wanted,
        "today": actor.today,
        "views": [(key, labels[key], counts[key], address(request, view=key)) for key in views],
        "foot": foot_of(request, page),
        "may_write": actor.may(Rights.CONTRACT),
    }
    template = "receivables/contract_rows.html" if is_part(request) else "receivables/contracts.html"
    return render(request, template, context)


@require_http_methods(["GET", "POST"])
def new_contract(request: HttpRequest) -> HttpResponse:
    """Write a contract down."""
    actor = actor_of(request, Rights.CONTRACT)
    initial = {"payer": request.GET.get("payer_code", ""), "valid_from": actor.today, "tax_bp": "13"}
    form = _form(request, actor, initial)
    made: list[Contract] = []
    if request.method == "POST" and done(
        form, lambda: made.append(services.create_contract(actor, draft=form.draft()))
    ):
        toast(request, _("合同 %(number)s 已起草。") % {"number": made[0].number})
        return redirect("receivables:contract", made[0].pk)
    return render(
        request, "receivables/edit_contract.html", {"form": form}, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
def edit_contract(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Change a draft."""
    actor = actor_of(request, Rights.CONTRACT)
    contract = selectors.contract_of(actor, contract_id)
    codes = [one.code for one in selectors.coverage_of(contract.pk) if one.pk != contract.payer_id]
    form = _form(request, actor, contract_initial(contract, codes, selectors.clauses_of(contract.pk)))
    if request.method == "POST" and done(
        form, lambda: services.update_contract(actor, contract_id=contract_id, draft=form.draft())
    ):
        toast(request, _("已保存。"))
        return redirect("receivables:contract", contract_id)
    context = {"form": form, "contract": contract}
    return render(request, "receivables/edit_contract.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, actor: Actor, initial: dict[str, object]) -> ContractForm:
    is_english = (get_language() or "").startswith("en")
    levels = [(one.code, one.name_en if is_english else one.name) for one in catalog.price_levels()]
    return ContractForm(
        request.POST if request.method == "POST" else None,
        find=lambda code: selectors.payer_by_code(actor, code),
        levels=levels,
        initial=initial,
    )


@require_GET
def contract(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """One contract."""
    return _contract(request, contract_id, EndForm())


def _contract(
    request: HttpRequest, contract_id: UUID, form: RefusableForm, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    found = selectors.contract_of(actor, contract_id)
    context = {
        "contract": found,
        "outlets": selectors.coverage_of(found.pk),
        "clauses": selectors.clauses_of(found.pk),
        "today": actor.today,
        "is_over": found.is_over(actor.today),
        "form": form,
        "end_form": form if isinstance(form, EndForm) else EndForm(),
        "may_write": actor.may(Rights.CONTRACT),
    }
    return render(request, "receivables/contract.html", context, status=status)


@require_POST
def activate(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """It is signed."""
    actor = actor_of(request, Rights.CONTRACT)
    form = RefusableForm(request.POST)
    selectors.contract_of(actor, contract_id)
    if done(form, lambda: services.activate_contract(actor, contract_id=contract_id)):
        toast(request, _("合同生效了。"))
        return redirect("receivables:contract", contract_id)
    return _contract(request, contract_id, form, status=409)


@require_POST
def end(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """It holds no longer."""
    actor = actor_of(request, Rights.CONTRACT)
    form = EndForm(request.POST)
    selectors.contract_of(actor, contract_id)
    if done(form, lambda: services.end_contract(actor, contract_id=contract_id, **form.cleaned_data)):
        toast(request, _("合同已结束。"))
        return redirect("receivables:contract", contract_id)
    return _contract(request, contract_id, form, status=422)
