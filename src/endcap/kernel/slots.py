"""Slots: places on lower pages that higher areas fill, declared in ``config/subscriptions/``."""

from __future__ import annotations

from typing import Any

_slots: dict[str, list[Any]] = {}


def register(slot: str, item: Any) -> None:
    """Put an item into a slot; the same item twice counts once."""
    held = _slots.setdefault(slot, [])
    if item not in held:
        held.append(item)


def items(slot: str) -> tuple[Any, ...]:
    """What a slot holds, by ``order`` where the items have one."""
    return tuple(sorted(_slots.get(slot, ()), key=lambda item: getattr(item, "order", 0)))
