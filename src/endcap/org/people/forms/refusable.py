"""Forms that can show what a service refused."""

from __future__ import annotations

from django import forms

from endcap.kernel.errors import InvalidInput, Refusal


class RefusableForm(forms.Form):
    """A form that can show what a service refused, beside the field that is meant."""

    def take(self, refusal: Refusal) -> None:
        """Write a refusal beside its fields, or above the form."""
        if not isinstance(refusal, InvalidInput):
            self.add_error(None, refusal.message)
            return
        for problem in refusal.problems:
            self.add_error(problem.field if problem.field in self.fields else None, str(problem.message))
