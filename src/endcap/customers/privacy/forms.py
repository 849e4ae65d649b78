"""What people type about personal data. Forms read; what is right is decided in the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets import purposes
from endcap.customers.privacy.models import ArchiveClass, Consent, SubjectRequest
from endcap.customers.privacy.services.archiving import ClassDraft
from endcap.kernel.errors import InvalidInput, Refusal

_DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class RefusableForm(forms.Form):
    """A form that shows what a service refused beside the field that is meant."""

    use_required_attribute = False

    def take_refusal(self, refusal: Refusal) -> None:
        """Write what was refused beside its fields; nothing typed is lost."""
        if not isinstance(refusal, InvalidInput):
            self.add_error(None, refusal.message)
            return
        for problem in refusal.problems:
            self.add_error(problem.field if problem.field in self.fields else None, str(problem.message))


class RequestForm(RefusableForm):
    """What somebody asks for."""

    needed = frozenset({"received_on"})

    kind = forms.ChoiceField(label=_("请求"), choices=SubjectRequest.Kind.choices, required=False)
    name = forms.CharField(label=_("姓名"), required=False)
    phone = forms.CharField(label=_("手机"), required=False)
    received_on = forms.DateField(label=_("收到日期"), required=False, widget=_DATE)
    note = forms.CharField(label=_("说明"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class OutcomeForm(RefusableForm):
    """How a request was answered."""

    needed = frozenset({"outcome"})

    outcome = forms.CharField(label=_("结果"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class ConsentForm(RefusableForm):
    """A consent that a person gave."""

    needed = frozenset({"given_on"})

    purpose = forms.ChoiceField(label=_("用途"), choices=list(purposes.PURPOSES.items()), required=False)
    channel = forms.ChoiceField(label=_("渠道"), choices=Consent.Channel.choices, required=False)
    way = forms.ChoiceField(
        label=_("怎样同意的"),
        choices=[one for one in Consent.Way.choices if one[0] != Consent.Way.FILE],
        required=False,
    )
    given_on = forms.DateField(label=_("同意日期"), required=False, widget=_DATE)
    note = forms.CharField(label=_("说明"), required=False)


class ClassForm(RefusableForm):
    """An archive class."""

    needed = frozenset({"code", "name", "keep_months"})

    code = forms.CharField(label=_("类别编码"), required=False)
    name = forms.CharField(label=_("类别名称"), required=False)
    name_en = forms.CharField(label=_("英文名称"), required=False)
    keep_months = forms.IntegerField(label=_("归档后保存（月）"), required=False)
    then = forms.ChoiceField(label=_("到期以后"), choices=ArchiveClass.Then.choices, required=False)

    def draft(self) -> ClassDraft:
        """What the form says."""
        value: dict[str, Any] = self.cleaned_data
        return ClassDraft(
            code=value["code"],
            name=value["name"],
            name_en=value["name_en"],
            keep_months=value["keep_months"],
            then=value["then"],
        )


class DaysForm(RefusableForm):
    """How long a kind of data is kept."""

    days = forms.IntegerField(label=_("保存天数"), required=False)
