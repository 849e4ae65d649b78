"""Rights around territories."""

from django.utils.translation import gettext_lazy as _

from endcap.kernel.rights import right


class Rights:
    """What one may do with the map of territories."""

    VIEW = right("territories.view", _("看片区"))
    EDIT = right("territories.edit", _("画片区、定片区负责人"))
