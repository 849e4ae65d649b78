"""What is typed around merchants. The rules stand in the services; forms only read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from endcap.customers.merchants.drafts import (
    BankDraft,
    LicenceDraft,
    LinkDraft,
    TermDraft,
)
from endcap.customers.merchants.models import Merchant
from endcap.customers.merchants.wording import LABELS
from endcap.kernel.errors import InvalidInput, Refusal
from endcap.org.people.models import Person


class RefusableForm(forms.Form):
    """A form that can show what a service refused, beside the field that is meant."""

    needed: tuple[str, ...] = ()  # shown as needed; a draft may still have gaps here

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.needed:
            self.fields[name].required = True

    def full_clean(self) -> None:
        """What is needed to submit may be missing from a draft; its lack is told on the last step."""
        for name in self.needed:
            self.fields[name].required = False
        super().full_clean()
        for name in self.needed:
            self.fields[name].required = True

    def take(self, refusal: Refusal) -> None:
        """Write a refusal beside its fields, or above the form."""
        if not isinstance(refusal, InvalidInput):
            self.add_error(None, refusal.message)
            return
        for problem in refusal.problems:
            self.add_error(problem.field if problem.field in self.fields else None, str(problem.message))


def _day(label: object) -> forms.DateField:
    return forms.DateField(
        label=label,  # type: ignore[arg-type]
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("日期写成 2026-07-16 这样。")},
    )


class LicenceForm(RefusableForm):
    """The licence, as it is copied from the paper, and whom to ring up."""

    needed = ("licence_no", "legal_person", "address", "valid_to", "contact_name", "contact_phone")

    name = forms.CharField(label=LABELS["name"], max_length=120)
    kind = forms.ChoiceField(label=LABELS["kind"], choices=Merchant.Kind)
    licence_no = forms.CharField(
        label=LABELS["licence_no"],
        required=False,
        max_length=40,
        help_text=_("18 位；2015 年以前的旧执照填 15 位注册号。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    legal_person = forms.CharField(label=LABELS["legal_person"], required=False, max_length=60)
    address = forms.CharField(label=LABELS["address"], required=False, max_length=200)
    established_on = _day(LABELS["established_on"])
    valid_from = _day(LABELS["valid_from"])
    valid_to = _day(LABELS["valid_to"])
    is_long_term = forms.BooleanField(label=_("长期有效"), required=False)
    contact_name = forms.CharField(label=LABELS["contact_name"], required=False, max_length=60)
    contact_phone = forms.CharField(
        label=LABELS["contact_phone"],
        required=False,
        max_length=32,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )

    @property
    def draft(self) -> LicenceDraft:
        """What was typed, for the service."""
        return LicenceDraft(**{name: self.cleaned_data[name] for name in self.fields})


class BankForm(RefusableForm):
    """The bank account."""

    needed: tuple[str, ...] = ("account_name", "bank_name", "account_no")

    account_name = forms.CharField(label=LABELS["account_name"], required=False, max_length=120)
    bank_name = forms.CharField(label=LABELS["bank_name"], required=False, max_length=80)
    branch_name = forms.CharField(label=LABELS["branch_name"], required=False, max_length=120)
    account_no = forms.CharField(
        label=LABELS["account_no"],
        required=False,
        max_length=48,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    permit_no = forms.CharField(label=LABELS["permit_no"], required=False, max_length=40)

    def __init__(self, *args: Any, tail: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if tail:
            self.needed = ("account_name", "bank_name")
            self.fields["account_no"].required = False
            self.fields["account_no"].help_text = _("已保存，尾号 %(tail)s。不改就留空。") % {"tail": tail}

    @property
    def draft(self) -> BankDraft:
        """What was typed; an empty account number leaves the one that is kept."""
        value = self.cleaned_data
        return BankDraft(
            account_name=value["account_name"],
            bank_name=value["bank_name"],
            branch_name=value["branch_name"],
            account_no=value["account_no"] or None,
            permit_no=value["permit_no"],
        )


class TermForm(RefusableForm):
    """The new term of a licence."""

    valid_from = _day(LABELS["valid_from"])
    valid_to = _day(LABELS["valid_to"])
    is_long_term = forms.BooleanField(label=_("长期有效"), required=False)

    @property
    def draft(self) -> TermDraft:
        """What was typed."""
        return TermDraft(**{name: self.cleaned_data[name] for name in self.fields})


class ReasonForm(RefusableForm):
    """Why."""

    reason = forms.CharField(label=_("原因"), max_length=500)


class LinkForm(RefusableForm):
    """A new registration link."""

    label = forms.CharField(
        label=_("发给谁"), max_length=80, help_text=_("比如：渡口街新开的五家店。只有内部看得到。")
    )
    owner = forms.ChoiceField(label=_("跟进人"))
    days = forms.IntegerField(label=_("有效天数"), initial=7, min_value=1, max_value=90)
    uses = forms.IntegerField(label=_("可用次数"), initial=1, min_value=1, max_value=200)

    def __init__(
        self, *args: Any, owners: Iterable[Person], chosen: UUID | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [  # type: ignore[attr-defined]
            (str(person.pk), f"{person.name}（{person.unit.name}）") for person in owners
        ]
        self.initial.setdefault("owner", str(chosen) if chosen else None)

    @property
    def draft(self) -> LinkDraft:
        """What was typed."""
        value = self.cleaned_data
        return LinkDraft(value["label"], UUID(value["owner"]), value["days"], value["uses"])


class ListForm(forms.Form):
    """The conditions of the list, all in the address."""

    view = forms.CharField(required=False, max_length=12)
    q = forms.CharField(required=False, max_length=60)
    after = forms.CharField(required=False, max_length=200)
    before = forms.CharField(required=False, max_length=200)
