"""Rights around stock."""

from django.utils.translation import gettext_lazy as _

from endcap.kernel.rights import right


class Rights:
    """What one may do with goods that stand somewhere."""

    VIEW = right("stock.view", _("看库存"))
    MOVE = right("stock.move", _("收货、调拨、报损、收退货"))
    REQUEST_RETURN = right("stock.request_return", _("申请客户退货"))
    COUNT = right("stock.count", _("盘点"))
    PLAN = right("stock.plan", _("定安全库存与补货参数"))
    ARRANGE = right("stock.arrange", _("建仓库与库位"))
    EXPORT = right("stock.export", _("导出库存"))
