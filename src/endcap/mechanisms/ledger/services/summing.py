"""Adding up what has settled, so that old balances need not be summed from the beginning."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.db.models import Max

from endcap.kernel.actor import Actor
from endcap.kernel.operations import operation
from endcap.mechanisms.ledger.models import SumMark, Transfer

# Numbers are taken before they are committed. Whatever is older than this has been committed or never will be:
# requests and jobs end long before, and ``endcap ledger check`` compares the sums with the transfers.
SETTLED_AFTER = timedelta(hours=6)
_ADD = """
INSERT INTO ledger_daysum (account_id, business_on, debits, credits)
SELECT account_id, business_on, SUM(debits), SUM(credits) FROM (
  SELECT debit_id AS account_id, business_on, amount AS debits, 0 AS credits FROM ledger_transfer
   WHERE seq > %s AND seq <= %s AND phase IN ('posted', 'post')
  UNION ALL
  SELECT credit_id, business_on, 0, amount FROM ledger_transfer
   WHERE seq > %s AND seq <= %s AND phase IN ('posted', 'post')
) moved WHERE true GROUP BY account_id, business_on
ON CONFLICT (account_id, business_on) DO UPDATE SET
 debits = ledger_daysum.debits + excluded.debits, credits = ledger_daysum.credits + excluded.credits
"""


@operation
def sum_days(actor: Actor) -> int:
    """Add the transfers that have settled since the last time to the day sums; answers the last number added."""
    SumMark.objects.get_or_create(pk=1)
    marks = SumMark.objects.all()
    mark = (marks.select_for_update() if connection.features.has_select_for_update else marks).get(pk=1)

    settled = Transfer.objects.filter(seq__gt=mark.seq, created_at__lt=actor.now - SETTLED_AFTER)
    through = settled.aggregate(last=Max("seq"))["last"]
    if through is None:
        return mark.seq

    with connection.cursor() as cursor:
        cursor.execute(_ADD, [mark.seq, through, mark.seq, through])
    mark.seq = through
    mark.save(update_fields=["seq"])
    return through
