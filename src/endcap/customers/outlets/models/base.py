"""What the tables of this area share: names in the reader's language, rows that belong to an outlet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from django.db import models
from django.utils.translation import get_language

from endcap.kernel.scope import Reach, ScopedQuerySet

if TYPE_CHECKING:
    from endcap.kernel.actor import Actor


M = TypeVar("M", bound=models.Model)


def in_reader_language(name: str, name_en: str) -> str:
    """The name that fits the reader's language; Chinese unless there is an English one."""
    return name_en if name_en and (get_language() or "").startswith("en") else name


class OfOutletQuerySet(ScopedQuerySet[M], Generic[M]):
    """Rows that hang on an outlet are seen by whoever sees the outlet."""

    def scope_filter(self, actor: Actor) -> models.Q:
        if actor.reach == Reach.OWN:
            return models.Q(outlet__owner_id=actor.person_id)
        return models.Q(outlet__unit_id__in=actor.unit_ids)
