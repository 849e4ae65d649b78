"""Who asks."""

from __future__ import annotations

from django.http import HttpRequest

from endcap.cash.credit.rights import Rights
from endcap.kernel.actor import Actor
from endcap.kernel.rights import Right


def actor_of(request: HttpRequest, *rights: Right) -> Actor:
    """The signed-in person, who may see credit at all and has what the page needs."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    for right in (Rights.VIEW, *rights):
        actor.require(right)
    return actor
