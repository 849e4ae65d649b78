"""The credit file of one customer: forms, changes, cases, securities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from endcap.cash.credit.models import (
    Application,
    BadDebt,
    Breach,
    Investigation,
    LimitChange,
    Security,
)
from endcap.cash.credit.selectors.lines import WHY, CreditLine, State, line_of
from endcap.customers.outlets import selectors as outlets
from endcap.customers.outlets.models import Channel, Outlet
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere

FRESH_DAYS = 90  # how long an investigation may ground an application


@dataclass(frozen=True, slots=True)
class CreditFile:
    """Everything about the credit of one customer."""

    payer: Outlet
    line: CreditLine
    investigations: Sequence[Investigation]
    applications: Sequence[Application]
    changes: Sequence[LimitChange]
    bad_debts: Sequence[BadDebt]
    breaches: Sequence[Breach]
    securities: Sequence[Security]
    fresh: Investigation | None

    @property
    def open_application(self) -> Application | None:
        """The application in approval, if there is one."""
        return next((one for one in self.applications if one.state in Application.OPEN), None)


def file_of(actor: Actor, payer_id: UUID) -> CreditFile:
    """The file of a customer whom the actor sees."""
    payer = outlets.outlet_of(actor, payer_id)
    investigations = Investigation.objects.visible_to(actor).filter(payer_id=payer_id).select_related("reply")
    changes = LimitChange.objects.visible_to(actor).filter(payer_id=payer_id)
    applications = Application.objects.visible_to(actor).filter(payer_id=payer_id)
    return CreditFile(
        payer=payer,
        line=line_of(payer_id, actor.today),
        investigations=list(investigations),
        applications=list(applications.select_related("investigation")),
        changes=list(changes.select_related("application")),
        bad_debts=list(BadDebt.objects.visible_to(actor).filter(payer_id=payer_id)),
        breaches=list(Breach.objects.visible_to(actor).filter(payer_id=payer_id).select_related("person")),
        securities=list(Security.objects.visible_to(actor).filter(payer_id=payer_id)),
        fresh=fresh_investigation(actor, payer_id),
    )


def fresh_investigation(actor: Actor, payer_id: UUID) -> Investigation | None:
    """The newest credit investigation that was handed in lately and has served no application yet."""
    rows = Investigation.objects.unscoped(WHY).filter(
        payer_id=payer_id,
        form=Investigation.Form.CREDIT,
        done_on__gte=actor.today - timedelta(days=FRESH_DAYS),
        application__isnull=True,
    )
    return rows.order_by("-done_on", "-created_at").first()


def investigation_of(actor: Actor, investigation_id: UUID) -> Investigation:
    """One investigation with its answers."""
    rows = Investigation.objects.visible_to(actor).select_related("payer", "reply__version")
    found = rows.filter(pk=investigation_id).first()
    if found is None:
        raise NotFoundHere()
    return found


def may_see_investigation(actor: Actor, investigation_id: UUID) -> bool:
    """Whether the actor sees an investigation, and so its papers."""
    return Investigation.objects.visible_to(actor).filter(pk=investigation_id).exists()


def bad_debt_of(actor: Actor, case_id: UUID) -> BadDebt:
    """One case of a bad debt."""
    rows = BadDebt.objects.visible_to(actor).select_related("payer", "handler", "approver")
    found = rows.filter(pk=case_id).first()
    if found is None:
        raise NotFoundHere()
    return found


def bad_debts(actor: Actor, *, limit: int = 200) -> list[BadDebt]:
    """The newest cases of bad debts."""
    rows = BadDebt.objects.visible_to(actor).select_related("payer", "handler", "approver")
    return list(rows[:limit])


def breaches(actor: Actor, *, limit: int = 200) -> list[Breach]:
    """The newest breaches of the rules of credit."""
    return list(Breach.objects.visible_to(actor).select_related("payer", "person")[:limit])


def payer_of(actor: Actor, payer_id: UUID) -> Outlet:
    """A customer whom the actor sees."""
    return outlets.outlet_of(actor, payer_id)


def may_see(actor: Actor, payer_id: UUID) -> bool:
    """Whether the actor sees the customer."""
    return Outlet.objects.visible_to(actor).filter(pk=payer_id).exists()


def may_sign_contract(outlet_id: UUID) -> bool:
    """Whether nothing of credit stands against a first contract: a modern-trade customer has been investigated, not
    with the lowest class, and is not blocked. Others need no check."""
    rows = Outlet.objects.unscoped(WHY).filter(pk=outlet_id)
    family = rows.values_list("channel__family", flat=True).first()
    if family != Channel.Family.MODERN:
        return True
    done = Investigation.objects.unscoped(WHY).filter(
        payer_id=outlet_id, form=Investigation.Form.CREDIT, done_on__isnull=False
    )
    newest = done.select_related("reply__version").order_by("-done_on", "-created_at").first()
    if newest is None:
        return False
    bands = sorted(newest.reply.version.definition.get("bands", ()), key=lambda band: band["from"])
    if bands and newest.band == bands[0]["key"]:
        return False
    on = newest.done_on or newest.created_at.date()
    return line_of(outlet_id, on).state != State.BLOCKED
