"""How Chinese is read: syllables without tones, by words where a sign has several readings (重庆, 长沙).

The dictionary takes 55 MB, so it is opened by whoever spells the first word.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any


@lru_cache(maxsize=60_000)
def _of_word(word: str) -> tuple[str, ...]:
    """Words come again and again in names and addresses, whole names hardly ever do."""
    from pypinyin import Style, lazy_pinyin

    return tuple(lazy_pinyin(word, style=Style.NORMAL))


@cache
def _words() -> Any:
    from pypinyin.seg.mmseg import seg

    return seg


def syllables(run: str) -> list[str]:
    """The syllables of a run of Chinese signs, one for each sign: 重庆小面 → chong, qing, xiao, mian."""
    return [syllable for word in _words().cut(run) for syllable in _of_word(word)]
