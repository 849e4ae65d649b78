"""Who asks, and how a page answers."""

from __future__ import annotations

from django.http import HttpRequest

from endcap.customers.outlets.rights import Rights
from endcap.kernel.actor import Actor


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in person, who may see outlets at all."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Rights.VIEW)
    return actor
