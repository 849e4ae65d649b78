"""What the outlet's page says of the people who may sign in for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets.slots import OutletSection
from endcap.customers.representatives import selectors
from endcap.customers.representatives.models import Invitation, Representative
from endcap.customers.representatives.rights import Rights
from endcap.customers.representatives.services import token_of

if TYPE_CHECKING:
    from endcap.customers.outlets.models import Outlet
    from endcap.kernel.actor import Actor


@dataclass(frozen=True)
class Access:
    """The card: who may sign in, who is invited, and whether the reader may invite."""

    outlet: Outlet
    people: Sequence[Representative]
    invited: Sequence[tuple[Invitation, str]]  # with the path of its address
    may_invite: bool


def access_of(actor: Actor, outlet: Outlet) -> Access:
    """Who may sign in for an outlet."""
    invited = selectors.open_invitations(actor, outlet.pk)
    return Access(
        outlet=outlet,
        people=selectors.representatives_of(actor, outlet.pk),
        invited=[(one, reverse("portal:accept", args=[token_of(one.pk)])) for one in invited],
        may_invite=actor.may(Rights.INVITE) and not outlet.is_archived,
    )


SECTION = OutletSection(
    key="portal",
    title=_("客户门户"),
    template="representatives/section.html",
    build=access_of,
    right=Rights.VIEW,
    column="trade",
    order=25,
)
