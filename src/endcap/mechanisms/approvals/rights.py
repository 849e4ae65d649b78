"""Rights around approvals."""

from django.utils.translation import gettext_lazy as _

from endcap.kernel.rights import right


class Rights:
    """What one may do with requests and their chains."""

    VIEW = right("approvals.view", _("看审批"))
    DECIDE = right("approvals.decide", _("审批"))
    LEAD = right("approvals.lead", _("作为上级审批下属的申请"))
    CONFIGURE = right("approvals.configure", _("设置审批链"))
