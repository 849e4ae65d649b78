"""What paying late costs, by the contract: proposed, and charged by finance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import F, Q, Sum

from endcap.cash.receivables import moves, settling
from endcap.cash.receivables.errors import NoLateFee
from endcap.cash.receivables.events import InvoiceIssued
from endcap.cash.receivables.models import Allocation, Invoice
from endcap.cash.receivables.numbers import LATE_FEE
from endcap.cash.receivables.rights import Rights
from endcap.kernel import events
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.calendar import selectors as calendar
from endcap.kernel.calendar.working_days import WorkingCalendar
from endcap.kernel.errors import NotFoundHere
from endcap.kernel.numbering import services as numbering
from endcap.kernel.parameters import selectors as parameters
from endcap.kernel.parameters.definitions import P
from endcap.mechanisms.ledger import services as ledger

SOURCE = "receivables.Invoice"
WHY = "late fees that were charged for an item that the actor sees"


@dataclass(frozen=True)
class LateFee:
    """What an invoice costs for being paid late, so far; ``amount`` is what was not charged yet."""

    invoice: Invoice
    deadline: date
    days: int
    total: int
    charged: int

    @property
    def amount(self) -> int:
        """What may be charged now."""
        return max(self.total - self.charged, 0)


def late_fees(actor: Actor, *, payer_id: UUID | None = None) -> list[LateFee]:
    """The late fees that may be charged today, the biggest first. Nothing where P-34 says that none are charged."""
    actor.require(Rights.VIEW)
    if parameters.value(P.LATE_FEE, on=actor.today) != "contract":
        return []
    rows = Invoice.objects.visible_to(actor).filter(
        Q(settled__lt=F("total")) | Q(allocations__on__gt=F("due_on")),
        kind="invoice",
        due_on__lt=actor.today,
        contract__late_daily_bp__isnull=False,
    )
    if payer_id is not None:
        rows = rows.filter(payer_id=payer_id)
    found = _counted(
        rows.select_related("contract", "payer").distinct().order_by("due_on", "pk"), actor.today
    )
    return sorted((fee for fee in found if fee.amount), key=lambda fee: (-fee.amount, fee.invoice.number))


@transaction.atomic
def charge_late_fee(actor: Actor, *, invoice_id: UUID) -> Invoice:
    """Charge what an invoice costs so far for being paid late, less what was charged before."""
    actor.require(Rights.POST)

    rows = (
        Invoice.objects.visible_to(actor).locked().select_related("contract", "payer").filter(pk=invoice_id)
    )
    invoice = rows.first()
    if invoice is None:
        raise NotFoundHere()
    has_terms = invoice.kind == "invoice" and invoice.contract is not None
    is_charged = parameters.value(P.LATE_FEE, on=actor.today) == "contract"
    fees = _counted([invoice], actor.today) if has_terms and is_charged else []
    if not fees or not fees[0].amount:
        raise NoLateFee(number=invoice.number)

    fee = Invoice(
        id=uuid5(invoice.pk, f"late fee {actor.today}"),
        number=numbering.next_number(actor, LATE_FEE.key),
        kind=Invoice.Kind.LATE_FEE,
        payer_id=invoice.payer_id,
        outlet_id=invoice.outlet_id,
        contract_id=invoice.contract_id,
        source_type=SOURCE,
        source_id=invoice.pk,
        issued_on=actor.today,
        due_on=actor.today,
        net=fees[0].amount,
        tax=0,
        total=fees[0].amount,
        reason=f"{invoice.number} {fees[0].deadline} {fees[0].days}",
        made_by_name=actor.name[:60],
        created_at=actor.now,
    )
    fee.save(force_insert=True)
    ledger.post(
        actor,
        op_id=fee.pk,
        kind="receivables.late_fee",
        lines=moves.late_fee_lines(fee.payer_id, fee.total),
        subject_type=SOURCE,
        subject_id=fee.pk,
    )
    audit.record(
        actor, "receivables.late_fee_charged", fee, number=fee.number, of=invoice.number, total=fee.total
    )
    events.publish(actor, InvoiceIssued(fee.pk, fee.payer_id, fee.outlet_id, fee.total, fee.due_on))
    return fee


def _counted(invoices: Iterable[Invoice], today: date) -> list[LateFee]:
    held = [one for one in invoices if one.contract and one.contract.late_daily_bp is not None]
    if not held:
        return []
    ids = [one.pk for one in held]
    paid: dict[UUID, list[settling.PaidPart]] = {}
    made = Allocation.objects.filter(invoice_id__in=ids, undone_at__isnull=True)
    for part in made.select_related("payment"):
        on = part.payment.paid_on if part.payment else part.on
        paid.setdefault(part.invoice_id, []).append(settling.PaidPart(part.amount, on))
    charged = dict(
        Invoice.objects.unscoped(WHY)
        .filter(kind="late_fee", source_id__in=ids)
        .order_by()
        .values_list("source_id")
        .annotate(total=Sum(F("total") - F("credited")))
    )
    years = {one.due_on.year for one in held} | {one.due_on.year + 1 for one in held} | {today.year}
    days = calendar.working_calendar(range(min(years), max(years) + 1))
    return [_fee(one, paid.get(one.pk, []), charged.get(one.pk, 0), days, today) for one in held]


def _fee(
    invoice: Invoice,
    paid: Sequence[settling.PaidPart],
    charged: int,
    days: WorkingCalendar,
    today: date,
) -> LateFee:
    contract = invoice.contract
    assert contract is not None  # chosen so
    assert contract.late_daily_bp is not None
    deadline = settling.last_day_without_fee(invoice.due_on, contract.late_grace_days, days)
    parts = [*paid, settling.PaidPart(invoice.open, None)] if invoice.open else list(paid)
    rule = settling.LateFeeRule(contract.late_daily_bp, contract.late_grace_days, contract.late_cap_bp)
    total = settling.late_fee(parts, rule=rule, deadline=deadline, until=today, total=invoice.total)
    return LateFee(invoice, deadline, max((today - deadline).days, 0), total, charged)
