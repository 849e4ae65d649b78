"""From what a camera read to the fields of a licence."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endcap.customers.merchants.licence import Line, parse
from endcap.customers.merchants.tests.licences import CODE, LEFT, OLD, RIGHT, line, page

pytestmark = pytest.mark.req("CUS-15")


@pytest.mark.parametrize("slope", [0.0, 0.05, -0.05])
def test_a_company_licence_is_read_even_at_a_slant(slope):
    lines = [*page(LEFT, RIGHT, slope=slope), line(f"统一社会信用代码{CODE}", 100, 220)]
    found = parse(lines)
    assert found.number == CODE
    assert found.name == "青禾百货（东渡）有限公司".translate(str.maketrans("（）", "()"))
    assert found.legal_person == "柳青禾"
    assert found.address == "东渡市河埠区青石路18号102室"
    assert found.established_on == date(2016, 3, 8)
    assert (found.valid_from, found.valid_to, found.is_long_term) == (
        date(2016, 3, 8),
        date(2036, 3, 7),
        False,
    )
    assert not found.is_individual
    assert not found.doubtful


def test_a_licence_of_a_self_employed_person_names_the_operator_and_may_have_no_end():
    left = (("名称", "东渡市福满小卖部"), ("类型", "个体工商户"), ("经营者", "罗小满"))
    right = (("注册日期", "2019年5月20日"), ("营业期限", "长期"), ("经营场所", "渡口街 3 号"))
    found = parse([*page(left, right), line("92310115MA1KXXXX", 100, 200)])
    assert (found.legal_person, found.is_individual, found.is_long_term) == ("罗小满", True, True)
    assert (found.established_on, found.valid_to) == (date(2019, 5, 20), None)
    assert found.address == "渡口街3号"


@pytest.mark.parametrize(
    ("term", "begins", "ends", "forever"),
    [
        ("2016年03月08日至2036年03月07日", date(2016, 3, 8), date(2036, 3, 7), False),
        ("自2016-03-08至2036-03-07", date(2016, 3, 8), date(2036, 3, 7), False),
        ("2016年03月08日 至 长期", date(2016, 3, 8), None, True),
        ("2016.3.8 至 无固定期限", date(2016, 3, 8), None, True),
        ("长期", date(2016, 3, 8), None, True),
        ("2036年03月07日至2016年03月08日", date(2036, 3, 7), None, False),
        ("2016年13月40日至2036年02月30日", date(2016, 3, 8), None, False),
    ],
)
def test_terms_as_licences_write_them(term, begins, ends, forever):
    found = parse(page(LEFT, (("成立日期", "2016年03月08日"), ("营业期限", term))))
    assert (found.valid_from, found.valid_to, found.is_long_term) == (begins, ends, forever)


def test_label_and_value_read_as_one_line_are_cut():
    lines = [
        line("营业执照", 600, 100),
        line("名称：青禾百货有限公司", 100, 300),
        line("法定代表人柳青禾", 100, 370),
        line("住所东渡市青石路18号", 100, 440),
    ]
    found = parse(lines)
    assert (found.name, found.legal_person, found.address) == (
        "青禾百货有限公司",
        "柳青禾",
        "东渡市青石路18号",
    )


def test_an_address_over_two_lines_is_one_address():
    lines = [*page((("名称", "青禾百货"), ("住所", "东渡市河埠区青石路"))), line("18号102室", 280, 410)]
    assert parse(lines).address == "东渡市河埠区青石路18号102室"


def test_a_misread_code_is_put_right_and_marked():
    found = parse([*page(LEFT, RIGHT), line("统一社会信用代码9131O115MA1K3LBT9Y", 100, 220)])
    assert (found.number, found.was_repaired, "number" in found.doubtful) == (CODE, True, True)


def test_a_code_that_can_not_be_put_right_is_shown_as_read_and_doubtful():
    found = parse([*page(LEFT, RIGHT), line("统一社会信用代码93310115MA1K3L8T9Y", 100, 220)])
    assert found.number == "93310115MA1K3L8T9Y"
    assert found.doubtful == frozenset({"number"})


def test_an_old_licence_has_a_registration_number():
    assert parse([*page(LEFT), line(f"注册号：{OLD}", 100, 220)]).number == OLD


def test_lines_that_were_hard_to_read_are_doubtful():
    lines = [line("营业执照", 600, 100), line("名称", 100, 300), line("青未百货", 280, 300, sure_bp=6_100)]
    assert parse(lines).doubtful == frozenset({"name"})


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [line("喵", 10, 10)],
        [line("青禾绿茶 500ml", 10, 10), line("￥3.50", 200, 10)],
        [line("名称", 10, 10)],
        [line("身份证", 10, 10), line("姓名 柳青禾", 10, 80), line("住址 东渡市", 10, 150)],
        [line("电话 13800000000", 10, 10), line("6901234567892", 10, 80)],
    ],
)
def test_what_is_no_licence_is_none(lines):
    assert parse(lines) is None


@given(
    st.lists(
        st.builds(
            Line,
            st.text(max_size=30) | st.sampled_from(["营业执照", "名称", "住所", "营业期限", "经营者", CODE]),
            st.floats(0, 2000),
            st.floats(0, 2000),
            st.floats(1, 800),
            st.floats(1, 80),
            st.floats(-0.2, 0.2),
            st.integers(0, 10_000),
        ),
        max_size=12,
    )
)
def test_no_page_whatever_breaks_the_parser(lines):
    found = parse(lines)
    if found is not None:
        assert len(found.name) <= 120
        assert len(found.address) <= 200
        assert not (found.is_long_term and found.valid_to)
