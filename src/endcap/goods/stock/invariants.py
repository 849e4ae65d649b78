"""What the book of goods always holds beyond the ledger's own promises; ``endcap ledger check`` verifies it."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from endcap.mechanisms.ledger.checking import Breach, Invariant

_PAST_EXPIRY = """
SELECT t.seq FROM ledger_transfer t
  JOIN ledger_account c ON c.id = t.credit_id
  JOIN ledger_account d ON d.id = t.debit_id
  JOIN stock_lot l ON l.id = c.part_id
 WHERE c.book = 'stock' AND c.role = 'on_hand' AND d.role = 'delivered' AND t.phase <> 'void'
   AND t.reverses_id IS NULL AND t.business_on > l.expires_on LIMIT 50
"""
_STRANGE_LOTS = """
SELECT a.id FROM ledger_account a LEFT JOIN stock_lot l ON l.id = a.part_id
 WHERE a.book = 'stock' AND a.role IN ('on_hand', 'in_transit')
   AND (l.id IS NULL OR REPLACE(CAST(l.sku_id AS text), '-', '') <> a.unit) LIMIT 50
"""


def _rows(name: str, what: str, sql: str) -> Iterator[Breach]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        for (where,) in cursor.fetchall():
            yield Breach(name, str(where), what)


LOTS_IN_DATE = Invariant(
    "I11",
    "nothing is held for an outlet or leaves for it past its expiry",
    lambda: _rows("I11", "a lot was picked past its expiry", _PAST_EXPIRY),
)
LOTS_OF_THEIR_PRODUCT = Invariant(
    "I11l",
    "every lot that stands somewhere is a lot of its product",
    lambda: _rows("I11l", "a lot of another product", _STRANGE_LOTS),
)
