"""Two outlets side by side in words: lines, distances, likenesses. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from endcap.customers.outlets import thirdterminal
from endcap.customers.outlets.pages import reasons_in_words
from endcap.kernel.geo import E7
from endcap.ui import figures

if TYPE_CHECKING:
    from endcap.customers.outlets.models import Outlet
    from endcap.customers.outlets.selectors.merging import Comparison
    from endcap.customers.outlets.selectors.typing import LookAlike


def _place(outlet: Any) -> str:
    if outlet.lat_e7 is None or outlet.lon_e7 is None:
        return ""
    return f"{outlet.lat_e7 / E7:.6f}, {outlet.lon_e7 / E7:.6f}"


def _status(outlet: Any) -> str:
    closed = figures.date_text(outlet.closed_on) if outlet.closed_on else ""
    return " ".join(part for part in (str(outlet.get_status_display()), closed) if part)


def _declared(outlet: Any) -> str:
    parts = []
    if outlet.declared_sales is not None:
        parts.append(figures.yuan_text(outlet.declared_sales, 0))
    if outlet.declared_orders is not None:
        parts.append(_("%(count)s 单") % {"count": figures.number_text(outlet.declared_orders)})
    if outlet.declared_grade:
        parts.append(outlet.declared_grade)
    return _("，").join(parts)


def _attributes(outlet: Any) -> str:
    labels = thirdterminal.ATTRIBUTES
    told = [f"{labels[key]} {value}" for key, value in outlet.attributes.items() if key in labels and value]
    return _("，").join(told) or _("，").join(str(value) for value in outlet.attributes.values())


_WORDS: Mapping[str, Callable[[Any], str]] = {
    "channel": lambda outlet: str(outlet.channel),
    "status": _status,
    "party_kind": lambda outlet: str(outlet.get_party_kind_display()),
    "dealing": lambda outlet: str(outlet.get_dealing_display()),
    "position": _place,
    "phone": lambda outlet: figures.masked_phone_text(outlet.phone) if outlet.phone else "",
    "contact_name": lambda outlet: (
        figures.masked_name_text(outlet.contact_name) if outlet.contact_name else ""
    ),
    "opened_on": lambda outlet: figures.date_text(outlet.opened_on) if outlet.opened_on else "",
    "declared": _declared,
    "attributes": _attributes,
}


def value_in_words(outlet: Outlet, key: str) -> str:
    """What a file says in one line; personal values masked."""
    return _WORDS[key](outlet) if key in _WORDS else str(getattr(outlet, key))


@dataclass(frozen=True)
class Row:
    """One line of the comparison as it is drawn."""

    key: str
    label: object
    stays: str
    goes: str
    is_same: bool
    takes_loser: bool
    may_choose: bool


def rows_of(comparison: Comparison) -> list[Row]:
    """Lines that differ first: they are what somebody has to decide."""
    stays, goes = comparison.survivor.outlet, comparison.loser.outlet
    rows = [
        Row(
            one.line.key,
            one.line.label,
            value_in_words(stays, one.line.key),
            value_in_words(goes, one.line.key),
            one.is_same,
            one.takes_loser,
            not one.is_same and not one.is_empty_there,
        )
        for one in comparison.lines
    ]
    return sorted(rows, key=lambda row: row.is_same)


def distance_in_words(metres: int | None) -> str:
    """How far apart two outlets are."""
    if metres is None:
        return _("有一家没有坐标，量不出距离")
    if metres < 10_000:
        return _("相距 %(metres)s 米") % {"metres": figures.number_text(metres)}
    return _("相距 %(km)s 公里") % {"km": figures.number_text(round(metres / 1000))}


@dataclass(frozen=True)
class Alike:
    """A likely repeat as the form of a new outlet tells it."""

    one: LookAlike
    why: str
    where: str


def alike_in_words(found: Sequence[LookAlike]) -> list[Alike]:
    """Why each looks like the one that is being typed, and how far away it is."""
    return [
        Alike(
            one,
            reasons_in_words(one.reasons),
            distance_in_words(one.distance_m) if one.distance_m is not None else "",
        )
        for one in found
    ]
