"""Rights around orders."""

from django.utils.translation import gettext_lazy as _

from endcap.kernel.rights import right


class Rights:
    """What one may do with orders."""

    VIEW = right("orders.view", _("看订单"))
    PLACE = right("orders.place", _("开订单"))
    PRICE = right("orders.price", _("改订单上的单价"))
    SHIP = right("orders.ship", _("拣货、发运、签收"))
    CANCEL = right("orders.cancel", _("取消订单"))
    RELEASE = right("orders.release", _("确认到款，放行订单"))
    OVERRIDE = right("orders.override", _("破例放行被拦下的订单"))
    MEET = right("orders.meet", _("办订货会"))
    IMPORT = right("orders.import", _("导入订单"))
    EXPORT = right("orders.export", _("导出订单"))
