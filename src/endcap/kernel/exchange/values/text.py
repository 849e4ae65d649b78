"""Text as people type it: full-width letters and digits, invisible characters, stray spaces, line breaks."""

from __future__ import annotations

import re

from endcap.kernel.exchange.declare import Value

# full-width letters, digits and signs of names become plain; Chinese punctuation （），：； stays
_KEEP_WIDE = set("（），：；！？")
_NARROW = {0xFF01 + i: 0x21 + i for i in range(94) if chr(0xFF01 + i) not in _KEEP_WIDE}
_NARROW[0x3000] = 0x20
_NARROW_ALL = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20, 0xFFE5: 0xA5}
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe0f\ufeff]"
)
_SPACES = re.compile(r"\s+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_PLAIN = re.compile(r"[!-~]+(?: [!-~]+)*")
TEXT_LIMIT = 2000

_SIGNS_FOR_NOTHING = ("", "-", "--", "---", "—", "——", "–", "/", "//", "\\", "?", "？", "??", ".")
_CHINESE_FOR_NOTHING = (
    "无",
    "無",
    "没有",
    "暂无",
    "空",
    "待补",
    "待定",
    "待填",
    "待补充",
    "见上",
    "见附件",
    "未知",
    "不详",
    "不明",
)
_ENGLISH_FOR_NOTHING = ("n/a", "#n/a", "na", "null", "none", "nil", "tbd", "unknown")
EMPTY_WORDS = frozenset((*_SIGNS_FOR_NOTHING, *_CHINESE_FOR_NOTHING, *_ENGLISH_FOR_NOTHING, "同上"))
UNKNOWN_WORDS = frozenset(
    ["?", "？", "??", "未知", "不详", "不明", "待补", "待定", "待补充", "unknown", "tbd"]
)


def as_text(cell: object) -> str:
    """The cell as a person would read it; numbers without the ``.0`` of the spreadsheet."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return str(cell)


def clean(text: str) -> str:
    """One line, one kind of space, no invisible characters, plain letters and digits."""
    if _PLAIN.fullmatch(text):
        return text
    text = _INVISIBLE.sub("", text.replace("\xa0", " "))
    text = text.translate(_NARROW if _HAN.search(text) else _NARROW_ALL)
    return _SPACES.sub(" ", text).strip()


def narrow(text: str) -> str:
    """As ``clean``, with punctuation made plain too: for numbers, dates, codes and coordinates."""
    if _PLAIN.fullmatch(text):
        return text
    text = _INVISIBLE.sub("", text.replace("\xa0", " ")).translate(_NARROW_ALL)
    return _SPACES.sub(" ", text).strip()


def says_nothing(text: str) -> bool:
    """Whether the cell only says that there is nothing to say: "-", "无", "待补"."""
    return text.casefold() in EMPTY_WORDS


def parse_text(cell: object) -> Value:
    """A text value; what was cleaned away silently carries no meaning, what is damaged is flagged."""
    raw = as_text(cell)
    text = clean(raw)
    if not text:
        return Value(None, raw=raw)
    if text in ("同上", "〃"):
        return Value(None, ("ditto",), raw=raw)
    if "\ufffd" in text or "锟斤拷" in text:
        return Value(text, ("text_damaged",), raw=raw)
    if len(text) > TEXT_LIMIT:
        from endcap.kernel.exchange.messages import problem

        return Value(None, problem=problem("text_too_long", limit=TEXT_LIMIT), raw=raw)
    return Value(text, raw=raw)
