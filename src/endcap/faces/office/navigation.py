"""The sidebar and the settings page, built from what the areas declare and what the actor may do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from endcap.kernel import slots
from endcap.ui.nav import NavEntry, NavGroup, SettingsEntry

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from endcap.kernel.actor import Actor

GROUP_LABELS: Final[dict[NavGroup, StrOrPromise]] = {
    NavGroup.TOP: "",
    NavGroup.CUSTOMERS: _("客户"),
    NavGroup.FIELD: _("外勤"),
    NavGroup.GOODS: _("货"),
    NavGroup.MONEY: _("钱"),
    NavGroup.ANALYSIS: _("分析"),
    NavGroup.SYSTEM: _("系统"),
}
SETTINGS_ENTRY: Final = NavEntry(
    "settings", _("设置"), "settings", "office:settings", NavGroup.SYSTEM, order=900
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the sidebar as it is drawn."""

    key: str
    label: StrOrPromise
    icon: str
    url: str
    group_label: StrOrPromise
    is_current: bool
    is_urgent: bool
    count: int | None
    has_count: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the business with its lines."""

    label: StrOrPromise
    entries: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """Where the search field of the top bar leads, and where its hits come from while somebody types."""

    url: str
    param: str
    hint: StrOrPromise
    palette_url: str


@dataclass(frozen=True, slots=True)
class SettingsLine:
    """One line of the settings page as it is drawn."""

    label: StrOrPromise
    help: StrOrPromise
    icon: str
    url: str


def address_of(url_name: str) -> str:
    """The address behind a name, or nothing where the area is not installed."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def entries_for(actor: Actor) -> tuple[NavEntry, ...]:
    """Every entry that the actor may open, in the order of the sidebar."""
    declared: Iterable[NavEntry] = slots.items("nav")
    own = (SETTINGS_ENTRY,) if settings_for(actor) else ()
    rank = {group: number for number, group in enumerate(NavGroup)}
    allowed = [
        entry
        for entry in (*declared, *own)
        if (entry.right is None or actor.may(entry.right)) and address_of(entry.url_name)
    ]
    return tuple(sorted(allowed, key=lambda entry: (rank[entry.group], entry.order)))


def current_key(entries: Iterable[NavEntry], path: str) -> str:
    """The entry whose address is the longest beginning of this page's address."""
    found, length = "", 0
    for entry in entries:
        url = address_of(entry.url_name)
        if path.startswith(url) and len(url) > max(length, 1):
            found, length = entry.key, len(url)
    return found


def counts_for(actor: Actor) -> dict[str, int]:
    """How much waits behind each entry that counts something."""
    return {entry.key: entry.count(actor) for entry in entries_for(actor) if entry.count}


def sidebar(actor: Actor, path: str, *, with_counts: bool = True) -> tuple[Section, ...]:
    """The sidebar for this actor on this page. Without counts, each line says whether it has one to fetch."""
    entries = entries_for(actor)
    here = current_key(entries, path)
    sections = []
    for group, label in GROUP_LABELS.items():
        lines = tuple(
            Line(
                key=entry.key,
                label=entry.label,
                icon=entry.icon,
                url=address_of(entry.url_name),
                group_label=label,
                is_current=entry.key == here,
                is_urgent=entry.is_urgent,
                count=entry.count(actor) if entry.count and with_counts else None,
                has_count=entry.count is not None,
            )
            for entry in entries
            if entry.group == group
        )
        if lines:
            sections.append(Section(label, lines))
    return tuple(sections)


def current_line(sections: Iterable[Section]) -> Line | None:
    """The line of the page that is open."""
    return next((line for section in sections for line in section.entries if line.is_current), None)


def search_for(actor: Actor) -> Search | None:
    """The first entry that can be searched answers the search field of the top bar."""
    entry = next((entry for entry in entries_for(actor) if entry.search_param), None)
    if entry is None:
        return None
    palette_url = address_of(entry.palette_url_name) if entry.palette_url_name else ""
    return Search(address_of(entry.url_name), entry.search_param, entry.search_hint, palette_url)


def settings_for(actor: Actor) -> tuple[SettingsLine, ...]:
    """What the actor may set, in the order the areas gave."""
    declared: Iterable[SettingsEntry] = slots.items("settings")
    return tuple(
        SettingsLine(entry.label, entry.help, entry.icon, address_of(entry.url_name))
        for entry in declared
        if (entry.right is None or actor.may(entry.right)) and address_of(entry.url_name)
    )
