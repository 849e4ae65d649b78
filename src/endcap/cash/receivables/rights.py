"""Rights around contracts and money."""

from django.utils.translation import gettext_lazy as _

from endcap.kernel.rights import right


class Rights:
    """What one may do with contracts, invoices and money."""

    VIEW = right("receivables.view", _("看合同和往来账"))
    CONTRACT = right("receivables.contract", _("起草和签订销售合同"))
    COLLECT = right("receivables.collect", _("登记客户的付款和催款"))
    POST = right("receivables.post", _("确认收款、开票和核销"))
    PERMIT = right("receivables.permit", _("批准业务代收"))
    SETTLE = right("receivables.settle", _("登记销售清单和零售商扣款"))
    EXPORT = right("receivables.export", _("导出往来账"))
    IMPORT = right("receivables.import", _("导入合同和收款"))
