"""Numbers on licences: right, wrong, misread."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from endcap.customers.merchants import codes
from endcap.customers.merchants.codes import ALPHABET, Kind
from endcap.customers.merchants.tests.licences import CODE, OLD

pytestmark = pytest.mark.req("CUS-15")

SIGNS = st.text(ALPHABET, min_size=17, max_size=17)


@pytest.mark.parametrize(
    "published",
    ["91350100M000100Y43", "91440300708461136T", "914403001922038216", "9111000071093123XX"],
)
def test_codes_that_were_published_are_right(published):
    assert codes.is_valid(published)
    assert codes.problem_of(published) is None
    assert codes.kind_of(published) is Kind.CREDIT


def test_an_old_registration_number_is_told_apart():
    assert codes.kind_of("440301103097413") is Kind.OLD
    assert codes.is_valid("440301103097413")
    assert codes.is_valid(OLD)
    assert codes.problem_of("440301103097414")[0] == "check_digit"
    assert codes.problem_of("44030110309741A")[0] == "unreadable"


@given(SIGNS)
def test_every_17_signs_have_exactly_one_check_sign(first):
    right = [sign for sign in ALPHABET if codes.is_valid(first + sign)]
    assert right == [codes.check_sign(first)]


@given(SIGNS, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_always_noticed(first, place, other):
    code = first + codes.check_sign(first)
    assume(code[place] != other)
    assert not codes.is_valid(code[:place] + other + code[place + 1 :])


@given(SIGNS, st.integers(0, 16))
def test_two_neighbours_that_changed_places_are_always_noticed(first, place):
    code = first + codes.check_sign(first)
    assume(code[place] != code[place + 1])
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert not codes.is_valid(swapped)


@given(st.text("0123456789", min_size=14, max_size=14), st.integers(0, 14), st.sampled_from("0123456789"))
def test_one_wrong_digit_of_an_old_number_is_always_noticed(first, place, other):
    number = first + codes.old_check_digit(first)
    assume(number[place] != other)
    assert codes.is_valid(number)
    assert not codes.is_valid(number[:place] + other + number[place + 1 :])


@given(st.text(max_size=40))
def test_any_text_is_judged_without_breaking(text):
    problem = codes.problem_of(text)
    assert (problem is None) == codes.is_valid(text)
    codes.repair(text)


@pytest.mark.parametrize(
    ("typed", "code", "sentence"),
    [
        ("", "required", "填执照上的统一社会信用代码。"),
        (CODE[:-1], "length", "统一社会信用代码是 18 位，旧注册号是 15 位；这里有 17 位。"),
        ("9131011五MA1K3L8T9Y", "unreadable", "没有“五”"),
        ("9131O115MA1K3L8T9Y", "unreadable", "没有 I、O、S、V、Z 这几个字母，这里有 O"),
        (CODE[:-1] + "X", "check_digit", "代码的校验位对不上，有一位抄错了。照执照再核对。"),
        ("91310115MA1K3L8T97", "check_digit", "校验位对不上"),
    ],
)
def test_what_is_wrong_is_said(typed, code, sentence):
    found = codes.problem_of(typed)
    assert found[0] == code
    assert sentence in found[1]


@pytest.mark.parametrize(
    "typed", [f" {CODE.lower()} ", "9131 0115 MA1K 3L8T 9Y", "９１３１０１１５ＭＡ１Ｋ３Ｌ８Ｔ９Ｙ"]
)
def test_spaces_small_letters_and_wide_signs_are_no_mistake(typed):
    assert codes.clean(typed) == CODE
    assert codes.problem_of(typed) is None


@pytest.mark.parametrize(
    ("read", "changed", "is_guessed"),
    [
        (CODE, 0, False),
        ("9I31OII5MA1K3L8T9Y", 4, False),  # letters that no code has
        ("91310115MA1K3LBT9Y", 1, True),  # 8 taken for B
        ("9131D115MA1K3L8T9Y", 1, True),  # 0 taken for D
        ("9131D1I5MA1K3L8T9Y", 2, True),
    ],
)
def test_what_a_camera_took_for_another_sign_is_put_right_by_the_check_digit(read, changed, is_guessed):
    assert codes.repair(read) == codes.Repaired(CODE, changed, is_guessed)


def test_what_can_not_be_decided_is_left_alone():
    assert codes.repair("91310115NA1K3LBT9Y") is None  # two signs: too many codes would fit
    assert codes.repair("91110000100005220C") is None
    assert codes.repair(CODE[:-1]) is None
    assert codes.repair("营业执照") is None


@given(st.text("0123456789", min_size=6, max_size=6), st.text(ALPHABET, min_size=9, max_size=9))
def test_a_right_code_is_never_repaired_into_another(region, organisation):
    first = "91" + region + organisation
    code = first + codes.check_sign(first)
    assert codes.repair(code) == codes.Repaired(code, 0, is_guessed=False)


@given(SIGNS, st.integers(0, 17))
def test_what_a_repair_answers_is_always_valid(first, place):
    code = first + codes.check_sign(first)
    for other in codes._LOOKS_LIKE.get(code[place], ""):
        mended = codes.repair(code[:place] + other + code[place + 1 :])
        assert mended is None or codes.is_valid(mended.code)
