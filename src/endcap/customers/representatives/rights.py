"""Rights around people who act for customers."""

from django.utils.translation import gettext_lazy as _

from endcap.kernel.rights import right


class Rights:
    """What one may do about them, and what they may do themselves."""

    VIEW = right("representatives.view", _("看谁能登录客户门户"))
    INVITE = right("representatives.invite", _("邀请店主登录客户门户，停用他们"))
    PORTAL = right("portal.use", _("用客户门户"))
