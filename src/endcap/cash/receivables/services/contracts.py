"""Contracts: written, activated, ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from endcap.cash.receivables import checks
from endcap.cash.receivables.drafts import ContractDraft
from endcap.cash.receivables.errors import ContractNotEditable, ContractStateRefused, OutletHasContract
from endcap.cash.receivables.events import ContractActivated, ContractEnded
from endcap.cash.receivables.models import Contract, ContractOutlet, FeeClause
from endcap.cash.receivables.numbers import CONTRACT
from endcap.cash.receivables.rights import Rights
from endcap.customers.outlets.models import Outlet
from endcap.goods.catalog import selectors as catalog
from endcap.kernel import events
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.exchange import match
from endcap.kernel.ids import new_id
from endcap.kernel.numbering import services as numbering
from endcap.kernel.parameters import selectors as parameters
from endcap.kernel.parameters.definitions import P

WHY = "a contract covers outlets whoever looks after them"
_PLAIN = (
    *("mode", "term_days", "term_reason", "price_level", "tax_bp", "rate_bp", "supply_bp", "guarantee"),
    *("late_daily_bp", "late_grace_days", "late_cap_bp", "valid_from", "valid_to", "signed_on", "remark"),
)


@transaction.atomic
def create_contract(actor: Actor, *, draft: ContractDraft, id: UUID | None = None) -> Contract:
    """Write a contract down; it holds once it is activated."""
    actor.require(Rights.CONTRACT)

    problems = _problems(actor, draft)
    collect(problems)
    payer, covered = _outlets(actor, draft)

    contract = Contract(
        id=id or new_id(actor.now),
        number=numbering.next_number(actor, CONTRACT.key),
        payer=payer,
        made_by_name=actor.name[:60],
        created_at=actor.now,
    )
    _fill(actor, contract, draft)
    contract.save(force_insert=True)
    _cover(contract, covered)
    _write_clauses(actor, contract, draft)
    audit.record(actor, "receivables.contract_written", contract, number=contract.number, mode=contract.mode)
    return contract


@transaction.atomic
def update_contract(actor: Actor, *, contract_id: UUID, draft: ContractDraft) -> Contract:
    """Change a contract that nobody has signed yet."""
    actor.require(Rights.CONTRACT)

    contract = locked_contract(actor, contract_id)
    if not contract.may_be_edited:
        raise ContractNotEditable(number=contract.number, state=contract.get_state_display())
    collect(_problems(actor, draft))
    payer, covered = _outlets(actor, draft)

    contract.payer = payer
    _fill(actor, contract, draft)
    contract.save(update_fields=["payer", *_PLAIN, "search_text", "updated_at"])
    ContractOutlet.objects.unscoped(WHY).filter(contract=contract).delete()
    FeeClause.objects.unscoped(WHY).filter(contract=contract).delete()
    _cover(contract, covered)
    _write_clauses(actor, contract, draft)
    audit.record(actor, "receivables.contract_changed", contract, number=contract.number, mode=contract.mode)
    return contract


@transaction.atomic
def activate_contract(actor: Actor, *, contract_id: UUID) -> Contract:
    """The contract is signed: from its first day on it is the one that holds for its outlets.

    The outlets are held while it is looked whether another contract holds for one of them on any of its days.
    """
    actor.require(Rights.CONTRACT)

    contract = locked_contract(actor, contract_id)
    _refuse_step(contract, Contract.State.ACTIVE)
    covered = (
        ContractOutlet.objects.unscoped(WHY).filter(contract=contract).values_list("outlet_id", flat=True)
    )
    outlet_ids = sorted(covered)
    list(Outlet.objects.unscoped(WHY).locked().filter(pk__in=outlet_ids).order_by("pk"))
    refuse_overlap(contract, outlet_ids)

    contract.state, contract.updated_at = Contract.State.ACTIVE, actor.now
    contract.signed_on = contract.signed_on or actor.today
    contract.save(update_fields=["state", "signed_on", "updated_at"])
    audit.record(actor, "receivables.contract_activated", contract, number=contract.number)
    events.publish(actor, ContractActivated(contract.pk, contract.payer_id, tuple(outlet_ids)))
    return contract


@transaction.atomic
def end_contract(actor: Actor, *, contract_id: UUID, on: date | None = None, reason: str = "") -> Contract:
    """The contract holds through ``on`` (today unless told) and no longer. A draft is simply put away."""
    actor.require(Rights.CONTRACT)

    contract = locked_contract(actor, contract_id)
    _refuse_step(contract, Contract.State.ENDED)
    was_active = contract.state == Contract.State.ACTIVE
    last = on or actor.today
    collect(
        [
            Problem("reason", "required", _("写明为什么结束。")) if not reason.strip() else None,
            Problem("reason", "too_long", _("原因最多 300 个字。")) if len(reason.strip()) > 300 else None,
            Problem("on", "before_start", _("结束日不能早于生效日的前一天。"))
            if was_active and (contract.valid_from - last).days > 1
            else None,
            Problem("on", "after_end", _("结束日不能晚于合同到期日。"))
            if contract.valid_to and last > contract.valid_to
            else None,
        ]
    )

    contract.state, contract.ended_on, contract.end_reason = Contract.State.ENDED, last, reason.strip()
    contract.updated_at = actor.now
    contract.save(update_fields=["state", "ended_on", "end_reason", "updated_at"])
    audit.record(
        actor,
        "receivables.contract_ended",
        contract,
        number=contract.number,
        on=last.isoformat(),
        reason=reason.strip(),
    )
    if was_active:
        events.publish(actor, ContractEnded(contract.pk, contract.payer_id, last))
    return contract


def locked_contract(actor: Actor, contract_id: UUID) -> Contract:
    """A visible contract, held. Raises NotFoundHere."""
    found = Contract.objects.visible_to(actor).locked().filter(pk=contract_id).first()
    if found is None:
        raise NotFoundHere()
    return found


def refuse_overlap(contract: Contract, outlet_ids: Iterable[UUID]) -> None:
    """On any day one contract holds for an outlet. Raises OutletHasContract."""
    rows = (
        ContractOutlet.objects.unscoped(WHY)
        .filter(outlet_id__in=list(outlet_ids), contract__state__in=["active", "ended"])
        .filter(
            Q(contract__ended_on__gte=contract.valid_from)
            | Q(contract__ended_on__isnull=True, contract__valid_to__isnull=True)
            | Q(contract__ended_on__isnull=True, contract__valid_to__gte=contract.valid_from)
        )
    )
    if contract.valid_to:
        rows = rows.filter(contract__valid_from__lte=contract.valid_to)
    clash = rows.exclude(contract=contract).select_related("contract", "outlet").order_by("outlet_id").first()
    if clash is not None:
        raise OutletHasContract(outlet=clash.outlet.name, number=clash.contract.number)


def _refuse_step(contract: Contract, state: Contract.State) -> None:
    if state not in Contract.TRANSITIONS[Contract.State(contract.state)]:
        raise ContractStateRefused(
            number=contract.number, before=contract.get_state_display(), after=state.label
        )


def _problems(actor: Actor, draft: ContractDraft) -> Sequence[Problem]:
    limit = parameters.value(P.SETTLEMENT_DAYS, on=actor.today)
    levels = frozenset(level.code for level in catalog.price_levels())
    return checks.contract_problems(draft, longest_lawful=limit, levels=levels)


def _outlets(actor: Actor, draft: ContractDraft) -> tuple[Outlet, list[Outlet]]:
    """The payer and every outlet that he pays for, all of them visible and none put away."""
    assert draft.payer_id is not None  # collected before
    wanted = {draft.payer_id, *draft.outlet_ids}
    rows = Outlet.objects.visible_to(actor).filter(pk__in=wanted)
    found = {outlet.pk: outlet for outlet in rows.order_by("pk")}
    if wanted - found.keys():
        raise NotFoundHere()
    collect(
        [
            Problem("outlet_ids", "archived", _("“%(name)s”已归档，不能签合同。") % {"name": outlet.name})
            for outlet in found.values()
            if outlet.is_archived
        ]
    )
    return found[draft.payer_id], list(found.values())


def _fill(actor: Actor, contract: Contract, draft: ContractDraft) -> None:
    for field in _PLAIN:
        value = getattr(draft, field)
        setattr(contract, field, value.strip() if isinstance(value, str) else value)
    parts = [match.search_keys(contract.payer.name), contract.payer.code, contract.number]
    contract.search_text = " ".join(part.casefold() for part in parts)[:500]
    contract.updated_at = actor.now


def _cover(contract: Contract, covered: Sequence[Outlet]) -> None:
    ContractOutlet.objects.bulk_create(
        [ContractOutlet(contract=contract, outlet=outlet) for outlet in covered]
    )


def _write_clauses(actor: Actor, contract: Contract, draft: ContractDraft) -> None:
    FeeClause.objects.bulk_create(
        [
            FeeClause(
                id=new_id(actor.now),
                contract=contract,
                name=clause.name.strip(),
                basis=clause.basis.strip(),
                proof=clause.proof.strip(),
                rate_bp=clause.rate_bp,
                amount=clause.amount,
            )
            for clause in draft.clauses
        ]
    )
