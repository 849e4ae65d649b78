"""What is typed or touched as a second factor. allauth runs the sign-in; what a code is worth is judged by us."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from endcap.kernel import clock
from endcap.kernel.errors import Refusal
from endcap.org.people import services
from endcap.org.people.services.second_factor import Judgement, Verdict

_NOT_A_KEY = (TypeError, ValueError, KeyError, AttributeError, InvalidSignature)
_SENTENCES = {
    Verdict.REUSED: _("这个码用过了，每个只能用一次。等手机上换下一个，或用另一个恢复码。"),
    Verdict.EXPIRED: _("这个验证码过期了，输手机上现在显示的。还是不行，看手机的时间是不是自动校准。"),
    Verdict.EARLY: _("手机的钟快了，这个验证码还没到时间。打开手机的自动校时再试。"),
}


def sentence(judged: Judgement) -> str:
    """What to say about a code that does not let anybody in."""
    if judged.verdict is Verdict.LOCKED or not judged.tries_left:
        return ngettext(
            "错得太多，%(minutes)d 分钟后再试。等不了就找系统管理员重设两步验证。",
            "错得太多，%(minutes)d 分钟后再试。等不了就找系统管理员重设两步验证。",
            judged.minutes,
        ) % {"minutes": judged.minutes}
    if judged.verdict in _SENTENCES:
        return str(_SENTENCES[judged.verdict])
    return ngettext(
        "验证码不对，还能试 %(left)d 次。输手机上现在显示的 6 位数字，或一个恢复码。",
        "验证码不对，还能试 %(left)d 次。输手机上现在显示的 6 位数字，或一个恢复码。",
        judged.tries_left,
    ) % {"left": judged.tries_left}


def _code_field() -> forms.CharField:
    return forms.CharField(
        label=_("验证码"),
        max_length=24,
        strip=True,
        error_messages={"required": _("填验证码。"), "max_length": _("验证码没有这么长。")},
        widget=forms.TextInput(
            attrs={"class": "ec-control", "inputmode": "numeric", "autocomplete": "one-time-code"}
        ),
    )


class _Judged:
    """The code of the app or a recovery code, judged once."""

    user: Any
    authenticator: Authenticator
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        """Called by Django."""
        code: str = self.cleaned_data["code"]
        try:
            judged = services.judge_code(self.user, code=code, at=clock.now())
        except Refusal as refusal:
            raise ValidationError(refusal.message, code=refusal.code) from refusal
        if judged.verdict is not Verdict.RIGHT or judged.authenticator is None:
            raise ValidationError(sentence(judged), code=judged.verdict.value)
        self.authenticator = judged.authenticator
        self.authenticator.user = self.user
        return code


class CodeForm(_Judged, AuthenticateForm):
    """At sign-in."""

    code = _code_field()


class CodeAgainForm(_Judged, ReauthenticateForm):
    """Before something that only its owner may do."""

    code = _code_field()


class FirstCodeForm(ActivateTOTPForm):
    """The code by which a new app shows that it has the secret."""

    code = _code_field()

    def clean_code(self) -> str:
        """Called by Django."""
        code: str = self.cleaned_data["code"]
        judged = services.judge_first_code(self.user, secret=self.secret, code=code, at=clock.now())
        if judged.verdict is not Verdict.RIGHT:
            said = _SENTENCES.get(judged.verdict)
            raise ValidationError(
                said or _("验证码不对，输验证器里这个账号现在显示的 6 位数字。"), code="wrong"
            )
        return code


class KeyForm(AuthenticateWebAuthnForm):
    """The answer of a security key at sign-in."""

    def clean_credential(self) -> Authenticator:
        """Called by Django. Whatever is no answer of a key gets a sentence."""
        try:
            return super().clean_credential()
        except _NOT_A_KEY as wrong:
            raise ValidationError(_NO_ANSWER, code="not_a_key") from wrong


class KeyAgainForm(ReauthenticateWebAuthnForm):
    """The answer of a security key before something that only its owner may do."""

    def clean_credential(self) -> Authenticator:
        """Called by Django."""
        try:
            return super().clean_credential()
        except _NOT_A_KEY as wrong:
            raise ValidationError(_NO_ANSWER, code="not_a_key") from wrong


class NewKeyForm(AddWebAuthnForm):
    """A new security key and what to call it."""

    name = forms.CharField(label=_("叫什么"), max_length=60, required=False)

    def clean(self) -> dict[str, Any]:
        """Called by Django."""
        try:
            cleaned: dict[str, Any] = super().clean()
        except _NOT_A_KEY as wrong:
            raise ValidationError(_NO_ANSWER, code="not_a_key") from wrong
        return cleaned


class KeyNameForm(EditWebAuthnForm):
    """Another name for a key."""

    name = forms.CharField(label=_("叫什么"), max_length=60)


_NO_ANSWER = _("没有收到安全密钥的答复。再试一次，或换一种方式。")
