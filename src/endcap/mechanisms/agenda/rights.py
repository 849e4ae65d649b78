"""Rights around what is due."""

from django.utils.translation import gettext_lazy as _

from endcap.kernel.rights import right


class Rights:
    """What one may do with due items and with the rules that make them."""

    VIEW = right("agenda.view", _("看待办"))
    ACT = right("agenda.act", _("办完和跳过待办"))
    CONFIGURE = right("agenda.configure", _("改待办规则"))
