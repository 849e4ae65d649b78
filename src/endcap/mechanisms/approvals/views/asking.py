"""Who asks, and forms that a service may refuse."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest

from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere, Refusal
from endcap.kernel.rights import Right
from endcap.mechanisms.approvals.forms import RefusableForm
from endcap.mechanisms.approvals.rights import Rights


def actor_of(request: HttpRequest, *rights: Right) -> Actor:
    """The signed-in person, with the rights that the page needs."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    for right in rights or (Rights.VIEW,):
        actor.require(right)
    return actor


def done(form: RefusableForm, act: Callable[[], object]) -> bool:
    """Run a service with a valid form; what it refuses is written into the form, nothing typed is lost."""
    if not form.is_valid():
        return False
    try:
        act()
    except NotFoundHere:
        raise
    except Refusal as refusal:
        form.take(refusal)
        return False
    return True
