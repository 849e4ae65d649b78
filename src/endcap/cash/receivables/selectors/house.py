"""What finance has arranged: accounts, permits, the policy; and who was late."""

from __future__ import annotations

from endcap.cash.receivables.models import AppraisalEvent, BankAccount, CollectionPermit, Policy
from endcap.cash.receivables.rights import Rights
from endcap.kernel.actor import Actor


def bank_accounts(actor: Actor) -> list[BankAccount]:
    """The company's accounts, those that take money first."""
    actor.require(Rights.VIEW)
    return list(BankAccount.objects.order_by("-is_open", "bank_name", "account_no"))


def permits(actor: Actor, *, limit: int = 50) -> list[CollectionPermit]:
    """Permits to collect, the newest first."""
    actor.require(Rights.VIEW)
    return list(CollectionPermit.objects.visible_to(actor).select_related("payer", "rep")[:limit])


def appraisals(actor: Actor, *, limit: int = 50) -> list[AppraisalEvent]:
    """Who was late with money or papers, the newest first."""
    actor.require(Rights.VIEW)
    rows = AppraisalEvent.objects.visible_to(actor).select_related("payer", "person", "payment")
    return list(rows[:limit])


def policy_versions(actor: Actor) -> list[Policy]:
    """Every version of the collections policy, the newest first."""
    actor.require(Rights.VIEW)
    return list(Policy.objects.all())
