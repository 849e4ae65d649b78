"""Saved views of the list, and segments with their strategy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from endcap.kernel.fields import IdField

if TYPE_CHECKING:
    pass


class SavedView(models.Model):
    """A named filter of the outlet list, one's own or for everybody."""

    id = IdField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("视图名称"), max_length=40)
    query = models.CharField(max_length=500)
    columns = models.CharField(
        max_length=200, blank=True
    )  # column keys joined by commas; empty: as the person chose
    is_shared = models.BooleanField(_("全公司可见"), default=False)
    order = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["order", "created_at"]
        constraints = [models.UniqueConstraint(name="saved_view_name_once", fields=["person", "name"])]

    def __str__(self) -> str:
        return self.name


class ChosenColumns(models.Model):
    """The columns that a person wants in a list, wherever the person signs in."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    columns = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.columns


class Segment(models.Model):
    """A group of outlets alike in need or trait, with the strategy and plan that fit it."""

    class Basis(models.TextChoices):
        NEED = "need", _("需求")
        INDUSTRY = "industry", _("行业")
        REGION = "region", _("区域")
        DEMAND = "demand", _("产品需求")
        SPENDING = "spending", _("消费水平")
        LOYALTY = "loyalty", _("忠诚度")
        INFLUENCE = "influence", _("影响力")

    id = IdField()
    name = models.CharField(_("客群名称"), max_length=60, unique=True)
    basis = models.CharField(_("划分依据"), max_length=12, choices=Basis)
    query = models.CharField(_("筛选条件"), max_length=500)
    strategy = models.TextField(_("策略"))
    plan = models.TextField(_("计划"), blank=True)
    next_review_on = models.DateField(_("下次复核"), null=True, blank=True)
    updated_at = models.DateTimeField()
    updated_by = models.CharField(max_length=60)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
