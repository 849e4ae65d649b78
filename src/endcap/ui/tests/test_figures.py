"""How figures, dates and phone numbers are written."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from endcap.ui import figures
from endcap.ui.templatetags import ui

pytestmark = pytest.mark.req("HOUSE")


@pytest.mark.parametrize(
    ("fen", "document", "overview"),
    [
        (0, "0.00", "0"),
        (1, "0.01", "0"),
        (50, "0.50", "1"),
        (49, "0.49", "0"),
        (123_456, "1,234.56", "1,235"),
        (-123_456, "-1,234.56", "-1,235"),
        (-1, "-0.01", "0"),
        (100_000_000_05, "100,000,000.05", "100,000,000"),
        (None, "—", "—"),
    ],
)
def test_money_has_two_decimals_in_documents_and_none_in_overviews(fen, document, overview):
    assert figures.money_text(fen) == document
    assert figures.money_text(fen, 0) == overview


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_money_read_back_is_the_same_amount(fen):
    text = figures.money_text(fen).replace(",", "").replace(".", "")
    assert int(text) == fen


def test_the_currency_sign_stands_after_the_minus():
    assert figures.yuan_text(123_456) == "¥1,234.56"
    assert figures.yuan_text(-123_456) == "-¥1,234.56"
    assert figures.yuan_text(842_000, 0) == "¥8,420"
    assert figures.yuan_text(None) == "—"


@pytest.mark.parametrize(
    ("price", "text"),
    [
        (35_000, "3.50"),
        (35_250, "3.525"),
        (35_255, "3.5255"),
        (0, "0.00"),
        (12_345_600, "1,234.56"),
        (None, "—"),
    ],
)
def test_a_price_shows_the_decimals_it_carries_and_at_least_two(price, text):
    assert figures.price_text(price) == text


@pytest.mark.parametrize(
    ("basis_points", "text"),
    [(1240, "12.4 %"), (10_000, "100 %"), (5, "0.05 %"), (0, "0 %"), (-310, "-3.1 %"), (None, "—")],
)
def test_a_percentage_comes_from_basis_points(basis_points, text):
    assert figures.percent_text(basis_points) == text


def test_numbers_have_thousands_separators_and_nothing_known_is_a_dash():
    assert figures.number_text(12_400) == "12,400"
    assert figures.number_text(0) == "0"
    assert figures.number_text(None) == "—"


def test_a_moment_is_written_on_the_clock_of_the_company():
    late = datetime(2026, 7, 15, 18, 10, tzinfo=UTC)
    assert figures.moment_text(late) == "2026-07-16 02:10"
    assert figures.date_text(late) == "2026-07-16"
    assert figures.short_date_text(late) == "07-16"
    assert figures.time_text(late) == "02:10"


def test_dates_that_are_missing_are_a_dash():
    assert [figures.short_date_text(None), figures.date_text(None), figures.moment_text(None)] == ["—"] * 3


def test_a_day_in_a_heading_follows_the_language():
    with translation.override("zh-hans"):
        assert figures.heading_date_text(date(2026, 7, 16)) == "7 月 16 日 周四"
    with translation.override("en"):
        assert figures.heading_date_text(date(2026, 7, 16)) == "Thu 16 Jul"


@pytest.mark.parametrize(
    ("phone", "text"),
    [
        ("13500420417", "1** **** 0417"),
        ("+86 135 0042 0417", "1** **** 0417"),
        ("0592-2281234", "0** **** 1234"),
        ("10086", "*****"),
        ("", "—"),
        (None, "—"),
    ],
)
def test_a_masked_phone_can_be_recognised_but_not_dialled(phone, text):
    assert figures.masked_phone_text(phone) == text


@given(st.text(alphabet="0123456789 -+", max_size=20))
def test_a_masked_phone_never_shows_more_than_five_digits(phone):
    assert sum(sign.isdigit() for sign in figures.masked_phone_text(phone)) <= 5


def test_a_masked_name_keeps_the_family_name():
    assert figures.masked_name_text("柳三月") == "柳**"
    assert figures.masked_name_text(" ") == "—"


def test_the_house_itself_is_named_in_the_readers_language():
    assert figures.doer_text("set-up") == "安装程序"
    assert figures.doer_text("林小满") == "林小满"
    with translation.override("en"):
        assert figures.doer_text("portal") == "registered by the owner"


def test_records_are_told_without_brackets():
    assert ui.plain(["outlet.created", "price.set"]) == "outlet.created, price.set"
    assert ui.plain({"contacts": 1, "kinds": ["a", "b"]}) == "contacts 1, kinds a, b"
    assert ui.plain(7) == "7"
