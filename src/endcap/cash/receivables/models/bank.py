"""What the bank says has come in."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.cash.receivables.models.payment import BankAccount, Payment
from endcap.kernel.fields import IdField, MoneyField


class BankFile(models.Model):
    """A statement as the bank gave it; the same file counts once."""

    id = IdField()
    account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="files")
    sha256 = models.CharField(max_length=64, unique=True)
    file_name = models.CharField(_("文件"), max_length=200)
    shape = models.CharField(max_length=8)  # csv, xlsx, camt, mt940
    lines_count = models.IntegerField(default=0)
    new_count = models.IntegerField(default=0)
    made_by_name = models.CharField(max_length=60)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.file_name


class BankLine(models.Model):
    """One amount that came in. It ends as one payment, or is set aside with a reason."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("bank line", "未匹配")
        MATCHED = "matched", pgettext_lazy("bank line", "已匹配")
        SET_ASIDE = "set_aside", pgettext_lazy("bank line", "不是货款")

    id = IdField()
    file = models.ForeignKey(BankFile, on_delete=models.PROTECT, related_name="lines")
    account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="lines")
    key = models.CharField(max_length=64)  # the same line in two statements is one line
    on = models.DateField(_("到账日"))
    amount = MoneyField(_("金额"))
    payer_name = models.CharField(_("付款人"), max_length=120, blank=True)
    payer_account = models.CharField(_("付款账号"), max_length=40, blank=True)
    reference = models.CharField(_("附言"), max_length=300, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.OPEN)
    state_reason = models.CharField(max_length=200, blank=True)
    payment = models.OneToOneField(
        Payment, on_delete=models.PROTECT, null=True, blank=True, related_name="bank_line"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_name = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["state", "-on", "-id"], name="bank_line_by_state")]
        constraints = [
            models.UniqueConstraint(fields=["account", "key"], name="bank_line_once"),
            models.CheckConstraint(name="bank_line_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="bank_line_matched_has_payment",
                condition=Q(state="matched", payment__isnull=False)
                | (~Q(state="matched") & Q(payment__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.amount}"
