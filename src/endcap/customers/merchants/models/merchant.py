"""The merchant, the outlets that are his, and the renewal of his licence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.customers.outlets.models import OfOutletQuerySet, Outlet
from endcap.kernel.fields import IdField
from endcap.kernel.scope import Reach, ScopedQuerySet

if TYPE_CHECKING:
    from endcap.kernel.actor import Actor

M = TypeVar("M", bound=models.Model)


def _merchants_of(actor: Actor) -> models.QuerySet[Any]:
    """Merchants are seen through their outlets: so nobody is orphaned when a person leaves."""
    rows = MerchantOutlet.objects.unscoped("narrowed to the reach below").filter(to_on__isnull=True)
    if actor.reach == Reach.OWN:
        rows = rows.filter(outlet__owner_id=actor.person_id)
    else:
        rows = rows.filter(outlet__unit_id__in=actor.unit_ids)
    return rows.values("merchant_id")


class MerchantQuerySet(ScopedQuerySet["Merchant"]):
    """Merchants of the outlets that one sees."""

    def scope_filter(self, actor: Actor) -> models.Q:
        return models.Q(pk__in=_merchants_of(actor))


class OfMerchantQuerySet(ScopedQuerySet[M], Generic[M]):
    """Rows that hang on a merchant are seen by whoever sees the merchant."""

    def scope_filter(self, actor: Actor) -> models.Q:
        return models.Q(merchant_id__in=_merchants_of(actor))


class Merchant(models.Model):
    """Who owns one or several outlets in law: licence, bank account, and whether he may trade with us."""

    class Kind(models.TextChoices):
        COMPANY = "company", _("企业")
        INDIVIDUAL = "individual", _("个体工商户")

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("merchant", "待提交")
        SUBMITTED = "submitted", pgettext_lazy("merchant", "审批中")
        RETURNED = "returned", pgettext_lazy("merchant", "被退回")
        REJECTED = "rejected", pgettext_lazy("merchant", "已驳回")
        APPROVED = "approved", pgettext_lazy("merchant", "已准入")
        SUSPENDED = "suspended", pgettext_lazy("merchant", "已暂停")

    class Origin(models.TextChoices):
        OFFICE = "office", pgettext_lazy("merchant", "办公室录入")
        PORTAL = "portal", pgettext_lazy("merchant", "店主自助登记")
        IMPORT = "import", pgettext_lazy("merchant", "导入")

    TRANSITIONS: ClassVar = {
        State.DRAFT: {State.SUBMITTED},
        State.SUBMITTED: {State.APPROVED, State.RETURNED, State.REJECTED, State.DRAFT},
        State.RETURNED: {State.SUBMITTED, State.DRAFT},
        State.REJECTED: {State.DRAFT},
        State.APPROVED: {State.SUSPENDED, State.DRAFT},
        State.SUSPENDED: {State.APPROVED},
    }
    EDITABLE: ClassVar = frozenset({State.DRAFT, State.RETURNED})

    id = IdField()
    number = models.CharField(_("商户编号"), max_length=24, unique=True)
    kind = models.CharField(_("主体类型"), max_length=12, choices=Kind, default=Kind.INDIVIDUAL)
    name = models.CharField(_("执照上的名称"), max_length=120)
    search_text = models.CharField(max_length=500)
    licence_no = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    legal_person = models.CharField(_("法定代表人或经营者"), max_length=60, blank=True)
    address = models.CharField(_("执照上的地址"), max_length=200, blank=True)
    established_on = models.DateField(_("成立日期"), null=True, blank=True)
    valid_from = models.DateField(_("营业期限自"), null=True, blank=True)
    valid_to = models.DateField(_("营业期限至"), null=True, blank=True)
    is_long_term = models.BooleanField(_("长期有效"), default=False)
    contact_name = models.CharField(_("联系人"), max_length=60, blank=True)
    contact_phone = models.CharField(_("联系电话"), max_length=32, blank=True)
    account_name = models.CharField(_("户名"), max_length=120, blank=True)
    bank_name = models.CharField(_("开户银行"), max_length=80, blank=True)
    branch_name = models.CharField(_("开户支行"), max_length=120, blank=True)
    account_sealed = models.TextField(blank=True)  # see kernel.sealed
    account_tail = models.CharField(max_length=4, blank=True)
    account_key = models.CharField(
        max_length=40, blank=True, db_index=True
    )  # the same account, never the number
    permit_no = models.CharField(_("开户许可证核准号"), max_length=40, blank=True)
    consents = models.JSONField(default=dict, blank=True)  # field → {"purpose": …, "on": date, "by": …}
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.DRAFT)
    state_note = models.CharField(max_length=500, blank=True)  # why it was returned, rejected or suspended
    state_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True, blank=True)
    request_id = models.UUIDField(null=True, blank=True)  # the request for approval in hand, or the last one
    origin = models.CharField(max_length=8, choices=Origin, default=Origin.OFFICE)
    join_link = models.ForeignKey(
        "merchants.JoinLink", on_delete=models.PROTECT, null=True, blank=True, related_name="merchants"
    )
    import_batch_id = models.UUIDField(null=True, blank=True, db_index=True)
    made_by_name = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = MerchantQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-updated_at", "-id"], name="merchant_by_update"),
            models.Index(fields=["state", "-updated_at", "-id"], name="merchant_by_state"),
            models.Index(fields=["valid_to", "id"], name="merchant_by_expiry"),
        ]
        constraints = [
            models.CheckConstraint(name="merchant_has_a_name", condition=~models.Q(name="")),
            models.CheckConstraint(
                name="merchant_state_known",
                condition=models.Q(
                    state__in=["draft", "submitted", "returned", "rejected", "approved", "suspended"]
                ),
            ),
            models.CheckConstraint(
                name="merchant_trades_with_licence_and_approval",
                condition=~models.Q(state__in=["approved", "suspended"])
                | (~models.Q(licence_no="") & models.Q(approved_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="merchant_licence_ends_after_start",
                condition=models.Q(valid_to__isnull=True)
                | models.Q(is_long_term=False)
                & (models.Q(valid_from__isnull=True) | models.Q(valid_to__gte=models.F("valid_from"))),
            ),
            models.UniqueConstraint(
                name="merchant_licence_once",
                fields=["licence_no"],
                condition=~models.Q(licence_no="") & ~models.Q(state="rejected"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def may_be_edited(self) -> bool:
        """Whether its data may be changed as it stands."""
        return self.state in self.EDITABLE


class MerchantOutlet(models.Model):
    """An outlet is one merchant's at a time; whose it was before stays known."""

    id = IdField()
    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="holdings")
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="merchant_holdings")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    by_name = models.CharField(max_length=60)

    objects = OfOutletQuerySet["MerchantOutlet"].as_manager()

    class Meta:
        ordering = ["from_on", "id"]
        constraints = [
            models.UniqueConstraint(
                name="outlet_has_one_merchant", fields=["outlet"], condition=models.Q(to_on__isnull=True)
            ),
            models.CheckConstraint(
                name="merchant_holding_ends_after_start",
                condition=models.Q(to_on__isnull=True) | models.Q(to_on__gte=models.F("from_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merchant_id} {self.outlet_id}"


class Renewal(models.Model):
    """A new term of the licence. The old one holds until somebody has approved the new one."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", pgettext_lazy("renewal", "审批中")
        RETURNED = "returned", pgettext_lazy("renewal", "被退回")
        APPROVED = "approved", pgettext_lazy("renewal", "已换新")
        REJECTED = "rejected", pgettext_lazy("renewal", "已驳回")
        WITHDRAWN = "withdrawn", pgettext_lazy("renewal", "已撤回")

    TRANSITIONS: ClassVar = {
        State.SUBMITTED: {State.APPROVED, State.RETURNED, State.REJECTED, State.WITHDRAWN},
        State.RETURNED: {State.SUBMITTED, State.WITHDRAWN},
    }
    OPEN: ClassVar = frozenset({State.SUBMITTED, State.RETURNED})

    id = IdField()
    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="renewals")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    is_long_term = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State, default=State.SUBMITTED)
    request_id = models.UUIDField(null=True, blank=True)
    made_by_name = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfMerchantQuerySet["Renewal"].as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="renewal_one_is_open",
                fields=["merchant"],
                condition=models.Q(state__in=["submitted", "returned"]),
            ),
            models.CheckConstraint(
                name="renewal_state_known",
                condition=models.Q(state__in=["submitted", "returned", "approved", "rejected", "withdrawn"]),
            ),
            models.CheckConstraint(
                name="renewal_says_until_when",
                condition=models.Q(is_long_term=True, valid_to__isnull=True)
                | models.Q(is_long_term=False, valid_to__gte=models.F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merchant_id} {self.valid_to or ''}"


class Reading(models.Model):
    """What a machine read from the photo of a licence. A proposal: nothing is written from it by itself."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("reading", "正在读")
        READ = "read", pgettext_lazy("reading", "已读出")
        NO_LICENCE = "no_licence", pgettext_lazy("reading", "不是执照")
        UNAVAILABLE = "unavailable", pgettext_lazy("reading", "没有识别功能")
        FAILED = "failed", pgettext_lazy("reading", "没读成")

    id = IdField()
    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="readings")
    evidence_id = models.UUIDField()
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    fields = models.JSONField(default=dict, blank=True)  # see licence.Licence
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfMerchantQuerySet["Reading"].as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [models.UniqueConstraint(name="reading_once_per_photo", fields=["evidence_id"])]

    def __str__(self) -> str:
        return f"{self.merchant_id} {self.state}"
