"""What is asked of whoever invites."""

from django import forms
from django.utils.translation import gettext_lazy as _

from endcap.ui.refusals import RefusableForm


class InviteForm(RefusableForm):
    """Whom to invite; the rules stand in the service."""

    name = forms.CharField(label=_("姓名"), max_length=60, required=False)
    phone = forms.CharField(
        label=_("手机"),
        max_length=32,
        required=False,
        help_text=_("手机号就是登录名。"),
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
