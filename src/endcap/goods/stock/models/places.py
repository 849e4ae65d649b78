"""Where goods stand, and in which lots."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from uuid import UUID, uuid5

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.goods.catalog.models import Sku
from endcap.kernel.fields import IdField
from endcap.kernel.scope import Reach, ScopedQuerySet
from endcap.org.units.models import Unit

if TYPE_CHECKING:
    from datetime import date

    from endcap.kernel.actor import Actor

_LOTS = UUID("6c6f7473-0000-5aaa-8000-656e64636170")


def seen_places(actor: Actor, at: str = "") -> Q:
    """Which locations somebody sees, from a table that reaches them by ``at``: his own, those of his units and outlets,
    and the warehouses above him, since they serve him."""
    own_unit = [actor.unit_id] if actor.unit_id else []
    above = Unit.objects.filter(pk__in=own_unit, path__startswith=OuterRef(f"{at}unit__path"))
    serving = Q(**{f"{at}kind": "warehouse"}) & Q(Exists(above))
    if actor.reach == Reach.OWN:
        own = Q(**{f"{at}person_id": actor.person_id}) | Q(**{f"{at}outlet__owner_id": actor.person_id})
        return own | serving
    below = Q(**{f"{at}outlet__isnull": True, f"{at}unit_id__in": actor.unit_ids})
    return below | Q(**{f"{at}outlet__unit_id__in": actor.unit_ids}) | serving


class LocationQuerySet(ScopedQuerySet["Location"]):
    """One's van, the locations of one's units and outlets, and the warehouses that serve them."""

    def scope_filter(self, actor: Actor) -> Q:
        return seen_places(actor)


class Location(models.Model):
    """Where goods stand: a warehouse of a unit, the van of a person, the shelf or back room of an outlet."""

    class Kind(models.TextChoices):
        WAREHOUSE = "warehouse", pgettext_lazy("location", "仓库")
        VAN = "van", pgettext_lazy("location", "车载仓")
        SHELF = "shelf", pgettext_lazy("location", "货架")
        BACK_ROOM = "back_room", pgettext_lazy("location", "后仓")
        DEALER = "dealer", pgettext_lazy("location", "经销商仓")

    AT_OUTLET: ClassVar = frozenset({Kind.SHELF, Kind.BACK_ROOM, Kind.DEALER})

    id = IdField()
    code = models.CharField(_("库位编码"), max_length=40, unique=True)
    name = models.CharField(_("库位名称"), max_length=80)
    kind = models.CharField(_("类型"), max_length=10, choices=Kind)
    unit = models.ForeignKey(Unit, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="+")
    outlet = models.ForeignKey(
        "outlets.Outlet", verbose_name=_("终端"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("人员"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    is_default = models.BooleanField(_("默认发货仓"), default=False)  # orders of the unit leave from here
    closed_on = models.DateField(_("停用日期"), null=True, blank=True)
    created_at = models.DateTimeField()

    objects = LocationQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="location_kind_known",
                condition=Q(kind__in=["warehouse", "van", "shelf", "back_room", "dealer"]),
            ),
            models.CheckConstraint(
                name="location_belongs",
                condition=Q(kind="warehouse", outlet__isnull=True, person__isnull=True)
                | Q(kind="van", outlet__isnull=True, person__isnull=False)
                | Q(kind__in=["shelf", "back_room", "dealer"], outlet__isnull=False, person__isnull=True),
            ),
            models.CheckConstraint(
                name="location_default_is_open_warehouse",
                condition=Q(is_default=False) | Q(kind="warehouse", closed_on__isnull=True),
            ),
            models.UniqueConstraint(
                name="location_one_default_a_unit", fields=["unit"], condition=Q(is_default=True)
            ),
            models.UniqueConstraint(
                name="location_one_open_van",
                fields=["person"],
                condition=Q(kind="van", closed_on__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["kind", "code"], name="location_by_kind")]

    def __str__(self) -> str:
        return self.name


class Lot(models.Model):
    """Goods of a product that were made together: the code on the box, the day they were made, the last good day.

    The id follows from these, so that the same lot is the same row whoever types it first. Goods without any such
    mark are the one lot without code and dates.
    """

    id = IdField(default=None)
    sku = models.ForeignKey(Sku, verbose_name=_("品项"), on_delete=models.PROTECT, related_name="+")
    code = models.CharField(_("批号"), max_length=40, blank=True)
    made_on = models.DateField(_("生产日期"), null=True, blank=True)
    expires_on = models.DateField(_("保质期至"), null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="lot_expires_after_it_is_made",
                condition=Q(made_on__isnull=True)
                | Q(expires_on__isnull=True)
                | Q(expires_on__gte=F("made_on")),
            )
        ]
        indexes = [models.Index(fields=["sku", "expires_on"], name="lot_by_sku")]

    def __str__(self) -> str:
        return self.code or "—"

    @staticmethod
    def id_of(sku_id: UUID, code: str, made_on: date | None, expires_on: date | None) -> UUID:
        """The id of the lot that these describe."""
        return uuid5(_LOTS, f"{sku_id}/{code}/{made_on or ''}/{expires_on or ''}")
