"""Rights around evidence. Seeing and adding follow the subject; only taking away has a right of its own."""

from django.utils.translation import gettext_lazy as _

from endcap.kernel.rights import right


class Rights:
    """What one may do with evidence."""

    REMOVE = right("evidence.remove", _("删除照片和证件"))
