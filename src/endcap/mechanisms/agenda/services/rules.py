"""Keeping the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id
from endcap.mechanisms.agenda import kinds
from endcap.mechanisms.agenda.models import Rule
from endcap.mechanisms.agenda.rights import Rights

_LONGEST = {"days": 3650, "months": 120}
GRADES = ("A", "B", "C", "")


@dataclass(frozen=True)
class RuleDraft:
    """A rule as somebody wants it. ``every``: grade → distance; the empty grade is everybody else."""

    kind: str
    name: str
    name_en: str = ""
    basis: str = "interval"
    step: str = "days"
    every: Mapping[str, int] = field(default_factory=dict)
    season: Sequence[int] = ()
    shift: str = "next"
    lead_days: int = 7
    query: str = ""
    code: str = ""


def _problems(draft: RuleDraft) -> list[Problem | None]:
    declared = {kind.key: kind for kind in kinds.made_by_rules()}
    kind = declared.get(draft.kind)
    longest = _LONGEST.get(draft.step, 0)
    shortest = 0 if draft.basis == "anchor" else 1
    return [
        None if draft.name.strip() else Problem("name", "required", _("填规则名称。")),
        None if len(draft.name) <= 60 else Problem("name", "too_long", _("规则名称最多 60 个字。")),
        None if kind else Problem("kind", "unknown", _("没有这种待办，从列表里选。")),
        None if draft.basis in Rule.Basis.values else Problem("basis", "unknown", _("选从哪天算。")),
        None if draft.step in Rule.Step.values else Problem("step", "unknown", _("选天或个月。")),
        None if draft.shift in Rule.Shift.values else Problem("shift", "unknown", _("选遇到休息日怎么办。")),
        None
        if draft.every or (kind and kind.every)
        else Problem("every", "required", _("至少给一个等级填间隔。")),
        None
        if all(grade in GRADES for grade in draft.every)
        else Problem("every", "unknown_grade", _("等级只有 A、B、C 和其他。")),
        None
        if all(shortest <= distance <= longest for distance in draft.every.values())
        else Problem("every", "out_of_range", _("间隔超出范围：1 到 3650 天，或 1 到 120 个月。")),
        None
        if all(1 <= month <= 12 for month in draft.season)
        else Problem("season", "out_of_range", _("月份是 1 到 12。")),
        None
        if 0 <= draft.lead_days <= 120
        else Problem("lead_days", "out_of_range", _("提前 0 到 120 天。")),
        None if len(draft.query) <= 500 else Problem("query", "too_long", _("筛选条件太长，最多 500 个字。")),
    ]


def _fill(rule: Rule, draft: RuleDraft, actor: Actor) -> None:
    rule.kind, rule.name, rule.name_en = draft.kind, draft.name.strip(), draft.name_en.strip()[:80]
    rule.basis, rule.step, rule.shift = draft.basis, draft.step, draft.shift
    rule.every, rule.season = dict(draft.every), sorted(set(draft.season))
    rule.lead_days, rule.query = draft.lead_days, draft.query.strip().lstrip("?")
    rule.updated_at, rule.updated_by = actor.now, actor.name[:60]


@transaction.atomic
def save_rule(actor: Actor, *, draft: RuleDraft, rule_id: UUID | None = None) -> Rule:
    """Make a rule, or change one. Items that it has made stay as they are."""
    actor.require(Rights.CONFIGURE)

    rule = _held(rule_id) if rule_id else None
    collect(_problems(draft))

    if rule is None:
        made = new_id(actor.now)
        rule = Rule(id=made, code=draft.code or f"r-{made.hex[-10:]}")
        _fill(rule, draft, actor)
        rule.save(force_insert=True)
    else:
        _fill(rule, draft, actor)
        rule.closed_on = None
        rule.save(
            update_fields=[
                "kind",
                "name",
                "name_en",
                "basis",
                "step",
                "shift",
                "every",
                "season",
                "lead_days",
                "query",
                "closed_on",
                "updated_at",
                "updated_by",
            ]
        )
    audit.record(actor, "agenda.rule_saved", rule, kind=rule.kind)
    return rule


def _held(rule_id: UUID) -> Rule:
    rule = Rule.objects.filter(pk=rule_id).first()
    if rule is None:
        raise NotFoundHere()
    return rule


@transaction.atomic
def close_rule(actor: Actor, *, rule_id: UUID) -> Rule:
    """Stop a rule. What it has put on agendas stays there."""
    actor.require(Rights.CONFIGURE)

    rule = _held(rule_id)

    rule.closed_on = actor.today
    rule.save(update_fields=["closed_on"])
    audit.record(actor, "agenda.rule_closed", rule)
    return rule


@transaction.atomic
def create_preset_rules(actor: Actor, *, drafts: Sequence[RuleDraft]) -> int:
    """The rules that an area starts with; those that exist stay as they are."""
    actor.require(Rights.CONFIGURE)

    held = set(Rule.objects.values_list("code", flat=True))
    missing = [draft for draft in drafts if draft.code not in held]

    for draft in missing:
        rule = Rule(id=new_id(actor.now), code=draft.code)
        _fill(rule, draft, actor)
        rule.save(force_insert=True)
    return len(missing)
