"""The parameters and their defaults, as the specification gives them."""

from __future__ import annotations

import re
from datetime import time

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from endcap.kernel.errors import InvalidInput
from endcap.kernel.parameters.declare import Group, Standing
from endcap.kernel.parameters.definitions import BY_CODE, P, in_group
from endcap.kernel.parameters.values import GradeShares

IN_WORDS = {
    "G-09": "21:00 至 08:00",
    "P-01": "A 20%，B 30%，C 50%",
    "P-02": "A 80%，B 15%，C 5%",
    "P-03": "按客户数",
    "P-04": "12 个月",
    "P-05": "12:00 前",
    "P-06": "A 4 次，B 2 次，C 1 次",
    "P-07": "每 3 个月 1 次",
    "P-08": "20%",
    "P-11": "季度、半年、年度",
    "P-12": "第 1、2、4、8 周，之后每 8 周",
    "P-17": "180 天",
    "P-18": "第 3 个工作日 18:00 前",
    "P-19": "第 8 个工作日 18:00 前",
    "P-20": "第 9 个工作日起",
    "P-21": "3,000 元",
    "P-22": "3 家",
    "P-23": "销售内勤、销售经理、财务",
    "P-24": "等于该客户回款率，最高 100%",
    "P-25": "未填",
    "P-26": "项目甲方 3 次，总包单位 5 次，安装公司 3 次",
    "P-33": "经办人 未填，批准人 未填",
    "P-35": "否",
    "P-36": "期初 4 箱，日销 1 箱，订货间隔 3 天，到货 1 天，每次订 3 箱",
    "P-37": "1 天",
    "P-39": "销量、销售额、毛利率、毛利额",
    "P-43": "提醒 20%，案例最高 43.75%",
    "P-53": "中国 68%，美国 65%",
    "P-54": "解决 54%，很快解决 82%，没有解决 19%，没有投诉 9%",
    "P-56": "年卡 10%，半年卡 5%",
    "P-59": "200,000 元",
    "P-61": "0 层",
    "P-62": "申请后 1 天答复，4 天到位",
    "P-66": "金额 100,000,000 元，数量 50,000 台",
    "P-67": "容量 400,000 台，占有率 12.5%",
    "P-68": "2.8%",
    "P-70": "20/225",
    "P-72": "剩余保质期 1/3",
    "P-73": "A 级 90 天，其他 180 天",
    "P-74": "半径 200 米，照片不超过 10 分钟，停留至少 3 分钟",
    "P-75": "密码至少 12 位，漏洞扫描每 1 个月，紧急补丁不超过 7 天",
    "P-76": "200 元",
    "P-77": "50,000 元",
    "P-78": "60 天",
    "P-79": "20%",
    "P-80": "谈判步骤 4 个，谈判策略 7 个，卖场技能 8 个，促销战术 16 个",
    "P-81": "共 8 章，来源缺第 3、4、5 章",
    "REL-15": "3 个工作日",
    "P-85": "年销售额约 1,000,000 元，人口 140,000 人",
}


@pytest.mark.req("HOUSE")
def test_every_code_of_the_specification_is_declared_once() -> None:
    of_orders = ["ORD-02", "ORD-04", "ORD-05", "ORD-06"]
    assert list(BY_CODE) == ["G-09", *of_orders, *(f"P-{number:02d}" for number in range(1, 87)), "REL-15"]


@pytest.mark.req("CUS-04")
def test_the_abc_parameters_are_those_of_the_specification() -> None:
    assert P.ABC_CUSTOMER_SHARES.default == GradeShares(2000, 3000, 5000)
    assert P.ABC_SALES_SHARES.default == GradeShares(8000, 1500, 500)
    assert P.ABC_METHOD.default == "count"
    assert P.ABC_WINDOW_MONTHS.default == 12


@pytest.mark.req("HOUSE", "CUS-04", "CUS-07", "EXP-06", "EXP-07", "EXP-13", "EXP-14", "EXP-15", "VIS-05")
@pytest.mark.parametrize("code", IN_WORDS)
def test_defaults_read_as_the_specification_says(code: str) -> None:
    assert BY_CODE[code].in_words(BY_CODE[code].default) == IN_WORDS[code]


@pytest.mark.req("EXP-06", "EXP-07", "EXP-13", "EXP-14")
def test_money_is_fen_and_deadlines_are_working_days_with_a_time() -> None:
    assert P.ADVANCE_CAP.default == 300_000
    assert (P.EXPENSE_SUBMIT.default.working_day, P.EXPENSE_SUBMIT.default.closes) == (3, time(18))
    assert P.EXPENSE_PAYOUT_FROM.default == 9


@pytest.mark.req("HOUSE")
@pytest.mark.parametrize("parameter", BY_CODE.values(), ids=str)
def test_every_default_obeys_its_own_limits_and_survives_storing(parameter) -> None:
    assert parameter.restore(parameter.write(parameter.default)) == parameter.default
    assert parameter.in_words(parameter.default)
    assert re.fullmatch(r"ours|law|(S\d[a-m]?)(, S\d[a-m]?)*", parameter.source)


@pytest.mark.req("HOUSE")
def test_every_parameter_stands_in_a_group() -> None:
    assert sum(len(in_group(group)) for group in Group) == 92


@pytest.mark.req("HOUSE", "CPL-01")
def test_published_claims_are_marked_as_reference_only() -> None:
    reference = {code for code, parameter in BY_CODE.items() if parameter.standing is Standing.REFERENCE}
    numbers = {32, *range(46, 56), 57, 58, *range(66, 72), *range(80, 86)}
    assert reference == {f"P-{number}" for number in numbers}


@pytest.mark.req("HOUSE", "CPL-01")
@pytest.mark.parametrize(
    ("code", "mark"),
    [
        ("P-32", "G-03"),
        ("P-61", "G-04"),
        ("P-76", "G-01"),
        ("P-77", "G-08"),
        ("P-78", "G-06"),
        ("P-79", "G-03"),
        ("G-09", "G-09"),
    ],
)
def test_guardrails_are_named_at_their_parameters(code: str, mark: str) -> None:
    assert BY_CODE[code].guardrail == mark


@pytest.mark.req("HOUSE", "CPL-01")
@pytest.mark.parametrize(
    ("parameter", "too_much"),
    [(P.LOTTERY_PRIZE, 5_000_001), (P.SETTLEMENT_DAYS, 61), (P.WAGE_DEDUCTION, 2001), (P.REBATE_DEPTH, 3)],
    ids=str,
)
def test_what_the_law_caps_cannot_be_set_higher(parameter, too_much: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        parameter.read({"value": too_much})

    assert [problem.code for problem in refused.value.problems] == ["out_of_range"]


@pytest.mark.req("CUS-04")
def test_shares_that_do_not_add_up_to_a_hundred_per_cent_are_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        P.ABC_CUSTOMER_SHARES.read({"a": 2000, "b": 3000, "c": 4999})

    assert [str(problem.message) for problem in refused.value.problems] == ["几项要正好合计 100%。"]


@pytest.mark.req("HOUSE")
def test_all_wrong_parts_are_reported_at_once() -> None:
    with pytest.raises(InvalidInput) as refused:
        P.ON_SITE.read({"radius_m": "near", "photo_age_min": 0, "colour": 1})

    assert {(problem.field, problem.code) for problem in refused.value.problems} == {
        ("colour", "unknown"),
        ("radius_m", "not_a_number"),
        ("photo_age_min", "out_of_range"),
        ("dwell_min", "required"),
    }


@pytest.mark.req("HOUSE")
@pytest.mark.parametrize(
    ("parameter", "raw"),
    [
        (P.DENSE_THEN_SPARSE, {"weeks": [1, 4, 2], "then_every": 8}),
        (P.LOYALTY_HORIZON_YEARS, {"low": 4, "high": 3}),
        (P.BAD_DEBT_SPLIT, {"handler": 6000, "approver": 5000}),
        (P.NEAR_EXPIRY, {"part": 4, "whole": 3}),
        (P.SEASONAL_REQUEST, {"reply_days": 5, "in_place_days": 4}),
        (P.ANNUAL_PLAN_STEPS, {"steps": 5, "named": 6}),
        (P.CHURN_A_YEAR, {"low": 3000, "high": 1000}),
    ],
    ids=str,
)
def test_parts_that_contradict_each_other_are_refused(parameter, raw) -> None:
    with pytest.raises(InvalidInput) as refused:
        parameter.read(raw)

    assert [problem.code for problem in refused.value.problems] == ["inconsistent"]


@pytest.mark.req("HOUSE")
@pytest.mark.parametrize(
    ("parameter", "raw", "code"),
    [
        (P.A_VISIT_BEFORE, "25:00", "not_a_time"),
        (P.ABC_METHOD, "luck", "not_a_choice"),
        (P.SHIP_BEFORE_PAYMENT, "maybe", "not_a_flag"),
        (P.PLAN_HORIZONS, "year", "not_a_list"),
        (P.PROFIT_RULE, "鲸" * 201, "too_long"),
        (P.ADVANCE_CAP, True, "not_a_number"),
        (P.ADVANCE_CAP, 3000.5, "not_a_number"),
        (P.ADVANCE_CAP, None, "required"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(parameter, raw, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parameter.read({"value": raw})

    assert [problem.code for problem in refused.value.problems] == [code]


@pytest.mark.req("HOUSE")
@given(
    st.sampled_from(list(BY_CODE.values())),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3),
    ),
)
def test_whatever_is_sent_either_becomes_a_value_or_a_refusal(parameter, raw) -> None:
    sent = {part.key: raw for part in parameter.parts}
    try:
        value = parameter.read(sent)
    except InvalidInput:
        return
    assert parameter.restore(parameter.write(value)) == value


@pytest.mark.req("HOUSE")
def test_every_name_note_and_group_is_translated() -> None:
    with translation.override("en"):
        texts = [
            str(text)
            for parameter in BY_CODE.values()
            for text in (
                parameter.label,
                parameter.note,
                parameter.group.label,
                parameter.origin,
                parameter.in_words(parameter.default),
                *(part.label for part in parameter.parts),
                *(option.label for part in parameter.parts for option in part.options),
            )
        ]
    chinese = re.compile(r"[\u4e00-\u9fff，。：；]")
    assert [text for text in texts if chinese.search(text)] == []
