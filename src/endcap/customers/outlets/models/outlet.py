"""The outlet, its tags, and who looked after it when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.kernel.fields import IdField, MoneyField
from endcap.kernel.scope import Reach, ScopedQuerySet
from endcap.org.units.models import Unit

if TYPE_CHECKING:
    from endcap.kernel.actor import Actor

from endcap.customers.outlets.models.base import OfOutletQuerySet
from endcap.customers.outlets.models.channels import Channel


class Tag(models.Model):
    """A free word that groups outlets."""

    class Tone(models.TextChoices):
        PLAIN = "", pgettext_lazy("tone", "灰")
        ACCENT = "accent", pgettext_lazy("tone", "蓝")
        OK = "ok", pgettext_lazy("tone", "绿")
        WARN = "warn", pgettext_lazy("tone", "黄")
        BAD = "bad", pgettext_lazy("tone", "红")

    id = IdField()
    name = models.CharField(_("标签"), max_length=40, unique=True)
    tone = models.CharField(_("颜色"), max_length=8, choices=Tone, blank=True, default=Tone.PLAIN)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class OutletQuerySet(ScopedQuerySet["Outlet"]):
    """Outlets of one's own, of one's units, or of the company."""

    def scope_filter(self, actor: Actor) -> models.Q:
        if actor.reach == Reach.OWN:
            return models.Q(owner_id=actor.person_id)
        return models.Q(unit_id__in=actor.unit_ids)

    def portal_filter(self, actor: Actor) -> models.Q:
        return models.Q(pk__in=actor.represents)


class Outlet(models.Model):
    """One outlet. Figures and the grade are copies for lists, written only by the services of this area."""

    class Status(models.TextChoices):
        PROSPECT = "prospect", _("待开发")
        ACTIVE = "active", pgettext_lazy("outlet status", "正常")
        SUSPENDED = "suspended", _("暂停")
        CLOSED = "closed", _("已关店")

    class Party(models.TextChoices):
        ORGANISATION = "organisation", pgettext_lazy("party", "单位")
        PERSON = "person", _("个人")

    class Dealing(models.TextChoices):
        GOODS = "goods", _("买货")
        SERVICES = "services", _("接受服务")
        BOTH = "both", _("买货和服务")

    TRANSITIONS = {
        Status.PROSPECT: {Status.ACTIVE, Status.SUSPENDED, Status.CLOSED},
        Status.ACTIVE: {Status.SUSPENDED, Status.CLOSED},
        Status.SUSPENDED: {Status.ACTIVE, Status.CLOSED},
        Status.CLOSED: {Status.ACTIVE},
    }

    id = IdField()
    code = models.CharField(_("终端编码"), max_length=40, unique=True)
    code_key = models.CharField(max_length=40, db_index=True)
    name = models.CharField(_("终端名称"), max_length=120)
    name_key = models.CharField(max_length=120, db_index=True)
    name_sort = models.CharField(max_length=120)
    party_kind = models.CharField(_("客户性质"), max_length=12, choices=Party, default=Party.ORGANISATION)
    dealing = models.CharField(_("往来内容"), max_length=8, choices=Dealing, default=Dealing.GOODS)
    chain_name = models.CharField(_("连锁系统"), max_length=80, blank=True)
    channel = models.ForeignKey(
        Channel, verbose_name=_("渠道"), on_delete=models.PROTECT, related_name="outlets"
    )
    unit = models.ForeignKey(Unit, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="outlets")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("负责人"), on_delete=models.PROTECT, related_name="outlets"
    )
    status = models.CharField(_("状态"), max_length=12, choices=Status, default=Status.ACTIVE)
    province = models.CharField(_("省份"), max_length=40, blank=True)
    city = models.CharField(_("城市"), max_length=60, blank=True)
    district = models.CharField(_("区县"), max_length=60, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    address_key = models.CharField(max_length=200, blank=True, db_index=True)
    zip = models.CharField(_("邮编"), max_length=16, blank=True)
    phone = models.CharField(_("电话"), max_length=32, blank=True)
    phone_key = models.CharField(max_length=24, blank=True, db_index=True)
    contact_name = models.CharField(_("联系人"), max_length=60, blank=True)
    licence_no = models.CharField(_("营业执照号"), max_length=40, blank=True, db_index=True)
    lat_e7 = models.IntegerField(null=True, blank=True)  # WGS-84, degrees × 10⁷
    lon_e7 = models.IntegerField(null=True, blank=True)
    position_datum = models.CharField(_("坐标系"), max_length=8, blank=True)  # as the source gave it
    position_source = models.CharField(_("坐标来源"), max_length=16, blank=True)
    grade = models.CharField(_("等级"), max_length=1, blank=True)
    sales_12m = MoneyField(default=0)
    sales_30d = MoneyField(default=0)
    orders_12m = models.IntegerField(default=0)
    last_order_on = models.DateField(null=True, blank=True)
    figures_on = models.DateField(null=True, blank=True)  # the day up to which the figures count
    declared_sales = MoneyField(_("申报近 12 月进货额"), null=True, blank=True)
    declared_orders = models.IntegerField(_("申报单数"), null=True, blank=True)
    declared_last_order_on = models.DateField(_("申报最近下单日"), null=True, blank=True)
    declared_grade = models.CharField(_("申报级别"), max_length=12, blank=True)
    remark = models.CharField(_("备注"), max_length=500, blank=True)
    flags = models.JSONField(default=list, blank=True)
    stub_reason = models.CharField(max_length=40, blank=True)
    attributes = models.JSONField(default=dict, blank=True)
    tags = models.ManyToManyField(Tag, verbose_name=_("标签"), related_name="outlets", blank=True)
    last_verified_at = models.DateTimeField(_("最近核实"), null=True, blank=True)
    last_verified_by = models.CharField(_("谁核实的"), max_length=60, blank=True)
    opened_on = models.DateField(_("开户日期"), null=True, blank=True)
    closed_on = models.DateField(_("关店日期"), null=True, blank=True)
    archived_at = models.DateTimeField(_("归档时间"), null=True, blank=True)
    archive_class = models.CharField(_("归档类别"), max_length=40, blank=True)
    # the outlet that this one turned out to be; its row stays as it was and is read-only
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("并入"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="absorbed",
        db_index=False,
    )
    import_batch_id = models.UUIDField(null=True, blank=True, db_index=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = OutletQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "status"], name="outlet_by_unit"),
            models.Index(fields=["owner", "status"], name="outlet_by_owner"),
            models.Index(fields=["channel", "archived_at"], name="outlet_by_channel"),
            models.Index(fields=["last_verified_at", "created_at", "grade", "id"], name="outlet_by_check"),
            models.Index(fields=["grade", "archived_at", "sales_12m"], name="outlet_by_grade"),
            models.Index(fields=["name_sort", "id"], name="outlet_by_name"),
            models.Index(fields=["sales_12m", "id"], name="outlet_by_sales"),
            models.Index(fields=["-last_order_on", "-id"], name="outlet_by_last_order"),
            models.Index(fields=["updated_at", "id"], name="outlet_by_update"),
            models.Index(  # holds all that a map asks for, so that no row has to be read
                fields=[
                    "lat_e7",
                    "lon_e7",
                    "archived_at",
                    "unit",
                    "owner",
                    "status",
                    "grade",
                    "channel",
                    "id",
                ],
                name="outlet_on_map",
            ),
            models.Index(  # counts stale and flagged files without reading a row
                fields=[
                    "archived_at",
                    "unit",
                    "owner",
                    "last_verified_at",
                    "created_at",
                    "grade",
                    "flags",
                    "id",
                ],
                name="outlet_on_list",
            ),
            models.Index(
                fields=["merged_into"], name="outlet_merged", condition=models.Q(merged_into__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(name="outlet_has_a_code", condition=~models.Q(code="")),
            models.CheckConstraint(name="outlet_has_a_name", condition=~models.Q(name="")),
            models.CheckConstraint(
                name="outlet_status_known",
                condition=models.Q(status__in=["prospect", "active", "suspended", "closed"]),
            ),
            models.CheckConstraint(
                name="outlet_grade_known", condition=models.Q(grade__in=["", "A", "B", "C"])
            ),
            models.CheckConstraint(
                name="outlet_merged_is_put_away",
                condition=models.Q(merged_into__isnull=True)
                | (models.Q(archived_at__isnull=False) & ~models.Q(merged_into=models.F("id"))),
            ),
            models.CheckConstraint(
                name="outlet_position_is_whole",
                condition=models.Q(lat_e7__isnull=True, lon_e7__isnull=True)
                | models.Q(
                    lat_e7__gte=-900_000_000,
                    lat_e7__lte=900_000_000,
                    lon_e7__gte=-1_800_000_000,
                    lon_e7__lte=1_800_000_000,
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_archived(self) -> bool:
        """Whether the file is put away and read-only."""
        return self.archived_at is not None

    @property
    def is_merged(self) -> bool:
        """Whether it turned out to be another outlet, where all of it now is."""
        return self.merged_into_id is not None

    @property
    def has_position(self) -> bool:
        """Whether the outlet can be drawn on a map."""
        return self.lat_e7 is not None


class Ownership(models.Model):
    """Who looked after an outlet from when to when; exactly one is open."""

    id = IdField()
    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="ownerships")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField(_("开始日期"))
    to_on = models.DateField(_("结束日期"), null=True, blank=True)  # the first day of the next owner
    reason = models.CharField(_("原因"), max_length=200, blank=True)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    objects = OfOutletQuerySet["Ownership"].as_manager()

    class Meta:
        ordering = ["-from_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="ownership_one_is_open", fields=["outlet"], condition=models.Q(to_on__isnull=True)
            ),
            models.CheckConstraint(
                name="ownership_ends_after_start",
                condition=models.Q(to_on__isnull=True) | models.Q(to_on__gte=models.F("from_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outlet_id} {self.owner_id}"
