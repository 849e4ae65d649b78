"""Closing a book up to a day, and opening it again."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.utils.translation import gettext_lazy as _

from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import Problem, collect
from endcap.kernel.operations import operation
from endcap.mechanisms.ledger import books, errors
from endcap.mechanisms.ledger.models import Period
from endcap.mechanisms.ledger.rights import Rights


def _of(book: str) -> Period | None:
    rows = Period.objects.filter(pk=book)
    return (rows.select_for_update() if connection.features.has_select_for_update else rows).first()


@operation
def close_period(actor: Actor, *, book: str, through: date) -> Period:
    """Nothing is booked on or before this day any more. Goes forward only."""
    actor.require(Rights.CLOSE)
    books.of(book)
    period = _of(book)

    collect(
        [
            None
            if through < actor.today
            else Problem("through", "not_past", _("只能结到昨天或更早，今天的业务还在发生。"))
        ]
    )
    if period is not None and through < period.closed_through:
        raise errors.NotBackwards(through=period.closed_through.isoformat())

    before = period.closed_through.isoformat() if period else ""
    if period is None:
        period = Period(book=book, closed_through=through, closed_at=actor.now)
        period.save(force_insert=True)
    else:
        period.closed_through, period.closed_at = through, actor.now
        period.save(update_fields=["closed_through", "closed_at"])
    audit.record(actor, "ledger.period_closed", period, through=through.isoformat(), before=before)
    return period


@operation
def reopen_period(actor: Actor, *, book: str, through: date, reason: str) -> Period:
    """Take a closing back to an earlier day, with a reason."""
    actor.require(Rights.CLOSE)
    period = _of(book)

    collect(
        [
            None if reason.strip() else Problem("reason", "required", _("写明为什么重新打开。")),
            None
            if period is not None and through < period.closed_through
            else Problem("through", "not_earlier", _("这一天之前还没有结账，不用重新打开。")),
        ]
    )
    assert period is not None  # collected above

    before = period.closed_through
    period.closed_through, period.closed_at = through, actor.now
    period.save(update_fields=["closed_through", "closed_at"])
    audit.record(
        actor,
        "ledger.period_reopened",
        period,
        through=through.isoformat(),
        before=before.isoformat(),
        reason=reason.strip(),
    )
    return period
