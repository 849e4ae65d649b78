"""Who sees rows of a payer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from django.db import models
from django.db.models import Q

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
