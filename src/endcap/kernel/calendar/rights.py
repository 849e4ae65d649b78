"""What one may do with the working calendar."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from endcap.kernel.rights import right


class Rights:
    """The rights of this area."""

    VIEW = right("calendar.view", _("看工作日历"))
    EDIT = right("calendar.edit", _("改工作日历"))
