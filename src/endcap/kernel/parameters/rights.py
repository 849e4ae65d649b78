"""What one may do with parameters."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from endcap.kernel.rights import right


class Rights:
    """The rights of this area."""

    VIEW = right("parameters.view", _("看业务参数"))
    EDIT = right("parameters.edit", _("改业务参数"))
