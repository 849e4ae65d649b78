"""What the outlet page says about territories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets.slots import OutletSection
from endcap.customers.territories import selectors
from endcap.customers.territories.rights import Rights

if TYPE_CHECKING:
    from endcap.customers.outlets.models import Outlet
    from endcap.customers.territories.models import Territory
    from endcap.kernel.actor import Actor


def _territory(_actor: Actor, outlet: Outlet) -> Territory | None:
    return selectors.territory_at(outlet.lat_e7, outlet.lon_e7)


TERRITORY = OutletSection(
    "territory", _("片区"), "territories/section.html", _territory, Rights.VIEW, column="side", order=85
)
