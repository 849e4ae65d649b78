"""Words for a fixed set of meanings: status, grade, yes and no."""

from __future__ import annotations

from collections.abc import Mapping

from endcap.kernel.exchange.declare import Column, Value
from endcap.kernel.exchange.messages import problem
from endcap.kernel.exchange.values.text import UNKNOWN_WORDS, as_text, narrow, says_nothing

YES = frozenset(["是", "有", "y", "yes", "true", "t", "1", "√", "✓", "✔", "对", "v", "启用", "on"])
NO = frozenset(
    ["否", "n", "no", "false", "f", "0", "×", "✗", "✘", "x", "不", "不是", "没有", "无", "停用", "off"]
)


def word_key(text: str) -> str:
    """How words are compared: plain, lower case, no spaces."""
    return narrow(text).casefold().replace(" ", "")


def accepted_words(column: Column) -> Mapping[str, str]:
    """Every accepted word of a choice column with the meaning it stands for."""
    words: dict[str, str] = {}
    for canonical, others in column.choices.items():
        for word in (canonical, *others):
            words.setdefault(word_key(word), canonical)
    return words


def shown_words(column: Column) -> str:
    """The choices as a person would type them: the first accepted word of each."""
    return "、".join(others[0] if others else canonical for canonical, others in column.choices.items())


def parse_choice(cell: object, words: Mapping[str, str], shown: str) -> Value:
    """The meaning of a word, or the list of words that are accepted."""
    raw = as_text(cell)
    key = word_key(raw)
    found = words.get(key)
    if found is not None:
        return Value(found, raw=raw)
    if says_nothing(key):
        return Value(None, ("value_unknown",) if key in UNKNOWN_WORDS else (), raw=raw)
    return Value(None, problem=problem("choice_unknown", raw=raw.strip(), accepted=shown), raw=raw)


def parse_bool(cell: object) -> Value:
    """Yes or no."""
    if isinstance(cell, bool):
        return Value(cell, raw=as_text(cell))
    raw = as_text(cell)
    key = word_key(raw)
    if key in YES:
        return Value(True, raw=raw)
    if key in NO:
        return Value(False, raw=raw)
    if says_nothing(key):
        return Value(None, raw=raw)
    return Value(None, problem=problem("bool_unknown", raw=raw), raw=raw)
