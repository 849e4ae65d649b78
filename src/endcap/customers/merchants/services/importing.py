"""Many merchants at once, from a sheet: each becomes a draft, to be completed with photos and submitted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from endcap.customers.merchants import codes
from endcap.customers.merchants.drafts import BankDraft, LicenceDraft
from endcap.customers.merchants.models import Merchant, MerchantOutlet, Reading
from endcap.customers.merchants.rights import Rights
from endcap.customers.merchants.services import onboarding
from endcap.customers.merchants.services.rows import ALL
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit


@dataclass(frozen=True)
class ImportedMerchant:
    """One row: whose outlet, and what is known."""

    outlet_id: UUID
    licence: LicenceDraft
    bank: BankDraft


@transaction.atomic
def import_merchants(actor: Actor, *, batch_id: UUID, rows: Sequence[ImportedMerchant]) -> list[Merchant]:
    """Enter drafts; each row was checked when the import was planned, and is checked again here."""
    actor.require(Rights.IMPORT)

    made = []
    for row in rows:
        merchant = onboarding.start_merchant(
            actor, outlet_ids=[row.outlet_id], name=row.licence.name, origin=Merchant.Origin.IMPORT
        )
        onboarding.save_licence(actor, merchant_id=merchant.pk, draft=row.licence)
        merchant = onboarding.save_bank(actor, merchant_id=merchant.pk, draft=row.bank)
        merchant.import_batch_id = batch_id
        merchant.save(update_fields=["import_batch_id"])
        audit.record(actor, "merchants.imported", merchant, batch=str(batch_id))
        made.append(merchant)
    return made


@transaction.atomic
def undo_import(
    actor: Actor, *, batch_id: UUID, merchant_ids: Iterable[UUID]
) -> tuple[int, tuple[UUID, ...]]:
    """Take imported drafts back. Those that somebody has worked on since stay; answers how many went, and which
    stayed."""
    actor.require(Rights.IMPORT)

    rows = Merchant.objects.visible_to(actor).locked()
    found = list(rows.filter(pk__in=list(merchant_ids), import_batch_id=batch_id).order_by("pk"))
    untouched = [
        one for one in found if one.state == Merchant.State.DRAFT and one.updated_at == one.created_at
    ]
    kept = tuple(one.pk for one in found if one not in untouched)
    gone = [one.pk for one in untouched]

    audit.record_many(actor, "merchants.import_undone", untouched)
    Reading.objects.unscoped(ALL).filter(merchant_id__in=gone).delete()
    MerchantOutlet.objects.unscoped(ALL).filter(merchant_id__in=gone).delete()
    Merchant.objects.unscoped(ALL).filter(pk__in=gone).delete()
    return len(gone), kept


def known_licences(numbers: Iterable[str]) -> dict[str, str]:
    """Licences that are registered, and under which number; in one statement for a chunk of a sheet."""
    wanted = {codes.clean(number) for number in numbers if number}
    rows = Merchant.objects.unscoped("a licence is registered once in the whole company")
    rows = rows.filter(licence_no__in=wanted).exclude(state=Merchant.State.REJECTED)
    return dict(rows.values_list("licence_no", "number"))
