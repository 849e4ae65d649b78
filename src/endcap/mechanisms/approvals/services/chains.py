"""Setting up chains: a change is a new chain from a day on; running requests keep theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import Conflict, NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id
from endcap.mechanisms.approvals import kinds, presets
from endcap.mechanisms.approvals.errors import ChainOver
from endcap.mechanisms.approvals.models import Chain, ChainStep
from endcap.mechanisms.approvals.rights import Rights
from endcap.org.people.models import Person, Role
from endcap.org.units import selectors as units

MOST_STEPS, LONGEST_DAYS, LONGEST_WINDOW, LARGEST_AMOUNT, HIGHEST = 8, 60, 730, 10**15, 6


@dataclass(frozen=True)
class StepDraft:
    """A step as it is typed: who (manager, line_role, company_role, person), from which total, in which time."""

    who: str
    from_amount: int = 0
    days: int = 1
    levels_up: int = 0
    role_id: UUID | None = None
    person_id: UUID | None = None
    needs_all: bool = False


@dataclass(frozen=True)
class ChainDraft:
    """A chain as it is typed. An empty kind is every kind without a chain of its own; no unit is the company."""

    name: str = ""
    kind: str = ""
    unit_id: UUID | None = None
    window_days: int = presets.WINDOW_DAYS
    escalate_after_days: int = presets.ESCALATE_AFTER_DAYS
    valid_from: date | None = None  # empty: today
    valid_to: date | None = None
    steps: tuple[StepDraft, ...] = ()


@transaction.atomic
def set_chain(actor: Actor, *, chain: ChainDraft) -> Chain:
    """Let a chain count from a day on. What it replaces stays readable, and running requests keep it."""
    actor.require(Rights.CONFIGURE)

    valid_from = chain.valid_from or actor.today
    collect([*_problems(actor, chain, valid_from), *_step_problems(chain.steps)])

    where = Q(unit_id=chain.unit_id) if chain.unit_id else Q(unit__isnull=True)
    former = Chain.objects.filter(where, kind=chain.kind, valid_from=valid_from, replaced_at__isnull=True)
    former.update(replaced_at=actor.now)
    made = Chain(
        id=new_id(actor.now),
        kind=chain.kind,
        unit_id=chain.unit_id,
        name=chain.name.strip(),
        window_days=chain.window_days,
        escalate_after_days=chain.escalate_after_days,
        valid_from=valid_from,
        valid_to=chain.valid_to,
        created_by_name=actor.name[:60],
        created_at=actor.now,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as wrong:  # somebody set the same chain at the same moment
        raise Conflict() from wrong
    ChainStep.objects.bulk_create([_step(made, order, step) for order, step in enumerate(chain.steps, 1)])
    audit.record(
        actor,
        "approvals.chain_set",
        made,
        kind=chain.kind,
        unit=str(chain.unit_id or ""),
        valid_from=str(valid_from),
        from_amounts=[step.from_amount for step in chain.steps],
    )
    return made


def _step(chain: Chain, order: int, step: StepDraft) -> ChainStep:
    is_manager = step.who == ChainStep.Who.MANAGER
    is_role = step.who in (ChainStep.Who.LINE_ROLE, ChainStep.Who.COMPANY_ROLE)
    return ChainStep(
        id=new_id(),
        chain=chain,
        order=order,
        from_amount=step.from_amount,
        who=step.who,
        levels_up=step.levels_up if is_manager else 0,
        role_id=step.role_id if is_role else None,
        person_id=step.person_id if step.who == ChainStep.Who.PERSON else None,
        days=step.days,
        needs_all=step.needs_all,
    )


def _problems(actor: Actor, chain: ChainDraft, valid_from: date) -> list[Problem | None]:
    known_unit = chain.unit_id is None or chain.unit_id in units.names_of([chain.unit_id])
    return [
        Problem("name", "too_long", _("名称最多 80 个字符。")) if len(chain.name.strip()) > 80 else None,
        Problem("kind", "unknown", _("没有这种单据。")) if chain.kind and not kinds.of(chain.kind) else None,
        None if known_unit else Problem("unit_id", "unknown", _("没有这个单位。")),
        None
        if 0 <= chain.window_days <= LONGEST_WINDOW
        else Problem("window_days", "out_of_range", _("累计天数填 0 到 730。")),
        None
        if 1 <= chain.escalate_after_days <= LONGEST_DAYS
        else Problem("escalate_after_days", "out_of_range", _("升级的工作日填 1 到 60。")),
        Problem("valid_from", "past", _("生效日从今天或以后开始，以前提交的不改。"))
        if valid_from < actor.today
        else None,
        Problem("valid_to", "before_start", _("截止日在生效日之前，改其中一个。"))
        if chain.valid_to and chain.valid_to < valid_from
        else None,
    ]


def _step_problems(steps: Sequence[StepDraft]) -> list[Problem | None]:
    if not steps:
        return [Problem("steps", "required", _("至少要有一步。"))]
    found: list[Problem | None] = [
        Problem("steps", "too_many", _("最多 8 步。")) if len(steps) > MOST_STEPS else None,
        None
        if any(step.from_amount == 0 for step in steps)
        else Problem("steps", "nobody_for_small", _("至少一步从 0 元起，小金额也要有人批。")),
    ]
    roles = set(
        Role.objects.filter(pk__in=[s.role_id for s in steps if s.role_id]).values_list("pk", flat=True)
    )
    everybody = Person.objects.unscoped("a step may name anybody who works here").filter(is_active=True)
    persons = set(
        everybody.filter(pk__in=[s.person_id for s in steps if s.person_id]).values_list("pk", flat=True)
    )
    for order, step in enumerate(steps, 1):
        found += _problems_of_step(f"steps.{order}", step, roles, persons)
    return found


def _problems_of_step(
    field: str, step: StepDraft, roles: set[UUID], persons: set[UUID]
) -> list[Problem | None]:
    who = ChainStep.Who
    lacks_role = step.who in (who.LINE_ROLE, who.COMPANY_ROLE) and step.role_id not in roles
    return [
        None if step.who in who.values else Problem(field, "unknown_who", _("选由谁批。")),
        Problem(field, "levels_up", _("往上 1 到 6 级。"))
        if step.who == who.MANAGER and not 1 <= step.levels_up <= HIGHEST
        else None,
        Problem(field, "role", _("选一个角色。")) if lacks_role else None,
        Problem(field, "person", _("选一位在职的同事。"))
        if step.who == who.PERSON and step.person_id not in persons
        else None,
        None if 0 <= step.from_amount <= LARGEST_AMOUNT else Problem(field, "amount", _("金额填 0 或正数。")),
        None if 1 <= step.days <= LONGEST_DAYS else Problem(field, "days", _("时限填 1 到 60 个工作日。")),
    ]


@transaction.atomic
def end_chain(actor: Actor, *, chain_id: UUID, last_on: date | None = None) -> Chain:
    """A chain counts no longer after a day, from now on unless told; the unit above or the general one takes over."""
    actor.require(Rights.CONFIGURE)
    chain = Chain.objects.filter(pk=chain_id).first()
    if chain is None:
        raise NotFoundHere()

    last = last_on or actor.today - timedelta(days=1)
    if chain.replaced_at is not None or (chain.valid_to is not None and chain.valid_to <= last):
        raise ChainOver()

    if last < chain.valid_from:  # it never began
        chain.replaced_at = actor.now
    else:
        chain.valid_to = last
    chain.save(update_fields=["replaced_at", "valid_to"])
    audit.record(actor, "approvals.chain_ended", chain, last_on=str(last))
    return chain


@transaction.atomic
def create_preset_chains(actor: Actor) -> list[Chain]:
    """Give a new installation the general chain; one that has any chain is left as the company made it."""
    actor.require(Rights.CONFIGURE)

    if Chain.objects.exists():
        return []

    chain = Chain(
        id=new_id(actor.now),
        window_days=presets.WINDOW_DAYS,
        escalate_after_days=presets.ESCALATE_AFTER_DAYS,
        valid_from=presets.FROM_THE_BEGINNING,
        created_by_name=actor.name[:60],
        created_at=actor.now,
    )
    chain.save(force_insert=True)
    steps = [
        StepDraft(ChainStep.Who.MANAGER, each.from_amount, each.days, each.levels_up)
        for each in presets.STEPS
    ]
    ChainStep.objects.bulk_create([_step(chain, order, step) for order, step in enumerate(steps, 1)])
    audit.record(actor, "approvals.chain_set", chain, kind="", unit="", valid_from=str(chain.valid_from))
    return [chain]
