"""What is typed around sales facts and grading."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from endcap.goods.sales.services import METHODS


class FactFilterForm(forms.Form):
    """The conditions of the list of facts, all in the address."""

    outlet = forms.UUIDField(required=False)
    sku = forms.UUIDField(required=False)
    batch = forms.UUIDField(required=False)
    invoice = forms.CharField(required=False, max_length=40)
    first = forms.DateField(required=False)
    last = forms.DateField(required=False)
    kind = forms.ChoiceField(required=False, choices=[("sale", ""), ("return", "")])
    flag = forms.CharField(required=False, max_length=40)
    before = forms.IntegerField(required=False, min_value=1, max_value=2**62)


class ReturnsForm(forms.Form):
    """Which returns are shown."""

    state = forms.ChoiceField(required=False, choices=[("unmatched", ""), ("matched", "")])
    before = forms.IntegerField(required=False, min_value=1, max_value=2**62)


class GradingForm(forms.Form):
    """As of which day, over how many months, by which reading."""

    as_of = forms.DateField(label=_("截止日"), widget=forms.DateInput(attrs={"type": "date"}))
    months = forms.IntegerField(label=_("回看期"), min_value=1, max_value=600)
    method = forms.ChoiceField(
        label=_("写入哪种"), choices=[("count", _("按客户数")), ("sales", _("按累计销售额"))]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert {value for value, _label in self.fields["method"].choices} == set(METHODS)  # type: ignore[attr-defined]
