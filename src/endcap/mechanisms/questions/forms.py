"""What is typed around questionnaires."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class WeightsForm(forms.Form):
    """Weights of questions and points of options."""

    def __init__(self, *args: Any, figures: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, figure in figures.items():
            is_weight = name.startswith("weight-")
            self.fields[name] = forms.IntegerField(
                label=_("权重") if is_weight else _("分"),
                min_value=0,
                max_value=1000 if is_weight else 100,
                initial=figure,
                widget=forms.NumberInput(attrs={"class": "ec-control", "inputmode": "numeric"}),
            )
