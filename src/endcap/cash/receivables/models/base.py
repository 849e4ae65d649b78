"""What the tables of this area share: rows that hang on a payer are seen by whoever sees that outlet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from django.db import models

from endcap.kernel.scope import Reach, ScopedQuerySet

if TYPE_CHECKING:
    from endcap.kernel.actor import Actor

M = TypeVar("M", bound=models.Model)


class OfPayerQuerySet(ScopedQuerySet[M], Generic[M]):
    """Rows that name a payer."""

    def scope_filter(self, actor: Actor) -> models.Q:
        if actor.reach == Reach.OWN:
            return models.Q(payer__owner_id=actor.person_id)
        return models.Q(payer__unit_id__in=actor.unit_ids)


class ToldToPayerQuerySet(OfPayerQuerySet[M], Generic[M]):
    """Rows that the payer himself may see too: invoices and payments, not what is noted about him."""

    def portal_filter(self, actor: Actor) -> models.Q:
        return models.Q(payer_id__in=actor.represents)
