"""The sales contract: who pays for which outlets, how, when, and which fees may be charged."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.cash.receivables.models.base import OfPayerQuerySet
from endcap.cash.receivables.terms import Terms
from endcap.customers.outlets.models import Outlet
from endcap.kernel.fields import BasisPointsField, IdField, MoneyField
from endcap.kernel.scope import Reach, ScopedQuerySet

if TYPE_CHECKING:
    from datetime import date

    from endcap.kernel.actor import Actor


M = TypeVar("M", bound=models.Model)


class Contract(models.Model):
    """What was agreed with a payer for his outlets. Signed, it stays as it is; changes are a new contract."""

    class Mode(models.TextChoices):
        PREPAID = "prepaid", _("先款后货")
        CREDIT = "credit", _("赊销账期")
        CONSIGNMENT = "consignment", _("代销实结")
        CONCESSION = "concession", _("流水倒扣")

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("contract", "草稿")
        ACTIVE = "active", pgettext_lazy("contract", "生效")
        ENDED = "ended", pgettext_lazy("contract", "已结束")

    TRANSITIONS: ClassVar = {
        State.DRAFT: {State.ACTIVE, State.ENDED},
        State.ACTIVE: {State.ENDED},
        State.ENDED: set(),
    }

    id = IdField()
    number = models.CharField(_("合同编号"), max_length=24, unique=True)
    payer = models.ForeignKey(
        Outlet, verbose_name=_("付款方"), on_delete=models.PROTECT, related_name="contracts_as_payer"
    )
    mode = models.CharField(_("结算方式"), max_length=12, choices=Mode)
    term_days = models.IntegerField(_("账期（天）"), default=0)
    term_reason = models.CharField(_("账期超过上限的依据"), max_length=300, blank=True)
    price_level = models.CharField(_("价格级别"), max_length=40, blank=True)
    tax_bp = BasisPointsField(_("税率"), default=1300)
    rate_bp = BasisPointsField(_("扣点"), null=True, blank=True)
    supply_bp = BasisPointsField(_("供价占零售价"), null=True, blank=True)
    guarantee = MoneyField(_("每月保底"), default=0)
    late_daily_bp = BasisPointsField(_("滞纳金（每天）"), null=True, blank=True)
    late_grace_days = models.IntegerField(_("宽限（工作日）"), default=0)
    late_cap_bp = BasisPointsField(_("滞纳金上限（占欠款）"), null=True, blank=True)
    valid_from = models.DateField(_("生效日"))
    valid_to = models.DateField(_("到期日"), null=True, blank=True)
    signed_on = models.DateField(_("签订日"), null=True, blank=True)
    ended_on = models.DateField(_("结束日"), null=True, blank=True)  # the last day on which it held
    end_reason = models.CharField(max_length=300, blank=True)
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.DRAFT)
    remark = models.CharField(_("备注"), max_length=500, blank=True)
    search_text = models.CharField(max_length=500)
    import_batch_id = models.UUIDField(null=True, blank=True, db_index=True)
    made_by_name = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = OfPayerQuerySet["Contract"].as_manager()

    class Meta:
        ordering = ["-updated_at", "-id"]
        indexes = [
            models.Index(fields=["-updated_at", "-id"], name="contract_by_update"),
            models.Index(fields=["state", "valid_to"], name="contract_by_state"),
        ]
        constraints = [
            models.CheckConstraint(
                name="contract_mode_known",
                condition=Q(mode__in=["prepaid", "credit", "consignment", "concession"]),
            ),
            models.CheckConstraint(
                name="contract_state_known", condition=Q(state__in=["draft", "active", "ended"])
            ),
            models.CheckConstraint(
                name="contract_ends_after_start",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="contract_term_fits_mode",
                condition=Q(term_days__gte=0, term_days__lte=365) & (~Q(mode="prepaid") | Q(term_days=0)),
            ),
            models.CheckConstraint(
                name="contract_rate_of_concession",
                condition=Q(mode="concession", rate_bp__gte=0, rate_bp__lt=10_000)
                | (~Q(mode="concession") & Q(rate_bp__isnull=True, guarantee=0)),
            ),
            models.CheckConstraint(
                name="contract_supply_of_consignment",
                condition=Q(supply_bp__isnull=True) | Q(mode="consignment", supply_bp__gt=0),
            ),
            models.CheckConstraint(  # a late fee is for whoever was given a term (C02)
                name="contract_late_fee_on_credit_only",
                condition=Q(late_daily_bp__isnull=True, late_cap_bp__isnull=True)
                | Q(mode="credit", late_daily_bp__gt=0),
            ),
            models.CheckConstraint(
                name="contract_figures_not_negative",
                condition=Q(guarantee__gte=0, tax_bp__gte=0, late_grace_days__gte=0),
            ),
            models.CheckConstraint(
                name="contract_ended_has_a_day",
                condition=Q(state="ended", ended_on__isnull=False)
                | (~Q(state="ended") & Q(ended_on__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def may_be_edited(self) -> bool:
        """Whether nothing has been signed yet."""
        return self.state == self.State.DRAFT

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds; None without end."""
        return self.ended_on or self.valid_to

    def holds_on(self, day: date) -> bool:
        """Whether it is the contract of a day."""
        if self.state == self.State.DRAFT or day < self.valid_from:
            return False
        return self.last_day is None or day <= self.last_day

    def is_over(self, day: date) -> bool:
        """Whether its last day has passed."""
        return self.last_day is not None and self.last_day < day

    @property
    def terms(self) -> Terms:
        """What was agreed, as the areas above read it."""
        return Terms(
            contract_id=self.pk,
            number=self.number,
            payer_id=self.payer_id,
            mode=self.mode,
            term_days=self.term_days,
            price_level=self.price_level,
            tax_bp=self.tax_bp,
            rate_bp=self.rate_bp,
            supply_bp=self.supply_bp,
            guarantee=self.guarantee,
            valid_from=self.valid_from,
            valid_to=self.last_day,
        )


class OfContractQuerySet(ScopedQuerySet[M], Generic[M]):
    """Rows that hang on a contract are seen by whoever sees its payer."""

    def scope_filter(self, actor: Actor) -> Q:
        if actor.reach == Reach.OWN:
            return Q(contract__payer__owner_id=actor.person_id)
        return Q(contract__payer__unit_id__in=actor.unit_ids)


class ContractOutlet(models.Model):
    """An outlet for which the payer of a contract pays; the payer itself is one of them."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="coverage")
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="contract_coverage")

    objects = OfContractQuerySet["ContractOutlet"].as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "outlet"], name="contract_covers_outlet_once")
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.outlet_id}"


class FeeClause(models.Model):
    """A fee that the contract allows the retailer to charge: name, basis and proof of service (G-06)."""

    id = IdField()
    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="clauses")
    name = models.CharField(_("费用名称"), max_length=60)
    basis = models.CharField(_("计算依据"), max_length=200)
    proof = models.CharField(_("服务凭证"), max_length=200)
    rate_bp = BasisPointsField(_("比例"), null=True, blank=True)
    amount = MoneyField(_("金额上限"), null=True, blank=True)

    objects = OfContractQuerySet["FeeClause"].as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "name"], name="clause_named_once"),
            models.CheckConstraint(
                name="clause_is_whole", condition=~Q(name="") & ~Q(basis="") & ~Q(proof="")
            ),
            models.CheckConstraint(
                name="clause_has_one_measure",
                condition=Q(rate_bp__gt=0, amount__isnull=True) | Q(rate_bp__isnull=True, amount__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return self.name
