"""Who a job acts for. The kernel knows no people, so the area of people tells it how to rebuild an actor."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere

Resolver = Callable[[UUID, str], Actor | None]
_resolvers: list[Resolver] = []


def set_resolver(resolver: Resolver) -> None:
    """Say how a person's id and language become the actor with today's rights. Called at composition time."""
    _resolvers[:] = [resolver]


def actor_for(person_id: UUID | None, language: str = "zh-hans") -> Actor:
    """The actor that a job works for; the installation itself where nobody asked. Rights are read anew, so a
    person who was disabled in the meantime has no job done any more."""
    if person_id is None:
        return Actor.system()
    actor = _resolvers[0](person_id, language) if _resolvers else None
    if actor is None:
        raise NotFoundHere()
    return actor
