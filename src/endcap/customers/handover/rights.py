"""Rights around hand-overs."""

from django.utils.translation import gettext_lazy as _

from endcap.kernel.rights import right


class Rights:
    """What one may do with the outlets of people who leave."""

    VIEW = right("handover.view", _("看离职交接"))
    ASK = right("handover.ask", _("申请接手终端"))
    DISTRIBUTE = right("handover.distribute", _("分配离职人员的终端"))
