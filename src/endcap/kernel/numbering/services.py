"""Taking numbers: no gaps, no doubles, whatever runs at the same time."""

from __future__ import annotations

from django.db import connection, transaction

from endcap.kernel.actor import Actor
from endcap.kernel.numbering.definitions import Period, SeriesKind, kind_of
from endcap.kernel.numbering.models import Series


def next_number(actor: Actor, series: str) -> str:
    """The next number of a series, for the record that this transaction creates."""
    return take(actor, series, 1)[0]


def take(actor: Actor, series: str, count: int) -> list[str]:
    """The next numbers of a series, in order.

    The series stays locked until the caller's transaction ends: if that is rolled back, the numbers return.
    Outside a transaction a failure would leave a gap, so that is a programming error.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "numbers are taken inside the transaction that uses them"
        )
    if count < 1:
        raise ValueError("take at least one number")
    kind = kind_of(series)
    period = str(actor.today.year) if kind.period is Period.YEAR else ""

    rows = Series.objects.select_for_update() if connection.features.has_select_for_update else Series.objects
    held = rows.filter(key=kind.key, period=period).first()
    if held is None:  # the first of its period
        fresh = Series(key=kind.key, period=period, prefix=kind.prefix, width=kind.width)
        Series.objects.bulk_create([fresh], ignore_conflicts=True)
        held = rows.get(key=kind.key, period=period)

    first = held.next_value
    held.next_value = first + count
    held.save(update_fields=["next_value"])
    written_as = SeriesKind(kind.key, held.prefix, held.width, kind.period)
    return [written_as.write(period, number) for number in range(first, first + count)]
