"""The book of outlets: where goods meet the shopper, who looks after it, and how it is classed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from django.conf import settings
from django.db import models
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets import keyclass
from endcap.kernel.fields import BasisPointsField, IdField, MoneyField
from endcap.kernel.scope import Reach, ScopedQuerySet
from endcap.org.units.models import Unit

if TYPE_CHECKING:
    from endcap.kernel.actor import Actor

M = TypeVar("M", bound=models.Model)


def in_reader_language(name: str, name_en: str) -> str:
    """The name that fits the reader's language; Chinese unless there is an English one."""
    return name_en if name_en and (get_language() or "").startswith("en") else name


class Channel(models.Model):
    """One node of the channel tree. Outlets hang on leaves; the outlet type follows from the leaf."""

    class Family(models.TextChoices):
        TRADITIONAL = "traditional", _("传统通路")
        MODERN = "modern", _("现代通路")
        SPECIAL = "special", _("特殊通路")

    class OutletType(models.TextChoices):
        SMALL = "small", _("传统小店")
        KEY = "key_account", _("重点客户（KA）")
        SPECIAL = "special", _("特通点")
        THIRD = "third_terminal", _("第三终端")

    id = IdField()
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    code = models.CharField(_("渠道编码"), max_length=40, unique=True)
    name = models.CharField(_("渠道名称"), max_length=60)
    name_en = models.CharField(_("英文名称"), max_length=80, blank=True)
    family = models.CharField(_("通路"), max_length=12, choices=Family)
    outlet_type = models.CharField(_("终端类型"), max_length=16, choices=OutletType)
    is_leaf = models.BooleanField(default=True)
    order = models.PositiveIntegerField(default=0)
    development_order = models.PositiveSmallIntegerField(_("开发次序"), null=True, blank=True)
    closed_on = models.DateField(_("停用日期"), null=True, blank=True)

    class Meta:
        ordering = ["order", "code"]
        constraints = [
            models.CheckConstraint(
                name="channel_family_known",
                condition=models.Q(family__in=["traditional", "modern", "special"]),
            )
        ]

    def __str__(self) -> str:
        return in_reader_language(self.name, self.name_en)


class Tag(models.Model):
    """A free word that groups outlets."""

    id = IdField()
    name = models.CharField(_("标签"), max_length=40, unique=True)

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


class OfOutletQuerySet(ScopedQuerySet[M], Generic[M]):
    """Rows that hang on an outlet are seen by whoever sees the outlet."""

    def scope_filter(self, actor: Actor) -> models.Q:
        if actor.reach == Reach.OWN:
            return models.Q(outlet__owner_id=actor.person_id)
        return models.Q(outlet__unit_id__in=actor.unit_ids)


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
    search_text = models.CharField(max_length=500)
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
    opened_on = models.DateField(_("开户日期"), null=True, blank=True)
    closed_on = models.DateField(_("关店日期"), null=True, blank=True)
    archived_at = models.DateTimeField(_("归档时间"), null=True, blank=True)
    archive_class = models.CharField(_("归档类别"), max_length=40, blank=True)
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
            models.Index(fields=["lat_e7", "lon_e7"], name="outlet_by_position"),
            models.Index(fields=["search_text", "id"], name="outlet_by_words"),
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


class Scheme(models.Model):
    """A way to class outlets, kept as data: key/ordinary/potential, ABC, VIP, the company's own."""

    class Kind(models.TextChoices):
        KEY = "key", _("重点、普通、潜在")
        ABC = "abc", _("ABC 等级")
        THIRD = "third_terminal", _("第三终端分类")
        VIP = "vip", _("VIP")
        RIVAL = "rival", _("竞品的分级")
        CUSTOM = "custom", _("自定分类")

    id = IdField()
    code = models.CharField(_("方案编码"), max_length=40, unique=True)
    kind = models.CharField(_("类型"), max_length=16, choices=Kind)
    name = models.CharField(_("方案名称"), max_length=60)
    name_en = models.CharField(_("英文名称"), max_length=80, blank=True)
    criteria = models.TextField(_("标准"), blank=True)
    review_every_months = models.PositiveSmallIntegerField(_("复核周期（月）"), default=3)
    order = models.PositiveIntegerField(default=0)
    closed_on = models.DateField(_("停用日期"), null=True, blank=True)

    class Meta:
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return in_reader_language(self.name, self.name_en)

    @property
    def criteria_in_words(self) -> str:
        """The criteria; those that came with the scheme are known in the reader's language."""
        return gettext(self.criteria) if self.criteria else ""


class SchemeValue(models.Model):
    """One class of a scheme."""

    id = IdField()
    scheme = models.ForeignKey(Scheme, on_delete=models.CASCADE, related_name="values")
    code = models.CharField(_("代码"), max_length=40)
    name = models.CharField(_("名称"), max_length=60)
    name_en = models.CharField(_("英文名称"), max_length=80, blank=True)
    criteria = models.TextField(_("标准"), blank=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "code"]
        constraints = [models.UniqueConstraint(name="scheme_value_once", fields=["scheme", "code"])]

    def __str__(self) -> str:
        return in_reader_language(self.name, self.name_en)


_RANKED = {
    "abc": _("按净销售额排名，按客户数分级"),
    "abc_sales": _("按净销售额排名，按累计销售额分级"),
}  # a ranking in short; its figures stand beside it


class Classification(models.Model):
    """An outlet's class in one scheme for a time, and why."""

    class Source(models.TextChoices):
        RULE = "rule", _("按规则")
        MANUAL = "manual", _("人工")
        IMPORT = "import", _("导入")
        DECLARED = "declared", _("名单申报")

    id = IdField()
    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="classifications")
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="classifications")
    value = models.CharField(_("分类"), max_length=40)
    valid_from = models.DateField(_("生效"))
    valid_to = models.DateField(_("失效"), null=True, blank=True)  # the first day on which it no longer holds
    source = models.CharField(_("来源"), max_length=10, choices=Source)
    reason = models.CharField(_("原因"), max_length=300)
    inputs = models.JSONField(default=dict, blank=True)
    rank = models.PositiveIntegerField(null=True, blank=True)
    share_bp = BasisPointsField(null=True, blank=True)
    amount = MoneyField(null=True, blank=True)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    objects = OfOutletQuerySet["Classification"].as_manager()

    class Meta:
        ordering = ["-valid_from", "-id"]
        indexes = [
            models.Index(fields=["scheme", "value", "valid_to", "outlet"], name="classification_by_value")
        ]
        constraints = [
            models.UniqueConstraint(
                name="classification_one_is_open",
                fields=["outlet", "scheme"],
                condition=models.Q(valid_to__isnull=True),
            ),
            models.CheckConstraint(
                name="classification_ends_after_start",
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
            ),
            models.CheckConstraint(name="classification_has_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.outlet_id} {self.value}"

    @property
    def reason_in_words(self) -> str:
        """Why, in the reader's language where a rule decided; what a person wrote stays as written."""
        if self.source != self.Source.RULE or (get_language() or "").startswith("zh"):
            return self.reason
        if traits := keyclass.traits_of(self.inputs):
            return keyclass.judge(traits).reason
        return str(_RANKED.get(self.scheme.code, self.reason)) if self.rank else self.reason


class GradeReview(models.Model):
    """Somebody looked at an outlet's class again: by which criteria, when, with which outcome."""

    class Outcome(models.TextChoices):
        KEPT = "kept", _("维持")
        CHANGED = "changed", _("调整")

    id = IdField()
    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="reviews")
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="reviews")
    value = models.CharField(max_length=40)
    criteria = models.TextField(_("标准"))
    outcome = models.CharField(_("结论"), max_length=8, choices=Outcome)
    rival_view = models.CharField(_("竞品怎么分"), max_length=200, blank=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    on = models.DateField(_("复核日期"))
    reviewer_name = models.CharField(_("复核人"), max_length=60)
    reviewer_id = models.UUIDField(null=True)

    objects = OfOutletQuerySet["GradeReview"].as_manager()

    class Meta:
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return f"{self.outlet_id} {self.on}"


class Contact(models.Model):
    """A person at the outlet. Optional personal fields are empty unless a lawful purpose is recorded."""

    class Role(models.TextChoices):
        DECISION_MAKER = "decision_maker", _("决策人")
        BUYER = "buyer", _("采购")
        PURCHASING_HEAD = "purchasing_head", _("采购负责人")
        EXECUTIVE = "executive", _("高层")
        STORE_SUPERVISOR = "store_supervisor", _("门店主管")
        CLERK = "clerk", _("店员")

    class Level(models.TextChoices):
        TOP = "top", _("高层")
        MIDDLE = "middle", _("中层")
        BASE = "base", _("基层")

    id = IdField()
    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(_("姓名"), max_length=60)
    role = models.CharField(_("角色"), max_length=20, choices=Role)
    level = models.CharField(_("层级"), max_length=8, choices=Level)
    phone = models.CharField(_("手机"), max_length=32, blank=True)
    email = models.CharField(_("邮箱"), max_length=120, blank=True)
    hobbies = models.CharField(_("爱好"), max_length=200, blank=True)
    birthday = models.DateField(_("生日"), null=True, blank=True)
    consents = models.JSONField(default=dict, blank=True)  # field → {"purpose": …, "on": date}
    left_on = models.DateField(_("离开日期"), null=True, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = OfOutletQuerySet["Contact"].as_manager()

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.name


class OutletLink(models.Model):
    """Two outlets that have to do with each other; for a successor, ``outlet`` came before ``other``."""

    class Kind(models.TextChoices):
        SUCCESSOR = "successor", _("前后手")
        SAME_PLACE = "same_place", _("同一地址")
        DUPLICATE = "duplicate_suspect", _("疑似重复")

    class State(models.TextChoices):
        OPEN = "open", _("待确认")
        DISMISSED = "dismissed", _("不是")
        CONFIRMED = "confirmed", _("确认")

    id = IdField()
    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="links")
    other = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="links_back")
    kind = models.CharField(_("关系"), max_length=20, choices=Kind)
    score = models.PositiveSmallIntegerField(default=0)  # 0 to 100
    reasons = models.JSONField(default=list, blank=True)
    state = models.CharField(_("结论"), max_length=10, choices=State, default=State.OPEN)
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=60, blank=True)

    objects = OfOutletQuerySet["OutletLink"].as_manager()

    class Meta:
        ordering = ["-score", "id"]
        indexes = [models.Index(fields=["kind", "state"], name="outlet_link_by_state")]
        constraints = [
            models.UniqueConstraint(name="outlet_link_once", fields=["outlet", "other", "kind"]),
            models.CheckConstraint(
                name="outlet_link_joins_two", condition=~models.Q(outlet=models.F("other"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outlet_id} {self.kind} {self.other_id}"


class SavedView(models.Model):
    """A named filter of the outlet list, one's own or for everybody."""

    id = IdField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("视图名称"), max_length=40)
    query = models.CharField(max_length=500)
    is_shared = models.BooleanField(_("全公司可见"), default=False)
    order = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["order", "created_at"]
        constraints = [models.UniqueConstraint(name="saved_view_name_once", fields=["person", "name"])]

    def __str__(self) -> str:
        return self.name


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
