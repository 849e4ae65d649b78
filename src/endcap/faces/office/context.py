"""What every page of the office knows without being told: sidebar, actor, language, ways out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from endcap.faces.office import navigation
from endcap.org.messages import selectors as messages

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django_stubs_ext import StrOrPromise

    from endcap.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class PersonLink:
    """A line in the menu of the person."""

    label: StrOrPromise
    icon: str
    url: str


def _person_links() -> tuple[PersonLink, ...]:
    links = (
        PersonLink(_("我的账号"), "user", navigation.address_of("people:me")),
        PersonLink(_("改密码"), "key", navigation.address_of("account_change_password")),
        PersonLink(_("部件与状态"), "stethoscope", navigation.address_of("ui:parts")),
    )
    return tuple(link for link in links if link.url)


@dataclass(frozen=True, slots=True)
class Bell:
    """The bell of the top bar: how many messages are unread, as it is written on it."""

    count: str
    url: str
    latest_url: str


def _bell(actor: Actor) -> Bell:
    return Bell(
        "",  # fetched after the page, which does not wait for it
        navigation.address_of("messages:list"),
        navigation.address_of("messages:latest"),
    )


def unread_in_words(actor: Actor) -> str:
    """The number on the bell; nothing where everything was read."""
    unread, most = messages.unread_count(actor), messages.MOST_COUNTED
    return f"{most}+" if unread > most else str(unread or "")


def _unit_name(request: HttpRequest) -> str:
    unit = getattr(request.user, "unit", None)
    return str(getattr(unit, "name", ""))


def shell(request: HttpRequest) -> dict[str, Any]:
    """The shell of a page. Everything that costs a statement is asked only when a page draws it."""
    actor = getattr(request, "actor", None)
    always = {"actor": actor, "language_url": navigation.address_of("office:language")}
    if actor is None:
        return always
    sections = SimpleLazyObject(lambda: navigation.sidebar(actor, request.path, with_counts=False))
    return {
        **always,
        "nav": sections,
        "nav_current": SimpleLazyObject(lambda: navigation.current_line(sections)),
        "nav_search": SimpleLazyObject(lambda: navigation.search_for(actor)),
        "unit_name": SimpleLazyObject(lambda: _unit_name(request)),
        "person_links": SimpleLazyObject(_person_links),
        "bell": SimpleLazyObject(lambda: _bell(actor)),
        "sign_out_url": navigation.address_of("account_logout"),
    }
