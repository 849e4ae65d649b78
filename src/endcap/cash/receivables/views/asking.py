"""Who asks, what a list is asked for, and forms that a service may refuse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from endcap.cash.receivables.forms import ListForm, RefusableForm
from endcap.cash.receivables.rights import Rights
from endcap.cash.receivables.selectors.lists import Page
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere, Refusal, RightMissing
from endcap.kernel.rights import Right
from endcap.ui.parts import Foot


def actor_of(request: HttpRequest, *rights: Right) -> Actor:
    """The signed-in person, who may see accounts at all and has what the page needs."""
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


def asked(request: HttpRequest) -> dict[str, Any]:
    """What is asked for in the address; what can't be read is left out."""
    form = ListForm(request.GET)
    form.is_valid()
    return {name: form.cleaned_data.get(name) for name in form.fields}


def address(request: HttpRequest, **changes: str) -> str:
    """This address with some parameters changed; paging starts anew."""
    params = request.GET.copy()
    for key in ("after", "before", *changes):
        params.pop(key, None)
    params.update({key: value for key, value in changes.items() if value})
    return f"?{params.urlencode()}" if params else request.path


def foot_of(request: HttpRequest, page: Page[Any]) -> Foot:
    """The foot of a list."""
    return Foot(
        first=1 if page.rows else 0,
        last=len(page.rows),
        previous=address(request, before=page.previous) if page.previous else "",
        next=address(request, after=page.next) if page.next else "",
    )


def is_part(request: HttpRequest) -> bool:
    """Whether only the rows are wanted."""
    return bool(request.headers.get("HX-Request"))
