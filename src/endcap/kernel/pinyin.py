"""How Chinese is read: syllables without tones, by words where a sign has several readings (重庆, 长沙)."""

from __future__ import annotations

from functools import lru_cache

from pypinyin import Style, lazy_pinyin
from pypinyin.seg.mmseg import seg


@lru_cache(maxsize=60_000)
def _of_word(word: str) -> tuple[str, ...]:
    """Words come again and again in names and addresses, whole names hardly ever do."""
    return tuple(lazy_pinyin(word, style=Style.NORMAL))


def syllables(run: str) -> list[str]:
    """The syllables of a run of Chinese signs, one for each sign: 重庆小面 → chong, qing, xiao, mian."""
    return [syllable for word in seg.cut(run) for syllable in _of_word(word)]
