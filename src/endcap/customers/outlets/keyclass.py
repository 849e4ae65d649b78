"""Key, ordinary, potential: the rule over what is known of a customer. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import IntEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise
else:
    StrOrPromise = object

KEY, ORDINARY, POTENTIAL = "key", "ordinary", "potential"


class Level(IntEnum):
    """How strong a trait is."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3


LEVEL_WORDS: dict[int, StrOrPromise] = {1: _("低"), 2: _("中"), 3: _("高")}
TRAIT_WORDS: dict[str, StrOrPromise] = {
    "market_share": _("我方占其采购份额"),
    "buying_power": _("购买力"),
    "will": _("长期合作意愿"),
    "loyalty": _("忠诚度"),
    "profit": _("利润贡献"),
}


@dataclass(frozen=True)
class KeyTraits:
    """What the rule looks at."""

    has_bought: bool
    market_share: Level
    buying_power: Level
    will: Level
    loyalty: Level
    profit: Level

    def as_inputs(self) -> dict[str, int]:
        """As kept beside the class that follows from them."""
        return {name: int(value) for name, value in asdict(self).items()}


def traits_of(inputs: Mapping[str, object]) -> KeyTraits | None:
    """The traits kept beside a class; none where the class came about otherwise."""
    kept = {field.name: inputs.get(field.name) for field in fields(KeyTraits)}
    has_bought = kept.pop("has_bought")
    levels = {name: Level(value) for name, value in kept.items() if isinstance(value, int)}
    if has_bought is None or len(levels) < len(kept):
        return None
    return KeyTraits(has_bought=bool(has_bought), **levels)


@dataclass(frozen=True)
class KeyVerdict:
    """The class, and why."""

    value: str
    reason: str


def judge(traits: KeyTraits) -> KeyVerdict:
    """Key: all five traits high. Potential: able to buy, has not bought. Ordinary: buys, but lacks a key
    trait."""
    if not traits.has_bought:
        return KeyVerdict(POTENTIAL, gettext("还没有买过，有购买力，利润待开发"))
    short = [
        gettext("%(trait)s：%(level)s") % {"trait": TRAIT_WORDS[name], "level": LEVEL_WORDS[value]}
        for name, value in traits.as_inputs().items()
        if name != "has_bought" and value < Level.HIGH
    ]
    if not short:
        return KeyVerdict(KEY, gettext("份额、购买力、合作意愿、忠诚度、利润都高"))
    return KeyVerdict(ORDINARY, gettext("在买，还不够重点：") + gettext("，").join(short))
