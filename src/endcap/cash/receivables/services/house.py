"""What finance arranges beforehand: our accounts, permits to collect, the policy."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from endcap.cash.receivables.errors import AccountKnown, PermitForApprover, PermitOver, PolicyNotLater
from endcap.cash.receivables.models import BankAccount, CollectionPermit, Policy
from endcap.cash.receivables.rights import Rights
from endcap.customers.outlets.models import Outlet
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id
from endcap.org.people import selectors as people


@transaction.atomic
def add_bank_account(actor: Actor, *, title: str, bank_name: str, account_no: str) -> BankAccount:
    """Name an account of the company into which customers may pay."""
    actor.require(Rights.PERMIT)

    digits = account_no.replace(" ", "").replace("-", "")
    collect(
        [
            None if title.strip() else Problem("title", "required", _("填户名。")),
            None if bank_name.strip() else Problem("bank_name", "required", _("填开户银行。")),
            None
            if digits.isalnum() and 6 <= len(digits) <= 40
            else Problem("account_no", "malformed", _("账号是 6 到 40 位数字或字母。")),
            Problem("title", "too_long", _("户名最多 120 个字。")) if len(title.strip()) > 120 else None,
            Problem("bank_name", "too_long", _("开户银行最多 120 个字。"))
            if len(bank_name.strip()) > 120
            else None,
        ]
    )
    if BankAccount.objects.filter(account_no=digits).exists():
        raise AccountKnown(account=digits)

    account = BankAccount(
        id=new_id(actor.now),
        title=title.strip(),
        bank_name=bank_name.strip(),
        account_no=digits,
        created_at=actor.now,
    )
    account.save(force_insert=True)
    audit.record(actor, "receivables.bank_account_added", account, bank=account.bank_name)
    return account


@transaction.atomic
def open_or_close_account(actor: Actor, *, account_id: UUID, is_open: bool) -> BankAccount:
    """Take money on an account, or no longer."""
    actor.require(Rights.PERMIT)

    account = BankAccount.objects.filter(pk=account_id).first()
    if account is None:
        raise NotFoundHere()

    account.is_open = is_open
    account.save(update_fields=["is_open"])
    audit.record(actor, "receivables.bank_account_changed", account, is_open=is_open)
    return account


@transaction.atomic
def permit_collection(
    actor: Actor,
    *,
    payer_id: UUID,
    rep_id: UUID,
    limit: int,
    valid_to: date,
    reason: str,
    id: UUID | None = None,
) -> CollectionPermit:
    """Allow a rep, beforehand, to take cash of a payer: so much, until then. Nobody permits himself."""
    actor.require(Rights.PERMIT)

    payer = Outlet.objects.visible_to(actor).filter(pk=payer_id).first()
    rep = people.person_for_job(rep_id)
    if payer is None or rep is None:
        raise NotFoundHere()
    if rep_id == actor.person_id:
        raise PermitForApprover()
    collect(
        [
            Problem("limit", "positive", _("限额要大于 0。")) if limit <= 0 else None,
            Problem("valid_to", "past", _("有效期不能早于今天。")) if valid_to < actor.today else None,
            None if reason.strip() else Problem("reason", "required", _("写明为什么要代收。")),
            Problem("reason", "too_long", _("事由最多 200 个字。")) if len(reason.strip()) > 200 else None,
        ]
    )

    permit = CollectionPermit(
        id=id or new_id(actor.now),
        payer=payer,
        rep_id=rep_id,
        limit=limit,
        valid_to=valid_to,
        reason=reason.strip(),
        approved_by_id=actor.person_id,
        approved_by_name=actor.name[:60],
        created_at=actor.now,
    )
    permit.save(force_insert=True)
    audit.record(actor, "receivables.collection_permitted", permit, limit=limit, until=valid_to.isoformat())
    return permit


@transaction.atomic
def end_permit(actor: Actor, *, permit_id: UUID) -> CollectionPermit:
    """Nothing more is collected by it."""
    actor.require(Rights.PERMIT)

    permit = CollectionPermit.objects.visible_to(actor).locked().filter(pk=permit_id).first()
    if permit is None:
        raise NotFoundHere()
    if permit.ended_at is not None:
        raise PermitOver()

    permit.ended_at = actor.now
    permit.save(update_fields=["ended_at"])
    audit.record(actor, "receivables.permit_ended", permit)
    return permit


@transaction.atomic
def publish_policy(
    actor: Actor,
    *,
    title: str,
    body: str,
    owner_name: str,
    valid_from: date,
    report_days: int = 1,
    check_days: int = 1,
) -> Policy:
    """A new version of the collections policy; from its day on it replaces the older ones (SET-12)."""
    actor.require(Rights.PERMIT)

    last = Policy.objects.order_by("-valid_from").first()
    collect(
        [
            None if title.strip() else Problem("title", "required", _("填标题。")),
            None if body.strip() else Problem("body", "required", _("填正文。")),
            None if owner_name.strip() else Problem("owner_name", "required", _("填归口部门。")),
            None
            if 0 <= report_days <= 60 and 0 <= check_days <= 60
            else Problem("report_days", "out_of_range", _("期限在 0 到 60 个工作日之间。")),
        ]
    )
    if last is not None and valid_from <= last.valid_from:
        raise PolicyNotLater(on=last.valid_from.isoformat())

    policy = Policy(
        id=new_id(actor.now),
        version=(last.version if last else 0) + 1,
        title=title.strip()[:120],
        body=body.strip(),
        owner_name=owner_name.strip()[:60],
        valid_from=valid_from,
        report_days=report_days,
        check_days=check_days,
        made_by_name=actor.name[:60],
        created_at=actor.now,
    )
    policy.save(force_insert=True)
    audit.record(actor, "receivables.policy_published", policy, version=policy.version)
    return policy
