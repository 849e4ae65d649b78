"""People of customers in the company of the matrix."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from endcap.customers.representatives import services
from endcap.customers.representatives.models import Representative
from endcap.org.people.models import Person


def records_of(builder: Any, owner: Person, outlet_id: UUID) -> Mapping[str, Mapping[str, Any]]:
    """An open invitation for somebody's outlet, and one that was accepted."""
    taken = services.invite(
        builder.system, outlet_id=outlet_id, name="店主", phone=f"shop {owner.pk.hex[-12:]}"
    )
    services.accept(builder.system, token=taken.token, password="a-long-enough-one")
    if owner.roles.filter(code=services.ROLE).exists():  # whoever may only see his own shop acts for it
        Representative(outlet_id=outlet_id, person=owner, since=builder.system.now).save(force_insert=True)
    waiting = services.invite(
        builder.system, outlet_id=outlet_id, name="店员", phone=f"clerk {owner.pk.hex[-12:]}"
    )
    seats = Representative.objects.unscoped("the matrix made it").exclude(person=owner)
    seat = seats.get(outlet_id=outlet_id)
    return {
        "invitation": {"invitation_id": waiting.invitation.pk},
        "representative": {"representative_id": seat.pk},
    }


def known_to_all(builder: Any) -> Mapping[str, Any]:
    """The address of an invitation that anybody may open who holds it."""
    outlet = builder._outlet(builder.person("invites", "store_clerk", builder.here), "welcomed")
    sent = services.invite(builder.system, outlet_id=outlet.pk, name="新店主", phone="13900000000")
    return {"invitation": sent.token}
