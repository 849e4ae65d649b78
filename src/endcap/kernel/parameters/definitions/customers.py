"""Parameters of customers, visits and relationship levels."""

from __future__ import annotations

from datetime import time

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.kernel.parameters.declare import ONLY, Group, Parameter, Standing, adds_up
from endcap.kernel.parameters.parts import choice, choices, clock_time, money, number, numbers, share
from endcap.kernel.parameters.values import (
    Cadence,
    CareVisits,
    CountyExample,
    GradeCounts,
    GradeShares,
    ListLengths,
    QuietHours,
    RefreshDays,
    Rhythm,
    Span,
    VisitsNeeded,
)

_GRADE_SHARES = (share("a", "A"), share("b", "B"), share("c", "C"))
_MONTHS, _DAYS, _TIMES, _YEARS = _("个月"), _("天"), pgettext_lazy("unit", "次"), pgettext_lazy("unit", "年")


class CustomerParameters:
    """Classification, files, visits, levels."""

    ABC_CUSTOMER_SHARES = Parameter(
        "P-01",
        _("ABC：各级客户数占比"),
        Group.CUSTOMERS,
        GradeShares(2000, 3000, 5000),
        _GRADE_SHARES,
        "S2",
        _("按净销售额从高到低排，前 20% 的客户为 A。"),
        check=adds_up,
    )
    ABC_SALES_SHARES = Parameter(
        "P-02",
        _("ABC：各级预期销售占比"),
        Group.CUSTOMERS,
        GradeShares(8000, 1500, 500),
        _GRADE_SHARES,
        "S2",
        _("用来对照实际占比，不参与分级。"),
        check=adds_up,
    )
    ABC_METHOD = Parameter(
        "P-03",
        _("ABC：分级方法"),
        Group.CUSTOMERS,
        "count",
        (choice(ONLY, _("方法"), ("count", _("按客户数")), ("sales", _("按累计销售额"))),),
        "ours",
    )
    ABC_WINDOW_MONTHS = Parameter(
        "P-04",
        _("ABC：回看期"),
        Group.CUSTOMERS,
        12,
        (number(ONLY, _("回看期"), _MONTHS, low=1, high=60),),
        "ours",
    )
    FILE_REFRESH_DAYS = Parameter(
        "P-73",
        _("客户档案复核周期"),
        Group.CUSTOMERS,
        RefreshDays(90, 180),
        (
            number("a", _("A 级"), _DAYS, low=1, high=3650),
            number("other", _("其他"), _DAYS, low=1, high=3650),
        ),
        "ours",
        _("超过这么多天没有核实的档案标为待复核。"),
    )
    A_VISIT_BEFORE = Parameter(
        "P-05",
        _("A 级客户拜访时段：早于"),
        Group.VISITS,
        time(12, 0),
        (clock_time(ONLY, _("早于")),),
        "S2",
        _("来源只说上午，钟点是自定的。"),
        phrase=_("%(value)s 前"),
    )
    VISITS_PER_MONTH = Parameter(
        "P-06",
        _("每月拜访次数"),
        Group.VISITS,
        GradeCounts(4, 2, 1),
        tuple(number(key, key.upper(), _TIMES, high=31) for key in "abc"),
        "ours",
        _("来源只说 A 级更勤。"),
    )
    SENIOR_VISITS = Parameter(
        "P-07",
        _("主管陪访 A 级客户"),
        Group.VISITS,
        Rhythm(times=1, months=3),
        (
            number("times", _("次数"), _TIMES, high=100),
            number("months", _("每"), _MONTHS, low=1, high=12),
        ),
        "ours",
        phrase=_("每 %(months)s %(times)s"),
    )
    VIP_SHARE = Parameter(
        "P-08",
        _("第三终端：VIP 客户占比"),
        Group.VISITS,
        2000,
        (share(ONLY, _("占比")),),
        "S4a",
    )
    VIP_CONTACTS_PER_MONTH = Parameter(
        "P-09",
        _("VIP 客户每月最少联系"),
        Group.VISITS,
        1,
        (number(ONLY, _("每月"), _TIMES, high=31),),
        "S4a",
        phrase=_("每月 %(value)s"),
    )
    CALLS_PER_YEAR = Parameter(
        "P-10",
        _("每家客户每年电话"),
        Group.VISITS,
        4,
        (number(ONLY, _("每年"), _TIMES, high=365),),
        "S4a",
        guardrail="G-09",
        note=_("只打给同意接听的客户。"),
        phrase=_("每年 %(value)s"),
    )
    QUIET_HOURS = Parameter(
        "G-09",
        _("免打扰时段"),
        Group.VISITS,
        QuietHours(time(21, 0), time(8, 0)),
        (clock_time("begins", _("开始")), clock_time("ends", _("结束"))),
        "ours",
        guardrail="G-09",
        note=_("这段时间里不往外发消息，等到结束再发；系统里照常看得到。"),
        phrase=_("%(begins)s 至 %(ends)s"),
    )
    ORPHAN_CONTACT_DAYS = Parameter(
        "REL-15",
        _("接手离职人员的终端：首次联系期限"),
        Group.CUSTOMERS,
        3,
        (number(ONLY, _("期限"), _("个工作日"), low=1, high=60),),
        "ours",
        _("离职后这么多个工作日内分完，接手后这么多个工作日内第一次联系。"),
    )
    PLAN_HORIZONS = Parameter(
        "P-11",
        _("第三终端：计划期"),
        Group.VISITS,
        ("quarter", "half_year", "year"),
        (choices(ONLY, _("计划期"), ("quarter", _("季度")), ("half_year", _("半年")), ("year", _("年度"))),),
        "S4a",
    )
    DENSE_THEN_SPARSE = Parameter(
        "P-12",
        _("先密后疏的联系节奏"),
        Group.VISITS,
        Cadence(weeks=(1, 2, 4, 8), then_every=8),
        (
            numbers("weeks", _("第几周"), pgettext_lazy("unit", "周"), low=1, high=520),
            number("then_every", _("之后每"), pgettext_lazy("unit", "周"), low=1, high=104),
        ),
        "ours",
        check=lambda value: (
            None if list(value.weeks) == sorted(set(value.weeks)) else _("周次要从小到大，不重复。")
        ),
        phrase=_("第 %(weeks)s，之后每 %(then_every)s"),
    )
    LOYALTY_HORIZON_YEARS = Parameter(
        "P-13",
        _("忠诚计划的决策年限"),
        Group.VISITS,
        Span(2, 3),
        (number("low", _("最短"), _YEARS, low=1, high=20), number("high", _("最长"), _YEARS, low=1, high=20)),
        "S4a",
        check=lambda value: None if value.low <= value.high else _("最短不能长于最长。"),
        phrase=_("%(low)s 至 %(high)s"),
    )
    DOWNSTREAM_LIST_MONTHS = Parameter(
        "P-14",
        _("业代到岗多久须有经销商下游名单"),
        Group.VISITS,
        6,
        (number(ONLY, _("期限"), _MONTHS, low=1, high=60),),
        "S4a",
    )
    CARE_VISITS = Parameter(
        "P-16",
        _("客情拜访间隔与连续次数"),
        Group.VISITS,
        CareVisits(months=1, in_a_row=3),
        (
            number("months", _("间隔"), _MONTHS, low=1, high=24),
            number("in_a_row", _("连续"), _TIMES, low=1, high=100),
        ),
        "S4j",
        guardrail="G-01",
        note=_("小礼品受礼品上限约束。"),
    )
    NEGLECT_DAYS = Parameter(
        "P-17",
        _("无人拜访提醒"),
        Group.VISITS,
        180,
        (number(ONLY, _("未拜访"), _DAYS, low=1, high=3650),),
        "S4j",
        _("来源的例子是半年没有人来过。"),
    )
    LEVEL_VISITS = Parameter(
        "P-26",
        _("客情一级所需拜访次数"),
        Group.RELATIONS,
        VisitsNeeded(owner=3, contractor=5, installer=3),
        (
            number("owner", _("项目甲方"), _TIMES, low=1, high=100),
            number("contractor", _("总包单位"), _TIMES, low=1, high=100),
            number("installer", _("安装公司"), _TIMES, low=1, high=100),
        ),
        "S4e, S4f",
        _("含本数：“三次以上”即 3 次及以上。"),
    )
    LEVEL_CRITERIA = Parameter(
        "P-27",
        _("达到一级要满足的条件"),
        Group.RELATIONS,
        "with_lower_levels",
        (
            choice(
                ONLY,
                _("条件"),
                ("with_lower_levels", _("本级和以下各级全部条件")),
                ("own_level", _("本级全部条件")),
            ),
        ),
        "ours",
    )
    LEVELS = Parameter(
        "P-28",
        _("客情等级数"),
        Group.RELATIONS,
        4,
        (number(ONLY, _("等级数"), pgettext_lazy("unit", "级"), low=1, high=10),),
        "S4e, S4f",
    )
    STAGES = Parameter(
        "P-29",
        _("客情阶段数"),
        Group.RELATIONS,
        6,
        (number(ONLY, _("阶段数"), pgettext_lazy("unit", "个"), low=1, high=12),),
        "S4d",
    )
    THIRD_TERMINAL_LISTS = Parameter(
        "P-84",
        _("第三终端：拜访问题与短信条数"),
        Group.VISITS,
        ListLengths(questions=7, messages=8),
        (
            number("questions", _("拜访问题"), pgettext_lazy("unit", "个")),
            number("messages", _("短信"), pgettext_lazy("unit", "条")),
        ),
        "S4a",
        standing=Standing.REFERENCE,
    )
    THIRD_TERMINAL_EXAMPLE = Parameter(
        "P-85",
        _("第三终端：县域例子"),
        Group.VISITS,
        CountyExample(sales=100_000_000, population=140_000),
        (
            money("sales", _("年销售额约")),
            number("population", _("人口"), pgettext_lazy("unit", "人"), high=2_000_000_000),
        ),
        "S4a",
        standing=Standing.REFERENCE,
    )
