"""The tables of credit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.customers.outlets.models import Outlet
from endcap.kernel.fields import IdField, MoneyField
from endcap.kernel.scope import Reach, ScopedQuerySet

if TYPE_CHECKING:
    from endcap.kernel.actor import Actor

M = TypeVar("M", bound=models.Model)


class OfPayerQuerySet(ScopedQuerySet[M], Generic[M]):
    """Rows that hang on a payer are seen by whoever sees that outlet."""

    def scope_filter(self, actor: Actor) -> Q:
        if actor.reach == Reach.OWN:
            return Q(payer__owner_id=actor.person_id)
        return Q(payer__unit_id__in=actor.unit_ids)


class Limit(models.Model):
    """How much a payer may owe, until when, and whether he may at present. What is used, held and free stands in the
    ledger; what was cut but could not be taken back yet is granted there beyond ``amount``."""

    id = IdField()
    payer = models.OneToOneField(Outlet, on_delete=models.PROTECT, related_name="credit_limit")
    amount = MoneyField(_("授信额度"), default=0)
    valid_to = models.DateField(
        pgettext_lazy("credit limit", "有效期至"), null=True, blank=True
    )  # the last day; empty while nothing is granted
    block_reason = models.CharField(pgettext_lazy("credit", "停用原因"), max_length=500, blank=True)
    blocked_at = models.DateTimeField(null=True, blank=True)
    blocked_by_name = models.CharField(max_length=60, blank=True)
    updated_at = models.DateTimeField()

    objects = OfPayerQuerySet["Limit"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="credit_limit_not_negative", condition=Q(amount__gte=0)),
            models.CheckConstraint(
                name="credit_limit_ends_some_day", condition=Q(amount=0) | Q(valid_to__isnull=False)
            ),
            models.CheckConstraint(
                name="credit_block_has_a_reason",
                condition=Q(blocked_at__isnull=True, block_reason="")
                | (Q(blocked_at__isnull=False) & ~Q(block_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payer_id} {self.amount}"
