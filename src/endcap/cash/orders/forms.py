"""What is typed around orders. The rules stand in the services; forms only read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.cash.orders.models import Issue
from endcap.kernel.errors import InvalidInput, Problem, Refusal


class RefusableForm(forms.Form):
    """A form that can show what a service refused, beside the field that is meant."""

    def take(self, refusal: Refusal) -> None:
        """Write a refusal beside its fields, or above the form."""
        problems: Sequence[Problem] = refusal.problems if isinstance(refusal, InvalidInput) else ()
        for problem in problems:
            name = problem.field if problem.field in self.fields else None
            if name is None or name not in self.errors:
                self.add_error(name, str(problem.message))
        if not problems:
            self.add_error("reason" if "reason" in self.fields else None, refusal.message)


class ListForm(forms.Form):
    """The conditions of the list, all in the address."""

    q = forms.CharField(required=False, max_length=60)
    view = forms.CharField(required=False, max_length=10)
    source = forms.CharField(required=False, max_length=8)
    outlet = forms.UUIDField(required=False)
    meeting = forms.UUIDField(required=False)
    first = forms.DateField(required=False)
    last = forms.DateField(required=False)
    sort = forms.CharField(required=False, max_length=10)
    after = forms.CharField(required=False, max_length=200)
    before = forms.CharField(required=False, max_length=200)


class ReasonForm(RefusableForm):
    """Why something is cancelled or let pass."""

    reason = forms.CharField(
        label=_("原因"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class ShipForm(RefusableForm):
    """Who carries the goods; the quantities come by line."""

    carrier = forms.CharField(label=_("承运人"), max_length=60, required=False)
    waybill = forms.CharField(label=_("运单号"), max_length=60, required=False)


class IssueForm(RefusableForm):
    """What went wrong with an order."""

    kind = forms.ChoiceField(label=pgettext_lazy("issue", "问题"), choices=Issue.Kind.choices)
    text = forms.CharField(
        label=_("说明"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class OutcomeForm(RefusableForm):
    """How it was put right."""

    outcome = forms.CharField(label=_("怎么解决的"), max_length=500, required=False)


class MeetingForm(RefusableForm):
    """An event at which outlets order."""

    name = forms.CharField(label=_("名称"), max_length=80, required=False)
    on = forms.DateField(label=_("日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    place = forms.CharField(label=_("地点"), max_length=120, required=False)
    unit = forms.ChoiceField(label=_("单位"), required=False)

    def __init__(self, *args: Any, units: Sequence[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [(str(pk), name) for pk, name in units]  # type: ignore[attr-defined]
