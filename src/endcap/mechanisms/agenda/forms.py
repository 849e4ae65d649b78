"""What people type about rules. The service judges."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.kernel.errors import InvalidInput, Problem, Refusal
from endcap.mechanisms.agenda import kinds
from endcap.mechanisms.agenda.models import Rule
from endcap.mechanisms.agenda.services import RuleDraft

_GRADE_FIELDS = {"every_a": "A", "every_b": "B", "every_c": "C", "every_other": ""}
MONTHS = [(str(month), str(month)) for month in range(1, 13)]


class RuleForm(forms.Form):
    """A rule that makes due items."""

    use_required_attribute = False
    needed = frozenset({"name", "lead_days"})

    name = forms.CharField(label=_("规则名称"), required=False)
    name_en = forms.CharField(label=_("英文名称"), required=False)
    kind = forms.ChoiceField(label=_("类型"), required=False)
    basis = forms.ChoiceField(label=_("从哪天算"), choices=Rule.Basis.choices, required=False)
    step = forms.ChoiceField(label=_("间隔的单位"), choices=Rule.Step.choices, required=False)
    every_a = forms.IntegerField(label=_("A 级间隔"), required=False)
    every_b = forms.IntegerField(label=_("B 级间隔"), required=False)
    every_c = forms.IntegerField(label=_("C 级间隔"), required=False)
    every_other = forms.IntegerField(
        label=_("其他间隔"), required=False, help_text=_("没有填的等级用这个；都不填就用参数里的周期。")
    )
    season = forms.MultipleChoiceField(
        label=_("只在这些月份"),
        choices=MONTHS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("不选就是全年。"),
    )
    shift = forms.ChoiceField(label=_("遇到休息日"), choices=Rule.Shift.choices, required=False)
    lead_days = forms.IntegerField(label=_("提前几天出现"), required=False)
    query = forms.CharField(
        label=_("只对这些"),
        required=False,
        help_text=_("列表的筛选条件，如 grade=A&status=active；留空就是全部。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (kind.key, kind.name) for kind in kinds.made_by_rules()
        ]

    def draft(self) -> RuleDraft:
        """What was typed, as the service takes it; what could not be read is left out."""
        given = self.cleaned_data
        every = {grade: given[name] for name, grade in _GRADE_FIELDS.items() if given.get(name) is not None}
        lead = given.get("lead_days")
        return RuleDraft(
            kind=given.get("kind", ""),
            name=given.get("name", ""),
            name_en=given.get("name_en", ""),
            basis=given.get("basis", ""),
            step=given.get("step", ""),
            every=every,
            season=tuple(int(month) for month in given.get("season", ())),
            shift=given.get("shift", ""),
            lead_days=7 if lead is None else lead,
            query=given.get("query", ""),
        )

    def take_refusal(self, refusal: Refusal) -> None:
        """Write what the service declined beside the field that is meant."""
        problems: Iterable[Problem] = refusal.problems if isinstance(refusal, InvalidInput) else ()
        for problem in problems:
            field = "every_other" if problem.field == "every" else problem.field
            if field not in self.fields:
                self.add_error(None, str(problem.message))
            elif field not in self.errors:
                self.add_error(field, str(problem.message))
        if not problems:
            self.add_error(None, refusal.message)


def rule_initial(rule: Rule) -> dict[str, Any]:
    """A rule as it stands in its form."""
    plain = ("name", "name_en", "kind", "basis", "step", "shift", "lead_days", "query")
    found: dict[str, Any] = {name: getattr(rule, name) for name in plain}
    found["season"] = [str(month) for month in rule.season]
    for name, grade in _GRADE_FIELDS.items():
        found[name] = rule.every.get(grade)
    return found


GRADE_WORDS = {"A": "A", "B": "B", "C": "C", "": pgettext_lazy("grade", "其他")}
