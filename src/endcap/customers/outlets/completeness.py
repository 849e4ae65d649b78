"""What a customer file has to hold, and what of it is there. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets import thirdterminal

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from endcap.customers.outlets.models import Outlet
else:
    StrOrPromise = object


@dataclass(frozen=True)
class Completeness:
    """How many of the fields that a file must hold are filled, and the names of those that are not."""

    filled: int
    total: int
    missing: Sequence[StrOrPromise]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


def of(outlet: Outlet, *, has_contact: bool, is_sorted: bool) -> Completeness:
    """The fields of the register (address, phone, contact, place, licence, channel), and for the third
    terminal those of its own file."""
    asked: list[tuple[StrOrPromise, bool]] = [
        (_("地址"), bool(outlet.address)),
        (_("电话"), bool(outlet.phone)),
        (_("联系人"), has_contact or bool(outlet.contact_name)),
        (_("坐标"), outlet.has_position),
        (_("渠道"), is_sorted),
    ]
    if outlet.party_kind == "organisation":
        asked.append((_("营业执照号"), bool(outlet.licence_no)))
    if outlet.channel.outlet_type == thirdterminal.OUTLET_TYPE:
        asked += [
            (label, bool(outlet.attributes.get(key))) for key, label in thirdterminal.ATTRIBUTES.items()
        ]
    missing = [label for label, is_there in asked if not is_there]
    return Completeness(len(asked) - len(missing), len(asked), missing)
