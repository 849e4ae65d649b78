"""A reply as a page shows it, to fill in or to read; and what a posted form says. Areas that ask include
``questions/form.html`` or ``questions/review.html`` with what ``sheet_of`` answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from endcap.kernel.exchange.values.numbers import parse_money
from endcap.kernel.money import format_money
from endcap.mechanisms.questions import interpreter
from endcap.mechanisms.questions.interpreter import Data
from endcap.mechanisms.questions.wording import PROBLEMS, said

if TYPE_CHECKING:
    from endcap.kernel.errors import Problem
    from endcap.mechanisms.questions.models import Reply

VALUE, UNKNOWN, NOTE, FILES = "answer-", "unknown-", "note-", "files-"
LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers to choose from."""

    value: str
    text: str
    is_on: bool
    points: int


@dataclass(frozen=True, slots=True)
class Link:
    """A file that hangs on an answer."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its answer, as text."""

    key: str
    number: int
    kind: str
    text: str
    hint: str
    unit: str
    value: str
    note: str
    options: tuple[Option, ...]
    is_unknown: bool
    may_be_unknown: bool
    is_shown: bool
    is_required: bool
    wants_files: bool
    weight: int
    points: int | None
    problem: str
    files: tuple[Link, ...] = ()

    @property
    def answer(self) -> str:
        """The answer in words; empty where there is none."""
        if self.is_unknown:
            return _("不清楚")
        if self.options:
            return _("、").join(option.text for option in self.options if option.is_on)
        return f"{self.value} {self.unit}".strip() if self.value else ""


@dataclass(frozen=True, slots=True)
class Group:
    """A section with its questions."""

    key: str
    title: str
    questions: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything a page needs of one reply."""

    reply: Reply
    title: str
    number: int
    groups: tuple[Group, ...]
    shown: tuple[str, ...]
    done: int
    left: int  # required and not answered yet
    score: int | None
    band: str
    band_text: str


def sheet_of(
    reply: Reply,
    *,
    answers: Data | None = None,
    problems: Iterable[Problem] = (),
    files: Mapping[str, Sequence[Link]] | None = None,
) -> Sheet:
    """A reply with its questions; ``answers`` and ``problems`` are those of a form that was just refused, ``files``
    what hangs on which answer."""
    definition = reply.version.definition
    given = reply.answers if answers is None else answers
    hanging = files or {}
    result = interpreter.evaluate(definition, given, {key: len(held) for key, held in hanging.items()})
    wrong = {problem.field: str(problem.message) for problem in problems}
    wrong |= {
        key: str(PROBLEMS[code]) for key, code in result.problems if code not in ("missing", "files_missing")
    }
    number = 0
    groups = []
    for section in definition["sections"]:
        rows = []
        for question in section["questions"]:
            number += 1
            rows.append(_asked(question, given.get(question["key"]) or {}, number, result, wrong, hanging))
        groups.append(Group(section["key"], said(section["title"]), tuple(rows)))
    return Sheet(
        reply=reply,
        title=said(definition["title"]),
        number=reply.version.number,
        groups=tuple(groups),
        shown=result.shown,
        done=len(result.answered),
        left=len([key for key in result.required if key not in result.answered]),
        score=result.score,
        band=result.band,
        band_text=band_text(definition, result.band),
    )


def band_text(definition: Data, band: str) -> str:
    """What a band is called."""
    return next((said(one["text"]) for one in definition.get("bands", ()) if one["key"] == band), "")


def _asked(
    question: Data,
    answer: Data,
    number: int,
    result: interpreter.Result,
    wrong: Mapping[str, str],
    files: Mapping[str, Sequence[Link]],
) -> Asked:
    key, value = question["key"], answer.get("value")
    chosen = value if isinstance(value, list) else [value]
    return Asked(
        key=key,
        number=number,
        kind=question["kind"],
        text=said(question["text"]),
        hint=said(question.get("hint")),
        unit=_("元") if question["kind"] == "money" else said(question.get("unit")),
        value=_written(question["kind"], value),
        note=str(answer.get("note") or ""),
        options=tuple(
            Option(one["value"], said(one["text"]), one["value"] in chosen, one.get("points", 0))
            for one in question.get("options", ())
        ),
        is_unknown=bool(answer.get("unknown")),
        may_be_unknown=bool(question.get("may_be_unknown")),
        is_shown=key in result.shown,
        is_required=key in result.required,
        wants_files="files" in question,
        weight=question.get("weight", 0),
        points=result.points.get(key),
        problem=wrong.get(key, ""),
        files=tuple(files.get(key, ())),
    )


def _written(kind: str, value: Any) -> str:
    if value is None or isinstance(value, list):
        return ""
    if kind == "money" and isinstance(value, int):
        return format_money(value)
    return str(value)


def answers_from(definition: Data, posted: Any) -> dict[str, dict[str, Any]]:
    """What a posted form (a QueryDict) says. What can't be read stays as it was typed, for the page to show again."""
    found: dict[str, dict[str, Any]] = {}
    for _section, question in interpreter.questions_of(definition):
        key, kind = question["key"], question["kind"]
        answer: dict[str, Any] = {}
        if posted.get(UNKNOWN + key):
            answer["unknown"] = True
        elif kind == "choices":
            if chosen := posted.getlist(VALUE + key):
                answer["value"] = chosen
        elif typed := _clean(posted.get(VALUE + key, "")):
            answer["value"] = _read(kind, typed)
        if note := _clean(posted.get(NOTE + key, ""))[:LONGEST_NOTE]:
            answer["note"] = note
        if answer:
            found[key] = answer
    return found


def _clean(text: str) -> str:
    return text.replace("\0", "").strip()


def _read(kind: str, typed: str) -> Any:
    if kind == "money":
        money = parse_money(typed)
        return money.value if isinstance(money.value, int) else typed
    if kind == "number":
        plain = typed.replace(",", "").replace("，", "")
        return int(plain) if plain.lstrip("-").isdecimal() and len(plain) <= 16 else typed
    return typed
