"""Parameters of orders."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.kernel.parameters.declare import ONLY, Group, Parameter
from endcap.kernel.parameters.parts import flag, number


class OrderParameters:
    """What is asked before an order, and what about it is told to somebody."""

    CONTRACT_FIRST = Parameter(
        "ORD-05",
        _("先签合同再下单"),
        Group.CREDIT,
        True,
        (flag(ONLY, _("必须")),),
        "S0d",
        _("关掉后，没有合同的终端按先款后货下单。"),
    )
    UNUSUAL_QUANTITY = Parameter(
        "ORD-06",
        _("订货量超出平常"),
        Group.STOCK,
        3,
        (number(ONLY, _("平常一次订货的"), pgettext_lazy("counted", "倍"), low=1, high=100),),
        "ours",
        _("只标出来，不拦：旺季、节日、促销可以多订。"),
    )
    EARLY_CANCEL_MINUTES = Parameter(
        "ORD-04",
        _("下单后很快取消"),
        Group.RELATIONS,
        30,
        (number(ONLY, _("不超过"), _("分钟"), low=1, high=10_000),),
        "ours",
        _("这么快就取消的，提醒业代问一声原因。"),
    )
    ISSUE_DAYS = Parameter(
        "ORD-02",
        _("订单问题处理期限"),
        Group.SERVICE,
        2,
        (number(ONLY, _("期限"), _("个工作日"), low=1, high=60),),
        "ours",
    )
