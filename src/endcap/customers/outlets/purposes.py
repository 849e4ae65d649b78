"""For what a contact's personal data may be kept. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise
else:
    StrOrPromise = object

# Optional personal fields of a contact: none is kept without a purpose.
FIELDS: dict[str, StrOrPromise] = {
    "phone": _("手机"),
    "email": _("邮箱"),
    "hobbies": _("爱好"),
    "birthday": _("生日"),
}
PURPOSES: dict[str, StrOrPromise] = {
    "order": _("订货联系"),
    "delivery": _("送货联系"),
    "settlement": _("对账结算"),
    "promotion": _("促销短信（已同意）"),
    "care": _("客情关怀（已同意）"),
}
_CONSENT_ONLY = frozenset({"hobbies", "birthday"})  # trade itself gives no reason to know these


def allowed(field: str) -> tuple[str, ...]:
    """Purposes for which a field may be kept."""
    return ("care",) if field in _CONSENT_ONLY else tuple(PURPOSES)
