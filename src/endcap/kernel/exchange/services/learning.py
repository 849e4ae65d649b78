"""What a company teaches: the columns that people chose for its headers are chosen by themselves next
time."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from endcap.kernel.exchange.models import Batch, LearnedHeader
from endcap.kernel.ids import new_id


def learn(batch: Batch, *, now: datetime) -> None:
    """Remember the choices with which a batch was written. An empty column means: this header is left out."""
    chosen: dict[str, str] = batch.mapping
    if not chosen:
        return
    known = set(
        LearnedHeader.objects.filter(sheet_key=batch.sheet_key, header_key__in=list(chosen)).values_list(
            "header_key", flat=True
        )
    )
    for header_key in known:
        LearnedHeader.objects.filter(sheet_key=batch.sheet_key, header_key=header_key).update(
            column_key=chosen[header_key], times=F("times") + 1, last_used_at=now
        )
    LearnedHeader.objects.bulk_create(
        LearnedHeader(
            id=new_id(now),
            sheet_key=batch.sheet_key,
            header_key=header_key[:120],
            column_key=column_key,
            last_used_at=now,
        )
        for header_key, column_key in chosen.items()
        if header_key not in known
    )
