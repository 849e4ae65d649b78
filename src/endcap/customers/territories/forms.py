"""What people type about a territory. Forms read; what is right is decided in the services."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.customers.territories.models import Territory
from endcap.customers.territories.services import TerritoryDraft
from endcap.kernel.errors import InvalidInput, Refusal
from endcap.kernel.shapes import Ring
from endcap.org.people.models import Person
from endcap.org.units.models import Unit
from endcap.ui import maps

_FIELD_OF = {"shape": "shape", "unit": "unit", "owner": "owner"}


class TerritoryForm(forms.Form):
    """One territory: its names, whose it is, and its outline."""

    use_required_attribute = False
    needed = frozenset({"code", "name"})

    code = forms.CharField(label=_("片区编码"), required=False)
    name = forms.CharField(label=_("片区名称"), required=False)
    unit = forms.ChoiceField(label=pgettext_lazy("territory", "单位"), required=False)
    owner = forms.ChoiceField(label=_("负责人"), required=False)
    tone = forms.ChoiceField(label=_("颜色"), choices=Territory.Tone.choices, required=False)
    shape = forms.CharField(label=_("范围"), required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, units: Sequence[Unit], people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ring: Ring = ()
        self.fields["unit"].choices = [(str(unit.pk), unit.name) for unit in units]  # type: ignore[attr-defined]
        self.fields["owner"].choices = [  # type: ignore[attr-defined]
            ("", _("还没定")), *((str(one.pk), one.name) for one in people)
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Reads the outline, so that what is wrong with it stands beside what else is wrong."""
        value: dict[str, Any] = super().clean() or {}
        if not value.get("shape"):
            self.add_error("shape", _("在地图上画出范围。"))
            return value
        try:
            self.ring = maps.ring_from(value["shape"])
        except InvalidInput as refused:
            self.add_error("shape", str(refused.problems[0].message))
        return value

    def draft(self) -> TerritoryDraft:
        """What the form says."""
        value = self.cleaned_data
        return TerritoryDraft(
            code=value["code"],
            name=value["name"],
            unit_id=UUID(value["unit"]) if value["unit"] else None,
            owner_id=UUID(value["owner"]) if value["owner"] else None,
            tone=value["tone"] or Territory.Tone.A,
            ring=self.ring,
        )

    def take(self, refusal: Refusal) -> None:
        """Write what a service refused beside the fields that are meant."""
        if not isinstance(refusal, InvalidInput):
            self.add_error(None, refusal.message)
            return
        for problem in refusal.problems:
            self.add_error(problem.field if problem.field in self.fields else None, str(problem.message))
