"""Loading what an operation works on, held until it ends; and the moves between states."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from endcap.customers.merchants.errors import NotEditable, StateRefused
from endcap.customers.merchants.models import Merchant, MerchantOutlet
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere
from endcap.kernel.exchange import match

SEARCH_LENGTH = 500
ALL = "every row of a merchant that the actor sees"


def locked_merchant(actor: Actor, merchant_id: UUID) -> Merchant:
    """A visible merchant, held. Raises NotFoundHere."""
    found = Merchant.objects.visible_to(actor).locked().filter(pk=merchant_id).first()
    if found is None:
        raise NotFoundHere()
    return found


def editable_merchant(actor: Actor, merchant_id: UUID) -> Merchant:
    """A visible merchant whose data may be changed, held."""
    merchant = locked_merchant(actor, merchant_id)
    if not merchant.may_be_edited:
        raise NotEditable(name=merchant.name, state=merchant.get_state_display())
    return merchant


def refuse_step(merchant: Merchant, state: Merchant.State) -> None:
    """Say that the merchant can't go from its state to another."""
    raise StateRefused(name=merchant.name, before=merchant.get_state_display(), after=state.label)


def move(actor: Actor, merchant: Merchant, state: Merchant.State, note: str = "") -> list[str]:
    """Go to another state, if there is a way; answers the fields to save."""
    if state not in Merchant.TRANSITIONS[Merchant.State(merchant.state)]:
        refuse_step(merchant, state)
    merchant.state, merchant.state_note = state, note[:500]
    merchant.state_at = merchant.updated_at = actor.now
    return ["state", "state_note", "state_at", "updated_at"]


def search_text(merchant: Merchant) -> str:
    """Everything by which a person may look a merchant up, lower case."""
    parts = [match.search_keys(merchant.name), merchant.number, merchant.licence_no, merchant.contact_phone]
    return " ".join(part.casefold() for part in parts if part)[:SEARCH_LENGTH]


def held_outlet_ids(merchant_id: UUID) -> list[UUID]:
    """The outlets of a merchant, the first one first, whoever sees them."""
    rows = MerchantOutlet.objects.unscoped(ALL).filter(merchant_id=merchant_id, to_on__isnull=True)
    return list(rows.order_by("from_on", "id").values_list("outlet_id", flat=True))


def first_outlet_ids(merchant_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """The first outlet of each merchant: its owner is whom to ask."""
    rows = MerchantOutlet.objects.unscoped(ALL).filter(merchant_id__in=list(merchant_ids), to_on__isnull=True)
    found: dict[UUID, UUID] = {}
    for merchant_id, outlet_id in rows.order_by("from_on", "id").values_list("merchant_id", "outlet_id"):
        found.setdefault(merchant_id, outlet_id)
    return found
