"""What people type about hand-overs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from endcap.kernel.errors import InvalidInput, Problem, Refusal
from endcap.org.people.models import Person


class PlanForm(forms.Form):
    """Who will leave, and when."""

    use_required_attribute = False
    needed = frozenset({"person", "leaves_on"})

    person = forms.ChoiceField(label=_("谁离开"), required=False)
    leaves_on = forms.DateField(
        label=_("哪天离开"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", _("选人"))] + [  # type: ignore[attr-defined]
            (str(person.pk), f"{person.name}·{person.unit.name}") for person in people
        ]

    def take(self, problems: Iterable[Problem]) -> None:
        """Write problems beside their fields."""
        for problem in problems:
            self.add_error(problem.field if problem.field in self.fields else None, str(problem.message))

    def take_refusal(self, refusal: Refusal) -> None:
        """The same for a refusal of any kind."""
        if isinstance(refusal, InvalidInput):
            self.take(refusal.problems)
        else:
            self.add_error(None, refusal.message)

    @property
    def person_id(self) -> UUID | None:
        """Who was chosen."""
        chosen = self.cleaned_data.get("person")
        return UUID(chosen) if chosen else None
