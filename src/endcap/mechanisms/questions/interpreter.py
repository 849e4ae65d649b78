"""What a questionnaire asks for, given what is answered so far: a small pure interpreter of rules that are data.

The same runs on phones; ``tests/vectors/questions/`` holds cases that every implementation has to pass. A definition:

    {"title": TEXT, "unknown": "zero" | "skip", "bands": [{"key": "A", "from": 8000, "text": TEXT}],
     "sections": [{"key": "s", "title": TEXT, "show": RULE, "questions": [QUESTION, …]}, …]}

    QUESTION: {"key", "kind": choice | choices | number | money | text | date, "text": TEXT, "hint": TEXT,
     "options": [{"value": "a", "text": TEXT, "points": 0…100}], "points": [{"from": 0, "points": 50}],
     "min", "max", "unit": TEXT, "weight": 10, "may_be_unknown": true, "show": RULE, "require": RULE,
     "files": {"min": 1, "when": RULE}}

    TEXT: {"zh": "…", "en": "…"}.  RULE: true | false | {"all": [RULE…]} | {"any": [RULE…]} | {"not": RULE} |
     {"q": key, OP: operand} with OP one of is, in, has, at_least, at_most, answered, unknown.

A rule looks at questions that stand before its own, so one pass in order decides everything. An answer is
``{"value": …}`` or ``{"unknown": true}``, either with a ``note``. A question that is not shown counts as not answered.
The score is the weighted mean of points in basis points: of what is answered, and of what is marked unknown as nothing
where ``unknown`` is ``zero``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Data = Mapping[str, Any]
LONGEST_TEXT, LARGEST_NUMBER = 2000, 2**53 - 1
FULL_BP = 100


@dataclass(frozen=True, slots=True)
class Result:
    """What holds for a set of answers: which questions are shown and which of them needed, what is wrong (question,
    code), points by question, score and band."""

    shown: tuple[str, ...]
    required: tuple[str, ...]
    answered: tuple[str, ...]  # or marked unknown
    problems: tuple[tuple[str, str], ...]
    points: Mapping[str, int] = field(default_factory=dict)
    score: int | None = None
    band: str = ""


def evaluate(definition: Data, answers: Data, files: Mapping[str, int] | None = None) -> Result:
    """Decide everything about a set of answers. ``files`` says how many files hang on which answer."""
    known: dict[str, Data] = {}
    shown, required, answered, problems = [], [], [], []
    points: dict[str, int] = {}
    total = weights = 0
    there = {question["key"] for _section, question in questions_of(definition)}
    problems += [(key, "no_such_question") for key in answers if key not in there]
    for section, question in questions_of(definition):
        key = question["key"]
        if not (_holds(section.get("show", True), known) and _holds(question.get("show", True), known)):
            continue
        shown.append(key)
        answer = answers.get(key) or {}
        is_readable = isinstance(answer, Mapping)
        wrong = _wrong(question, answer) if is_readable else "wrong_kind"
        if wrong:
            problems.append((key, wrong))
        elif is_given(answer):
            known[key] = answer
            answered.append(key)
        if _holds(question.get("require", False), known):
            required.append(key)
            if not wrong and key not in known:
                problems.append((key, "missing"))
        if _lacks_files(question, known, files or {}):
            problems.append((key, "files_missing"))
        got = _points(question, known.get(key), definition.get("unknown", "zero"))
        if got is not None and question.get("weight"):
            points[key] = got
            total += got * question["weight"]
            weights += question["weight"]
    score = (2 * total * FULL_BP + weights) // (2 * weights) if weights else None
    return Result(
        tuple(shown),
        tuple(required),
        tuple(answered),
        tuple(problems),
        points,
        score,
        band_of(definition, score),
    )


def band_of(definition: Data, score: int | None) -> str:
    """The band with the highest threshold that the score reaches."""
    reached = [band for band in definition.get("bands", ()) if score is not None and band["from"] <= score]
    return str(max(reached, key=lambda band: band["from"])["key"]) if reached else ""


def questions_of(definition: Data) -> Iterator[tuple[Data, Data]]:
    """Every question with its section, in order."""
    for section in definition.get("sections", ()):
        for question in section.get("questions", ()):
            yield section, question


def is_given(answer: Data) -> bool:
    """Whether something was answered, or marked unknown."""
    return bool(answer.get("unknown")) or answer.get("value") not in (None, "", [])


def _holds(rule: Any, known: Mapping[str, Data]) -> bool:
    if isinstance(rule, bool):
        return rule
    if "all" in rule:
        return all(_holds(one, known) for one in rule["all"])
    if "any" in rule:
        return any(_holds(one, known) for one in rule["any"])
    if "not" in rule:
        return not _holds(rule["not"], known)
    answer = known.get(rule["q"], {})
    value = None if answer.get("unknown") else answer.get("value")
    if "answered" in rule:
        return (value is not None) == rule["answered"]
    if "unknown" in rule:
        return bool(answer.get("unknown")) == rule["unknown"]
    if value is None:
        return False
    return _compares(rule, value)


def _compares(rule: Data, value: Any) -> bool:
    if "is" in rule:
        return bool(value == rule["is"])
    if "in" in rule:
        return value in rule["in"]
    if "has" in rule:
        return isinstance(value, list) and rule["has"] in value
    if not isinstance(value, int):
        return False
    return bool(value >= rule["at_least"] if "at_least" in rule else value <= rule["at_most"])


def _wrong(question: Data, answer: Data) -> str:
    """What is wrong with an answer by itself; empty where nothing is."""
    if answer.get("unknown"):
        return "" if question.get("may_be_unknown") else "may_not_be_unknown"
    value = answer.get("value")
    if value in (None, "", []):
        return ""
    kind = question["kind"]
    if kind in ("choice", "choices"):
        options = [option["value"] for option in question["options"]]
        chosen = value if kind == "choices" else [value]
        if not isinstance(chosen, list) or any(not isinstance(one, str) for one in chosen):
            return "wrong_kind"
        return "" if set(chosen) <= set(options) and len(set(chosen)) == len(chosen) else "not_an_option"
    if kind in ("number", "money"):
        return _wrong_number(question, value)
    if not isinstance(value, str):
        return "wrong_kind"
    if kind == "date":
        return "" if _is_day(value) else "wrong_kind"
    return "too_long" if len(value) > question.get("max", LONGEST_TEXT) else ""


def _wrong_number(question: Data, value: Any) -> str:
    if not isinstance(value, int) or isinstance(value, bool):
        return "wrong_kind"
    if value < question.get("min", -LARGEST_NUMBER):
        return "too_small"
    return "too_big" if value > question.get("max", LARGEST_NUMBER) else ""


def _is_day(value: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _lacks_files(question: Data, known: Mapping[str, Data], files: Mapping[str, int]) -> bool:
    wanted = question.get("files")
    if not wanted or not _holds(wanted.get("when", {"q": question["key"], "answered": True}), known):
        return False
    return files.get(question["key"], 0) < int(wanted.get("min", 1))


def _points(question: Data, answer: Data | None, unknown: str) -> int | None:
    """Points of an answer, 0 to 100; None where it has none."""
    if answer is None:
        return None
    if answer.get("unknown"):
        return 0 if unknown == "zero" else None
    value = answer["value"]
    if question["kind"] in ("choice", "choices"):
        chosen = value if question["kind"] == "choices" else [value]
        got = {option["value"]: option.get("points", 0) for option in question["options"]}
        return min(100, sum(got[one] for one in chosen))
    if question["kind"] in ("number", "money") and question.get("points"):
        reached = [step for step in question["points"] if step["from"] <= value]
        return int(max(reached, key=lambda step: step["from"])["points"]) if reached else 0
    return None
