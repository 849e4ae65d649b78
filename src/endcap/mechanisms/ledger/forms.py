"""What the pages of the ledger ask."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from endcap.kernel.errors import InvalidInput, Refusal


class AskForm(forms.Form):
    """Which part of the books, all in the address."""

    book = forms.CharField(required=False, max_length=16)
    role = forms.CharField(required=False, max_length=24)
    unit = forms.CharField(required=False, max_length=40)
    on = forms.DateField(required=False)
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)
    after = forms.CharField(required=False, max_length=120)


class RefusableForm(forms.Form):
    """A form that can show what a service refused, beside the field that is meant."""

    def take(self, refusal: Refusal) -> None:
        """Write a refusal beside its fields, or above the form."""
        if not isinstance(refusal, InvalidInput):
            self.add_error(None, refusal.message)
            return
        for problem in refusal.problems:
            self.add_error(problem.field if problem.field in self.fields else None, str(problem.message))


class _PeriodForm(RefusableForm):
    book = forms.ChoiceField(label=_("账簿"))
    through = forms.DateField(
        label=_("结到哪一天（含）"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: object, choices: Sequence[tuple[str, str]], **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.fields["book"].choices = choices  # type: ignore[attr-defined]


class CloseForm(_PeriodForm):
    """Close a book up to a day."""


class ReopenForm(_PeriodForm):
    """Take a closing back, and why."""

    reason = forms.CharField(label=_("原因"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: object, choices: Sequence[tuple[str, str]], **more: object) -> None:
        super().__init__(*args, choices=choices, **more)
        self.fields["through"].label = _("退回到哪一天（含）")
