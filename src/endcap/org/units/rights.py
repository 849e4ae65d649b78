"""Rights around units."""

from django.utils.translation import gettext_lazy as _

from endcap.kernel.rights import right


class Rights:
    """What one may do with the unit tree."""

    EDIT = right("units.edit", _("改组织架构"))
