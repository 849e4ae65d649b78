"""What is typed around contracts and money. The rules stand in the services; forms only read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.cash.receivables.drafts import ClauseDraft, ContractDraft
from endcap.cash.receivables.models import Contract, Payment
from endcap.cash.receivables.services import DeductionDraft, PaymentDraft
from endcap.customers.outlets.models import Outlet
from endcap.kernel.errors import InvalidInput, Refusal
from endcap.kernel.money import format_money

FindPayer = Callable[[str], Outlet | None]


class RefusableForm(forms.Form):
    """A form that can show what a service refused, beside the field that is meant."""

    def take(self, refusal: Refusal) -> None:
        """Write a refusal beside its fields, or above the form."""
        if not isinstance(refusal, InvalidInput):
            self.add_error(None, refusal.message)
            return
        for problem in refusal.problems:
            field = {"payer_id": "payer", "outlet_ids": "outlets"}.get(problem.field, problem.field)
            field = field.split(".")[0]
            self.add_error(field if field in self.fields else None, str(problem.message))


class Figure(forms.CharField):
    """A figure as people write it; its clean value is an integer: fen, or basis points."""

    def __init__(self, *, what: str = "money", **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 20)
        super().__init__(**kwargs)
        self.what = what
        self.widget.attrs["inputmode"] = "decimal"

    def clean(self, value: Any) -> Any:
        """The integer, None for nothing, or what is wrong with it."""
        text = str(super().clean(value)).replace(",", "").replace("，", "").replace("%", "").strip("¥ ")
        return read_figure(text) if text else None


def read_figure(text: str) -> int:
    """Yuan as fen, per cent as basis points: both have two decimals."""
    try:
        figure = Decimal(text) * 100
    except InvalidOperation as wrong:
        raise forms.ValidationError(_("写成数字，例如 1200 或 12.50。")) from wrong
    if figure != figure.to_integral_value() or abs(figure) > 10**15:
        raise forms.ValidationError(_("最多写两位小数。"))
    return int(figure)


def _day(label: object, *, required: bool = False) -> forms.DateField:
    return forms.DateField(
        label=label,  # type: ignore[arg-type]
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("日期写成 2026-07-16 这样。")},
    )


class _OfPayer(RefusableForm):
    """A form that names a payer by code or name."""

    payer = forms.CharField(
        label=_("付款方"), max_length=120, help_text=_("终端编码或完整名称；连锁写付款的那家。")
    )

    def __init__(self, *args: Any, find: FindPayer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._find = find

    def clean_payer(self) -> UUID:
        """The outlet's id."""
        found = self._find(self.cleaned_data["payer"])
        if found is None:
            raise forms.ValidationError(_("没有找到这家终端。写编码或完整名称。"))
        return found.pk


class ContractForm(_OfPayer):
    """A contract."""

    outlets = forms.CharField(
        label=_("还替哪些终端付款"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("每行一个终端编码。"),
    )
    mode = forms.ChoiceField(label=_("结算方式"), choices=Contract.Mode.choices)
    term_days = forms.IntegerField(label=_("账期（天）"), required=False, min_value=0, max_value=365)
    term_reason = forms.CharField(label=_("账期超过上限的依据"), required=False, max_length=300)
    price_level = forms.ChoiceField(label=_("价格级别"), required=False)
    tax_bp = Figure(label=_("税率"), required=False, what="share")
    rate_bp = Figure(label=_("扣点"), required=False, what="share", help_text=_("只有流水倒扣写。"))
    guarantee = Figure(label=_("每店每月保底"), required=False, help_text=_("只有流水倒扣写。"))
    supply_bp = Figure(
        label=_("供价占零售价"), required=False, what="share", help_text=_("只有代销写；不写就按价格级别。")
    )
    late_daily_bp = Figure(
        label=_("滞纳金（每天）"), required=False, what="share", help_text=_("例如 0.05 是每天万分之五。")
    )
    late_grace_days = forms.IntegerField(label=_("宽限（工作日）"), required=False, min_value=0, max_value=60)
    late_cap_bp = Figure(label=_("滞纳金上限（占欠款）"), required=False, what="share")
    valid_from = _day(_("生效日"), required=True)
    valid_to = _day(_("到期日"))
    signed_on = _day(_("签订日"))
    clauses = forms.CharField(
        label=_("可扣的费用"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("每行一项：名称 | 计算依据 | 服务凭证 | 2% 或 300。没写在这里的扣款都按争议处理。"),
    )
    remark = forms.CharField(label=_("备注"), required=False, max_length=500)

    def __init__(self, *args: Any, levels: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["price_level"].choices = [("", "—"), *levels]  # type: ignore[attr-defined]

    def clean_outlets(self) -> tuple[UUID, ...]:
        """The ids of the outlets."""
        found = []
        for code in self.cleaned_data["outlets"].replace("，", "\n").replace(",", "\n").splitlines():
            if code.strip():
                outlet = self._find(code)
                if outlet is None:
                    raise forms.ValidationError(
                        _("没有找到终端“%(code)s”。"), params={"code": code.strip()[:60]}
                    )
                found.append(outlet.pk)
        return tuple(found)

    def clean_clauses(self) -> tuple[ClauseDraft, ...]:
        """The fees."""
        return tuple(
            _clause(line)
            for line in self.cleaned_data["clauses"].replace("｜", "|").splitlines()
            if line.strip()
        )

    def draft(self) -> ContractDraft:
        """What was typed."""
        value = dict(self.cleaned_data)
        tax = value.pop("tax_bp")
        return ContractDraft(
            payer_id=value.pop("payer"),
            outlet_ids=value.pop("outlets"),
            term_days=value.pop("term_days") or 0,
            late_grace_days=value.pop("late_grace_days") or 0,
            guarantee=value.pop("guarantee") or 0,
            tax_bp=1300 if tax is None else tax,
            **value,
        )


def _clause(line: str) -> ClauseDraft:
    parts = [part.strip() for part in line.split("|")]
    if len(parts) != 4:
        raise forms.ValidationError(_("每项费用写四段，用竖线隔开：名称 | 计算依据 | 服务凭证 | 2% 或 300。"))
    name, basis, proof, measure = parts
    figure = read_figure(measure.replace("%", "").replace("％", ""))
    is_share = measure.endswith(("%", "％"))
    return ClauseDraft(name, basis, proof, figure if is_share else None, None if is_share else figure)


def contract_initial(contract: Contract, codes: Iterable[str], clauses: Iterable[Any]) -> dict[str, object]:
    """A draft as its form shows it."""
    plain = (
        *("mode", "term_days", "term_reason", "price_level", "late_grace_days"),
        *("valid_from", "valid_to", "signed_on", "remark"),
    )
    figures = ("tax_bp", "rate_bp", "supply_bp", "late_daily_bp", "late_cap_bp", "guarantee")
    lines = [
        f"{one.name} | {one.basis} | {one.proof} | "
        + (format_money(one.amount) if one.rate_bp is None else f"{format_money(one.rate_bp)}%")
        for one in clauses
    ]
    return {
        "payer": contract.payer.code,
        "outlets": "\n".join(codes),
        "clauses": "\n".join(lines),
        **{name: getattr(contract, name) for name in plain},
        **{name: format_money(getattr(contract, name)) for name in figures if getattr(contract, name)},
    }


class PaymentForm(_OfPayer):
    """Money that has come, or that a customer says he has paid."""

    method = forms.ChoiceField(
        label=pgettext_lazy("payment", "方式"),
        choices=[
            (Payment.Method.TRANSFER, Payment.Method.TRANSFER.label),
            (Payment.Method.CASH, Payment.Method.CASH.label),
        ],
    )
    bank_account_id = forms.ChoiceField(label=_("收款账户"), required=False)
    amount = Figure(label=_("金额"))
    paid_on = _day(_("付款日"), required=True)
    reference = forms.CharField(label=_("流水号或用途"), required=False, max_length=120)
    remark = forms.CharField(label=_("备注"), required=False, max_length=300)

    def __init__(self, *args: Any, accounts: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bank_account_id"].choices = [("", "—"), *accounts]  # type: ignore[attr-defined]

    def draft(self) -> PaymentDraft:
        """What was typed."""
        value = dict(self.cleaned_data)
        account = value.pop("bank_account_id")
        return PaymentDraft(
            payer_id=value.pop("payer"),
            amount=value.pop("amount") or 0,
            bank_account_id=UUID(account) if account else None,
            **value,
        )


class ReasonForm(RefusableForm):
    """Why."""

    reason = forms.CharField(label=_("原因"), max_length=300)


class EndForm(ReasonForm):
    """When and why a contract ends."""

    on = _day(_("结束日"))


class NoteForm(RefusableForm):
    """What was said, and what was promised."""

    note = forms.CharField(label=_("说了什么"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    promised = Figure(label=_("答应金额"), required=False)
    promised_on = _day(_("答应付款日"))


class AccountForm(RefusableForm):
    """An account of the company."""

    title = forms.CharField(label=_("户名"), max_length=120)
    bank_name = forms.CharField(label=_("开户银行"), max_length=120)
    account_no = forms.CharField(label=_("账号"), max_length=48)


class PermitForm(_OfPayer):
    """A permit to collect."""

    rep_id = forms.ChoiceField(label=_("代收人"))
    limit = Figure(label=_("限额"))
    valid_to = _day(_("有效期至"), required=True)
    reason = forms.CharField(label=_("事由"), max_length=200)

    def __init__(self, *args: Any, people: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rep_id"].choices = list(people)  # type: ignore[attr-defined]


class DeductionForm(_OfPayer):
    """What a retailer kept."""

    label = forms.CharField(label=_("对方写的名目"), max_length=80)
    amount = Figure(label=_("金额"))
    base = Figure(label=_("计算基数"), required=False)
    on = _day(_("扣款日"), required=True)
    proof = forms.CharField(label=_("服务凭证"), required=False, max_length=200)

    def draft(self) -> DeductionDraft:
        """What was typed."""
        value = dict(self.cleaned_data)
        return DeductionDraft(payer_id=value.pop("payer"), amount=value.pop("amount") or 0, **value)


class StatementForm(RefusableForm):
    """A bank statement."""

    account = forms.ChoiceField(label=_("收款账户"))
    file = forms.FileField(label=_("对账单"), help_text=_("CSV、Excel、CAMT.053 或 MT940，最大 20 MB。"))

    def __init__(self, *args: Any, accounts: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = list(accounts)  # type: ignore[attr-defined]


class MatchForm(_OfPayer):
    """Whose money it is."""


class ListForm(forms.Form):
    """What a list is asked for."""

    q = forms.CharField(required=False, max_length=60)
    view = forms.CharField(required=False, max_length=12)
    mode = forms.CharField(required=False, max_length=12)
    bucket = forms.CharField(required=False, max_length=10)
    by = forms.CharField(required=False, max_length=10)
    unit = forms.UUIDField(required=False)
    owner = forms.UUIDField(required=False)
    payer = forms.UUIDField(required=False)
    month = forms.DateField(required=False, input_formats=["%Y-%m", "%Y-%m-%d"])
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)
    after = forms.CharField(required=False, max_length=200)
    before = forms.CharField(required=False, max_length=200)
