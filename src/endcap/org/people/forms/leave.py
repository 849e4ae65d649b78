"""Leave and delegation as they are typed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from endcap.org.people.forms.refusable import RefusableForm
from endcap.org.people.models import Absence, Person


def _day(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **kwargs)


class AbsenceForm(RefusableForm):
    """Days on which somebody is away."""

    prefix = "absence"
    from_on = _day(_("从"))
    to_on = _day(_("到"), help_text=_("最后一天也算在内。"))
    kind = forms.ChoiceField(label=_("事由"), choices=Absence.Kind.choices)


class DayForm(forms.Form):
    """A day in an address."""

    to_on = forms.DateField()


class DelegationForm(RefusableForm):
    """A colleague who decides meanwhile."""

    prefix = "delegation"
    to_person = forms.ChoiceField(label=_("代理人"))
    from_on = _day(_("从"))
    to_on = _day(_("到"), required=False, help_text=_("不填就一直有效，直到收回。"))
    only_when_absent = forms.ChoiceField(
        label=_("什么时候代理"),
        choices=[("yes", _("只在请假的日子")), ("no", _("这些日子里一直"))],
        initial="yes",
    )
    note = forms.CharField(label=_("说明"), max_length=200, required=False)

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_units = sorted(people, key=lambda person: (person.unit.path, person.name, person.login))
        self.fields["to_person"].choices = [  # type: ignore[attr-defined]
            ("", _("选一位同事")),
            *(
                (unit.name, [(str(person.pk), person.name) for person in group])
                for unit, group in groupby(in_units, key=lambda person: person.unit)
            ),
        ]

    @property
    def to_id(self) -> UUID:
        """The chosen deputy."""
        return UUID(self.cleaned_data["to_person"])

    @property
    def is_only_when_absent(self) -> bool:
        """Whether the deputy decides on days of leave alone."""
        return self.cleaned_data["only_when_absent"] == "yes"
