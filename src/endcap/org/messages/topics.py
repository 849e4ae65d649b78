"""What messages are about. Each area declares its topics in ``config/subscriptions/``; people choose how
each reaches them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise
else:
    StrOrPromise = object


class Way(StrEnum):
    """How far a message goes. In the house it always arrives."""

    APP = "app"
    NOW = "now"
    DIGEST = "digest"

    @property
    def label(self) -> str:
        """Its name for people."""
        return str(_LABELS[self])


_LABELS = {
    Way.APP: pgettext_lazy("messages", "只在系统里"),
    Way.NOW: pgettext_lazy("messages", "马上发到渠道"),
    Way.DIGEST: pgettext_lazy("messages", "并入每日汇总"),
}


@dataclass(frozen=True)
class Topic:
    """A kind of message: its key, its name, and how it reaches people who have not chosen."""

    key: str
    name: StrOrPromise
    default_channels: Way = Way.APP
    help: StrOrPromise = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "default_channels", Way(self.default_channels))


_declared: dict[str, Topic] = {}


def register(topic: Topic) -> None:
    """Declare a topic; the same key again replaces it."""
    _declared[topic.key] = topic


def of(key: str) -> Topic:
    """A declared topic. An unknown key is a programming error."""
    if key not in _declared:
        raise LookupError(f"no topic {key} is declared in config/subscriptions/")
    return _declared[key]


def known(key: str) -> Topic | None:
    """A topic, or None where an older message has one that this version no longer declares."""
    return _declared.get(key)


def everything() -> tuple[Topic, ...]:
    """Every topic in the order of declaration."""
    return tuple(_declared.values())
