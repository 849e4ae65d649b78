"""The edit panel: one input per part, typed as people type. All judging is left to the service."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from endcap.kernel.errors import InvalidInput
from endcap.kernel.parameters.declare import Parameter
from endcap.kernel.parameters.parts import Kind, Part, Raw, percent_text

_HUNDREDTHS = (Kind.MONEY, Kind.SHARE)


def raw_from_text(part: Part, typed: object) -> Raw:
    """What was typed, in raw form; what cannot be read stays text, so that the service says what is wrong."""
    if part.kind is Kind.CHOICES:
        return typed
    text = unicodedata.normalize("NFKC", str(typed or "")).strip()
    if part.kind is Kind.FLAG:
        return {"yes": True, "no": False}.get(text, text)
    if part.kind is Kind.NUMBERS:
        pieces = text.replace("、", ",").replace(" ", ",").split(",")
        return [_whole(piece, 1) for piece in pieces if piece]
    if part.kind in _HUNDREDTHS:
        return _whole(text.rstrip("%元").strip(), 100)
    return _whole(text, 1) if part.kind is Kind.NUMBER else text


def _whole(text: str, factor: int) -> Raw:
    try:
        scaled = Decimal(text.replace(",", "")) * factor
    except InvalidOperation:
        return text
    return int(scaled) if scaled.is_finite() and scaled == int(scaled) else text


def text_of(part: Part, value: object) -> object:
    """A typed value as it stands in the input."""
    if value is None:
        return ""
    if part.kind in _HUNDREDTHS and isinstance(value, int):
        return percent_text(value)  # hundredths of a yuan read like hundredths of a per cent
    if part.kind is Kind.NUMBERS and isinstance(value, tuple):
        return ", ".join(str(each) for each in value)
    if part.kind is Kind.FLAG:
        return "yes" if value else "no"
    return list(value) if isinstance(value, tuple) else part.write(value)


class Judged:
    """An input that takes whatever is typed: the service judges all of it at once."""

    def validate(self, value: object) -> None:
        """Leave it to the service."""


class JudgedText(Judged, forms.CharField):
    """Typed text."""


class JudgedChoice(Judged, forms.ChoiceField):
    """One of a list."""


class JudgedChoices(Judged, forms.MultipleChoiceField):
    """Some of a list."""


class ParameterForm(forms.Form):
    """New value, from which day, for whom, and why."""

    use_required_attribute = False

    def __init__(
        self,
        *args: Any,
        parameter: Parameter[Any],
        value: object,
        on: date,
        units: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {"valid_from": on.isoformat()} | {
            f"part_{part.key}": text_of(part, value if parameter.is_simple else getattr(value, part.key))
            for part in parameter.parts
        }
        super().__init__(*args, **kwargs)
        self.parameter = parameter
        for part in parameter.parts:
            self.fields[f"part_{part.key}"] = _field_of(part)
        self.fields["valid_from"] = JudgedText(
            label=_("生效日期"), widget=forms.TextInput(attrs={"type": "date"})
        )
        if units:
            self.fields["unit_id"] = forms.ChoiceField(
                label=_("适用于"), required=False, choices=[("", _("全公司")), *units]
            )
        self.fields["reason"] = JudgedText(
            label=_("为什么改"), widget=forms.Textarea(attrs={"rows": 2, "maxlength": 200})
        )

    @property
    def part_fields(self) -> list[tuple[forms.BoundField, str]]:
        """The inputs of the value with their units."""
        units = {Kind.MONEY: gettext("元"), Kind.SHARE: "%"}
        return [
            (self[f"part_{part.key}"], units.get(part.kind, str(part.unit))) for part in self.parameter.parts
        ]

    @property
    def unit_field(self) -> forms.BoundField | None:
        """The choice of the unit, where the actor has one."""
        return self["unit_id"] if "unit_id" in self.fields else None

    @property
    def raw(self) -> dict[str, Raw]:
        """The raw parts as typed."""
        return {
            part.key: raw_from_text(part, self.cleaned_data.get(f"part_{part.key}"))
            for part in self.parameter.parts
        }

    @property
    def chosen_day(self) -> date | None:
        """The day, or nothing if it cannot be read."""
        try:
            return date.fromisoformat(str(self.cleaned_data.get("valid_from") or ""))
        except ValueError:
            return None

    @property
    def chosen_unit_id(self) -> UUID | None:
        """The chosen unit, or nothing for the whole company."""
        chosen = self.cleaned_data.get("unit_id")
        return UUID(chosen) if chosen else None

    def show(self, refused: InvalidInput) -> None:
        """Put the service's sentences beside the inputs."""
        for problem in refused.problems:
            name = f"part_{problem.field}"
            self.add_error(
                name if name in self.fields else problem.field if problem.field in self.fields else None,
                str(problem.message),
            )


def _field_of(part: Part) -> forms.Field:
    label, required = part.label, not part.optional
    options = [(option.code, option.label) for option in part.options]
    if part.kind is Kind.CHOICE:
        return JudgedChoice(label=label, choices=options)
    if part.kind is Kind.CHOICES:
        return JudgedChoices(label=label, choices=options, widget=forms.CheckboxSelectMultiple)
    if part.kind is Kind.FLAG:
        return JudgedChoice(label=label, choices=[("yes", _("是")), ("no", _("否"))])
    attrs = {"autocomplete": "off"}
    if part.kind in (Kind.NUMBER, *_HUNDREDTHS):
        attrs["inputmode"] = "decimal" if part.kind in _HUNDREDTHS else "numeric"
    if part.kind is Kind.TIME:
        attrs["type"] = "time"
    return JudgedText(label=label, required=required, widget=forms.TextInput(attrs=attrs))
