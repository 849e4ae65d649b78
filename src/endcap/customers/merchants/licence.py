"""From the lines that a camera read to the fields of a business licence. Pure.

A licence is a form of two columns: a label, and its value to the right of it. A line knows where it stood, so a
value is found beside its label even on a photo taken at a slant; labels and values that were read as one line are
cut. Nothing is invented: what was not found is left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from endcap.customers.merchants import codes


@dataclass(frozen=True)
class Line:
    """One line of text with the middle of its left and right edge, its height, and how sure the reading is."""

    text: str
    x: float
    y: float
    width: float
    height: float
    slope: float = 0.0  # how much lower its right end lies, per point of width
    sure_bp: int = 10_000

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.x + self.width


@dataclass(frozen=True)
class Licence:
    """What a photo of a licence says. Empty: not found."""

    number: str = ""
    was_repaired: bool = False
    name: str = ""
    legal_person: str = ""
    address: str = ""
    established_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    is_long_term: bool = False
    is_individual: bool = False
    doubtful: frozenset[str] = field(default_factory=frozenset)  # fields that were hard to read

    @property
    def found(self) -> tuple[str, ...]:
        """Which fields were found."""
        names = ("number", "name", "legal_person", "address", "established_on", "valid_from", "valid_to")
        return tuple(name for name in names if getattr(self, name))


_LABELS: Mapping[str, tuple[str, ...]] = {
    "number": ("统一社会信用代码", "社会信用代码", "工商注册号", "注册号"),
    "name": ("企业名称", "字号名称", "名称"),
    "legal_person": (
        "法定代表人",
        "执行事务合伙人",
        "经营者姓名",
        "经营者",
        "负责人",
        "投资人",
    ),
    "address": ("主要经营场所", "经营场所", "营业场所", "住所", "地址"),
    "established": ("成立日期", "注册日期"),
    "term": ("营业期限", "经营期限", "合伙期限"),
    "kind": ("组成形式", "主体类型", "类型"),
    "other": ("经营范围", "注册资本", "登记机关", "发照日期", "核准日期", "出资额", "副本编号", "资金数额"),
}
_IN_ORDER = sorted(
    ((label, key) for key, labels in _LABELS.items() for label in labels), key=lambda pair: -len(pair[0])
)
_DAY = re.compile(r"(\d{4})\s*[年.\-/]\s*(\d{1,2})\s*[月.\-/]\s*(\d{1,2})\s*日?")
_FOREVER = ("长期", "永久", "无固定期限", "不约定期限")
_NUMBER = re.compile(r"[0-9A-Z]{15,20}")
DOUBT_BP = 8_000
LEAST_FIELDS = 2


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace(" ", "").replace("\u3000", "")


def _labelled(text: str) -> tuple[str, str] | None:
    """The label that a line begins with, and what follows it on the same line."""
    plain = _plain(text)
    for label, key in _IN_ORDER:
        if plain.startswith(label):
            return key, plain[len(label) :].lstrip(":：").strip()
    return None


def _beside(label: Line, lines: Sequence[Line]) -> Line | None:
    """The nearest line to the right on the same height, on paper that may lie at a slant."""
    found = None
    for line in lines:
        lower = line.y - (label.y + label.slope * (line.x - label.x))
        if (
            line is not label
            and line.x > label.x + label.width * 0.6
            and abs(lower) < 0.6 * max(label.height, line.height)
            and (found is None or line.x < found.x)
        ):
            found = line
    return found if found is None or _labelled(found.text) is None else None


def _below(line: Line, lines: Sequence[Line]) -> Line | None:
    """The line right below that begins at the same edge: the rest of a long value."""
    for other in lines:
        lower = other.y - line.y
        edge = abs(other.x + line.slope * lower - line.x)
        if 0.5 * line.height < lower < 2.2 * line.height and edge < 1.2 * line.height:
            return None if _labelled(other.text) else other
    return None


def _values(lines: Sequence[Line]) -> dict[str, tuple[str, int]]:
    """The value of each label that has one, and how sure it is."""
    found: dict[str, tuple[str, int]] = {}
    for line in lines:
        labelled = _labelled(line.text)
        if labelled is None or labelled[0] in found:
            continue
        key, rest = labelled
        value, sure = rest, line.sure_bp
        last = line
        if not rest:
            beside = _beside(line, lines)
            if beside is None:
                continue
            value, sure, last = _plain(beside.text), beside.sure_bp, beside
        if key == "address" and (more := _below(last, lines)) and not _DAY.search(more.text):
            value, sure = value + _plain(more.text), min(sure, more.sure_bp)
        found[key] = (value, sure)
    return found


def _day(text: str) -> date | None:
    match = _DAY.search(text)
    if match is None:
        return None
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        return None


def _term(text: str) -> tuple[date | None, date | None, bool]:
    """From when to when, or for ever."""
    days = []
    for match in _DAY.finditer(text):
        try:
            days.append(date(*(int(part) for part in match.groups())))
        except ValueError:
            continue
    forever = any(word in text for word in _FOREVER)
    if forever:
        return (days[0] if days else None), None, True
    if len(days) >= 2 and days[0] <= days[1]:
        return days[0], days[1], False
    return (days[0] if days and "至" not in text[:2] else None), None, False


def _number(values: Mapping[str, tuple[str, int]], lines: Sequence[Line]) -> tuple[str, bool, bool]:
    """The number, whether signs were repaired, whether it is doubtful. Beside its label, else anywhere."""
    texts = [values["number"][0]] if "number" in values else []
    texts += [_plain(line.text) for line in lines]
    doubtful = ""
    for text in texts:
        for run in _NUMBER.findall(codes.clean(text)):
            if codes.is_valid(run):
                return run, False, False
            for start in range(max(1, len(run) - codes.LENGTH + 1)):
                mended = codes.repair(run[start : start + codes.LENGTH])
                if mended is not None:
                    return mended.code, bool(mended.changed), mended.is_guessed
            if not doubtful and len(run) in (codes.LENGTH, codes.OLD_LENGTH):
                doubtful = run
    return doubtful, False, bool(doubtful)


def _cut(text: str, limit: int) -> str:
    return text.strip("：:，,。;； ")[:limit]


def parse(lines: Sequence[Line]) -> Licence | None:
    """The fields of a licence, or None if these lines are from no licence."""
    values = _values(lines)
    number, was_repaired, is_doubtful = _number(values, lines)
    whole = "".join(_plain(line.text) for line in lines)
    titled = "营业执照" in whole
    labels = len(values.keys() - {"other"})
    if not (titled and labels) and labels < 1 + LEAST_FIELDS and not (number and codes.is_valid(number)):
        return None
    begins, ends, forever = _term(values.get("term", ("", 0))[0])
    established = _day(values.get("established", ("", 0))[0])
    kind = values.get("kind", ("", 0))[0]
    read = {
        "name": _cut(values.get("name", ("", 0))[0], 120),
        "legal_person": _cut(values.get("legal_person", ("", 0))[0], 60),
        "address": _cut(values.get("address", ("", 0))[0], 200),
    }
    doubts = {key for key in read if read[key] and values[key][1] < DOUBT_BP}
    if is_doubtful:
        doubts.add("number")
    return Licence(
        number=number,
        was_repaired=was_repaired,
        established_on=established,
        valid_from=begins or established,
        valid_to=ends,
        is_long_term=forever,
        is_individual="个体" in kind or "个体工商户" in whole or number.startswith("92"),
        doubtful=frozenset(doubts),
        **read,
    )
