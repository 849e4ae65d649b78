"""Rights around messages."""

from django.utils.translation import gettext_lazy as _

from endcap.kernel.rights import right


class Rights:
    """What one may do with channels; one's own messages need no right."""

    CONFIGURE = right("messages.configure", _("设置消息渠道，看发送记录"))
