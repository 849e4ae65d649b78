"""What is typed around approvals. The rules stand in the services; forms only read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.kernel.errors import InvalidInput, Refusal
from endcap.kernel.exchange.values.numbers import parse_money
from endcap.mechanisms.approvals.models import Chain, ChainStep
from endcap.mechanisms.approvals.services import ChainDraft, StepDraft
from endcap.mechanisms.approvals.services.chains import HIGHEST, MOST_STEPS

YUAN = 100


class RefusableForm(forms.Form):
    """A form that can show what a service refused, beside the field that is meant."""

    def take(self, refusal: Refusal) -> None:
        """Write a refusal beside its fields, or above the form."""
        if not isinstance(refusal, InvalidInput):
            self.add_error(None, refusal.message)
            return
        for problem in refusal.problems:
            self.add_error(problem.field if problem.field in self.fields else None, str(problem.message))


class InboxForm(forms.Form):
    """Which list, and which part of it."""

    view = forms.ChoiceField(required=False, choices=[("waiting", ""), ("mine", ""), ("decided", "")])
    kind = forms.CharField(required=False, max_length=60)
    after = forms.CharField(required=False, max_length=200)
    draft = forms.IntegerField(required=False, min_value=1, max_value=30000)


class DecisionForm(RefusableForm):
    """A word on the step in hand."""

    outcome = forms.CharField(max_length=10)
    note = forms.CharField(
        label=pgettext_lazy("approval", "理由"),
        required=False,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 500}),
    )
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    following = forms.UUIDField(required=False)


class WithdrawForm(RefusableForm):
    """Taking a request back."""

    reason = forms.CharField(label=pgettext_lazy("approval", "理由"), required=False, max_length=500)


class YuanInput(forms.CharField):
    """An amount as people write it; its clean value is in fen."""

    def clean(self, value: Any) -> int:  # type: ignore[override]
        """The amount, or what is wrong with it; nothing typed is zero."""
        text = super().clean(value)
        if not text:
            return 0
        found = parse_money(text)
        if not isinstance(found.value, int) or found.value < 0:
            raise forms.ValidationError(_("金额写成数字，例如 5,000。"))
        return found.value


def whole_yuan(fen: int) -> str:
    """An amount as it stands in its field."""
    yuan, rest = divmod(fen, YUAN)
    return f"{yuan:,}.{rest:02d}" if rest else f"{yuan:,}"


class ChainForm(RefusableForm):
    """A chain but for its steps."""

    kind = forms.ChoiceField(label=_("单据种类"), required=False)
    unit_id = forms.ChoiceField(label=_("单位"), required=False)
    name = forms.CharField(
        label=_("名称"), max_length=80, required=False, help_text=_("不填就用单据种类的名称。")
    )
    window_days = forms.IntegerField(
        label=_("累计天数"),
        min_value=0,
        max_value=730,
        help_text=_("同一对象在这些天里的金额加在一起看，拆成几笔也一样。0 是不累计。"),
    )
    escalate_after_days = forms.IntegerField(
        label=_("逾期几个工作日后升级"), min_value=1, max_value=60, help_text=_("先提醒，再升级给上一级。")
    )
    valid_from = forms.DateField(label=_("生效日"), widget=forms.DateInput(attrs={"type": "date"}))
    valid_to = forms.DateField(
        label=pgettext_lazy("chain", "截止日"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(
        self,
        *args: Any,
        kinds: Sequence[tuple[str, str]],
        units: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("没有单独设置的所有单据")), *kinds]  # type: ignore[attr-defined]
        self.fields["unit_id"].choices = [("", _("全公司")), *units]  # type: ignore[attr-defined]

    def draft(self, steps: tuple[StepDraft, ...]) -> ChainDraft:
        """What the form says, for the service."""
        value = self.cleaned_data
        return ChainDraft(
            name=value["name"],
            kind=value["kind"],
            unit_id=UUID(value["unit_id"]) if value["unit_id"] else None,
            window_days=value["window_days"],
            escalate_after_days=value["escalate_after_days"],
            valid_from=value["valid_from"],
            valid_to=value["valid_to"],
            steps=steps,
        )


WHO_CHOICES = (
    ("", _("没有这一步")),
    ("manager", _("提交人的上级")),
    ("line_role", _("本线上的角色")),
    ("company_role", _("全公司的角色")),
    ("person", _("指定的人")),
)


class StepForm(forms.Form):
    """One step of a chain; without a word on who decides there is no such step."""

    who = forms.ChoiceField(label=_("由谁批"), required=False, choices=WHO_CHOICES)
    levels_up = forms.IntegerField(label=_("往上几级"), required=False, min_value=1, max_value=HIGHEST)
    role_id = forms.ChoiceField(label=_("角色"), required=False)
    person_id = forms.ChoiceField(label=_("人"), required=False)
    from_amount = YuanInput(label=_("累计达到"), required=False, max_length=24)
    days = forms.IntegerField(label=_("工作日"), required=False, min_value=1, max_value=60)
    needs_all = forms.BooleanField(label=_("所有人都要批"), required=False)

    def __init__(
        self,
        *args: Any,
        roles: Sequence[tuple[str, str]],
        persons: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            is_select = isinstance(field.widget, forms.Select)
            kind = "ck" if name == "needs_all" else "ec-control ec-select" if is_select else "ec-control num"
            field.widget.attrs |= {"class": kind, "aria-label": str(field.label)}
        self.fields["from_amount"].widget.attrs |= {"inputmode": "decimal", "placeholder": "0"}
        self.fields["levels_up"].widget.attrs |= {"placeholder": "1"}
        self.fields["days"].widget.attrs |= {"placeholder": "1"}
        self.fields["role_id"].choices = [("", "—"), *roles]  # type: ignore[attr-defined]
        self.fields["person_id"].choices = [("", "—"), *persons]  # type: ignore[attr-defined]

    def draft(self) -> StepDraft | None:
        """What the row says; None where it says nothing."""
        value = self.cleaned_data
        if not value.get("who"):
            return None
        return StepDraft(
            who=value["who"],
            from_amount=value["from_amount"],
            days=value["days"] or 1,
            levels_up=value["levels_up"] or 1,
            role_id=UUID(value["role_id"]) if value["role_id"] else None,
            person_id=UUID(value["person_id"]) if value["person_id"] else None,
            needs_all=value["needs_all"],
        )


class StepRows:
    """The rows in which the steps of a chain are typed, with what a service said about each."""

    def __init__(
        self,
        data: Any,
        *,
        steps: Sequence[ChainStep],
        roles: Sequence[tuple[str, str]],
        persons: Sequence[tuple[str, str]],
    ) -> None:
        initial = [_initial(step) for step in steps] or [{"who": "manager", "levels_up": 1, "days": 1}]
        self.forms = [
            StepForm(
                data,
                prefix=f"s{number}",
                initial=initial[number] if number < len(initial) else {},
                roles=roles,
                persons=persons,
            )
            for number in range(MOST_STEPS)
        ]
        self.shown = len(initial) + 1

    def is_valid(self) -> bool:
        """Whether every row can be read; all are looked at."""
        return [form.is_valid() for form in self.forms].count(False) == 0

    def drafts(self) -> tuple[StepDraft, ...]:
        """The steps that are typed, in order."""
        return tuple(draft for form in self.forms if (draft := form.draft()) is not None)

    def take(self, refusal: InvalidInput) -> list[str]:
        """Write what was refused into the rows it means; answers what is meant for the chain as a whole."""
        typed = [form for form in self.forms if form.draft() is not None]
        rest = []
        for problem in refusal.problems:
            place, _dot, order = problem.field.partition(".")
            if place == "steps" and order.isdigit() and int(order) <= len(typed):
                typed[int(order) - 1].add_error(None, str(problem.message))
            elif place == "steps":
                rest.append(str(problem.message))
        return rest


def _initial(step: ChainStep) -> dict[str, Any]:
    return {
        "who": step.who,
        "levels_up": step.levels_up or None,
        "role_id": str(step.role_id or ""),
        "person_id": str(step.person_id or ""),
        "from_amount": whole_yuan(step.from_amount),
        "days": step.days,
        "needs_all": step.needs_all,
    }


def chain_initial(chain: Chain) -> dict[str, Any]:
    """A chain as it stands in its form; what is saved counts from the day that is chosen."""
    return {
        "kind": chain.kind,
        "unit_id": str(chain.unit_id or ""),
        "name": chain.name,
        "window_days": chain.window_days,
        "escalate_after_days": chain.escalate_after_days,
        "valid_to": chain.valid_to,
    }
