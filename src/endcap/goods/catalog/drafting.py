"""Reading the lines of a draft: from what was typed to rules, with everything that is wrong said at once. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from itertools import pairwise
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from endcap.goods.catalog import audiences
from endcap.kernel.errors import Problem
from endcap.kernel.exchange.values.numbers import parse_percent, parse_price, parse_whole

LARGEST_SHARE = 100_000
LARGEST_PRICE = 10**15
LARGEST_QUANTITY = 10**12
END_WORDS = frozenset(
    ["取消", "end", "none"]
)  # written as a price: from this day on there is no price of its own
_NOT_A_KIND = _("从列表里选。")


@dataclass(frozen=True)
class TypedLine:
    """A rule as somebody wrote it: kinds are words of the list, names and numbers are text."""

    audience: str = ""
    who: str = ""
    target: str = ""
    what: str = ""
    price: str = ""
    share: str = ""
    of_level: str = ""
    min_quantity: str = ""
    valid_from: str = ""
    valid_to: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nobody wrote anything that says what the rule is about."""
        return not any((self.who, self.what, self.price, self.share, self.min_quantity))


LINE_FIELDS = tuple(one.name for one in fields(TypedLine))


@dataclass(frozen=True)
class Named:
    """Somebody or something that a line can name."""

    id: UUID
    name: str
    name_en: str = ""
    depth: int = 0
    code: str = ""
    is_suggested: bool = False


Names = Mapping[str, Named]
_NONE: Names = {}


@dataclass(frozen=True)
class Known:
    """Everything that the lines of a draft may name, by the words that people write, in lower case."""

    outlets: Names = field(default_factory=lambda: _NONE)
    channels: Names = field(default_factory=lambda: _NONE)
    levels: Names = field(default_factory=lambda: _NONE)
    contracts: Names = field(default_factory=lambda: _NONE)
    skus: Names = field(default_factory=lambda: _NONE)
    categories: Names = field(default_factory=lambda: _NONE)
    brands: Names = field(default_factory=lambda: _NONE)


@dataclass(frozen=True)
class ReadRule:
    """A line that can be understood."""

    position: int
    audience: str
    who: Named | None
    target: str
    what: Named | None
    effect: str
    price: int | None
    share_bp: int | None
    of_level: Named | None
    min_quantity: int
    valid_from: date
    valid_to: date | None

    @property
    def audience_key(self) -> str:
        """Whom it is for, as the index knows them."""
        if self.who is None:
            return audiences.EVERYBODY
        if self.audience == "level":
            return audiences.level_key(self.who.code)
        made = {
            "contract": audiences.contract_key,
            "outlet": audiences.outlet_key,
            "channel": audiences.channel_key,
        }
        return made[self.audience](self.who.id)

    @property
    def specificity(self) -> int:
        """How near the product it speaks."""
        if self.target == "category":
            return audiences.category_specificity(self.what.depth if self.what else 0)
        return {"sku": audiences.OF_SKU, "brand": audiences.OF_BRAND, "all": audiences.OF_ALL}[self.target]

    @property
    def key(self) -> str:
        """Rules with the same key replace each other."""
        what = self.what.id.hex if self.what else ""
        return f"{self.audience_key}|{self.target}:{what}|{self.min_quantity}"

    def meets(self, other: ReadRule) -> bool:
        """Whether both would count on some day."""
        return (other.valid_to is None or self.valid_from <= other.valid_to) and (
            self.valid_to is None or other.valid_from <= self.valid_to
        )


@dataclass(frozen=True)
class Reading:
    """A whole draft: the rules that can be understood, and every problem by its line."""

    rules: tuple[ReadRule, ...]
    problems: tuple[Problem, ...]


def read_lines(lines: Sequence[tuple[int, TypedLine]], known: Known, *, today: date) -> Reading:
    """The rules of numbered lines. Problems name their field as ``lines.3.price``."""
    rules, problems = [], []
    for position, line in lines:
        found = _Line(position, line, known, today)
        rule = found.read()
        problems += found.problems
        if rule is not None:
            rules.append(rule)
    problems += _overlaps(rules)
    return Reading(tuple(rules), tuple(problems))


def _overlaps(rules: Iterable[ReadRule]) -> list[Problem]:
    """Two lines of one draft may not speak of the same people, products, quantity and day."""
    by_key: dict[str, list[ReadRule]] = defaultdict(list)
    for rule in rules:
        by_key[rule.key].append(rule)
    found = []
    for same in by_key.values():
        same.sort(key=lambda rule: (rule.valid_from, rule.position))
        for before, after in pairwise(same):
            if before.meets(after):
                first, second = sorted((before.position, after.position))
                found.append(
                    Problem(
                        f"lines.{second}.valid_from",
                        "overlaps",
                        _("和第 %(line)s 行管的是同样的客户、品项和数量，日子也重叠。改日子，或删掉一行。")
                        % {"line": first},
                    )
                )
    return found


class _Line:
    """One line, read cell by cell."""

    def __init__(self, position: int, line: TypedLine, known: Known, today: date) -> None:
        self.position, self.line, self.known, self.today = position, line, known, today
        self.problems: list[Problem] = []

    def wrong(self, name: str, code: str, message: object) -> None:
        self.problems.append(Problem(f"lines.{self.position}.{name}", code, message))  # type: ignore[arg-type]

    def read(self) -> ReadRule | None:
        line = self.line
        who = self._who()
        what = self._what()
        effect, price, share_bp, of_level = self._effect()
        min_quantity = self._quantity()
        first, last = self._days()
        if self.problems:
            return None
        assert first is not None
        return ReadRule(
            self.position,
            line.audience,
            who,
            line.target,
            what,
            effect,
            price,
            share_bp,
            of_level,
            min_quantity,
            first,
            last,
        )

    def _named(self, name: str, text: str, names: Names, missing: object, unknown: object) -> Named | None:
        if not text.strip():
            self.wrong(name, "required", missing)
            return None
        found = names.get(text.strip().casefold())
        if found is None:
            self.wrong(name, "unknown", unknown)
        return found

    def _who(self) -> Named | None:
        kind, text = self.line.audience, self.line.who
        lists: Mapping[str, tuple[Names, object, object]] = {
            "outlet": (
                self.known.outlets,
                _("填终端编码。"),
                _("没有这个终端，或不在可见范围内。核对终端编码。"),
            ),
            "channel": (self.known.channels, _("填渠道。"), _("没有这个渠道。写渠道的编码或名称。")),
            "level": (
                self.known.levels,
                _("填价格级别。"),
                _("没有这个价格级别。写编码或名称，如“经销价”。"),
            ),
            "contract": (self.known.contracts, _("填合同号。"), _("没有这份合同。核对合同号。")),
        }
        if kind == "everybody":
            return None
        if kind not in lists:
            self.wrong("audience", "unknown", _NOT_A_KIND)
            return None
        return self._named("who", text, *lists[kind])

    def _what(self) -> Named | None:
        kind, text = self.line.target, self.line.what
        lists: Mapping[str, tuple[Names, object, object]] = {
            "sku": (self.known.skus, _("填品项编码。"), _("没有这个品项编码。先导入商品，或核对编码。")),
            "category": (self.known.categories, _("填品类。"), _("没有这个品类。写品类的编码或名称。")),
            "brand": (self.known.brands, _("填品牌。"), _("没有这个品牌。")),
        }
        if kind == "all":
            return None
        if kind not in lists:
            self.wrong("target", "unknown", _NOT_A_KIND)
            return None
        return self._named("what", text, *lists[kind])

    def _effect(self) -> tuple[str, int | None, int | None, Named | None]:
        line = self.line
        if line.price.strip() and line.share.strip():
            self.wrong("share", "either", _("固定价和百分比只填一个。"))
            return "none", None, None, None
        if line.price.strip().casefold() in END_WORDS:
            return "none", None, None, None
        if line.price.strip():
            return "fixed", self._price(), None, None
        if line.share.strip():
            share = self._share()
            level = self._named(
                "of_level",
                line.of_level,
                self.known.levels,
                _("填按哪个价格级别的百分比。"),
                _("没有这个价格级别。写编码或名称，如“经销价”。"),
            )
            return "share", None, share, level
        self.wrong("price", "required", _("填固定价，或填百分比。要取消原来的定价，价格写“取消”。"))
        return "none", None, None, None

    def _price(self) -> int | None:
        value = parse_price(self.line.price).value
        if not isinstance(value, int) or not 0 <= value <= LARGEST_PRICE:
            self.wrong("price", "unreadable", _("价格写成数字，例如 3.50。"))
            return None
        if self.line.target in ("category", "brand", "all"):
            self.wrong("price", "one_sku", _("固定价只能给一个品项；品类、品牌用百分比。"))
        return value

    def _share(self) -> int | None:
        text = self.line.share.strip()
        value = parse_percent(text if text.endswith(("%", "％")) else f"{text}%").value
        if not isinstance(value, int) or not 1 <= value <= LARGEST_SHARE:
            self.wrong("share", "unreadable", _("百分比写成大于 0、不超过 1000 的数，例如 95 或 92.5。"))
            return None
        return value

    def _quantity(self) -> int:
        text = self.line.min_quantity.strip()
        value = parse_whole(text).value if text else 1
        if not isinstance(value, int) or not 1 <= value <= LARGEST_QUANTITY:
            self.wrong("min_quantity", "unreadable", _("起订数量写成整数，按基本单位算，例如 48。"))
            return 1
        return value

    def _days(self) -> tuple[date | None, date | None]:
        first = self._day("valid_from", self.line.valid_from)
        last = self._day("valid_to", self.line.valid_to) if self.line.valid_to.strip() else None
        if first is not None and first < self.today:
            self.wrong("valid_from", "past", _("生效日从今天或以后开始；已经过去的日子不能改价。"))
        if first is not None and last is not None and last < first:
            self.wrong("valid_to", "before_start", _("截止日不能早于生效日。"))
        return first, last

    def _day(self, name: str, text: str) -> date | None:
        if not text.strip():
            self.wrong(name, "required", _("填生效日。"))
            return None
        try:
            return date.fromisoformat(text.strip())
        except ValueError:
            self.wrong(name, "unreadable", _("日期写成 2026-08-01 这样。"))
            return None
