"""What is typed around price rules. Lines are kept as they are typed; the rules stand in the services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from endcap.goods.catalog import rule_wording
from endcap.goods.catalog.drafting import LINE_FIELDS, TypedLine
from endcap.goods.catalog.models import DraftLine, PriceChange, PriceRule
from endcap.kernel.errors import Problem
from endcap.ui.refusals import RefusableForm

WINDOW = 50  # lines on one page of the editor
NEW = 20  # empty lines below them
SHOWN = 3  # of which so many are open


class RuleFilterForm(forms.Form):
    """The conditions of the list of rules, all in the address."""

    q = forms.CharField(required=False, max_length=60)
    audience = forms.ChoiceField(required=False, choices=[(one, "") for one in PriceRule.Audience.values])
    target = forms.ChoiceField(required=False, choices=[(one, "") for one in PriceRule.Target.values])
    state = forms.ChoiceField(required=False, choices=[("now", ""), ("coming", ""), ("over", "")])
    change = forms.UUIDField(required=False)
    after = forms.CharField(required=False, max_length=200)


class ChangeFilterForm(forms.Form):
    """Which drafts and publications."""

    state = forms.ChoiceField(required=False, choices=[(one, "") for one in PriceChange.State.values])
    after = forms.CharField(required=False, max_length=200)


class StoryForm(RefusableForm):
    """Whose price of what, and when."""

    outlet = forms.CharField(label=_("终端编码"), max_length=40)
    sku = forms.CharField(label=_("品项编码"), max_length=40)
    on = forms.DateField(
        label=_("哪一天"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    quantity = forms.IntegerField(label=_("数量"), required=False, min_value=1, max_value=10**12)


class ChangeForm(RefusableForm):
    """The head of a draft."""

    title = forms.CharField(label=_("调价单"), max_length=80)
    note = forms.CharField(label=_("说明"), max_length=300, required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput())


def audience_choices(with_contracts: bool) -> list[tuple[str, Any]]:
    """Whom a line can be for."""
    return [
        (value, label)
        for value, label in PriceRule.Audience.choices
        if with_contracts or value != PriceRule.Audience.CONTRACT
    ]


class LineForm(forms.Form):
    """One line as it is typed: nothing is refused here, so that nothing is lost."""

    position = forms.IntegerField(required=False, min_value=1, max_value=10**9, widget=forms.HiddenInput())
    audience = forms.CharField(required=False)
    who = forms.CharField(required=False)
    target = forms.CharField(required=False)
    what = forms.CharField(required=False)
    price = forms.CharField(required=False)
    share = forms.CharField(required=False)
    of_level = forms.CharField(required=False)
    min_quantity = forms.CharField(required=False)
    valid_from = forms.CharField(required=False)
    valid_to = forms.CharField(required=False)

    def __init__(
        self,
        *args: Any,
        audiences: Sequence[tuple[str, Any]],
        levels: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        lists: Mapping[str, Sequence[tuple[str, Any]]] = {
            "audience": audiences,
            "target": PriceRule.Target.choices,
            "of_level": [("", "—"), *levels],
        }
        for name in LINE_FIELDS:
            shown = self[name].value() or ""
            choices = lists.get(name)
            if choices is not None:
                listed = {str(value) for value, _label in choices}
                extra = [] if shown in listed else [(shown, shown)]
                self.fields[name].widget = forms.Select(choices=[*choices, *extra])
            kind = "ec-control ec-select" if choices is not None else "ec-control"
            attrs = {"class": f"{kind} sm", "aria-label": str(rule_wording.CELLS[name])}
            self.fields[name].widget.attrs |= attrs
            field: Any = DraftLine._meta.get_field(name)
            self.fields[name].widget.attrs["maxlength"] = field.max_length
        for name in ("price", "share", "min_quantity"):
            self.fields[name].widget.attrs |= {"inputmode": "decimal", "class": "ec-control sm num"}
        for name in ("valid_from", "valid_to"):
            self.fields[name].widget.attrs["type"] = "date"
            self.fields[name].widget.input_type = "date"  # type: ignore[attr-defined]
        self.fields["who"].widget.attrs["list"] = "known-who"
        self.fields["what"].widget.attrs["list"] = "known-what"
        self.problems: list[tuple[str, str]] = []

    @property
    def cells(self) -> list[tuple[Any, Any, bool]]:
        """The cells in their order: field, heading, whether something is wrong with it."""
        wrong = {name for name, _sentence in self.problems}
        return [(self[name], rule_wording.CELLS[name], name in wrong) for name in LINE_FIELDS]

    def line(self) -> tuple[int | None, TypedLine]:
        """What stands in the row."""
        value = self.cleaned_data
        return value.get("position"), TypedLine(*(str(value.get(name) or "") for name in LINE_FIELDS))


class LineRows:
    """The rows of the editor: those of one window, and empty ones below them."""

    def __init__(
        self,
        data: Any,
        *,
        held: Sequence[tuple[int, TypedLine]],
        blank: TypedLine,
        audiences: Sequence[tuple[str, Any]],
        levels: Sequence[tuple[str, str]],
    ) -> None:
        given = [_initial(position, line) for position, line in held]
        given += [_initial(None, blank)] * NEW
        self.held = len(held)
        self.forms = [
            LineForm(data, prefix=f"l{number}", initial=initial, audiences=audiences, levels=levels)
            for number, initial in enumerate(given)
        ]
        if data is None:
            self.shown = self.held + SHOWN
        else:
            typed = [
                number
                for number, form in enumerate(self.forms)
                if form.is_valid() and not form.line()[1].is_empty
            ]
            self.shown = max([self.held + SHOWN, *(number + 2 for number in typed)])

    def lines(self) -> list[tuple[int | None, TypedLine]]:
        """Every row with something in it, and the rows that were emptied."""
        rows = [form.line() for form in self.forms if form.is_valid()]
        return [(position, line) for position, line in rows if position is not None or not line.is_empty]

    def tell(self, problems: Sequence[Problem]) -> None:
        """Write what is wrong into the rows it means."""
        by_position = {str(form["position"].value()): form for form in self.forms if form["position"].value()}
        for problem in problems:
            line, cell = rule_wording.place_of(problem.field)
            form = by_position.get(str(line))
            if form is not None:
                form.problems.append((cell, str(problem.message)))


def _initial(position: int | None, line: TypedLine) -> dict[str, Any]:
    return {"position": position, **{name: getattr(line, name) for name in LINE_FIELDS}}
