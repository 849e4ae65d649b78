"""What an area declares to be reachable: an entry of the sidebar, an entry of the settings page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from endcap.kernel.actor import Actor
    from endcap.kernel.rights import Right


class NavGroup(StrEnum):
    """The parts of the business in the order of the sidebar; TOP stands above them without a name."""

    TOP = "top"
    CUSTOMERS = "customers"
    FIELD = "field"
    GOODS = "goods"
    MONEY = "money"
    ANALYSIS = "analysis"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class NavEntry:
    """One line of the sidebar. `count` is asked only when somebody has to act on the number."""

    key: str
    label: StrOrPromise
    icon: str
    url_name: str
    group: NavGroup
    order: int = 100
    right: Right | None = None
    count: Callable[[Actor], int] | None = None
    is_urgent: bool = False
    search_param: str = ""
    search_hint: StrOrPromise = ""
    palette_url_name: str = ""  # answers hits while somebody types, for the search that opens anywhere


@dataclass(frozen=True, slots=True)
class SettingsEntry:
    """One line of the settings page: what can be set there, in one sentence."""

    key: str
    label: StrOrPromise
    help: StrOrPromise
    icon: str
    url_name: str
    right: Right | None = None
    order: int = 100
