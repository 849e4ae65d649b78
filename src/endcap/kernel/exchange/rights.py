"""Rights around import and export; every sheet adds its own on top."""

from django.utils.translation import gettext_lazy as _

from endcap.kernel.rights import right


class Rights:
    """What one may do with sheets at all."""

    VIEW = right("exchange.view", _("看导入与导出"))
    IMPORT = right("exchange.import", _("从表格导入"))
    EXPORT = right("exchange.export", _("导出成表格"))
