"""Password policy (P-75)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from endcap.kernel import clock
from endcap.kernel.parameters import selectors as parameters
from endcap.kernel.parameters.definitions import P


class LongEnough:
    """A password has at least as many characters as the company's parameter says."""

    @staticmethod
    def _minimum() -> int:
        return int(
            parameters.value(P.SECURITY_CYCLE, on=clock.business_date(clock.now())).password_characters
        )

    def validate(self, password: str, user: object = None) -> None:
        """Refuse a short password with the number that is needed."""
        minimum = self._minimum()
        if len(password) < minimum:
            raise ValidationError(
                _("密码至少 %(minimum)d 个字符，现在 %(count)d 个。")
                % {"minimum": minimum, "count": len(password)},
                code="password_too_short",
            )

    def get_help_text(self) -> str:
        """What to tell people before they type."""
        return _("至少 %(minimum)d 个字符。") % {"minimum": self._minimum()}
