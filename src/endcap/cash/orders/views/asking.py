"""Who asks, and how a page does what a service may refuse."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.translation import gettext as _

from endcap.cash.orders.forms import RefusableForm
from endcap.cash.orders.rights import Rights
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere, Refusal, RightMissing
from endcap.kernel.rights import Right
from endcap.ui.toasts import toast


def actor_of(request: HttpRequest, right: Right = Rights.VIEW) -> Actor:
    """The signed-in person, with the right that the page needs."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
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


def tried(request: HttpRequest, act: Callable[[], str]) -> None:
    """Do one step from a button: what it says, or what refused it, is told in a toast."""
    try:
        toast(request, act())
    except (NotFoundHere, RightMissing):
        raise
    except Refusal as refusal:
        toast(request, _("没做成：%(why)s") % {"why": refusal.message})


def address(request: HttpRequest, **changes: str) -> str:
    """The address of this list with some parameters changed; paging starts anew."""
    params = request.GET.copy()
    for key in ("after", "before", *changes):
        params.pop(key, None)
    params.update({key: value for key, value in changes.items() if value})
    return f"?{params.urlencode()}" if params else request.path
