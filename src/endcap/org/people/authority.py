"""Who may give what to whom: nobody gives away more than he holds, and somebody always holds everything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from endcap.kernel.actor import Actor
from endcap.kernel.rights import all_rights
from endcap.kernel.scope import Reach
from endcap.org.people.errors import BeyondOwnReach, BeyondOwnRights, Outranked
from endcap.org.people.rights import Rights

if TYPE_CHECKING:
    from endcap.org.people.models import Person, Role

EVERYTHING = "*"
_OVER_PEOPLE = frozenset({Rights.EDIT.code, Rights.TOKENS.code, "units.edit"})


def spelled_out(codes: Iterable[str]) -> frozenset[str]:
    """The rights that a list of codes stands for; ``*`` is every right, those of later versions included."""
    held = frozenset(codes)
    return frozenset(right.code for right in all_rights()) if EVERYTHING in held else held


def rights_of(roles: Iterable[Role]) -> frozenset[str]:
    """The union of what roles give."""
    return spelled_out(code for role in roles for code in role.rights)


def reach_of(roles: Iterable[Role]) -> Reach:
    """The widest reach among roles; without any, one's own."""
    return Reach(max((role.reach for role in roles), default=int(Reach.OWN)))


def refuse_beyond(actor: Actor, *, codes: Iterable[str], reach: int) -> None:
    """Refuse to give rights or a reach that the actor does not have himself."""
    missing = spelled_out(codes) - actor.rights
    if missing:
        labels = {right.code: str(right.label) for right in all_rights()}
        raise BeyondOwnRights(rights="、".join(labels.get(code, code) for code in sorted(missing)))
    if reach > actor.reach:
        raise BeyondOwnReach()


def refuse_outranked(actor: Actor, person: Person, roles: Sequence[Role]) -> None:
    """Refuse to act on the account of somebody who administers people more widely than the actor.

    Business rights don't count here: a device administrator may reset the password of a sales manager,
    who notices it, but not of a system administrator.
    """
    if person.pk != actor.person_id and (rights_of(roles) & _OVER_PEOPLE) - actor.rights:
        raise Outranked(person=person.name)
