"""Accounts, operations and transfers. What must always hold is held by the database: see ``guards.py``."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from endcap.kernel.fields import IdField

LARGEST = 10**15  # ten trillion yuan in fen; far enough from where the sums of a database run over


class Phase(models.TextChoices):
    """What a transfer does."""

    POSTED = "posted", _("已记账")  # moves at once
    PENDING = "pending", _("待定")  # holds what would leave, moves nothing yet
    POST = "post", _("兑现")  # ends a pending one: moves at most that much, the rest is free again
    VOID = "void", _("作废")  # ends a pending one: nothing moves, all is free again


class Account(models.Model):
    """Where amounts of one unit stand. The counters of bounded accounts are moved by a trigger only; accounts without
    a floor keep none and are summed. Nothing falls below its floor: a constraint."""

    id = IdField(default=None)
    book = models.CharField(max_length=16)
    role = models.CharField(max_length=24)
    unit = models.CharField(max_length=40)
    owner_id = models.UUIDField(null=True)
    part_id = models.UUIDField(null=True)
    sign = models.SmallIntegerField()
    floor = models.BigIntegerField(null=True)
    is_bounded = models.BooleanField()
    debits = models.BigIntegerField(default=0)
    credits = models.BigIntegerField(default=0)
    held = models.BigIntegerField(default=0)  # what pending transfers would take out
    closed_on = models.DateField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="ledger_account_sign", condition=Q(sign__in=[1, -1])),
            models.CheckConstraint(
                name="ledger_account_bounded",
                condition=Q(is_bounded=True, floor__isnull=False) | Q(is_bounded=False, floor__isnull=True),
            ),
            models.CheckConstraint(
                name="ledger_account_floor",
                condition=Q(floor__isnull=True)
                | Q(sign=1, floor__lte=F("debits") - F("credits") - F("held"))
                | Q(sign=-1, floor__lte=F("credits") - F("debits") - F("held")),
            ),
            models.CheckConstraint(
                name="ledger_account_counts",
                condition=Q(debits__gte=0) & Q(credits__gte=0) & Q(held__gte=0),
            ),
        ]
        indexes = [
            models.Index(fields=["owner_id", "book", "role"], name="ledger_account_by_owner"),
            models.Index(fields=["book", "role", "unit"], name="ledger_account_by_role"),
        ]

    def __str__(self) -> str:
        return f"{self.book}/{self.role} {self.unit}"

    @property
    def balance(self) -> int:
        """What stands there, as people read it: more is more. Bounded accounts only."""
        return self.sign * (self.debits - self.credits)

    @property
    def available(self) -> int:
        """The balance less what pending transfers hold. Bounded accounts only."""
        return self.balance - self.held


class Op(models.Model):
    """One operation of the business: all its transfers, or none. Its id comes from whoever starts it."""

    id = IdField(default=None)
    kind = models.CharField(max_length=40)
    business_on = models.DateField()
    maker_id = models.UUIDField(null=True)
    approver_id = models.UUIDField(null=True)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.UUIDField(null=True)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="ledger_op_maker_is_not_approver",
                condition=Q(maker_id__isnull=True)
                | Q(approver_id__isnull=True)
                | ~Q(maker_id=F("approver_id")),
            )
        ]
        indexes = [models.Index(fields=["subject_id", "kind"], name="ledger_op_by_subject")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Transfer(models.Model):
    """An amount that moves from the credit account to the debit account. Written once, never changed."""

    seq = models.BigAutoField(primary_key=True)
    op = models.ForeignKey(Op, on_delete=models.PROTECT, related_name="transfers", db_index=False)
    line = models.PositiveSmallIntegerField()
    debit = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    credit = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    amount = models.BigIntegerField()
    phase = models.CharField(max_length=7, choices=Phase, default=Phase.POSTED)
    resolves = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="resolved_by")
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversed_by")
    business_on = models.DateField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["op", "line"], name="ledger_transfer_once"),
            models.CheckConstraint(
                name="ledger_transfer_positive", condition=Q(amount__gt=0) & Q(amount__lte=LARGEST)
            ),
            models.CheckConstraint(name="ledger_transfer_moves", condition=~Q(debit=F("credit"))),
            models.CheckConstraint(
                name="ledger_transfer_resolves",
                condition=Q(phase__in=["post", "void"], resolves__isnull=False)
                | Q(phase__in=["posted", "pending"], resolves__isnull=True),
            ),
            models.CheckConstraint(
                name="ledger_transfer_reverses",
                condition=Q(reverses__isnull=True) | Q(phase="posted"),
            ),
        ]
        indexes = [
            models.Index(fields=["debit", "seq"], name="ledger_transfer_by_debit"),
            models.Index(fields=["credit", "seq"], name="ledger_transfer_by_credit"),
            models.Index(fields=["debit", "business_on", "seq"], name="ledger_transfer_debit_day"),
            models.Index(fields=["credit", "business_on", "seq"], name="ledger_transfer_credit_day"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.phase} {self.amount}"

    @property
    def moves(self) -> bool:
        """Whether it changes balances (pending and void ones don't)."""
        return self.phase in (Phase.POSTED, Phase.POST)


class Period(models.Model):
    """Up to which day a book is closed. Nothing is booked on or before that day."""

    book = models.CharField(max_length=16, primary_key=True)
    closed_through = models.DateField()
    closed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.book} {self.closed_through}"


class DaySum(models.Model):
    """What moved on one account on one day, added up by a job as far as ``SumMark`` says. Only a shortcut: whatever
    it says follows from the transfers, and the check compares."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    business_on = models.DateField()
    debits = models.BigIntegerField(default=0)
    credits = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "business_on"], name="ledger_daysum_once")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.business_on}"


class SumMark(models.Model):
    """The last transfer that stands in the day sums."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(name="ledger_has_one_sum_mark", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(self.seq)
