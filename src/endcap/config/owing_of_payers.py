"""What payers owe, as credit asks for it: the two areas don't know each other."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from endcap.cash.credit.selectors.listing import Overdue, Owing, OwingSource
from endcap.cash.receivables import selectors as receivables
from endcap.cash.receivables.models import Invoice

WHY = "the caller has narrowed the payers to those whom the reader sees"


def _open() -> QuerySet[Invoice]:
    return Invoice.objects.unscoped(WHY).filter(settled__lt=F("total"))


def owing_of(payer_ids: Collection[UUID], on: date) -> Mapping[UUID, Owing]:
    """Open and overdue amounts of several payers, in one statement."""
    rows = _open().filter(payer_id__in=list(payer_ids)).order_by().values("payer_id")
    late = Q(due_on__lt=on)
    found = rows.annotate(
        owed=Sum(F("total") - F("settled")),
        overdue=Coalesce(Sum(F("total") - F("settled"), filter=late), 0),
        since=Min("due_on", filter=late),
    )
    return {row["payer_id"]: Owing(row["owed"], row["overdue"], row["since"]) for row in found}


def late_payers(on: date) -> QuerySet[Invoice, Any]:
    """The payers of whom something is overdue, to narrow a list by."""
    return _open().filter(due_on__lt=on).order_by().values("payer_id")


def overdue_items(payer_id: UUID, on: date) -> list[Overdue]:
    """The overdue invoices of one payer, oldest first."""
    items = receivables.standing_of(payer_id, on).overdue
    return [Overdue(item.invoice_id, item.number, item.due_on, item.open) for item in items]


SOURCE = OwingSource(owing_of, late_payers, overdue_items)
