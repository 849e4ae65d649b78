"""Rights around people."""

from django.utils.translation import gettext_lazy as _

from endcap.kernel.rights import right


class Rights:
    """What one may do with people, units and roles."""

    VIEW = right("people.view", _("看人员与单位"))
    EDIT = right("people.edit", _("改人员、单位与角色"))
    TOKENS = right("people.tokens", _("发放接口令牌"))
