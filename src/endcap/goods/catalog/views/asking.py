"""Who asks, what the address narrows a list to, and forms that a service may refuse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest

from endcap.goods.catalog import selectors
from endcap.goods.catalog.forms import SkuFilterForm
from endcap.goods.catalog.rights import Rights
from endcap.goods.catalog.selectors import SkuFilter, SkuPage
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


def address(request: HttpRequest, **changes: str) -> str:
    """The address of this list with some parameters changed; paging starts anew."""
    params = request.GET.copy()
    for key in ("after", "before", *changes):
        params.pop(key, None)
    params.update({key: value for key, value in changes.items() if value})
    return f"?{params.urlencode()}" if params else request.path


@dataclass(frozen=True)
class Asked:
    """What an address asks of a list of products."""

    wanted: SkuFilter
    sort: str
    on: date | None
    page: SkuPage
    total: int | None  # counted only where nothing narrows the list

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the tab narrows the list."""
        return self.wanted != SkuFilter(kind=self.wanted.kind)


def asked_of(request: HttpRequest, actor: Actor, totals: Any = None) -> Asked:
    """Read the address and fetch its page."""
    form = SkuFilterForm(request.GET)
    form.is_valid()
    value = form.cleaned_data
    wanted = SkuFilter(
        text=value.get("q", ""),
        brand_id=value.get("brand"),
        category_id=value.get("category"),
        role=value.get("role", ""),
        stage=value.get("stage", ""),
        flag=value.get("flag", ""),
        kind=value.get("kind") or "article",
    )
    sort = value.get("sort") or "code"
    page = selectors.skus_page(
        actor, wanted=wanted, sort=sort, after=value.get("after") or "", before=value.get("before") or ""
    )
    asked = Asked(wanted, sort, value.get("on"), page, None)
    if totals and not asked.is_filtered:
        return Asked(wanted, sort, asked.on, page, totals[wanted.kind])
    return asked


def foot_of(request: HttpRequest, asked: Asked) -> Foot:
    """Where the list stands, and the ways on."""
    page = asked.page
    return Foot(
        first=1 if page.rows else 0,
        last=len(page.rows),
        previous=address(request, before=page.previous) if page.previous else "",
        next=address(request, after=page.next) if page.next else "",
        total=asked.total,
    )
