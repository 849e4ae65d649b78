"""Cells as people write them, one kind after the other."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endcap.kernel.exchange.declare import Column, Kind
from endcap.kernel.exchange.messages import FLAGS, flag_sentence
from endcap.kernel.exchange.values.address import split_head, split_tail
from endcap.kernel.exchange.values.choices import accepted_words, parse_bool, parse_choice, shown_words
from endcap.kernel.exchange.values.codes import CodeProfile, parse_code, parse_postcode
from endcap.kernel.exchange.values.dates import DateProfile, parse_date
from endcap.kernel.exchange.values.gtin import check_digit, parse_gtin
from endcap.kernel.exchange.values.numbers import parse_money, parse_percent, parse_price, parse_whole
from endcap.kernel.exchange.values.phones import parse_phone
from endcap.kernel.exchange.values.text import clean, parse_text

PLAIN = CodeProfile(plain=90, padded=10)
PADDED = CodeProfile(plain=10, padded=90)
NO_ORDER = DateProfile()


@pytest.mark.req("CUS-10")
@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("  CASEY'S  GENERAL  STORE ", "CASEY'S GENERAL STORE"),
        ("KUM ＆ GO ＃５２４", "KUM & GO #524"),
        ("HY-VEE\u200b / ELY\n", "HY-VEE / ELY"),
        ("好运来超市（二店），人民路", "好运来超市（二店），人民路"),
        ("\ufeff万家\xa0便利店", "万家 便利店"),
        ("\u3000Ａ座 １２Ｆ ", "A座 12F"),
    ],
)
def test_text_loses_what_nobody_sees(written, read):
    assert parse_text(written).value == read


@pytest.mark.req("CUS-10")
def test_damaged_text_is_flagged():
    assert parse_text("好\ufffd来").flags == ("text_damaged",)
    assert parse_text("锟斤拷超市").flags == ("text_damaged",)
    assert (parse_text("同上").value, parse_text("同上").flags) == (None, ("ditto",))


@pytest.mark.req("CUS-10")
@pytest.mark.parametrize("cell", [5269.0, "5269.0", "5269", " 5269\xa0", "５２６９", 5269, "'5269"])
def test_a_code_is_the_same_however_the_sheet_kept_it(cell):
    assert parse_code(cell, PLAIN).value == "5269"


@pytest.mark.req("CUS-10")
def test_leading_zeros_go_only_where_the_column_says_that_they_are_padding():
    assert parse_code("006280", PLAIN).value == "6280"
    assert parse_code("006280", PLAIN).flags == ("code_zero_padded",)
    assert parse_code("006280", PADDED).value == "006280"
    assert parse_code("006280", PADDED).flags == ()
    assert parse_code("A0062", PLAIN).value == "A0062"


@pytest.mark.req("CUS-10")
def test_a_code_in_scientific_notation_is_not_believed():
    for parse in (lambda cell: parse_code(cell, PLAIN), parse_phone, parse_gtin):
        value = parse("1.38E+10")
        assert value.value is None
        assert value.flags == ("scientific_notation",)
    assert "科学计数法" in flag_sentence("scientific_notation", row_no=12, label="电话")
    assert flag_sentence("scientific_notation", row_no=12, label="电话").startswith("第 12 行“电话”：")


@pytest.mark.req("CUS-10")
def test_postcodes():
    us, cn = CodeProfile(usual_length=5), CodeProfile(usual_length=6)
    assert parse_postcode("52404-0000", us).value == "52404"
    assert parse_postcode("52404-0000", us).flags == ("zip_plus4",)
    assert parse_postcode("52404-1234", us).value == "52404-1234"
    assert parse_postcode(52404.0, us).value == "52404"
    assert parse_postcode(10010.0, cn).value == "010010"
    assert parse_postcode(10010.0, cn).flags == ("zip_zero_restored",)


@pytest.mark.req("CUS-10")
@pytest.mark.parametrize(
    ("written", "fen"),
    [
        ("$4,440,137.62", 444_013_762),
        ("US$ 481153.33", 48_115_333),
        ("２９００９．９４", 2_900_994),
        ("1,234.50 ", 123_450),
        ("(1,234.00)", -123_400),
        ("（1,234.00）", -123_400),
        ("1,234-", -123_400),
        ("-1,234", -123_400),
        ("￥88元", 8_800),
        ("1.2亿", 12_000_000_000),
        ("3千", 300_000),
        (66192.87, 6_619_287),
        (0.0, 0),
        (0.07, 7),
        (12, 1_200),
        (Decimal("45.00"), 4_500),
        ("0", 0),
        (".5", 50),
    ],
)
def test_money_is_exact_in_fen(written, fen):
    value = parse_money(written)
    assert (value.value, value.problem) == (fen, None)


@pytest.mark.req("CUS-10")
def test_money_in_ten_thousands_is_read_and_flagged_as_coarse():
    value = parse_money("19.0323万")
    assert (value.value, value.flags) == (19_032_300, ("money_coarse",))
    assert parse_money("19.03万", scale=10_000).value == 19_030_000  # not multiplied twice
    assert parse_money("19.03", scale=10_000).value == 19_030_000


@pytest.mark.req("CUS-10")
@pytest.mark.parametrize("word", ["-", "无", "", "/", "见上", "—", "  ", None, "待补"])
def test_words_that_say_nothing_are_no_money(word):
    value = parse_money(word)
    assert (value.value, value.flags, value.problem) == (None, (), None)


@pytest.mark.req("CUS-10")
@pytest.mark.parametrize(
    "cell", ["abc", "1.2.3", math.nan, math.inf, 1e308, "1e308", "NaN", "--5", True, "5万万"]
)
def test_what_is_no_sum_of_money_is_a_problem(cell):
    value = parse_money(cell)
    assert value.value is None
    assert str(value.problem.message).endswith("。")


@pytest.mark.req("CUS-10")
def test_money_that_can_be_read_two_ways_is_flagged_not_guessed():
    assert parse_money("1.234,56").flags == ("number_ambiguous",)
    assert parse_money("1.234,56").value is None
    assert parse_money("12,34").flags == ("number_ambiguous",)


@pytest.mark.req("CUS-10")
def test_a_third_decimal_is_rounded_half_up_with_a_flag():
    assert parse_money("1.005").value == 101
    assert parse_money("1.005").flags == ("money_rounded",)
    assert parse_money(1.005).value == 101
    assert parse_money("-1.005").value == -101


@pytest.mark.req("CUS-10")
def test_another_currency_than_the_header_is_flagged():
    assert parse_money("$5", currency="CNY").flags == ("currency_differs",)
    assert parse_money("$5", currency="USD").flags == ()


@pytest.mark.req("CUS-10")
@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_any_sum_survives_being_written_and_read(fen):
    sign = "-" if fen < 0 else ""
    text = f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"
    assert parse_money(text).value == fen
    assert parse_money(text.replace(",", "")).value == fen


@pytest.mark.req("CUS-10")
@given(st.one_of(st.text(), st.floats(), st.integers(), st.binary().map(str)))
def test_no_cell_breaks_a_parser(cell):
    for parse in (
        parse_money,
        parse_price,
        parse_whole,
        parse_percent,
        parse_phone,
        parse_gtin,
        parse_bool,
        parse_text,
        lambda one: parse_date(one, NO_ORDER),
        lambda one: parse_code(one, PLAIN),
        lambda one: parse_postcode(one, PLAIN),
    ):
        parse(cell)


@pytest.mark.req("CUS-10")
def test_counts_prices_and_percentages():
    assert parse_whole("1,234").value == 1234
    assert parse_whole(3.0).value == 3
    assert parse_whole(2.5).problem.code == "not_whole"
    assert parse_price("12.3456").value == 123_456
    assert parse_percent("15%").value == 1500
    assert parse_percent(0.15).value == 1500
    assert parse_percent("12.5").value == 1250


@pytest.mark.req("CUS-10")
@pytest.mark.parametrize(
    "cell",
    [
        20220627,
        20220627.0,
        "20220627",
        "2022.06.27",
        "2022/6/27",
        "2022年6月27日",
        "27-Jun-22",
        "27 June 2022",
        "June 27, 2022",
        "2022-06-27 08:26:00",
        "2022-06-27T08:26:00Z",
        date(2022, 6, 27),
        datetime(2022, 6, 27, 8, 26),
        "２０２２．０６．２７",
        "6/27/2022",
        "27/06/2022",
    ],
)
def test_a_day_is_the_same_however_it_is_written(cell):
    value = parse_date(cell, NO_ORDER)
    assert (value.value, value.problem) == (date(2022, 6, 27), None)


@pytest.mark.req("CUS-10")
@pytest.mark.parametrize("cell", [44739.0, "44739", 44739])
def test_a_serial_number_is_a_day_with_a_flag(cell):
    value = parse_date(cell, NO_ORDER)
    assert (value.value, value.flags) == (date(2022, 6, 27), ("date_excel_serial",))


@pytest.mark.req("CUS-10")
def test_day_and_month_are_told_apart_by_the_column_or_not_at_all():
    assert parse_date("03/04/2022", DateProfile(day_first=3)).value == date(2022, 4, 3)
    assert parse_date("03/04/2022", DateProfile(month_first=3)).value == date(2022, 3, 4)
    assert parse_date("03/04/2022", DateProfile(month_first=3)).flags == ("date_order_from_column",)
    for profile in (NO_ORDER, DateProfile(day_first=2, month_first=2)):
        value = parse_date("03/04/2022", profile)
        assert (value.value, value.flags) == (None, ("date_ambiguous",))
    assert parse_date("04/04/2022", NO_ORDER).value == date(2022, 4, 4)
    assert parse_date("22.6.27", NO_ORDER).flags == ("date_ambiguous",)
    assert parse_date("99/6/27", NO_ORDER).value == date(1999, 6, 27)


@pytest.mark.req("CUS-10")
@pytest.mark.parametrize(
    ("cell", "code", "said"),
    [
        ("20222-06-27", "date_year", "年份 20222 不合理"),
        ("2022-13-05", "date_month", "没有 13 月"),
        (20221305.0, "date_month", "没有 13 月"),
        ("2022-02-30", "date_day", "2022 年 2 月没有 30 日"),
        ("9999-01-01", "date_year", "9999"),
        ("6月27日", "date_no_year", "没有年份"),
        ("2022年6月", "date_no_day", "没有写到日"),
        ("昨天", "date_unreadable", "不是日期"),
        (12345678901.0, "date_unreadable", "不是日期"),
        (math.nan, "date_unreadable", "不是日期"),
    ],
)
def test_what_is_no_day_says_why(cell, code, said):
    value = parse_date(cell, NO_ORDER)
    assert value.value is None
    assert value.problem.code == code
    assert said in str(value.problem.message)


@pytest.mark.req("CUS-10")
@pytest.mark.parametrize("cell", ["无", "/", "?", "", None, "-", 0.0])
def test_words_that_say_nothing_are_no_day(cell):
    value = parse_date(cell, NO_ORDER)
    assert (value.value, value.flags, value.problem) == (None, (), None)


@pytest.mark.req("CUS-10")
@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("13812345678", "13812345678"),
        (13812345678.0, "13812345678"),
        ("138 1234 5678", "13812345678"),
        ("+86 138-1234-5678", "13812345678"),
        ("８６１３８１２３４５６７８", "13812345678"),
        ("400-820-8820", "400-820-8820"),
        ("4008208820", "400-820-8820"),
        ("010-62345678", "010-6234-5678"),
        ("+1 319-366-1234", "+1 319-366-1234"),
    ],
)
def test_phones_in_their_usual_form(cell, number):
    value = parse_phone(cell)
    assert (value.value, value.problem) == (number, None)


@pytest.mark.req("CUS-10")
def test_a_phone_with_missing_digits_says_how_many():
    assert str(parse_phone("13812345").problem.message) == "少 3 位，手机号应为 11 位。补全号码。"
    assert str(parse_phone("138123456789").problem.message) == "多 1 位，手机号应为 11 位。核对号码。"
    assert parse_phone("问老板").problem.code == "phone_unreadable"
    assert parse_phone("13812345678 / 13912345678").value == "13812345678"
    assert parse_phone("13812345678 / 13912345678").flags == ("phone_several",)


@pytest.mark.req("CUS-10")
def test_barcodes_get_their_lost_zero_back_only_when_the_check_digit_agrees():
    assert check_digit("690123456789") == 2
    assert parse_gtin("6901234567892").value == "6901234567892"
    assert parse_gtin(88004022723.0).value == "088004022723"
    assert parse_gtin("88004022723").flags == ("gtin_zero_restored",)
    assert parse_gtin("88004022724").problem.code == "gtin_length"
    assert parse_gtin("6901234567893").problem.code == "gtin_check_digit"
    assert "应为 2" in str(parse_gtin("6901234567893").problem.message)
    assert parse_gtin("10086816101923").problem is None


@pytest.mark.req("CUS-10")
def test_words_of_a_choice():
    column = Column(
        "status",
        "状态",
        "Status",
        Kind.CHOICE,
        choices={"active": ("正常", "营业", "A", "ok"), "closed": ("关店", "×", "I")},
    )
    words, shown = accepted_words(column), shown_words(column)
    for word in ("正常 ", "Active", "ACTIVE", "ok", "Ａ"):
        assert parse_choice(word, words, shown).value == "active"
    assert parse_choice("×", words, shown).value == "closed"
    assert parse_choice("?", words, shown).flags == ("value_unknown",)
    refused = parse_choice("装修", words, shown).problem
    assert str(refused.message) == "“装修”不在可选范围：正常、关店。改成其中一个。"


@pytest.mark.req("CUS-10")
def test_addresses_that_repeat_city_and_postcode():
    merged = "1581 1ST AVE SE, CEDAR RAPIDS, IA 52403"
    assert split_tail(merged, "CEDAR RAPIDS", "").street == "1581 1ST AVE SE"
    assert split_tail(merged, "", "52403").city == "CEDAR RAPIDS"
    assert split_tail(merged, "MARION", "52302") is None
    assert split_tail("504, E BURLINGTON ST", "IOWA CITY", "52240") is None
    assert split_head("广东省广州市天河区体育西路 1 号", ("广东省", "广州市", "天河区")) == "体育西路 1 号"
    assert split_head("广州市天河区体育西路 1 号", ("广东省", "广州", "天河区")) == "体育西路 1 号"
    assert split_head("广州路 8 号", ("江苏省", "广州", "鼓楼区")) == ""


@pytest.mark.req("HOUSE")
def test_every_flag_has_a_sentence():
    for code in FLAGS:
        assert flag_sentence(code, row_no=3, label="列").endswith("。")


@pytest.mark.req("HOUSE")
@given(st.text())
def test_cleaning_twice_changes_nothing_more(text):
    assert clean(clean(text)) == clean(text)
