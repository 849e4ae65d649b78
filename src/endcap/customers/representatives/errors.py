"""What is refused about representatives."""

from django.utils.translation import gettext_lazy as _

from endcap.kernel.errors import Refusal


class InvitationOver(Refusal):
    """Unknown, used, taken back or too old: all look the same from outside."""

    code = "invitation_over"
    sentence = _("这个邀请已经失效。请业务人员再发一个。")
    status = 410


class AlreadyEnded(Refusal):
    """Nothing to take back."""

    code = "already_ended"
    sentence = _("已经停用，或邀请已经用掉。")


class OutletNotActive(Refusal):
    """Nobody acts for a shop that is closed."""

    code = "outlet_not_active"
    sentence = _("这家店已关店或归档，不能再邀请。")
