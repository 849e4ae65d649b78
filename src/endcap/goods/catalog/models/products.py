"""Brands, the category tree, products with their units and barcodes, price levels, and should-lists."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.kernel.fields import IdField, PriceField


class Brand(models.Model):
    """Whose name is on the product."""

    id = IdField()
    name = models.CharField(_("品牌"), max_length=80, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Category(models.Model):
    """One node of the category tree. ``path`` lists the ids from the root, so that a subtree is a prefix."""

    id = IdField()
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    code = models.CharField(_("品类编码"), max_length=80, unique=True)
    name = models.CharField(_("品类"), max_length=80)
    path = models.CharField(max_length=400, unique=True)

    class Meta:
        ordering = ["path"]

    def __str__(self) -> str:
        return self.name

    @property
    def depth(self) -> int:
        """How many categories stand above it."""
        return self.path.count("/") - 2


class Sku(models.Model):
    """The smallest thing that is sold, or a code of sales files that is no article (``is_article`` false)."""

    class Role(models.TextChoices):
        NONE = "", _("未定")
        MAIN = "main", _("主力")
        LEAD = "lead", _("带路")
        PROFIT = "profit", _("利润")

    class Stage(models.TextChoices):
        INTRO = "intro", _("导入期")
        GROWTH = "growth", _("成长期")
        MATURE = "mature", _("成熟期")
        DECLINE = "decline", _("衰退期")
        DELISTED = "delisted", _("已退市")

    id = IdField()
    code = models.CharField(_("品项编码"), max_length=40, unique=True)
    name = models.CharField(_("品项"), max_length=160)
    brand = models.ForeignKey(Brand, verbose_name=_("品牌"), on_delete=models.PROTECT, null=True, blank=True)
    category = models.ForeignKey(
        Category, verbose_name=_("品类"), on_delete=models.PROTECT, null=True, blank=True
    )
    base_unit = models.CharField(_("基本单位"), max_length=12, default="瓶")
    inner_unit = models.CharField(_("中包装单位"), max_length=12, blank=True)
    inner_factor = models.PositiveIntegerField(_("中包装含"), default=1)
    case_unit = models.CharField(_("箱单位"), max_length=12, default="箱")
    case_factor = models.PositiveIntegerField(_("每箱含"), default=1)
    volume_ml = models.PositiveIntegerField(_("容量"), null=True, blank=True)
    role = models.CharField(_("角色"), max_length=8, choices=Role, default=Role.NONE, blank=True)
    stage = models.CharField(_("生命周期"), max_length=8, choices=Stage, default=Stage.MATURE)
    listed_on = models.DateField(_("上市日期"), null=True, blank=True)
    is_article = models.BooleanField(_("是商品"), default=True)
    stub_reason = models.CharField(
        max_length=40, blank=True
    )  # why there is only a code: no master row was found
    flags = models.JSONField(default=list, blank=True)
    grade = models.CharField(
        _("等级"), max_length=1, blank=True
    )  # ABC by cumulative sales, written by grading
    search_text = models.CharField(max_length=400, editable=False)
    import_batch_id = models.UUIDField(null=True, editable=False, db_index=True)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="sku_factors_are_positive", condition=Q(inner_factor__gte=1) & Q(case_factor__gte=1)
            ),
        ]
        indexes = [models.Index(fields=["name", "code"], name="sku_by_name")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Barcode(models.Model):
    """A barcode of a product in one of its packings. Several products may carry one; all are flagged then."""

    class Kind(models.TextChoices):
        BASE = "base", _("单品")
        INNER = "inner", _("中包装")
        CASE = "case", _("箱")

    id = IdField()
    sku = models.ForeignKey(Sku, on_delete=models.CASCADE, related_name="barcodes")
    gtin = models.CharField(_("条码"), max_length=32, db_index=True)
    kind = models.CharField(_("包装"), max_length=5, choices=Kind, default=Kind.BASE)
    is_valid = models.BooleanField(_("校验位正确"), default=True)
    is_repaired = models.BooleanField(_("补过前导零"), default=False)
    import_batch_id = models.UUIDField(null=True, editable=False, db_index=True)

    class Meta:
        ordering = ["kind", "gtin"]
        constraints = [
            models.UniqueConstraint(fields=["sku", "kind", "gtin"], name="barcode_once_per_packing")
        ]

    def __str__(self) -> str:
        return self.gtin


class PriceLevel(models.Model):
    """A level of the price system: ex factory, dealer, sub-dealer, suggested retail, promotion, or the
    company's own."""

    id = IdField()
    code = models.SlugField(_("价格级别编码"), max_length=40, unique=True)
    name = models.CharField(_("价格级别"), max_length=40)
    name_en = models.CharField(_("英文名"), max_length=40)
    order = models.PositiveSmallIntegerField(default=0)
    # What outlets charge is theirs to decide: such a level only suggests and nothing may be enforced by it.
    is_suggested = models.BooleanField(_("只作建议"), default=False)
    # the level that counts for whoever has no other price
    is_base = models.BooleanField(_("基准级别"), default=False)

    class Meta:
        ordering = ["order", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_base"], condition=Q(is_base=True), name="price_level_one_base"
            ),
            models.CheckConstraint(
                name="price_level_base_binds", condition=Q(is_base=False) | Q(is_suggested=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Price(models.Model):
    """What one base unit costs at one level, from a day to a day (inclusive) or until further notice."""

    id = IdField()
    sku = models.ForeignKey(Sku, on_delete=models.CASCADE, related_name="prices")
    level = models.ForeignKey(PriceLevel, on_delete=models.PROTECT, related_name="prices")
    price = PriceField(_("价格"))
    valid_from = models.DateField(_("生效日"))
    valid_to = models.DateField(pgettext_lazy("price", "截止日"), null=True, blank=True)
    import_batch_id = models.UUIDField(null=True, editable=False, db_index=True)
    created_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["level__order", "-valid_from"]
        constraints = [
            models.CheckConstraint(name="price_is_not_negative", condition=Q(price__gte=0)),
            models.CheckConstraint(
                name="price_ends_after_it_begins",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
            models.UniqueConstraint(fields=["sku", "level", "valid_from"], name="price_begins_once_a_day"),
            models.UniqueConstraint(
                fields=["sku", "level"], condition=Q(valid_to__isnull=True), name="price_has_one_open_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level_id} {self.price} {self.valid_from}"


class ShouldList(models.Model):
    """A product that outlets of a channel and grade should carry; an empty grade means every grade."""

    id = IdField()
    channel = models.ForeignKey("outlets.Channel", on_delete=models.CASCADE, related_name="+")
    grade = models.CharField(_("等级"), max_length=1, blank=True)
    sku = models.ForeignKey(Sku, on_delete=models.CASCADE, related_name="should_lists")
    created_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["channel", "grade", "sku"]
        constraints = [
            models.UniqueConstraint(fields=["channel", "grade", "sku"], name="should_list_names_sku_once")
        ]

    def __str__(self) -> str:
        return f"{self.channel_id} {self.grade} {self.sku_id}"
