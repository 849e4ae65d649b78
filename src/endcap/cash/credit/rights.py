"""Rights around credit."""

from django.utils.translation import gettext_lazy as _

from endcap.kernel.rights import right


class Rights:
    """What one may do with the credit of customers. Approving belongs to approvals."""

    VIEW = right("credit.view", _("看客户信用"))
    INVESTIGATE = right("credit.investigate", _("做信用调查"))
    APPLY = right("credit.apply", _("申请授信额度"))
    BLOCK = right("credit.block", _("停用和恢复客户信用"))
    CASES = right("credit.cases", _("登记坏账和信用违规"))
    DECIDE = right("credit.decide", _("记录人事决定、结案"))
