"""Which column of the sheet is which: by label, synonym, what people confirmed before, and likeness."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from django.utils import translation

from endcap.kernel.exchange.declare import Column
from endcap.kernel.exchange.messages import sheet_sentence
from endcap.kernel.exchange.values.coordinates import LAT_LON, LON_LAT
from endcap.kernel.exchange.values.numbers import currency_in, scale_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise
else:
    StrOrPromise = object

SURE = 0.85  # likeness that is taken without asking
WORTH_ASKING = 0.6
IGNORED = frozenset(["序号", "序", "行号", "#", "no", "no.", "seq", "index", "rownumber"])

_BRACKETS = re.compile(r"[(\[【〔<《]([^)\]】〕>》]*)[)\]】〕>》]")
_SIGNS = re.compile(r"[\s\W_]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_UNIT_TAIL = re.compile(r"(万元|千元|百万元|亿元|元|usd|rmb|cny|美元|人民币)$")
_UNIT = re.compile(r"(百万元|千元|万元|亿元|元|千|万|亿)")
_NOTE_UNIT = re.compile(r"单位\s*[:：]\s*(\S+)")


@dataclass(frozen=True)
class HeaderMatch:
    """One header cell and the column it stands for; ``column`` is empty when it stands for none.

    ``how``: learned, label, synonym, bilingual, similar, ignored, unknown or alike (two claim the column).
    ``suggestion`` names the likeliest column of an unknown header.
    """

    position: int
    header: str
    column: str = ""
    how: str = "unknown"
    score: float = 0.0
    suggestion: str = ""
    scale: int = 1
    currency: str = ""
    order: str = LAT_LON
    learn_key: str = ""


@dataclass(frozen=True)
class SheetProblem:
    """Something about a whole sheet that a person has to settle, or should know (``blocking`` False)."""

    code: str
    sheet: str
    message: StrOrPromise
    blocking: bool = True


@dataclass(frozen=True)
class Proposal:
    """The proposal for one sheet."""

    matches: tuple[HeaderMatch, ...]
    problems: tuple[SheetProblem, ...] = ()

    @property
    def by_column(self) -> dict[str, HeaderMatch]:
        """The settled matches by column key."""
        return {match.column: match for match in self.matches if match.column}

    @property
    def unknown(self) -> tuple[HeaderMatch, ...]:
        """Headers that stand for no column and are not known to be unneeded."""
        return tuple(match for match in self.matches if match.how == "unknown")


def header_key(header: str) -> str:
    """How headers are compared and remembered: plain, lower case, without signs, spaces and brackets."""
    text = unicodedata.normalize("NFKC", header).casefold()
    bare = _SIGNS.sub("", _BRACKETS.sub("", text))
    return bare or _SIGNS.sub("", text) or text.strip()


def _pieces(header: str) -> tuple[str, str]:
    """The Chinese and the English half of "终端名称 Name" or "地址 / Address"."""
    text = _BRACKETS.sub("", unicodedata.normalize("NFKC", header).casefold())
    han: list[str] = []
    latin: list[str] = []
    for word in re.split(r"[\s/|·,、\n-]+", text):
        if word:
            (han if _HAN.search(word) else latin).append(word)
    if len(han) == 1 and not latin:
        glued = re.fullmatch(r"([\u3400-\u9fff\d]+)([a-z][a-z ]+)", han[0])
        return (glued[1], _SIGNS.sub("", glued[2])) if glued else ("", "")
    return _SIGNS.sub("", "".join(han)), _SIGNS.sub("", "".join(latin))


class Dictionary:
    """All names of all columns, prepared once."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.labels: dict[str, str] = {}
        self.synonyms: dict[str, str] = {}
        with translation.override("zh-hans"):  # whatever the reader speaks, the file may have Chinese headers
            chinese = [str(column.label) for column in columns]
        for column, label in zip(columns, chinese, strict=True):
            for name in (label, str(column.label), column.label_en, column.key):
                self.labels.setdefault(header_key(name), column.key)
        for column in columns:
            for name in column.synonyms:
                self.synonyms.setdefault(header_key(name), column.key)

    def look_up(self, key: str) -> tuple[str, str]:
        """(column, how) for an exact name, or nothing."""
        if key in self.labels:
            return self.labels[key], "label"
        if key in self.synonyms:
            return self.synonyms[key], "synonym"
        return "", ""

    def match(self, header: str) -> tuple[str, str, float]:
        """(column, how, score) by exact name, by its halves, or without its unit."""
        key = header_key(header)
        if not key:
            return "", "unknown", 0.0
        found, how = self.look_up(key)
        if found:
            return found, how, 1.0
        han, latin = _pieces(header)
        if han and latin:
            for half in (han, latin):
                found, _how = self.look_up(half)
                if found:
                    return found, "bilingual", 0.95
        bare = _UNIT_TAIL.sub("", key)
        found, how = self.look_up(bare) if bare != key else ("", "")
        if found:
            return found, how, 0.95
        return "", "ignored" if key in IGNORED else "unknown", 0.0

    def likest(self, header: str) -> tuple[str, float]:
        """The column whose name looks most like the header."""
        key = header_key(header)
        best, best_score = "", 0.0
        for names in (self.labels, self.synonyms):
            for name, column in names.items():
                matcher = SequenceMatcher(None, key, name)
                if matcher.real_quick_ratio() > best_score and matcher.quick_ratio() > best_score:
                    score = matcher.ratio()
                    if score > best_score:
                        best, best_score = column, score
        return best, best_score


def propose(
    headers: Sequence[str],
    dictionary: Dictionary,
    columns: Sequence[Column],
    learned: Mapping[str, str],
    sheet: str,
) -> Proposal:
    """Map the headers of one sheet. ``learned``: header key (``key#2`` for a second one) → column, or ""."""
    seen: Counter[str] = Counter()
    matches: list[HeaderMatch] = []
    known = {column.key for column in columns}
    for position, header in enumerate(headers):
        key = header_key(header)
        if not key:
            continue
        seen[key] += 1
        learn_key = key if seen[key] == 1 else f"{key}#{seen[key]}"
        match = _match_one(position, header, learn_key, dictionary, learned, known)
        matches.append(_with_unit(match))
    settled, problems = _settle_rivals(matches, columns, sheet)
    return Proposal(tuple(settled), (*problems, *_missing(settled, columns, sheet)))


def _match_one(
    position: int,
    header: str,
    learn_key: str,
    dictionary: Dictionary,
    learned: Mapping[str, str],
    known: set[str],
) -> HeaderMatch:
    text = " ".join(header.split())
    if learn_key in learned and (not learned[learn_key] or learned[learn_key] in known):
        column = learned[learn_key]
        return HeaderMatch(
            position, text, column, "learned" if column else "ignored", 1.0, learn_key=learn_key
        )
    column, how, score = dictionary.match(header)
    if column or how == "ignored":
        return HeaderMatch(position, text, column, how, score, learn_key=learn_key)
    likest, score = dictionary.likest(header)
    if score >= SURE:
        return HeaderMatch(position, text, likest, "similar", score, learn_key=learn_key)
    suggestion = likest if score >= WORTH_ASKING else ""
    return HeaderMatch(position, text, "", "unknown", score, suggestion, learn_key=learn_key)


def _with_unit(match: HeaderMatch) -> HeaderMatch:
    """Unit, currency and coordinate order that the header itself states."""
    text = unicodedata.normalize("NFKC", match.header).casefold()
    notes = " ".join(_BRACKETS.findall(text))
    tail = _UNIT_TAIL.search(header_key(match.header))
    unit = _UNIT.search(notes) or (_UNIT.search(tail[1]) if tail else None)
    latitude = min((text.find(word) for word in ("纬", "lat") if word in text), default=-1)
    longitude = min((text.find(word) for word in ("经", "lon", "lng") if word in text), default=-1)
    return replace(
        match,
        scale=scale_of(unit[1]) if unit else 1,
        currency=currency_in(notes) or currency_in(tail[1] if tail else ""),
        order=LON_LAT if 0 <= longitude < latitude else LAT_LON,
    )


_RANK = {"learned": 4, "label": 3, "synonym": 2, "bilingual": 2, "similar": 1}


def _settle_rivals(
    matches: Sequence[HeaderMatch], columns: Sequence[Column], sheet: str
) -> tuple[list[HeaderMatch], list[SheetProblem]]:
    """One header per column: the surer wins, and two that are equally sure are put to the person."""
    labels = {column.key: column.label for column in columns}
    rivals: dict[str, list[HeaderMatch]] = {}
    for match in matches:
        if match.column:
            rivals.setdefault(match.column, []).append(match)
    outcome = {match.position: match for match in matches}
    problems: list[SheetProblem] = []
    for column, claimants in rivals.items():
        top = max(_RANK[match.how] for match in claimants)
        winners = [match for match in claimants if _RANK[match.how] == top]
        for match in claimants:
            if match not in winners or len(winners) > 1:
                how = "alike" if match in winners else "unknown"
                outcome[match.position] = replace(match, column="", how=how, suggestion=column)
        if len(winners) > 1:
            named = "、".join(f"“{match.header}”({match.position + 1})" for match in winners)
            message = sheet_sentence("headers_alike", sheet=sheet, column=labels[column], headers=named)
            problems.append(SheetProblem("headers_alike", sheet, message))
    return [outcome[match.position] for match in matches], problems


def _missing(matches: Sequence[HeaderMatch], columns: Sequence[Column], sheet: str) -> list[SheetProblem]:
    have = {match.column for match in matches} | {
        match.suggestion for match in matches if match.how == "alike"
    }
    return [
        SheetProblem(
            "column_missing", sheet, sheet_sentence("column_missing", sheet=sheet, column=column.label)
        )
        for column in columns
        if column.required and column.writable and column.key not in have
    ]


def unit_of_notes(texts: Sequence[str]) -> tuple[int, str]:
    """Scale and currency that a line above the header states: 单位：万元."""
    for text in texts:
        found = _NOTE_UNIT.search(text)
        if found:
            unit = _UNIT.search(found[1])
            return (scale_of(unit[1]) if unit else 1), currency_in(found[1])
    return 1, ""
