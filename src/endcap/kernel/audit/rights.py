"""Rights around the audit log."""

from django.utils.translation import gettext_lazy as _

from endcap.kernel.rights import right


class Rights:
    """What one may do with the audit log."""

    VIEW = right("audit.view", _("看审计日志"))
