"""Who asks, files that were sent, and forms that a service may refuse."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest

from endcap.customers.merchants.forms import RefusableForm
from endcap.customers.merchants.rights import Rights
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere, Refusal, RightMissing
from endcap.kernel.rights import Right
from endcap.mechanisms.evidence import reading
from endcap.mechanisms.evidence.services import Sent


def actor_of(request: HttpRequest, *rights: Right) -> Actor:
    """The signed-in person, who may see merchants at all and has what the page needs."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    for right in (Rights.VIEW, *rights):
        actor.require(right)
    return actor


def done(form: RefusableForm, act: Callable[[], object]) -> bool:
    """Run a service with a valid form; what it refuses is written into the form, nothing typed is lost."""
    if not form.is_valid():
        return False
    try:
        act()
    except (NotFoundHere, RightMissing):
        raise
    except Refusal as refusal:
        form.take(refusal)
        return False
    return True


def chosen_outlets(request: HttpRequest) -> list[UUID]:
    """The outlet that was chosen, if it is one at all."""
    try:
        return [UUID(request.POST.get("outlet", ""))]
    except ValueError:
        return []


def files_sent(request: HttpRequest, name: str = "files") -> list[Sent]:
    """Files of one field; one that is far too long is refused before it is read into memory."""
    found = request.FILES.getlist(name)
    for one in found:
        reading.refuse_size(one.size or 0, one.name or "")
    return [Sent(one.read(), one.name or "") for one in found]
