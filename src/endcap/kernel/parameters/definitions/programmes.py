"""Parameters of retention, key accounts, service, training and safety, and the ceilings set by law."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.kernel.parameters.declare import ONLY, Group, Parameter, Standing, rises
from endcap.kernel.parameters.parts import choice, choices, money, number, numbers, share, text
from endcap.kernel.parameters.values import (
    AccountPlanChapters,
    ClaimedBenefits,
    CostClaims,
    CourseLength,
    Effect,
    KnowledgeCounts,
    MarketShare,
    NeglectShares,
    OneOf,
    OnSite,
    PlanSteps,
    RequestDays,
    ReturnRates,
    SalesTarget,
    SecurityCycle,
    Span,
    WinChances,
)

_MONTHS, _DAYS, _ITEMS, _TIMES_DEARER = (
    _("个月"),
    _("天"),
    pgettext_lazy("unit", "个"),
    pgettext_lazy("unit", "倍"),
)
_CLAIM = _("来源的说法，未经证实，只作参考线。")
_SETS = pgettext_lazy("unit", "台")


class RetentionParameters:
    """Published figures about churn, shown as reference lines beside what is measured."""

    CHURN_A_YEAR = Parameter(
        "P-46",
        _("年流失率参考"),
        Group.RETENTION,
        Span(1000, 3000),
        (share("low", _("低")), share("high", _("高"))),
        "S0i",
        _CLAIM,
        standing=Standing.REFERENCE,
        check=rises("low", "high"),
        phrase=_("%(low)s 至 %(high)s"),
    )
    CHURN_FIVE_YEARS = Parameter(
        "P-47",
        _("五年流失率参考"),
        Group.RETENTION,
        5000,
        (share(ONLY, _("流失率")),),
        "S0i",
        _CLAIM,
        standing=Standing.REFERENCE,
    )
    CHURN_PROFIT = Parameter(
        "P-48",
        _("流失率下降对利润的影响"),
        Group.RETENTION,
        Effect(change=100, effect=200),
        (share("change", _("流失率下降")), share("effect", _("利润增加"))),
        "S0i",
        _CLAIM,
        standing=Standing.REFERENCE,
    )
    WIN_CHANCES = Parameter(
        "P-49",
        _("同样力气：赢得新客户与赢回老客户"),
        Group.RETENTION,
        WinChances(new=500, old=4000),
        (share("new", _("新客户")), share("old", _("老客户"))),
        "S0i",
        _CLAIM,
        standing=Standing.REFERENCE,
    )
    REACTIVATION = Parameter(
        "P-50",
        _("打电话激活"),
        Group.RETENTION,
        OneOf(1, 3),
        (
            number("part", _("激活"), pgettext_lazy("unit", "家"), low=1),
            number("whole", _("每打"), pgettext_lazy("unit", "家"), low=1),
        ),
        "S0i",
        _CLAIM,
        standing=Standing.REFERENCE,
        check=rises("part", "whole"),
        phrase=_("每打 %(whole)s激活 %(part)s"),
    )
    REFERRAL_SHARE = Parameter(
        "P-51",
        _("转介绍带来的客户占比"),
        Group.RETENTION,
        3600,
        (share(ONLY, _("占比")),),
        "S0i",
        _CLAIM,
        standing=Standing.REFERENCE,
    )
    REPEAT_CALL_SALES = Parameter(
        "P-52",
        _("导购销售中电话回头客占比（高于）"),
        Group.RETENTION,
        6000,
        (share(ONLY, _("高于")),),
        "S0i",
        _CLAIM,
        standing=Standing.REFERENCE,
        phrase=_("高于 %(value)s"),
    )
    CHURN_BY_NEGLECT = Parameter(
        "P-53",
        _("因不受重视而流失的占比"),
        Group.RETENTION,
        NeglectShares(china=6800, us=6500),
        (share("china", _("中国")), share("us", _("美国"))),
        "S0i, S2",
        _CLAIM,
        standing=Standing.REFERENCE,
    )
    COMPLAINT_RETURN = Parameter(
        "P-54",
        _("投诉后回头率"),
        Group.RETENTION,
        ReturnRates(settled=5400, settled_fast=8200, unsettled=1900, silent=900),
        (
            share("settled", _("解决")),
            share("settled_fast", _("很快解决")),
            share("unsettled", _("没有解决")),
            share("silent", _("没有投诉")),
        ),
        "S2",
        _CLAIM,
        standing=Standing.REFERENCE,
    )
    COMPLAINT_SHARE = Parameter(
        "P-55",
        _("受损客户中向管理层投诉的占比"),
        Group.RETENTION,
        Span(100, 500),
        (share("low", _("低")), share("high", _("高"))),
        "S2",
        _CLAIM,
        standing=Standing.REFERENCE,
        check=rises("low", "high"),
        phrase=_("%(low)s 至 %(high)s"),
    )
    NEW_CUSTOMER_COST = Parameter(
        "P-58",
        _("新客户成本是老客户的几倍"),
        Group.RETENTION,
        CostClaims(claimed=25, usual=5),
        (number("claimed", _("来源说"), _TIMES_DEARER), number("usual", _("通常说"), _TIMES_DEARER)),
        "S4j",
        _CLAIM,
        standing=Standing.REFERENCE,
    )


class AccountParameters:
    """Key accounts, scorecards and targets."""

    SCORECARD_MONTHS = Parameter(
        "P-41",
        _("绩效看板月数"),
        Group.ACCOUNTS,
        12,
        (number(ONLY, _("显示"), _MONTHS, low=1, high=60),),
        "S1h",
    )
    TARGET_EXAMPLE = Parameter(
        "P-66",
        _("年度销售目标例子"),
        Group.ACCOUNTS,
        SalesTarget(amount=10_000_000_000, sets=50_000),
        (money("amount", _("金额")), number("sets", _("数量"), _SETS, high=10**9)),
        "S4l",
        standing=Standing.REFERENCE,
    )
    MARKET_EXAMPLE = Parameter(
        "P-67",
        _("市场容量与占有率例子"),
        Group.ACCOUNTS,
        MarketShare(capacity=400_000, share=1250),
        (number("capacity", pgettext_lazy("market", "容量"), _SETS, high=10**9), share("share", _("占有率"))),
        "S4l",
        _("来源写 13%，按数算是 12.5%。"),
        standing=Standing.REFERENCE,
    )
    CURRENT_SHARE = Parameter(
        "P-68",
        _("当前占有率例子"),
        Group.ACCOUNTS,
        280,
        (share(ONLY, _("占有率")),),
        "S4l",
        standing=Standing.REFERENCE,
    )
    KEY_TIERS = Parameter(
        "P-69",
        _("哪些等级算重点客户"),
        Group.ACCOUNTS,
        ("A",),
        (choices(ONLY, _("等级"), ("A", "A"), ("B", "B"), ("C", "C")),),
        "ours",
        standing=Standing.REFERENCE,
    )
    PROFIT_RULE = Parameter(
        "P-70",
        _("重点客户利润法则"),
        Group.ACCOUNTS,
        "20/225",
        (text(ONLY, _("法则")),),
        "S3a",
        _("用客户利润鲸鱼曲线报表来看。"),
        standing=Standing.REFERENCE,
    )
    PROCESS_BENEFITS = Parameter(
        "P-71",
        _("标准流程与流程检查的收益"),
        Group.ACCOUNTS,
        ClaimedBenefits(process=4000, inspection=5000),
        (share("process", _("标准流程"), high=100_000), share("inspection", _("流程检查"), high=100_000)),
        "S1i",
        _CLAIM,
        standing=Standing.REFERENCE,
    )
    KNOWLEDGE = Parameter(
        "P-80",
        _("谈判步骤、谈判策略、卖场技能、促销战术的数目"),
        Group.ACCOUNTS,
        KnowledgeCounts(steps=4, strategies=7, skills=8, tactics=16),
        (
            number("steps", _("谈判步骤"), _ITEMS),
            number("strategies", _("谈判策略"), _ITEMS),
            number("skills", _("卖场技能"), _ITEMS),
            number("tactics", _("促销战术"), _ITEMS),
        ),
        "S3a",
        _("来源没有给内容，在资料库里补。"),
        standing=Standing.REFERENCE,
    )
    ACCOUNT_PLAN = Parameter(
        "P-81",
        _("客户计划的章数"),
        Group.ACCOUNTS,
        AccountPlanChapters(chapters=8, missing=(3, 4, 5)),
        (
            number("chapters", _("共"), pgettext_lazy("unit", "章"), low=1, high=50),
            numbers("missing", _("来源缺第"), pgettext_lazy("unit", "章"), low=1),
        ),
        "S1h",
        standing=Standing.REFERENCE,
    )
    PROBING_STEPS = Parameter(
        "P-82",
        _("探询步骤"),
        Group.ACCOUNTS,
        6,
        (number(ONLY, _("步骤"), pgettext_lazy("unit", "步"), low=1, high=20),),
        "S1c",
        standing=Standing.REFERENCE,
    )
    ANNUAL_PLAN_STEPS = Parameter(
        "P-83",
        _("年度计划步骤"),
        Group.ACCOUNTS,
        PlanSteps(steps=6, named=5),
        (
            number("steps", _("共"), pgettext_lazy("unit", "步"), low=1, high=20),
            number("named", _("来源写明"), pgettext_lazy("unit", "步"), high=20),
        ),
        "S1c",
        standing=Standing.REFERENCE,
        check=lambda value: None if value.named <= value.steps else _("写明的步数不能多于总步数。"),
    )


class ServiceParameters:
    """Service, training and safety."""

    SEASONAL_REQUEST = Parameter(
        "P-62",
        _("季节物资申请：答复与到位"),
        Group.SERVICE,
        RequestDays(reply_days=1, in_place_days=4),
        (
            number("reply_days", _("申请后答复"), _DAYS, high=60),
            number("in_place_days", _("申请后到位"), _DAYS, high=60),
        ),
        "S4h",
        _("例子：7 月 27 日申请，28 日答复，31 日到位。"),
        check=lambda value: None if value.reply_days <= value.in_place_days else _("答复不能晚于到位。"),
        phrase=_("申请后 %(reply_days)s答复，%(in_place_days)s到位"),
    )
    NIGHT_SERVICE_HOURS = Parameter(
        "P-63",
        _("夜间药房服务"),
        Group.SERVICE,
        24,
        (number(ONLY, _("服务"), _("小时"), high=24),),
        "S4h",
    )
    EQUIPMENT_CHECK = Parameter(
        "P-64",
        _("服务设备检查"),
        Group.SERVICE,
        "daily",
        (choice(ONLY, _("频率"), ("daily", _("每天")), ("weekly", _("每周")), ("monthly", _("每月"))),),
        "S4h",
    )
    COURSE_LENGTH = Parameter(
        "P-65",
        _("课程时长"),
        Group.SERVICE,
        CourseLength(days=2, hours=6),
        (
            number("days", _("共"), _DAYS, low=1, high=60),
            number("hours", _("每天"), _("小时"), low=1, high=12),
        ),
        "S3a",
    )
    ON_SITE = Parameter(
        "P-74",
        _("到店凭证：围栏半径、照片时效、停留"),
        Group.SAFETY,
        OnSite(radius_m=200, photo_age_min=10, dwell_min=3),
        (
            number("radius_m", _("半径"), _("米"), low=10, high=10_000),
            number("photo_age_min", _("照片不超过"), _("分钟"), low=1, high=1440),
            number("dwell_min", _("停留至少"), _("分钟"), high=480),
        ),
        "ours",
        _("行业惯例；只在签到、签退和拍照时取位置。"),
        "G-02",
    )
    SECURITY_CYCLE = Parameter(
        "P-75",
        _("密码、扫描与补丁周期"),
        Group.SAFETY,
        SecurityCycle(password_characters=12, scan_months=1, critical_patch_days=7),
        (
            number("password_characters", _("密码至少"), pgettext_lazy("unit", "位"), low=8, high=128),
            number("scan_months", _("漏洞扫描每"), _MONTHS, low=1, high=12),
            number("critical_patch_days", _("紧急补丁不超过"), _DAYS, low=1, high=90),
        ),
        "ours",
    )


class LawParameters:
    """Ceilings: they may be set lower, never higher than the law or the compliance rule allows."""

    GIFT_CEILING = Parameter(
        "P-76",
        _("每人每年礼品价值上限"),
        Group.LAW,
        20_000,
        (money(ONLY, _("上限"), high=100_000_00),),
        "ours",
        _("由合规岗设定，可设为 0。公共机构和医疗单位一律为 0。"),
        "G-01",
    )
    LOTTERY_PRIZE = Parameter(
        "P-77",
        _("抽奖最高奖"),
        Group.LAW,
        5_000_000,
        (money(ONLY, _("不超过"), high=5_000_000),),
        "law",
        guardrail="G-08",
    )
    SETTLEMENT_DAYS = Parameter(
        "P-78",
        _("大型零售商付供应商账期上限"),
        Group.LAW,
        60,
        (number(ONLY, _("不超过"), _DAYS, low=1, high=60),),
        "law",
        guardrail="G-06",
    )
    WAGE_DEDUCTION = Parameter(
        "P-79",
        _("赔偿扣工资上限（占当月工资）"),
        Group.LAW,
        2000,
        (share(ONLY, _("不超过"), high=2000),),
        "law",
        _("扣后不得低于最低工资；系统从不自动扣款。"),
        "G-03",
    )
