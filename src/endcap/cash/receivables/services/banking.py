"""Bank statements: imported once, matched line by line, confirmed by a person."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from endcap.cash.receivables import statements
from endcap.cash.receivables.errors import FileKnown, FileUnreadable, LineDecided
from endcap.cash.receivables.models import BankAccount, BankFile, BankLine, Payment
from endcap.cash.receivables.rights import Rights
from endcap.cash.receivables.services.money_in import PaymentDraft, confirm_payment, record_payment
from endcap.kernel import clock
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id

LARGEST = 20 * 1024 * 1024


@dataclass(frozen=True)
class Imported:
    """What a statement brought: how many amounts came in, and how many were known from another file."""

    file: BankFile
    lines: int
    known: int


@transaction.atomic
def import_statement(actor: Actor, *, account_id: UUID, file_name: str, content: bytes) -> Imported:
    """Keep the amounts that came in. The same file twice is refused; the same line in another file is one line."""
    actor.require(Rights.POST)

    account = BankAccount.objects.filter(pk=account_id).first()
    if account is None:
        raise NotFoundHere()
    too_big = Problem("file", "too_big", _("文件超过 20 MB，分几次导。"))
    collect([too_big if len(content) > LARGEST else None])
    digest = hashlib.sha256(content).hexdigest()
    known = BankFile.objects.filter(sha256=digest).first()
    if known is not None:
        on = clock.business_date(known.created_at).isoformat()
        raise FileKnown(on=on, by=known.made_by_name, name=known.file_name)
    try:
        statement = statements.read(content, file_name)
    except statements.Unreadable as wrong:
        raise FileUnreadable(why=str(wrong)) from wrong

    file = BankFile(
        id=new_id(actor.now),
        account=account,
        sha256=digest,
        file_name=file_name[:200],
        shape=statement.shape,
        lines_count=len(statement.lines),
        made_by_name=actor.name[:60],
        created_at=actor.now,
    )
    file.save(force_insert=True)
    rows = _rows(actor, file, statement)
    held = set(BankLine.objects.filter(account=account, key__in=rows).values_list("key", flat=True))
    new = [row for key, row in rows.items() if key not in held]
    BankLine.objects.bulk_create(new, batch_size=500)
    file.new_count = len(new)
    file.save(update_fields=["new_count"])
    audit.record(actor, "receivables.statement_imported", file, lines=file.lines_count, new=file.new_count)
    return Imported(file, file.lines_count, len(rows) - len(new))


def _rows(actor: Actor, file: BankFile, statement: statements.Statement) -> dict[str, BankLine]:
    alike: Counter[str] = Counter()
    rows: dict[str, BankLine] = {}
    for line in statement.lines:
        plain = line.key(0)
        alike[plain] += 1
        key = line.key(alike[plain])
        rows[key] = BankLine(
            id=new_id(actor.now),
            file=file,
            account=file.account,
            key=key,
            on=line.on,
            amount=line.amount,
            payer_name=line.payer_name,
            payer_account=line.payer_account,
            reference=f"{line.reference} {line.bank_ref}".strip()[:300],
        )
    return rows


@transaction.atomic
def match_line(actor: Actor, *, line_id: UUID, payer_id: UUID) -> Payment:
    """This amount came from this payer: a payment with its receipt. One that was reported before is confirmed by it."""
    actor.require(Rights.POST)

    line = _open_line(line_id)
    reported = (
        Payment.objects.visible_to(actor)
        .filter(payer_id=payer_id, state="reported", method="transfer", amount=line.amount)
        .filter(bank_account_id=line.account_id)
        .order_by("paid_on", "pk")
        .first()
    )
    if reported is not None:
        payment = confirm_payment(actor, payment_id=reported.pk)
    else:
        draft = PaymentDraft(
            payer_id=payer_id,
            method=Payment.Method.TRANSFER,
            amount=line.amount,
            paid_on=line.on,
            bank_account_id=line.account_id,
            reference=line.reference[:120],
        )
        payment = record_payment(actor, id=line.pk, draft=draft)
    line.state, line.payment = BankLine.State.MATCHED, payment
    line.decided_at, line.decided_by_name = actor.now, actor.name[:60]
    line.save(update_fields=["state", "payment", "decided_at", "decided_by_name"])
    audit.record(actor, "receivables.bank_line_matched", line, receipt=payment.receipt_no)
    return payment


@transaction.atomic
def set_line_aside(actor: Actor, *, line_id: UUID, reason: str) -> BankLine:
    """This amount is no payment for goods; says what it is."""
    actor.require(Rights.POST)

    line = _open_line(line_id)
    collect([None if reason.strip() else Problem("reason", "required", _("写明这笔是什么。"))])

    line.state, line.state_reason = BankLine.State.SET_ASIDE, reason.strip()[:200]
    line.decided_at, line.decided_by_name = actor.now, actor.name[:60]
    line.save(update_fields=["state", "state_reason", "decided_at", "decided_by_name"])
    audit.record(actor, "receivables.bank_line_set_aside", line, reason=line.state_reason)
    return line


def _open_line(line_id: UUID) -> BankLine:
    rows = BankLine.objects.filter(pk=line_id)
    if connection.features.has_select_for_update:
        rows = rows.select_for_update(of=("self",))
    line = rows.first()
    if line is None:
        raise NotFoundHere()
    if line.state != BankLine.State.OPEN:
        raise LineDecided(state=line.get_state_display())
    return line
