"""What people write into the ledger of an outlet."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets.forms.outlet import RefusableForm
from endcap.customers.outlets.models import FileNote

_DATES = {"type": "date"}


class NoteForm(RefusableForm):
    """A call, a meeting, a message or an opinion."""

    kind = forms.ChoiceField(
        label=_("类型"),
        choices=[choice for choice in FileNote.Kind.choices if choice[0] != FileNote.Kind.CARE],
    )
    on = forms.DateField(
        label=_("日期"), required=False, widget=forms.DateInput(attrs=_DATES, format="%Y-%m-%d")
    )
    text = forms.CharField(
        label=_("内容"),
        error_messages={"required": _("写内容。")},
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("只记生意上的事，不记家庭、健康等个人情况。"),
    )


class CareForm(RefusableForm):
    """A care plan with its next date."""

    text = forms.CharField(
        label=_("怎么关怀"),
        error_messages={"required": _("写内容。")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    next_on = forms.DateField(
        label=_("下次日期"),
        error_messages={"required": _("写下次日期，到那天会列入负责人的待办。")},
        widget=forms.DateInput(attrs=_DATES, format="%Y-%m-%d"),
        help_text=_("到这天会列入负责人的待办。"),
    )
