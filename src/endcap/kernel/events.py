"""Typed events: how a lower area tells higher ones that something happened.

Handlers run at once, in the same transaction; the one list of them is ``config/subscriptions/``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from endcap.kernel.actor import Actor


@dataclass(frozen=True)
class Event:
    """Something that happened, in past tense; subclasses carry ids, never model instances."""


E = TypeVar("E", bound=Event)
_handlers: dict[type[Event], list[Callable[[Actor, Any], None]]] = {}


def subscribe(kind: type[E], handler: Callable[[Actor, E], None]) -> None:
    """Call handler whenever this kind of event is published. Subscribing twice changes nothing."""
    handlers = _handlers.setdefault(kind, [])
    if handler not in handlers:
        handlers.append(handler)


def publish(actor: Actor, event: Event) -> None:
    """Tell every subscriber, in order of subscription; a subscriber's refusal refuses the whole operation."""
    for handler in tuple(_handlers.get(type(event), ())):
        handler(actor, event)
