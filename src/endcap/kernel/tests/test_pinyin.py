"""Reading Chinese names aloud."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin

from endcap.kernel.pinyin import syllables


@pytest.mark.req("CUS-10")
def test_words_decide_how_a_sign_with_several_readings_is_read():
    assert syllables("重庆长沙银行") == ["chong", "qing", "chang", "sha", "yin", "hang"]


@pytest.mark.req("CUS-10")
@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=12))
def test_one_syllable_for_each_sign_as_the_library_reads_the_whole(run):
    assert syllables(run) == lazy_pinyin(run, style=Style.NORMAL)
    assert len(syllables(run)) == len(run)
