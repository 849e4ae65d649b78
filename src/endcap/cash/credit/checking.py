"""What credit promises of its accounts: registered with the ledger's check, which verifies it from the rows."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Q, Sum

from endcap.cash.credit import moves
from endcap.cash.credit.models import Limit
from endcap.mechanisms.ledger.checking import Breach, Invariant
from endcap.mechanisms.ledger.models import Account, Transfer

OWN_PAYER, ADDS_UP, WITHIN, AS_CHANGED = "I30", "I31", "I32", "I33"
WHY = "the check looks at every payer"


def _between_payers() -> Iterator[Breach]:
    """Credit of one payer never becomes another's."""
    rows = Transfer.objects.filter(debit__book=moves.NAME).exclude(debit__owner_id=F("credit__owner_id"))
    for seq in rows.values_list("seq", flat=True)[:50]:
        yield Breach(OWN_PAYER, str(seq), "credit went from one payer to another")


def _not_adding_up() -> Iterator[Breach]:
    """Free and used credit together are what was granted."""
    rows = Account.objects.filter(book=moves.NAME).values("owner_id").order_by("owner_id")
    for row in rows.annotate(net=Sum(F("debits") - F("credits"))).exclude(net=0)[:50]:
        yield Breach(ADDS_UP, str(row["owner_id"]), "free and used credit are not what was granted")


def _without_limit() -> Iterator[Breach]:
    """Nobody has less credit granted than his limit says, and nobody any without a limit of his own."""
    accounts = Account.objects.filter(book=moves.NAME, role="granted").exclude(Q(debits=0) & Q(credits=0))
    balances = {account.owner_id: account.balance for account in accounts}
    limits = dict(Limit.objects.unscoped(WHY).values_list("payer_id", "amount"))
    for payer_id, amount in limits.items():
        if balances.pop(payer_id, 0) < amount:
            yield Breach(WITHIN, str(payer_id), "less credit is granted than the limit says")
    for without in balances:
        yield Breach(WITHIN, str(without), "credit is granted to a payer without a limit")


def _changed_past_the_forms() -> Iterator[Breach]:
    """Every limit is what the last change with both forms says."""
    rows = Limit.objects.unscoped(WHY).exclude(amount=0, last_change=None)
    wrong = rows.exclude(amount=F("last_change__after")) | rows.filter(last_change=None)
    for payer_id in wrong.values_list("payer_id", flat=True)[:50]:
        yield Breach(AS_CHANGED, str(payer_id), "a limit is not what its last application gave")


INVARIANTS = (
    Invariant(OWN_PAYER, "credit stays with its payer", _between_payers),
    Invariant(ADDS_UP, "free, held and used credit add up to what was granted", _not_adding_up),
    Invariant(WITHIN, "what is granted covers the limit", _without_limit),
    Invariant(AS_CHANGED, "a limit is what its last application gave", _changed_past_the_forms),
)
