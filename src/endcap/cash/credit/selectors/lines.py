"""Reading credit lines."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection, models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import pgettext_lazy

from endcap.cash.credit import moves
from endcap.cash.credit.models import Limit
from endcap.mechanisms.ledger.models import Account

WHY = "whoever may see the order or the customer has been asked by the caller"


class State(models.TextChoices):
    """Whether a payer may take credit."""

    NONE = "none", pgettext_lazy("credit", "未授信")
    OPEN = "open", pgettext_lazy("credit", "可用")
    EXPIRED = "expired", pgettext_lazy("credit", "已过期")
    BLOCKED = "blocked", pgettext_lazy("credit", "已停用")


@dataclass(frozen=True, slots=True)
class CreditLine:
    """A payer's credit on a day. ``available + held + used = granted``; ``granted`` exceeds ``limit`` by what was cut
    or lent once and has not come back (``to_withdraw``)."""

    payer_id: UUID
    state: State
    limit: int = 0
    valid_to: date | None = None
    granted: int = 0
    balance: int = 0  # granted and not used; orders hold part of it
    held: int = 0
    reason: str = ""  # why it is blocked
    has_limit: bool = False  # there is or was a limit

    @property
    def used(self) -> int:
        """What stands in goods shipped and not paid."""
        return self.granted - self.balance

    @property
    def available(self) -> int:
        """What the ledger would still give away."""
        return self.balance - self.held

    @property
    def to_withdraw(self) -> int:
        """What is to be taken back first when credit becomes free."""
        return self.granted - self.limit

    @property
    def free(self) -> int:
        """What an order may take that day."""
        return max(0, self.available - self.to_withdraw) if self.state == State.OPEN else 0


def line_of(payer_id: UUID, on: date) -> CreditLine:
    """A payer's credit on a day; of a payer without a limit, one of nothing. One statement."""
    return lines_of([payer_id], on).get(payer_id) or CreditLine(payer_id, State.NONE)


def lines_of(payer_ids: Collection[UUID], on: date) -> dict[UUID, CreditLine]:
    """The credit of several payers, without those that never had a limit. One statement."""
    rows = Limit.objects.unscoped(WHY).filter(payer_id__in=payer_ids)
    return {limit.payer_id: _line(limit, on) for limit in with_figures(rows)}


def locked_line(payer_id: UUID, on: date) -> CreditLine:
    """The same, held until the transaction ends, so that nothing changes between looking and booking. Orders call this
    after locking their document and before they post."""
    limit = Limit.objects.unscoped(WHY).locked().filter(payer_id=payer_id).first()
    if limit is None:
        return CreditLine(payer_id, State.NONE)
    ids = [moves.granted(payer_id).id, moves.free(payer_id).id]
    rows = Account.objects.filter(pk__in=ids).order_by("pk")
    if connection.features.has_select_for_update:
        rows = rows.select_for_update(no_key=True)
    accounts = {account.role: account for account in rows}
    free, granted = accounts.get("free"), accounts.get("granted")
    return _made(
        limit,
        on,
        granted.balance if granted else 0,
        free.balance if free else 0,
        free.held if free else 0,
    )


def with_figures(rows: models.QuerySet[Limit]) -> models.QuerySet[Limit]:
    """Limits with what the ledger says of them: ``granted``, ``balance``, ``held``."""

    def of(role: str, figure: models.F | models.expressions.CombinedExpression) -> Coalesce:
        accounts = Account.objects.filter(
            book=moves.NAME, role=role, unit=moves.UNIT, owner_id=OuterRef("payer_id")
        )
        return Coalesce(Subquery(accounts.annotate(figure=figure).values("figure")[:1]), 0)

    return rows.annotate(
        granted=of("granted", models.F("credits") - models.F("debits")),
        balance=of("free", models.F("debits") - models.F("credits")),
        held=of("free", models.F("held")),
    )


def _line(limit: Limit, on: date) -> CreditLine:
    """Of a limit with its figures."""
    return _made(limit, on, limit.granted, limit.balance, limit.held)  # type: ignore[attr-defined]


def _made(limit: Limit, on: date, granted: int, balance: int, held: int) -> CreditLine:
    return CreditLine(
        payer_id=limit.payer_id,
        state=state_of(limit, on),
        limit=limit.amount,
        valid_to=limit.valid_to,
        granted=granted,
        balance=balance,
        held=held,
        reason=limit.block_reason,
        has_limit=True,
    )


def state_of(limit: Limit, on: date) -> State:
    """Whether credit may be taken under a limit that day."""
    if limit.blocked_at is not None:
        return State.BLOCKED
    if limit.valid_to is not None and limit.valid_to < on:
        return State.EXPIRED
    return State.OPEN if limit.amount else State.NONE
