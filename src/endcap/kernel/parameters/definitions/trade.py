"""Parameters of money and goods: expenses, credit, stock, shelf, promotion, distributors."""

from __future__ import annotations

from datetime import time

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.kernel.parameters.declare import ONLY, Group, Parameter, Standing, rises
from endcap.kernel.parameters.parts import choice, choices, clock_time, flag, money, number, share
from endcap.kernel.parameters.values import (
    BadDebtSplit,
    ChartAxes,
    CompanionGift,
    OneOf,
    PayoutRatio,
    PriceDrift,
    RenewalSteps,
    Season,
    StockExample,
    WorkingDayClose,
)

_MONTHS, _DAYS, _CASES = _("个月"), _("天"), pgettext_lazy("counted", "箱")
_CLOSE = (
    number("working_day", _("第几个工作日"), low=1, high=23),
    clock_time("closes", _("截止")),
)
_END_OF_BUSINESS = _("来源写“下班前”，钟点是自定的。")


class TradeParameters:
    """Expenses, credit, stock, shelf, promotion, distributors."""

    EXPENSE_SUBMIT = Parameter(
        "P-18",
        _("客情费：业代交统计表"),
        Group.EXPENSES,
        WorkingDayClose(3, time(18, 0)),
        _CLOSE,
        "S4b",
        _END_OF_BUSINESS,
        phrase=_("第 %(working_day)s 个工作日 %(closes)s 前"),
    )
    EXPENSE_CHECKED = Parameter(
        "P-19",
        _("客情费：三级审核完成"),
        Group.EXPENSES,
        WorkingDayClose(8, time(18, 0)),
        _CLOSE,
        "S4b",
        _END_OF_BUSINESS,
        phrase=_("第 %(working_day)s 个工作日 %(closes)s 前"),
    )
    EXPENSE_PAYOUT_FROM = Parameter(
        "P-20",
        _("客情费：开始支付"),
        Group.EXPENSES,
        9,
        (number(ONLY, _("第几个工作日"), low=1, high=23),),
        "S4b",
        phrase=_("第 %(value)s 个工作日起"),
    )
    ADVANCE_CAP = Parameter(
        "P-21",
        _("每名业代借款上限"),
        Group.EXPENSES,
        300_000,
        (money(ONLY, _("上限")),),
        "S4b",
    )
    SPOT_CHECKS = Parameter(
        "P-22",
        _("销售经理抽查客户数"),
        Group.EXPENSES,
        3,
        (number(ONLY, _("抽查"), pgettext_lazy("unit", "家"), high=1000),),
        "S4b",
    )
    EXPENSE_SIGNATURES = Parameter(
        "P-23",
        _("统计表必需的签字"),
        Group.EXPENSES,
        ("clerk", "sales_manager", "finance"),
        (
            choices(
                ONLY,
                _("签字"),
                ("clerk", _("销售内勤")),
                ("sales_manager", _("销售经理")),
                ("finance", _("财务")),
            ),
        ),
        "S4b",
        _("缺任何一个签字，表就作废。"),
    )
    PAYOUT_RATIO = Parameter(
        "P-24",
        _("支付比例"),
        Group.EXPENSES,
        PayoutRatio("collection_rate", 10_000),
        (
            choice("basis", _("等于"), ("collection_rate", _("该客户回款率"))),
            share("maximum", _("最高")),
        ),
        "S4b",
        _("算式是自定的。"),
        phrase=_("等于%(basis)s，最高 %(maximum)s"),
    )
    EXPENSE_STANDARD: Parameter[int | None] = Parameter(
        "P-25",
        _("单品客情费标准"),
        Group.EXPENSES,
        None,
        (money(ONLY, _("每件"), optional=True),),
        "S4b",
        _("来源的表缺失；没有标准就不计提。"),
    )
    CREDIT_ITEMS = Parameter(
        "P-30",
        _("信用调查项数"),
        Group.CREDIT,
        11,
        (number(ONLY, _("项数"), pgettext_lazy("unit", "项"), low=1, high=50),),
        "S2",
    )
    CREDIT_YEARS = Parameter(
        "P-31",
        _("考察资本增长与利润的年数"),
        Group.CREDIT,
        3,
        (number(ONLY, _("年数"), pgettext_lazy("unit", "年"), low=1, high=20),),
        "S2",
    )
    BAD_DEBT_UNAPPROVED = Parameter(
        "P-32",
        _("未批准的坏账：经办人承担"),
        Group.CREDIT,
        10_000,
        (share(ONLY, _("承担")),),
        "S2",
        _("只作记录，不自动扣款。"),
        "G-03",
        Standing.REFERENCE,
    )
    BAD_DEBT_SPLIT = Parameter(
        "P-33",
        _("额度内坏账：经办人与批准人承担"),
        Group.CREDIT,
        BadDebtSplit(None, None),
        (
            share("handler", _("经办人"), optional=True),
            share("approver", _("批准人"), optional=True),
        ),
        "S2",
        _("来源没有给数；只作记录，不自动扣款。"),
        "G-03",
        check=lambda value: (
            _("两项合计不能超过 100%。") if (value.handler or 0) + (value.approver or 0) > 10_000 else None
        ),
    )
    LATE_FEE = Parameter(
        "P-34",
        _("滞纳金"),
        Group.CREDIT,
        "contract",
        (choice(ONLY, _("计算"), ("contract", _("按合同")), ("none", _("不收"))),),
        "S0d",
    )
    SHIP_BEFORE_PAYMENT = Parameter(
        "P-35",
        _("先发货后付款"),
        Group.CREDIT,
        False,
        (flag(ONLY, _("允许")),),
        "S0d",
        _("例外是批准过的授信。"),
    )
    STOCK_EXAMPLE = Parameter(
        "P-36",
        _("库存例子"),
        Group.STOCK,
        StockExample(start=4, daily_sale=1, interval_days=3, lead_days=1, order_size=3),
        (
            number("start", _("期初"), _CASES),
            number("daily_sale", _("日销"), _CASES),
            number("interval_days", _("订货间隔"), _DAYS, low=1, high=365),
            number("lead_days", _("到货"), _DAYS, high=365),
            number("order_size", _("每次订"), _CASES, low=1),
        ),
        "S1e",
    )
    SAFETY_DAYS = Parameter(
        "P-37",
        _("安全库存天数"),
        Group.STOCK,
        1,
        (number(ONLY, _("安全库存"), _DAYS, high=90),),
        "S1e",
        _("来源的图有 0 天和 1 天两种读法，默认 1 天。"),
    )
    NEAR_EXPIRY = Parameter(
        "P-72",
        _("临期提醒：剩余保质期"),
        Group.STOCK,
        OneOf(1, 3),
        (
            number("part", _("剩余份数"), low=1, high=100),
            number("whole", _("保质期分成"), low=1, high=100),
        ),
        "ours",
        check=rises("part", "whole"),
        phrase=_("剩余保质期 %(part)s/%(whole)s"),
    )
    PROMOTION_METRICS = Parameter(
        "P-38",
        _("促销成功的指标"),
        Group.PROMOTION,
        ("purchase_frequency", "quantity_per_purchase"),
        (
            choices(
                ONLY,
                _("指标"),
                ("purchase_frequency", _("购买频次")),
                ("quantity_per_purchase", _("每次购买量")),
            ),
        ),
        "S1e",
    )
    DELISTING_METRICS = Parameter(
        "P-39",
        _("末位淘汰的指标"),
        Group.SHELF,
        ("volume", "value", "margin_rate", "margin_amount"),
        (
            choices(
                ONLY,
                _("指标"),
                ("volume", _("销量")),
                ("value", _("销售额")),
                ("margin_rate", _("毛利率")),
                ("margin_amount", _("毛利额")),
            ),
        ),
        "S1e",
    )
    CATEGORY_RIVALS = Parameter(
        "P-40",
        _("品类表里的竞品数"),
        Group.SHELF,
        2,
        (number(ONLY, _("竞品"), pgettext_lazy("unit", "个"), low=1, high=10),),
        "S1e",
    )
    CHART_AXES = Parameter(
        "P-42",
        _("绩效图坐标：排面占比、铺货率、费用"),
        Group.SHELF,
        ChartAxes(1000, 10_000, 1000, 10_000, 1500, 200_000, 2_000_000, 200_000),
        (
            share("shelf_from", _("排面占比从")),
            share("shelf_to", _("到")),
            share("shelf_step", _("步长")),
            share("range_to", _("铺货率到")),
            share("range_step", _("步长")),
            money("expense_from", _("费用从")),
            money("expense_to", _("到")),
            money("expense_step", _("步长")),
        ),
        "S1h",
        _("来源的刻度有错，这里是理顺后的。"),
        check=lambda value: (
            None
            if value.shelf_from < value.shelf_to
            and value.expense_from < value.expense_to
            and value.shelf_step
            and value.range_step
            and value.expense_step
            else _("起点要低于终点，步长不能为 0。")
        ),
    )
    PRICE_DRIFT = Parameter(
        "P-43",
        _("经销商价格漂移（售价高于进价）"),
        Group.SHELF,
        PriceDrift(alert=2000, case_peak=4375),
        (share("alert", _("提醒"), high=100_000), share("case_peak", _("案例最高"), high=100_000)),
        "S4i",
        _("提醒线是自定的。"),
        "G-05",
    )
    STOCK_OUT_SEASON = Parameter(
        "P-44",
        _("案例：断货时长"),
        Group.SHELF,
        Season(from_month=5, to_month=10, months=5),
        (
            number("from_month", _("从几月"), low=1, high=12),
            number("to_month", _("到几月初"), low=1, high=12),
            number("months", _("约"), _MONTHS, low=1, high=12),
        ),
        "S4i",
        phrase=_("%(from_month)s 月至 %(to_month)s 月初，约 %(months)s"),
    )
    DISTRIBUTION_FALL = Parameter(
        "P-45",
        _("铺货率下滑提醒"),
        Group.SHELF,
        500,
        (share(ONLY, _("下降")),),
        "ours",
        _("按百分点算。"),
        phrase=_("每月下降 %(value)s"),
    )
    POINTS_CYCLE = Parameter(
        "P-15",
        _("积分兑奖周期"),
        Group.PROMOTION,
        "quarter",
        (choice(ONLY, _("周期"), ("quarter", _("季度")), ("half_year", _("半年")), ("year", _("年度"))),),
        "S4a",
        _("以前是一年或半年。积分归交易单位，记为折扣。"),
        "G-01",
    )
    RENEWAL_STEPS = Parameter(
        "P-56",
        _("续卡每次降价（占原价）"),
        Group.PROMOTION,
        RenewalSteps(annual=1000, half_year=500),
        (share("annual", _("年卡")), share("half_year", _("半年卡"))),
        "S0i",
        _("1.0 折即原价的 10 个百分点，0.5 折即 5 个百分点。"),
        "G-11",
    )
    CASH_BACK = Parameter(
        "P-57",
        _("凭上次小票返现"),
        Group.PROMOTION,
        2000,
        (share(ONLY, _("返现")),),
        "S0i",
        standing=Standing.REFERENCE,
    )
    COMPANION_GIFT = Parameter(
        "P-86",
        _("同伴礼"),
        Group.PROMOTION,
        CompanionGift(way="gifts", gifts=2),
        (
            choice(
                "way",
                _("方式"),
                ("gifts", _("礼品：购买者大、同伴小")),
                ("draw", _("抽奖：同伴奖小、中奖率高")),
            ),
            number("gifts", _("礼品"), pgettext_lazy("unit", "份"), low=1, high=10),
        ),
        "S0i",
        guardrail="G-08",
        phrase=_("%(way)s；%(gifts)s"),
    )
    CORE_DISTRIBUTOR_SALES = Parameter(
        "P-59",
        _("核心分销商：期间销售额"),
        Group.DEALERS,
        20_000_000,
        (money(ONLY, _("不少于")),),
        "S4m",
    )
    CORE_DISTRIBUTOR_MONTHS = Parameter(
        "P-60",
        _("核心分销商：期间"),
        Group.DEALERS,
        12,
        (number(ONLY, _("期间"), _MONTHS, low=1, high=60),),
        "ours",
    )
    REBATE_DEPTH = Parameter(
        "P-61",
        _("网店返利层数"),
        Group.DEALERS,
        0,
        (number(ONLY, _("下级"), pgettext_lazy("unit", "层"), high=2),),
        "ours",
        _("0 为只按自己的销售返利；法务批准后最多 2 层。"),
        "G-04",
    )
