"""Rights around personal data."""

from django.utils.translation import gettext_lazy as _

from endcap.kernel.rights import right


class Rights:
    """What one may do with other people's data on their behalf."""

    VIEW = right("privacy.view", _("看个人信息保护"))
    CONSENT = right("privacy.consent", _("登记和撤回同意"))
    HANDLE = right("privacy.handle", _("办理查询、更正和删除请求"))
    CONFIGURE = right("privacy.configure", _("定保存期限和归档类别"))
