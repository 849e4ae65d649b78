"""What a product is found by: code, name, full pinyin and initials."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=20_000)
def _spelled(name: str) -> str:
    if name.isascii():
        return ""
    from pypinyin import Style, lazy_pinyin  # 55 MB of dictionary, for whoever needs it

    full = "".join(lazy_pinyin(name, errors="ignore"))
    initials = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER, errors="ignore"))
    return f"{full} {initials}"


def search_text_of(*parts: str) -> str:
    """Lower-case text that a search looks into: the parts as written, then the first parts' pinyin."""
    written = " ".join(part for part in parts if part)
    spelled = " ".join(filter(None, (_spelled(part) for part in parts if part)))
    return f"{written} {spelled}".strip().lower()[:400]
