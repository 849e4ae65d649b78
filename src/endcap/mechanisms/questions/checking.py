"""Is a definition one that the interpreter can follow? Every fault with its place. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from endcap.mechanisms.questions.interpreter import Data

KINDS = ("choice", "choices", "number", "money", "text", "date")
OPERATORS = {
    "is": (str, int),
    "in": (list,),
    "has": (str,),
    "at_least": (int,),
    "at_most": (int,),
    "answered": (bool,),
    "unknown": (bool,),
}
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST_QUESTIONS, MOST_OPTIONS = 300, 60


def faults(definition: Any) -> list[tuple[str, str]]:
    """(place, code) of everything that is wrong; none where the definition can be published."""
    try:
        return list(_faults(definition))
    except (KeyError, TypeError, AttributeError, ValueError) as wrong:
        return [("definition", f"malformed: {type(wrong).__name__}")]


def _faults(definition: Data) -> Iterator[tuple[str, str]]:
    yield from _text(definition.get("title"), "title")
    if definition.get("unknown", "zero") not in ("zero", "skip"):
        yield "unknown", "not_an_option"
    yield from _bands(definition.get("bands", []))
    sections = definition.get("sections")
    if not isinstance(sections, list) or not sections:
        yield "sections", "missing"
        return
    before: set[str] = set()
    names: set[str] = set()
    for section in sections:
        place = str(section.get("key", "?"))
        if not _KEY.fullmatch(place) or place in names:
            yield place, "key"
        names.add(place)
        yield from _text(section.get("title"), place)
        yield from _rule(section.get("show", True), before, f"{place}.show")
        for question in section.get("questions", []):
            yield from _question(question, before)
            before.add(question["key"])
    if not 1 <= len(before) <= MOST_QUESTIONS:
        yield "sections", "how_many"


def _question(question: Data, before: set[str]) -> Iterator[tuple[str, str]]:
    key = str(question.get("key", "?"))
    if not _KEY.fullmatch(key) or key in before:
        yield key, "key"
    if question.get("kind") not in KINDS:
        yield key, "kind"
        return
    yield from _text(question.get("text"), key)
    weight = question.get("weight", 0)
    if not _is_whole(weight) or not 0 <= weight <= 1000:
        yield key, "weight"
    yield from _rule(question.get("show", True), before, f"{key}.show")
    own = before | {key}
    yield from _rule(question.get("require", False), own, f"{key}.require")
    if "files" in question:
        yield from _rule(question["files"].get("when", True), own, f"{key}.files")
        if not _is_whole(question["files"].get("min", 1)):
            yield key, "files"
    if question["kind"] in ("choice", "choices"):
        yield from _options(question.get("options"), key)
    for step in question.get("points", []):
        if not _is_whole(step["from"]) or not _is_points(step["points"]):
            yield key, "points"


def _options(options: Any, key: str) -> Iterator[tuple[str, str]]:
    if not isinstance(options, list) or not 1 <= len(options) <= MOST_OPTIONS:
        yield key, "options"
        return
    values = [option.get("value") for option in options]
    if len(set(values)) != len(values) or any(not isinstance(value, str) or not value for value in values):
        yield key, "options"
    for option in options:
        yield from _text(option.get("text"), f"{key}.{option.get('value')}")
        if not _is_points(option.get("points", 0)):
            yield f"{key}.{option.get('value')}", "points"


def _bands(bands: Any) -> Iterator[tuple[str, str]]:
    keys = [band["key"] for band in bands]
    starts = [band["from"] for band in bands]
    if len(set(keys)) != len(keys) or len(set(starts)) != len(starts):
        yield "bands", "twice"
    for band in bands:
        yield from _text(band.get("text"), f"bands.{band['key']}")
        if not _is_whole(band["from"]) or not 0 <= band["from"] <= 10_000:
            yield f"bands.{band['key']}", "from"


def _rule(rule: Any, before: set[str], place: str) -> Iterator[tuple[str, str]]:
    if isinstance(rule, bool):
        return
    if not isinstance(rule, dict):
        yield place, "rule"
        return
    for joint in ("all", "any"):
        if joint in rule:
            for one in rule[joint]:
                yield from _rule(one, before, place)
            return
    if "not" in rule:
        yield from _rule(rule["not"], before, place)
        return
    if rule.get("q") not in before:
        yield place, "looks_ahead"
    named = [name for name in rule if name != "q"]
    if len(named) != 1 or named[0] not in OPERATORS or not isinstance(rule[named[0]], OPERATORS[named[0]]):
        yield place, "rule"


def _text(text: Any, place: str) -> Iterator[tuple[str, str]]:
    if not isinstance(text, dict) or not str(text.get("zh") or "").strip():
        yield place, "text"


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_points(value: Any) -> bool:
    return _is_whole(value) and 0 <= value <= 100
