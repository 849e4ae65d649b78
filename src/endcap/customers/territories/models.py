"""Territories: outlines on the map, the unit they belong to and the person who works them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from endcap.kernel.fields import IdField
from endcap.kernel.geo import Position
from endcap.kernel.scope import Reach, ScopedQuerySet
from endcap.kernel.shapes import Ring
from endcap.org.units.models import Unit

if TYPE_CHECKING:
    from endcap.kernel.actor import Actor


class TerritoryQuerySet(ScopedQuerySet["Territory"]):
    """One's own territories; managers see those of their units."""

    def scope_filter(self, actor: Actor) -> models.Q:
        if actor.reach == Reach.OWN:
            return models.Q(owner_id=actor.person_id)
        return models.Q(unit_id__in=actor.unit_ids)


class Territory(models.Model):
    """A piece of the map. Its outlets are those that lie inside; where two overlap, the smaller one has them."""

    class Tone(models.TextChoices):
        A = "a", _("蓝")
        B = "b", _("绿")
        C = "c", _("橙")
        D = "d", _("紫")

    id = IdField()
    code = models.CharField(_("片区编码"), max_length=32, unique=True)
    name = models.CharField(_("片区名称"), max_length=60)
    unit = models.ForeignKey(Unit, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("负责人"), on_delete=models.PROTECT,
        null=True, blank=True, related_name="+",
    )  # fmt: skip
    tone = models.CharField(_("颜色"), max_length=1, choices=Tone, default=Tone.A)
    corners = (
        models.JSONField()
    )  # [[latitude, longitude], …] in degrees × 10⁷, WGS-84, not closed by repetition
    south_e7 = models.IntegerField()
    west_e7 = models.IntegerField()
    north_e7 = models.IntegerField()
    east_e7 = models.IntegerField()
    extent_m2 = models.BigIntegerField(_("面积（平方米）"))
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    updated_by = models.CharField(max_length=60)
    closed_on = models.DateField(_("停用日期"), null=True, blank=True)

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["unit", "closed_on"], name="territory_by_unit")]
        constraints = [
            models.CheckConstraint(
                name="territory_box_in_order",
                condition=models.Q(south_e7__lte=models.F("north_e7"), west_e7__lte=models.F("east_e7")),
            ),
            models.CheckConstraint(name="territory_covers_ground", condition=models.Q(extent_m2__gt=0)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ring(self) -> Ring:
        """The outline."""
        return tuple(Position(lat, lon) for lat, lon in self.corners)

    @property
    def km2(self) -> str:
        """Its size in square kilometres, for readers."""
        return f"{self.extent_m2 / 1_000_000:,.2f}"
