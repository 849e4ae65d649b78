"""Around a debt: what was said and promised, opening items, writing off."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from endcap.cash.receivables import moves
from endcap.cash.receivables.errors import InvoiceTaken
from endcap.cash.receivables.models import CollectionNote, Invoice
from endcap.cash.receivables.numbers import OPENING
from endcap.cash.receivables.rights import Rights
from endcap.customers.outlets.models import Outlet
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id
from endcap.kernel.numbering import services as numbering
from endcap.mechanisms.ledger import services as ledger

MOST_AT_ONCE = 10_000


@transaction.atomic
def note_talk(
    actor: Actor,
    *,
    payer_id: UUID,
    note: str,
    promised_on: date | None = None,
    promised: int | None = None,
    id: UUID | None = None,
) -> CollectionNote:
    """Keep what was said about a debt, and what was promised until when."""
    actor.require(Rights.COLLECT)

    payer = Outlet.objects.visible_to(actor).filter(pk=payer_id).first()
    if payer is None:
        raise NotFoundHere()
    is_half = (promised is None) != (promised_on is None)
    collect(
        [
            None if note.strip() else Problem("note", "required", _("写明谈了什么。")),
            Problem("note", "too_long", _("最多 500 个字。")) if len(note.strip()) > 500 else None,
            Problem("promised", "half", _("答应付款要写金额和日子，两样都写。")) if is_half else None,
            Problem("promised", "positive", _("金额要大于 0。"))
            if promised is not None and promised <= 0
            else None,
            Problem("promised_on", "past", _("答应的日子不能早于今天。"))
            if promised_on is not None and promised_on < actor.today
            else None,
        ]
    )

    made = CollectionNote(
        id=id or new_id(actor.now),
        payer=payer,
        note=note.strip(),
        promised_on=promised_on,
        promised=promised,
        made_by_id=actor.person_id,
        made_by_name=actor.name[:60],
        created_at=actor.now,
    )
    made.save(force_insert=True)
    audit.record(actor, "receivables.talk_noted", made)
    return made


@transaction.atomic
def open_balance(
    actor: Actor, *, id: UUID, payer_id: UUID, amount: int, issued_on: date, due_on: date, reason: str = ""
) -> Invoice:
    """What a payer owed before this book began, as one open item. The same id again answers what is there."""
    actor.require(Rights.POST)

    known = Invoice.objects.unscoped("an id is used once in the whole company").filter(pk=id).first()
    if known is not None:
        if (known.payer_id, known.total) != (payer_id, amount):
            raise InvoiceTaken()
        return known
    payer = Outlet.objects.visible_to(actor).filter(pk=payer_id).first()
    if payer is None:
        raise NotFoundHere()
    collect(
        [
            Problem("amount", "positive", _("金额要大于 0。")) if amount <= 0 else None,
            Problem("due_on", "before_issue", _("到期日不能早于开单日。")) if due_on < issued_on else None,
        ]
    )

    item = Invoice(
        id=id,
        number=numbering.next_number(actor, OPENING.key),
        kind=Invoice.Kind.OPENING,
        payer=payer,
        outlet=payer,
        issued_on=issued_on,
        due_on=due_on,
        net=amount,
        tax=0,
        total=amount,
        reason=reason.strip()[:300],
        made_by_name=actor.name[:60],
        created_at=actor.now,
    )
    item.save(force_insert=True)
    ledger.post(
        actor,
        op_id=item.pk,
        kind="receivables.opened",
        lines=moves.opening_lines(payer.pk, amount),
        business_on=issued_on,
        subject_type="receivables.Invoice",
        subject_id=item.pk,
    )
    audit.record(actor, "receivables.opening_written", item, number=item.number, total=amount)
    return item
