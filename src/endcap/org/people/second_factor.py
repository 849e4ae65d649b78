"""How allauth keeps and names second factors here: sealed, in our words, and never the last one away from a role
that asks for it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from endcap.org.people import sealing
from endcap.org.people.errors import FactorNeeded
from endcap.org.people.services import refuse_losing_the_last

ISSUER = "Endcap"


class SecondFactors(DefaultMFAAdapter):
    """The adapter that the settings name."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("安全密钥没有通过验证。再试一次，或换一种方式。"),
        "cannot_delete_authenticator": FactorNeeded.sentence,
        "cannot_generate_recovery_codes": _("先添加验证器或安全密钥，再生成恢复码。"),
    }

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        """What the app on the phone calls this account."""
        return user.get_username()

    def get_totp_issuer(self) -> str:
        """Whose account it is; the host tells several installations apart."""
        return f"{ISSUER} {context.request.get_host()}"

    def build_totp_svg(self, url: str) -> str:
        """The picture to scan, without the head of a file so that it may stand in a page."""
        import qrcode
        from qrcode.image.svg import SvgPathImage

        picture = BytesIO()
        qrcode.make(url, image_factory=SvgPathImage, border=2).save(picture)
        text = picture.getvalue().decode()
        return text[text.index("<svg") :]

    def encrypt(self, text: str) -> str:
        """Secrets are sealed in the database."""
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """And opened when a code is judged."""
        return sealing.unseal(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one of somebody whose role asks for it."""
        try:
            refuse_losing_the_last(authenticator.user, authenticator)
        except FactorNeeded:
            return False
        return True

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Any) -> str:
        """A name for a key to begin with."""
        held = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("安全密钥 %(number)d") % {"number": held + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Under which name and host keys are made."""
        return {"id": context.request.get_host().partition(":")[0], "name": ISSUER}

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, Any]:
        """For whom a key is made; an opaque id, the login and the name."""
        return {
            "id": str(user.pk).encode(),
            "display_name": user.get_full_name(),  # type: ignore[attr-defined]
            "name": user.get_username(),
        }
