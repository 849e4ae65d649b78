"""What is typed around webhooks. The rules stand in the services; forms only read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.kernel.errors import InvalidInput, Refusal
from endcap.kernel.webhooks import catalogue
from endcap.kernel.webhooks.models import Notice
from endcap.kernel.webhooks.services import EndpointFields


class EndpointForm(forms.Form):
    """An endpoint: where to, and what for."""

    name = forms.CharField(label=_("名称"), max_length=60)
    url = forms.CharField(
        label=_("地址"),
        max_length=500,
        widget=forms.URLInput(attrs={"placeholder": "https://erp.example.com/endcap"}),
    )
    kinds = forms.MultipleChoiceField(
        label=_("通知哪些事"), required=False, widget=forms.CheckboxSelectMultiple(attrs={"class": "ck"})
    )
    is_active = forms.BooleanField(
        label=pgettext_lazy("webhook", "启用"),
        required=False,
        initial=True,
        widget=forms.CheckboxInput(attrs={"class": "ck"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.key, kind.name) for kind in catalogue.everything()]
        self.fields["kinds"].choices = kinds  # type: ignore[attr-defined]

    def take(self, refusal: Refusal) -> None:
        """Write a refusal beside its fields, or above the form."""
        if not isinstance(refusal, InvalidInput):
            self.add_error(None, refusal.message)
            return
        for problem in refusal.problems:
            self.add_error(problem.field if problem.field in self.fields else None, str(problem.message))

    def fields_given(self) -> EndpointFields:
        """What was typed."""
        given = self.cleaned_data
        return EndpointFields(
            name=given["name"], url=given["url"], kinds=given["kinds"], is_active=given["is_active"]
        )


class LogForm(forms.Form):
    """The conditions of the log, all in the address."""

    endpoint = forms.UUIDField(required=False)
    state = forms.ChoiceField(required=False, choices=[("", ""), *Notice.State.choices])
    after = forms.CharField(required=False, max_length=200)
