"""Price rules: the draft in which they are typed, the published rules, the days on which each counts, and the index.

A published rule is never changed. What counts on a day follows from all rules of one key (for whom, about what, from
which quantity): a later publication takes over from its first day to its last; ``PriceSpan`` keeps the outcome, and
``PriceEntry`` spells it out by product, so that a price is read and never searched for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.goods.catalog.models.products import Brand, Category, PriceLevel, Sku
from endcap.kernel.fields import BasisPointsField, IdField, PriceField, QuantityField
from endcap.kernel.scope import Reach, ScopedQuerySet

if TYPE_CHECKING:
    from endcap.kernel.actor import Actor

LARGEST_SHARE = 100_000  # ten times the price of a level


class PriceBook(models.Model):
    """The one row that whoever changes the index holds, and the number of the latest publication."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    published = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(name="price_book_is_one", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(self.published)


class PriceChange(models.Model):
    """Price rules that are prepared together and begin to count by one decision."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("price change", "草稿")
        PUBLISHED = "published", pgettext_lazy("price change", "已发布")
        DROPPED = "dropped", pgettext_lazy("price change", "已放弃")

    TRANSITIONS = {State.DRAFT: {State.PUBLISHED, State.DROPPED}}

    id = IdField()
    title = models.CharField(_("调价单"), max_length=80)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    number = models.CharField(_("单号"), max_length=24, blank=True)  # given when it is published
    published_no = models.BigIntegerField(null=True, editable=False)  # the order of publication
    version = models.PositiveIntegerField(default=1)
    warnings = models.JSONField(default=list)  # what was pointed out when it was published
    import_batch_id = models.UUIDField(null=True, editable=False, db_index=True)
    created_by_id = models.UUIDField(null=True)
    created_by_name = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    published_by_name = models.CharField(max_length=60, blank=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="price_change_state_known", condition=Q(state__in=["draft", "published", "dropped"])
            ),
            models.CheckConstraint(
                name="price_change_published_has_a_number",
                condition=Q(state="published", published_no__isnull=False, published_at__isnull=False)
                & ~Q(number="")
                | ~Q(state="published") & Q(published_no__isnull=True, number=""),
            ),
            models.UniqueConstraint(fields=["published_no"], name="price_change_in_one_order"),
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="price_change_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()


class DraftLine(models.Model):
    """A rule as it was typed; whatever stands there is kept until it is right."""

    change = models.ForeignKey(PriceChange, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    audience = models.CharField(max_length=40, blank=True)
    who = models.CharField(max_length=120, blank=True)
    target = models.CharField(max_length=40, blank=True)
    what = models.CharField(max_length=120, blank=True)
    price = models.CharField(max_length=24, blank=True)
    share = models.CharField(max_length=24, blank=True)
    of_level = models.CharField(max_length=60, blank=True)
    min_quantity = models.CharField(max_length=24, blank=True)
    valid_from = models.CharField(max_length=24, blank=True)
    valid_to = models.CharField(max_length=24, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["change", "position"], name="price_draft_line_has_its_place")
        ]

    def __str__(self) -> str:
        return f"{self.change_id} {self.position}"


class PriceRuleQuerySet(ScopedQuerySet["PriceRule"]):
    """Rules for channels, levels and everybody are known to all who may look; a customer's to those who see it."""

    def scope_filter(self, actor: Actor) -> Q:
        own = (
            Q(outlet__owner_id=actor.person_id)
            if actor.reach == Reach.OWN
            else Q(outlet__unit_id__in=actor.unit_ids)
        )
        return Q(audience__in=["channel", "level", "everybody"]) | own


class PriceRule(models.Model):
    """What somebody pays for something, from a day on. Published and never changed; ``key`` is for whom, about what
    and from which quantity, and a later rule with the same key takes its place."""

    class Audience(models.TextChoices):
        CONTRACT = "contract", _("合同")
        OUTLET = "outlet", pgettext_lazy("price", "客户")
        CHANNEL = "channel", pgettext_lazy("price", "渠道")
        LEVEL = "level", _("价格级别")
        EVERYBODY = "everybody", _("所有客户")

    class Target(models.TextChoices):
        SKU = "sku", _("品项")
        CATEGORY = "category", _("品类")
        BRAND = "brand", _("品牌")
        ALL = "all", _("所有品项")

    class Effect(models.TextChoices):
        FIXED = "fixed", _("固定价")
        SHARE = "share", _("级别价的百分比")
        NONE = "none", pgettext_lazy("price", "不再单独定价")

    id = IdField()
    change = models.ForeignKey(PriceChange, on_delete=models.PROTECT, related_name="rules")
    position = models.PositiveIntegerField()
    number = models.CharField(_("规则"), max_length=32)
    key = models.CharField(max_length=140, db_index=True)
    audience = models.CharField(max_length=10, choices=Audience)
    audience_key = models.CharField(max_length=50)
    name = models.CharField(max_length=120, blank=True)  # whom it is for, as it was called when published
    name_en = models.CharField(max_length=120, blank=True)
    contract_id = models.UUIDField(null=True)
    outlet = models.ForeignKey("outlets.Outlet", on_delete=models.PROTECT, null=True, related_name="+")
    channel = models.ForeignKey("outlets.Channel", on_delete=models.PROTECT, null=True, related_name="+")
    level = models.ForeignKey(PriceLevel, on_delete=models.PROTECT, null=True, related_name="rules")
    target = models.CharField(max_length=10, choices=Target)
    specificity = models.PositiveSmallIntegerField()
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, null=True, related_name="price_rules")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, related_name="price_rules")
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, null=True, related_name="price_rules")
    effect = models.CharField(max_length=6, choices=Effect)
    price = PriceField(_("价格"), null=True)
    share_bp = BasisPointsField(null=True)
    of_level = models.ForeignKey(PriceLevel, on_delete=models.PROTECT, null=True, related_name="shares")
    min_quantity = QuantityField(default=1)
    valid_from = models.DateField(_("生效日"))
    valid_to = models.DateField(pgettext_lazy("price", "截止日"), null=True)

    objects = PriceRuleQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "-id"]
        indexes = [
            models.Index(fields=["change", "position"], name="price_rule_by_change"),
            models.Index(fields=["effect", "of_level"], name="price_rule_by_effect"),
        ]
        constraints = [
            models.CheckConstraint(
                name="price_rule_names_whom",
                condition=Q(audience="contract", contract_id__isnull=False)
                | Q(audience="outlet", outlet__isnull=False)
                | Q(audience="channel", channel__isnull=False)
                | Q(audience="level", level__isnull=False)
                | Q(audience="everybody"),
            ),
            models.CheckConstraint(
                name="price_rule_names_what",
                condition=Q(target="sku", sku__isnull=False)
                | Q(target="category", category__isnull=False)
                | Q(target="brand", brand__isnull=False)
                | Q(target="all"),
            ),
            models.CheckConstraint(
                name="price_rule_says_how_much",
                condition=Q(effect="fixed", target="sku", price__gte=0, share_bp__isnull=True)
                | Q(
                    effect="share",
                    price__isnull=True,
                    of_level__isnull=False,
                    share_bp__gte=1,
                    share_bp__lte=LARGEST_SHARE,
                )
                | Q(effect="none", price__isnull=True, share_bp__isnull=True),
            ),
            models.CheckConstraint(name="price_rule_from_one_unit", condition=Q(min_quantity__gte=1)),
            models.CheckConstraint(
                name="price_rule_ends_after_it_begins",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class PriceSpan(models.Model):
    """Days on which a rule is the one that counts for its key; no two of one key share a day."""

    rule = models.ForeignKey(PriceRule, on_delete=models.CASCADE, related_name="spans")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        ordering = ["valid_from"]
        constraints = [
            models.CheckConstraint(
                name="price_span_ends_after_it_begins",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.valid_from}"


class PriceEntry(models.Model):
    """The index: what one base unit of a product costs an audience from a day to a day, and by which rule."""

    sku = models.ForeignKey(Sku, on_delete=models.CASCADE, related_name="+", db_index=False)
    audience_key = models.CharField(max_length=50)
    specificity = models.PositiveSmallIntegerField()
    min_quantity = QuantityField()
    price = PriceField()
    rule = models.ForeignKey(PriceRule, on_delete=models.CASCADE, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sku", "audience_key", "specificity", "min_quantity", "valid_from"],
                name="price_entry_begins_once",
            ),
            models.CheckConstraint(
                name="price_entry_ends_after_it_begins",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku_id} {self.audience_key} {self.price}"
