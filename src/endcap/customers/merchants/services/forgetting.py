"""Forgetting the person behind a merchant, and keeping the facts."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from endcap.customers.merchants.drafts import SUBJECT
from endcap.customers.merchants.models import Merchant, Reading
from endcap.customers.merchants.services.rows import ALL, search_text
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.mechanisms.evidence import selectors as files
from endcap.mechanisms.evidence import services as evidence

_CONTACT = ("contact_name", "contact_phone")
_ALL_OF_HIM = (
    *_CONTACT,
    "legal_person",
    "account_name",
    "account_sealed",
    "account_tail",
    "account_key",
)


@transaction.atomic
def forget_people(actor: Actor, *, merchant_ids: Sequence[UUID], reason: str) -> int:
    """Drop whom to ring up. Where nobody trades or waits for approval, also the operator, the account and the
    papers; a trading merchant keeps them, since contract and invoices need them."""
    rows = Merchant.objects.visible_to(actor).locked()
    merchants = list(rows.filter(pk__in=list(merchant_ids)).order_by("pk"))
    for merchant in merchants:
        is_needed = merchant.state in (
            Merchant.State.APPROVED,
            Merchant.State.SUSPENDED,
            Merchant.State.SUBMITTED,
        )
        dropped = _CONTACT if is_needed else _ALL_OF_HIM
        for field in dropped:
            setattr(merchant, field, "")
        merchant.consents = {
            field: held
            for field, held in merchant.consents.items()
            if field not in dropped and not (field == "account_no" and not is_needed)
        }
        merchant.search_text, merchant.updated_at = search_text(merchant), actor.now
        merchant.save(update_fields=[*dropped, "consents", "search_text", "updated_at"])
        if not is_needed:
            _forget_papers(actor, merchant, reason)
    audit.record_many(actor, "merchants.person_forgotten", merchants)
    return len(merchants)


def _forget_papers(actor: Actor, merchant: Merchant, reason: str) -> None:
    system = Actor.system(now=actor.now, name=actor.name)  # whoever erases need not hold the right to remove
    for one in files.of_subject(system, SUBJECT, merchant.pk):
        evidence.remove(system, evidence_id=one.pk, reason=reason)
    Reading.objects.unscoped(ALL).filter(merchant=merchant).update(fields={})
