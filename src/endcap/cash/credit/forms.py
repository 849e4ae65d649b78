"""What is typed around credit. The rules stand in the services; forms only read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.cash.credit.models import Breach, Security
from endcap.kernel.exchange.values.numbers import parse_money
from endcap.ui.refusals import RefusableForm

DAY = {"type": "date"}


class Yuan(forms.CharField):
    """An amount as people write it; its clean value is in fen, None where nothing is typed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal"}), max_length=24, **kwargs)

    def clean(self, value: Any) -> Any:
        """The amount, or what is wrong with it."""
        text = super().clean(value)
        if not text:
            return None
        found = parse_money(text)
        if not isinstance(found.value, int) or found.value < 0:
            raise forms.ValidationError(_("金额写成数字，例如 5,000。"))
        return found.value


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(attrs=DAY),
        error_messages={"invalid": _("日期写成 2026-07-16 这样。"), "required": _("选一个日期。")},
    )


def _words(label: Any, rows: int = 3) -> forms.CharField:
    return forms.CharField(label=label, required=False, widget=forms.Textarea(attrs={"rows": rows}))


class ApplicationForm(RefusableForm):
    """The limit that is asked for."""

    amount = Yuan(label=_("申请额度"), help_text=_("0 是取消授信。"))
    currency = forms.ChoiceField(label=_("币种"), choices=[("CNY", _("人民币"))], required=False)
    term_days = forms.IntegerField(label=_("账期天数"), min_value=1, max_value=365)
    valid_to = _day(pgettext_lazy("credit limit", "有效期至"))
    reason = _words(_("申请理由"))


class ListForm(forms.Form):
    """What the list is narrowed to, as the address says."""

    view = forms.CharField(required=False, max_length=12)
    q = forms.CharField(required=False, max_length=60)
    after = forms.CharField(required=False, max_length=200)
    before = forms.CharField(required=False, max_length=200)


class BlockForm(RefusableForm):
    """Why credit is stopped."""

    reason = _words(_("停用原因"))


def _people(people: Sequence[Any]) -> list[tuple[str, str]]:
    return [("", "—"), *((str(person.pk), f"{person.name} · {person.unit.name}") for person in people)]


class BadDebtForm(RefusableForm):
    """A debt that will not be paid."""

    amount = Yuan(label=_("坏账金额"))
    happened_on = _day(_("发生日期"))
    was_approved = forms.BooleanField(label=_("授信经过批准"), required=False)
    handler_id = forms.ChoiceField(label=_("经办人"))
    approver_id = forms.ChoiceField(label=_("批准人"), required=False, help_text=_("授信经过批准的才填。"))
    invoices = forms.CharField(label=_("涉及的发票"), required=False, max_length=500)
    cause = _words(_("原因"))

    def __init__(self, *args: Any, people: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("handler_id", "approver_id"):
            self.fields[name].choices = _people(people)  # type: ignore[attr-defined]


class WordsForm(RefusableForm):
    """What somebody says on a case; decisions say why, too."""

    words = _words(_("内容"))
    reason = _words(_("决定的理由"), 2)
    meant = {"proposal": "words", "decision": "words", "appeal": "words"}


class BreachForm(RefusableForm):
    """A breach of the rules."""

    kind = forms.ChoiceField(label=_("违规类型"), choices=Breach.Kind)
    happened_on = _day(_("发生日期"))
    person_id = forms.ChoiceField(label=_("当事人"), required=False)
    description = _words(_("经过"))

    def __init__(self, *args: Any, people: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person_id"].choices = _people(people)  # type: ignore[attr-defined]


class OutcomeForm(RefusableForm):
    """What followed a breach."""

    outcome = forms.ChoiceField(
        label=_("处理"), choices=[one for one in Breach.Outcome.choices if one[0] != "open"]
    )
    note = _words(_("处理说明"), 2)


class SecurityForm(RefusableForm):
    """What secures a credit."""

    kind = forms.ChoiceField(label=_("种类"), choices=Security.Kind)
    text = _words(_("说明"), 2)
    cover = Yuan(label=_("保障金额"), required=False)
    valid_to = _day(pgettext_lazy("credit security", "有效期至"), required=False)
