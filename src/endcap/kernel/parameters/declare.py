"""How a parameter is declared: code, name, typed default, parts, origin and checks. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from endcap.kernel.errors import InvalidInput, Problem
from endcap.kernel.money import FULL
from endcap.kernel.parameters.parts import Part, PartProblem, Raw

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise
else:
    StrOrPromise = object

T = TypeVar("T")
ONLY = "value"  # the key of the one part of a simple value


class Group(StrEnum):
    """Under which heading of the page a parameter stands."""

    CUSTOMERS = "customers"
    VISITS = "visits"
    EXPENSES = "expenses"
    CREDIT = "credit"
    RELATIONS = "relations"
    STOCK = "stock"
    SHELF = "shelf"
    RETENTION = "retention"
    PROMOTION = "promotion"
    ACCOUNTS = "accounts"
    DEALERS = "dealers"
    SERVICE = "service"
    SAFETY = "safety"
    LAW = "law"

    @property
    def label(self) -> str:
        """The heading."""
        return str(_GROUP_LABELS[self])


_GROUP_LABELS: Mapping[Group, StrOrPromise] = {
    Group.CUSTOMERS: _("客户分类与档案"),
    Group.VISITS: _("拜访与联系"),
    Group.EXPENSES: _("客情费"),
    Group.CREDIT: _("授信与回款"),
    Group.RELATIONS: _("客情等级"),
    Group.STOCK: _("订货与库存"),
    Group.SHELF: _("陈列、铺货与价格"),
    Group.RETENTION: _("流失与留存"),
    Group.PROMOTION: _("促销与会员"),
    Group.ACCOUNTS: _("重点客户与目标"),
    Group.DEALERS: _("分销商"),
    Group.SERVICE: _("服务与培训"),
    Group.SAFETY: _("凭证与安全"),
    Group.LAW: _("合规上限"),
}


class Standing(StrEnum):
    """Whether a rule computes with the parameter, or pages only show it."""

    RULE = "rule"
    REFERENCE = "reference"

    @property
    def label(self) -> str:
        """The word beside the parameter."""
        return gettext("参与计算") if self is Standing.RULE else gettext("只作参考")


@dataclass(frozen=True, eq=False)
class Parameter(Generic[T]):
    """One number (or set of numbers that belong together) of the business rules."""

    code: str
    label: StrOrPromise
    group: Group
    default: T
    parts: tuple[Part, ...]
    source: str
    note: StrOrPromise = ""
    guardrail: str = ""
    standing: Standing = Standing.RULE
    check: Callable[[Any], StrOrPromise | None] | None = None
    phrase: StrOrPromise = ""  # how the parts read as one sentence, where a plain list would be clumsy

    def __str__(self) -> str:
        return self.code

    @property
    def is_simple(self) -> bool:
        """Whether the value is one thing, not several fields."""
        return not is_dataclass(self.default)

    @property
    def origin(self) -> str:
        """Where the default comes from, for people."""
        words = {"ours": gettext("自定"), "law": gettext("法规")}
        return words.get(self.source, self.source)

    def raw_of(self, value: object) -> dict[str, Raw]:
        """The raw fields of a typed value."""
        if self.is_simple:
            return {ONLY: self.parts[0].write(value)}
        return {part.key: part.write(getattr(value, part.key)) for part in self.parts}

    def write(self, value: T) -> str:
        """The value as it is stored: canonical JSON."""
        return json.dumps(self.raw_of(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    def restore(self, stored: str) -> T:
        """The typed value of what ``write`` stored."""
        return self.read(json.loads(stored))

    def read(self, raw: Mapping[str, Raw]) -> T:
        """The typed value of raw fields. Raises InvalidInput with every problem at once."""
        problems = [
            Problem(key, "unknown", _("没有这一项。"))
            for key in raw
            if key not in {part.key for part in self.parts}
        ]
        values: dict[str, Any] = {}
        for part in self.parts:
            try:
                values[part.key] = part.read(raw.get(part.key))
            except PartProblem as wrong:
                problems.append(Problem(part.key, wrong.code, wrong.message))
        if problems:
            raise InvalidInput(problems)
        value = values[ONLY] if self.is_simple else type(self.default)(**values)
        if self.check and (sentence := self.check(value)):
            raise InvalidInput([Problem(self.parts[0].key, "inconsistent", sentence)])
        return cast(T, value)

    def in_words(self, value: T) -> str:
        """The value as a person reads it."""
        if self.is_simple:
            words = {ONLY: self.parts[0].in_words(value)}
        else:
            words = {part.key: part.in_words(getattr(value, part.key)) for part in self.parts}
        if self.phrase:
            return str(self.phrase) % words
        if self.is_simple:
            return words[ONLY]
        return gettext("，").join(f"{part.label} {words[part.key]}" for part in self.parts)


def adds_up(value: Any) -> StrOrPromise | None:
    """Shares of a whole add up to 100 %."""
    total = sum(getattr(value, field.name) for field in fields(value))
    return None if total == FULL else _("几项要正好合计 100%。")


def rises(low: str, high: str) -> Callable[[Any], StrOrPromise | None]:
    """A check that one field is not above another."""

    def in_order(value: Any) -> StrOrPromise | None:
        return None if getattr(value, low) <= getattr(value, high) else _("下限不能高于上限。")

    return in_order
