"""Whose money a bank line is: proposals by number, name, account and amount, the likeliest first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, Q, Sum

from endcap.cash.receivables.models import BankLine, Contract, Invoice, Payment
from endcap.cash.receivables.rights import Rights
from endcap.customers.merchants.models import Merchant, MerchantOutlet
from endcap.customers.merchants.services.onboarding import account_key
from endcap.customers.outlets.models import Outlet
from endcap.kernel.actor import Actor

PAGE = 50
WHY = "finance sees whose money it is"
_DOCUMENT = re.compile(r"\b(?:FP|QC|ZN|HT)-\d{4}-\d{6,}\b", flags=re.IGNORECASE)
NUMBER, ACCOUNT, NAME, AMOUNT, REPORTED = 60, 50, 40, 20, 30


@dataclass(frozen=True, slots=True)
class Proposal:
    """A payer, how sure it is (0 to 100), and why: codes number, account, name, amount, reported."""

    payer: Outlet
    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LineToMatch:
    """A bank line with its proposals."""

    line: BankLine
    proposals: Sequence[Proposal]


def lines_to_match(actor: Actor, *, limit: int = PAGE) -> list[LineToMatch]:
    """Lines that nobody has matched yet, the oldest first, each with its likeliest payers."""
    actor.require(Rights.POST)
    lines = list(BankLine.objects.filter(state="open").select_related("account").order_by("on", "pk")[:limit])
    return [LineToMatch(line, propose(line)) for line in lines]


def open_lines(actor: Actor) -> int:
    """How many lines wait for a match."""
    return BankLine.objects.filter(state="open").count() if actor.may(Rights.POST) else 0


def propose(line: BankLine, *, limit: int = 3) -> list[Proposal]:
    """The likeliest payers of a line. A fixed number of statements."""
    points: dict[UUID, dict[str, int]] = {}

    def add(ids: Sequence[UUID], reason: str, score: int) -> None:
        for id in ids:
            points.setdefault(id, {})[reason] = score

    add(_by_number(line.reference), "number", NUMBER)
    add(_by_account(line.payer_account), "account", ACCOUNT)
    add(_by_name(line.payer_name), "name", NAME)
    reported = Payment.objects.unscoped(WHY).filter(state="reported", method="transfer", amount=line.amount)
    add(list(reported.values_list("payer_id", flat=True)[:20]), "reported", REPORTED)
    add(_by_amount(line.amount, set(points)), "amount", AMOUNT)
    best = sorted(points.items(), key=lambda one: (-sum(one[1].values()), str(one[0])))[:limit]
    payers = Outlet.objects.unscoped(WHY).in_bulk([id for id, _why in best])
    return [Proposal(payers[id], min(sum(why.values()), 100), tuple(why)) for id, why in best if id in payers]


def _by_number(reference: str) -> list[UUID]:
    numbers = [found.upper() for found in _DOCUMENT.findall(reference)]
    if not numbers:
        return []
    invoices = Invoice.objects.unscoped(WHY).filter(number__in=numbers).values_list("payer_id", flat=True)
    contracts = Contract.objects.unscoped(WHY).filter(number__in=numbers).values_list("payer_id", flat=True)
    return [*invoices, *contracts]


def _by_account(account_no: str) -> list[UUID]:
    digits = re.sub(r"\D", "", account_no)
    if len(digits) < 6:
        return []
    merchants = Merchant.objects.unscoped(WHY).filter(account_key=account_key(digits)).values("pk")
    paid = BankLine.objects.filter(payer_account=account_no, state="matched")
    return [*_outlets_of(merchants), *paid.values_list("payment__payer_id", flat=True).distinct()[:5]]


def _by_name(name: str) -> list[UUID]:
    if len(name.strip()) < 2:
        return []
    merchants = Merchant.objects.unscoped(WHY).filter(Q(name=name) | Q(account_name=name)).values("pk")
    outlets = Outlet.objects.unscoped(WHY).filter(Q(name=name) | Q(contact_name=name, contact_name__gt=""))
    return [*_outlets_of(merchants), *outlets.values_list("pk", flat=True)[:10]]


def _outlets_of(merchants: Any) -> list[UUID]:
    rows = MerchantOutlet.objects.unscoped(WHY).filter(merchant_id__in=merchants, to_on__isnull=True)
    return list(rows.values_list("outlet_id", flat=True)[:10])


def _by_amount(amount: int, known: set[UUID]) -> list[UUID]:
    """Payers that owe exactly this: among those named already, in total or in one item; else by one item alone."""
    items = Invoice.objects.unscoped(WHY).filter(settled__lt=F("total"))
    exact = items.annotate(left=F("total") - F("settled")).filter(left=amount)
    if known:
        exact = exact.filter(payer_id__in=known)
        totals = items.filter(payer_id__in=known).order_by().values("payer_id")
        whole = totals.annotate(owed=Sum(F("total") - F("settled"))).filter(owed=amount)
        return [*exact.values_list("payer_id", flat=True)[:20], *whole.values_list("payer_id", flat=True)]
    return list(exact.order_by().values_list("payer_id", flat=True).distinct()[:5])
