"""Barcodes: check digits and lost zeros."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from endcap.goods.catalog.gtin import has_check_digit, read_gtin

pytestmark = pytest.mark.req("SYS-01", "HOUSE")


def check_digit(body: str) -> str:
    return next(digit for digit in "0123456789" if has_check_digit(body + digit))


@pytest.mark.parametrize(
    ("written", "text", "flag"),
    [
        ("6901234567892", "6901234567892", ""),
        (" 690-1234567892 ", "6901234567892", ""),
        ("80432291672", "080432291672", "barcode_repaired"),
        ("80432291672.0", "080432291672", "barcode_repaired"),
        (80432291672, "080432291672", "barcode_repaired"),
        ("6901234567893", "6901234567893", "barcode_invalid"),
        ("12345", "12345", "barcode_invalid"),
        ("ABC", "ABC", "barcode_invalid"),
        ("123456789012345", "123456789012345", "barcode_invalid"),
    ],
)
def test_a_written_barcode_is_kept_with_what_can_be_said_of_it(written, text, flag):
    found = read_gtin(written)
    assert (found.text, found.flag) == (text, flag)


@pytest.mark.parametrize("written", [None, "", "0", "000", "  "])
def test_nothing_and_only_zeros_are_no_barcode(written):
    assert read_gtin(written) is None


@given(st.text("0123456789", min_size=9, max_size=10).filter(lambda body: body[0] != "0"))
def test_a_upc_that_lost_its_zeros_comes_back_whole(tail):
    body = tail.rjust(11, "0")
    whole = body + check_digit(body)
    found = read_gtin(whole.lstrip("0"))
    assert (found.text, found.is_valid, found.missing_zeros) == (whole, True, 11 - len(tail))


@given(st.sampled_from([7, 11, 12, 13]), st.data(), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(length, data, step):
    body = data.draw(st.text("0123456789", min_size=length, max_size=length))
    whole = "1" + body[1:] + check_digit("1" + body[1:])
    place = data.draw(st.integers(0, length))
    wrong = whole[:place] + str((int(whole[place]) + step) % 10) + whole[place + 1 :]
    found = read_gtin(wrong)
    assert found is None or not found.is_valid or len(wrong.strip("0")) == 0


def test_the_real_list_has_as_many_shortened_and_wrong_codes_as_were_measured(shared_data):
    rows = duckdb.sql(f"SELECT upc, scc FROM '{shared_data}/iowa/products.parquet'").fetchall()
    bases = [read_gtin(upc) for upc, _scc in rows]
    cases = [read_gtin(scc) for _upc, scc in rows]
    assert sum(code is not None and code.flag == "barcode_repaired" for code in bases) == 3471
    assert all(code is None or code.is_valid for code in bases)
    assert sum(code is not None and not code.is_valid for code in cases) == 22
