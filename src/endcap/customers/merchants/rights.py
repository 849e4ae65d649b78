"""Rights around merchants."""

from django.utils.translation import gettext_lazy as _

from endcap.kernel.rights import right


class Rights:
    """What one may do with merchants."""

    VIEW = right("merchants.view", _("看商户"))
    EDIT = right("merchants.edit", _("办理商户准入"))
    SUSPEND = right("merchants.suspend", _("暂停和恢复商户交易"))
    INVITE = right("merchants.invite", _("发自助登记链接"))
    BANK = right("merchants.bank", _("看商户的完整银行账号"))
    IMPORT = right("merchants.import", _("导入商户"))
    EXPORT = right("merchants.export", _("导出商户"))
