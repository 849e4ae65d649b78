"""Rights around webhooks."""

from django.utils.translation import gettext_lazy as _

from endcap.kernel.rights import right


class Rights:
    """What one may do with webhooks."""

    CONFIGURE = right("webhooks.configure", _("设置对外通知（Webhook）"))
