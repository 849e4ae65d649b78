"""What makes outlets findable as fast in a big book as in a small one: see ``docs/areas/search.md``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from endcap.customers.outlets.models.base import OfOutletQuerySet
from endcap.customers.outlets.models.outlet import Outlet
from endcap.kernel.scope import Reach

if TYPE_CHECKING:
    from endcap.kernel.actor import Actor


class SearchEntryQuerySet(OfOutletQuerySet["SearchEntry"]):
    """As the outlet, told from the entry's own copies of unit and owner."""

    def scope_filter(self, actor: Actor) -> models.Q:
        if actor.reach == Reach.OWN:
            return models.Q(owner_id=actor.person_id)
        return models.Q(unit_id__in=actor.unit_ids)


class SearchEntry(models.Model):
    """The texts by which one outlet is found. With a number it stands in a block of the index; without one it is
    fresh, and is read one by one until the index takes it in."""

    outlet = models.OneToOneField(Outlet, on_delete=models.CASCADE, primary_key=True, related_name="search")
    number = models.BigIntegerField(null=True, unique=True)
    version = models.IntegerField(default=0)  # raised by every change, so that no block is built of old texts
    unit_id = models.UUIDField()
    owner_id = models.UUIDField()
    name = models.TextField()
    sound = models.TextField()
    initials = models.TextField()
    code = models.TextField()
    phones = models.TextField()
    people = models.TextField()
    place = models.TextField()
    licence = models.TextField()

    objects = SearchEntryQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class SearchBlock(models.Model):
    """Some thousand outlets that were taken into the index together. Never changed, only replaced."""

    id = models.BigAutoField(primary_key=True)
    size = models.IntegerField()
    levels = models.BinaryField()


class SearchPosting(models.Model):
    """Which outlets of a block have a gram."""

    pk = models.CompositePrimaryKey("key", "block_id")
    key = models.BigIntegerField()
    block = models.ForeignKey(SearchBlock, on_delete=models.CASCADE, related_name="postings")
    places = models.BinaryField()
