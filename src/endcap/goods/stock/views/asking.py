"""Who asks, what the address narrows a list to, and forms that a service may refuse."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from endcap.goods.stock import selectors
from endcap.goods.stock.forms import BoardFilterForm
from endcap.goods.stock.rights import Rights
from endcap.goods.stock.selectors import BoardFilter
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere, Refusal
from endcap.kernel.rights import Right
from endcap.ui.parts import Foot
from endcap.ui.refusals import RefusableForm


def actor_of(request: HttpRequest, right: Right = Rights.VIEW) -> Actor:
    """The signed-in person, with the right that the page needs."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(right)
    return actor


def wanted_of(request: HttpRequest) -> BoardFilter:
    """What the address narrows the lists of stock to."""
    form = BoardFilterForm(request.GET)
    form.is_valid()
    value = form.cleaned_data
    return BoardFilter(value.get("q", ""), value.get("location"), value.get("kind", ""))


def shell(actor: Actor, tab: str, wanted: BoardFilter | None = None) -> dict[str, Any]:
    """What every page of stock shows: tabs, the locations to choose from, what one may do."""
    return {
        "tab": tab,
        "wanted": wanted or BoardFilter(),
        "places": list(selectors.locations_of(actor).order_by("code")),
        "may_move": actor.may(Rights.MOVE),
        "may_count": actor.may(Rights.COUNT),
        "may_plan": actor.may(Rights.PLAN),
        "may_arrange": actor.may(Rights.ARRANGE),
        "may_export": actor.may(Rights.EXPORT),
        "may_ask": actor.may(Rights.REQUEST_RETURN),
    }


def address(request: HttpRequest, **changes: str) -> str:
    """The address of this list with some parameters changed; paging starts anew."""
    params = request.GET.copy()
    for key in ("after", "before", *changes):
        params.pop(key, None)
    params.update({key: value for key, value in changes.items() if value})
    return f"?{params.urlencode()}" if params else request.path


def foot(request: HttpRequest, rows: int, *, following: str = "", previous: str = "") -> Foot:
    """Where a list stands, and the ways on."""
    return Foot(
        first=1 if rows else 0,
        last=rows,
        previous=address(request, before=previous) if previous else "",
        next=address(request, after=following) if following else "",
    )


def export_url(wanted: BoardFilter, view: str) -> str:
    """The export of exactly the rows of a list."""
    given = {"q": wanted.text, "location": wanted.location_id, "kind": wanted.kind, "view": view}
    pairs = {key: str(value) for key, value in given.items() if value}
    return f"{reverse('exchange:export', args=['stock'])}?{urlencode(pairs)}"


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


def id_or_none(words: Mapping[str, str], key: str) -> UUID | None:
    """An id of the address, if it can be read."""
    try:
        return UUID(words.get(key, ""))
    except ValueError:
        return None
