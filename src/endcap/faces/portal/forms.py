"""What a shop owner fills in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from endcap.cash.receivables.models import Payment
from endcap.cash.receivables.services import PaymentDraft
from endcap.customers.merchants.drafts import BankDraft, JoinDraft, LicenceDraft
from endcap.customers.merchants.models import Merchant
from endcap.kernel.errors import InvalidInput, Refusal
from endcap.kernel.exchange.values.numbers import parse_money
from endcap.ui.refusals import RefusableForm

FILES = {"licence": "licence_photo", "bank_paper": "bank_photo", "shop": "shop_photo"}
NEEDED = ("shop_name", "city", "address", "contact_name", "contact_phone", "has_read_notice")
_MEANT = {**FILES, "name": "licence_name"}


def _text(label: Any, limit: int, *, required: bool = False, **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=limit, required=required, widget=forms.TextInput(attrs=attrs)
    )


def _photo(label: Any, help_text: Any = "") -> forms.FileField:
    return forms.FileField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
    )


class JoinForm(forms.Form):
    """Shop, licence, contact, account, photos. What the rules say stands in the service."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    shop_name = _text(_("店名"), 120, autocomplete="organization")
    city = _text(_("城市"), 60, autocomplete="address-level2")
    district = _text(_("区县"), 60)
    address = _text(_("店的地址"), 200, autocomplete="street-address")
    contact_name = _text(_("联系人"), 60, autocomplete="name")
    contact_phone = _text(_("联系电话"), 32, autocomplete="tel", inputmode="tel")
    licence_photo = _photo(_("营业执照照片"))
    licence_no = _text(_("统一社会信用代码"), 40, autocomplete="off")
    licence_name = _text(_("执照上的名称"), 120)
    legal_person = _text(_("法定代表人或经营者"), 60)
    kind = forms.ChoiceField(label=_("主体类型"), choices=Merchant.Kind, initial="individual")
    shop_photo = _photo(_("门头照片"))
    account_name = _text(_("户名"), 120)
    bank_name = _text(_("开户银行"), 80)
    account_no = _text(_("银行账号"), 48, inputmode="numeric", autocomplete="off")
    bank_photo = _photo(_("开户证明的照片"))
    agrees_to_bank = forms.BooleanField(label=_("我同意保存银行账号，只用于对账和付款"), required=False)
    has_read_notice = forms.BooleanField(label=_("我已看过隐私说明，同意按说明使用"), required=False)

    def full_clean(self) -> None:
        """Gaps pass here: the service names everything that is missing at once, other mistakes included."""
        for name in NEEDED:
            self.fields[name].required = False
        super().full_clean()
        for name in NEEDED:
            self.fields[name].required = True

    @property
    def draft(self) -> JoinDraft:
        """What was typed, for the service."""
        value = self.cleaned_data
        return JoinDraft(
            shop_name=value["shop_name"],
            city=value["city"],
            district=value["district"],
            address=value["address"],
            licence=LicenceDraft(
                name=value["licence_name"] or value["shop_name"],
                kind=value["kind"],
                licence_no=value["licence_no"],
                legal_person=value["legal_person"],
                contact_name=value["contact_name"],
                contact_phone=value["contact_phone"],
            ),
            bank=BankDraft(
                account_name=value["account_name"],
                bank_name=value["bank_name"],
                account_no=value["account_no"] or None,
            ),
            has_read_notice=value["has_read_notice"],
            agrees_to_bank=value["agrees_to_bank"],
        )

    def take(self, refusal: Refusal) -> None:
        """Write a refusal beside its fields, or above the form."""
        if not isinstance(refusal, InvalidInput):
            self.add_error(None, refusal.message)
            return
        said = set()
        for problem in refusal.problems:
            name = _MEANT.get(problem.field, problem.field)
            if problem.field == "name" and not self.cleaned_data.get("shop_name"):
                continue  # the shop's name stands for it and is asked for already
            if (name, problem.code) not in said:
                said.add((name, problem.code))
                self.add_error(name if name in self.fields else None, str(problem.message))


class WelcomeForm(RefusableForm):
    """The password of somebody who was invited, twice."""

    password = forms.CharField(
        label=_("密码"),
        required=False,
        strip=False,
        help_text=_("至少 12 个字符。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("再输一次密码"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Both the same: whoever mistypes would be locked out."""
        value: dict[str, Any] = super().clean() or {}
        if not value.get("password"):
            self.add_error("password", _("设一个密码。"))
        elif value["password"] != value.get("again"):
            self.add_error("again", _("两次输的不一样，再输一次。"))
        return value


class TransferForm(RefusableForm):
    """A transfer that a customer tells of."""

    meant = {"bank_account_id": "account"}

    id = forms.UUIDField(widget=forms.HiddenInput)
    amount = forms.CharField(
        label=_("金额（元）"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    paid_on = forms.DateField(label=_("付款日"), widget=forms.DateInput(attrs={"type": "date"}))
    account = forms.ChoiceField(label=_("转到哪个账户"))
    reference = forms.CharField(label=_("流水号"), required=False, max_length=120)

    def __init__(self, *args: Any, accounts: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = list(accounts)  # type: ignore[attr-defined]

    def clean_amount(self) -> int:
        """Fen, of money as people write it."""
        found = parse_money(self.cleaned_data["amount"])
        if not isinstance(found.value, int):
            raise forms.ValidationError(_("金额写成数字，例如 1200 或 12.50。"))
        return found.value

    def draft(self, payer_id: UUID) -> PaymentDraft:
        """What was typed, for the service."""
        value = self.cleaned_data
        return PaymentDraft(
            payer_id=payer_id,
            method=Payment.Method.TRANSFER,
            amount=value["amount"],
            paid_on=value["paid_on"],
            bank_account_id=UUID(value["account"]),
            reference=value["reference"],
        )
