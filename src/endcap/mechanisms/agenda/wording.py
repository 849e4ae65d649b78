"""How the agenda speaks: groups of the page, rules in one line. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

if TYPE_CHECKING:
    from endcap.mechanisms.agenda.models import Item, Rule

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Group:
    """Items under one heading of the page."""

    key: str
    label: str
    tone: str
    items: Sequence[Item]


def groups(items: Iterable[Item], today: date) -> list[Group]:
    """Overdue, today, within seven days, later; empty ones are left out."""
    held: dict[str, list[Item]] = {"overdue": [], "today": [], "week": [], "later": []}
    for item in items:
        if item.due_on < today:
            held["overdue"].append(item)
        elif item.due_on == today:
            held["today"].append(item)
        else:
            held["week" if item.due_on <= today + WEEK else "later"].append(item)
    labels = {"overdue": _("逾期"), "today": _("今天"), "week": _("7 天内"), "later": _("以后")}
    tones = {"overdue": "bad", "today": "warn", "week": "", "later": ""}
    return [Group(key, labels[key], tones[key], found) for key, found in held.items() if found]


def when(item: Item, today: date) -> str:
    """How near the day is, in words."""
    days = (item.due_on - today).days
    if days < 0:
        return ngettext("逾期 %(n)s 天", "逾期 %(n)s 天", -days) % {"n": -days}
    if days == 0:
        return _("今天到期")
    if days == 1:
        return _("明天到期")
    return ngettext("%(n)s 天后到期", "%(n)s 天后到期", days) % {"n": days}


def distances(rule: Rule) -> str:
    """The distances of a rule by grade in one line."""
    if not rule.every:
        return _("按参数")
    unit = rule.get_step_display()
    parts = []
    for grade, distance in rule.every.items():
        whose = grade or pgettext("grade", "其他")
        how = _("一次") if distance == 0 else f"{distance} {unit}"
        parts.append(f"{whose} {how}" if grade or len(rule.every) > 1 else how)
    return _("，").join(parts)
