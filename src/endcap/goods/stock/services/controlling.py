"""Setting the levers of the control of quantities, each change with its reason; and uplifts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from endcap.goods.catalog.models import Sku
from endcap.goods.stock.errors import CompanyWide
from endcap.goods.stock.models import Lever, Location, Uplift
from endcap.goods.stock.rights import Rights
from endcap.goods.stock.selectors.levers import levers
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id
from endcap.kernel.scope import Reach

LARGEST = {
    Lever.Key.SAFETY_DAYS: 90,
    Lever.Key.INTERVAL_DAYS: 365,
    Lever.Key.LEAD_DAYS: 365,
    Lever.Key.SHELF: 1_000_000,
    Lever.Key.WRITE_OFF_LIMIT: 10**9,
}


@dataclass(frozen=True)
class LeverDraft:
    """A change of a lever: for what, to what, why, from when."""

    key: str
    value: int
    reason: str
    location_id: UUID | None = None
    sku_id: UUID | None = None
    valid_from: date | None = None


@transaction.atomic
def set_lever(actor: Actor, *, draft: LeverDraft) -> Lever:
    """Raise or lower a lever (safety days, shelf stock, order interval, lead time, limit of write-offs). The old value and
    the reason stay in the log. What holds for the company is set by those who see the company."""
    actor.require(Rights.PLAN)

    _refuse_foreign(actor, draft.location_id)
    on = draft.valid_from or actor.today
    known = draft.key in Lever.Key.values
    reason = draft.reason.strip()
    collect(
        [
            None if known else Problem("key", "unknown", _("选一个参数。")),
            Problem(
                "value",
                "out_of_range",
                _("填 0 到 %(most)s 的整数。") % {"most": LARGEST[Lever.Key(draft.key)]},
            )
            if known and not 0 <= draft.value <= LARGEST[Lever.Key(draft.key)]
            else None,
            None if reason else Problem("reason", "required", _("写一句为什么改，以后查得到。")),
            Problem("reason", "too_long", _("理由最多 200 个字符。")) if len(reason) > 200 else None,
            Problem("reason", "no_nul", _("里面有看不见的字符，删掉再交。")) if "\0" in reason else None,
            Problem("valid_from", "past", _("只能从今天或以后生效。")) if on < actor.today else None,
            Problem("sku_id", "unknown", _("没有这个品项。"))
            if draft.sku_id and not Sku.objects.filter(pk=draft.sku_id).exists()
            else None,
        ]
    )

    places = [draft.location_id] if draft.location_id else []
    former = levers(on, location_ids=places).value(draft.key, draft.location_id, draft.sku_id)
    lever = Lever(
        id=new_id(actor.now),
        key=draft.key,
        location_id=draft.location_id,
        sku_id=draft.sku_id,
        value=draft.value,
        former=former,
        valid_from=on,
        reason=reason,
        set_by_name=actor.name[:60],
        set_at=actor.now,
    )
    lever.save(force_insert=True)
    audit.record(actor, "stock.lever_set", lever, key=draft.key, before=former, after=draft.value)
    return lever


def _refuse_foreign(actor: Actor, location_id: UUID | None) -> None:
    if location_id is None:
        if actor.reach != Reach.COMPANY:
            raise CompanyWide(what=_("补货参数"))
    elif not Location.objects.visible_to(actor).filter(pk=location_id).exists():
        raise NotFoundHere()


@dataclass(frozen=True)
class UpliftDraft:
    """For some days more is needed: what, when, by how much."""

    kind: str
    name: str
    starts_on: date
    ends_on: date
    extra_bp: int
    sku_id: UUID | None = None


@transaction.atomic
def add_uplift(actor: Actor, *, draft: UpliftDraft) -> Uplift:
    """Peak season, a holiday, a promotion: from now on suggestions show base + uplift for these days."""
    actor.require(Rights.PLAN)
    _refuse_foreign(actor, None)

    name = draft.name.strip()
    collect(
        [
            None if draft.kind in Uplift.Kind.values else Problem("kind", "unknown", _("选一种类型。")),
            None if name else Problem("name", "required", _("填名称，例如“国庆备货”。")),
            Problem("name", "too_long", _("名称最多 60 个字符。")) if len(name) > 60 else None,
            Problem("name", "no_nul", _("里面有看不见的字符，删掉再交。")) if "\0" in name else None,
            Problem("ends_on", "before_start", _("结束早于开始。"))
            if draft.ends_on < draft.starts_on
            else None,
            Problem("ends_on", "past", _("结束日已过去。")) if draft.ends_on < actor.today else None,
            None
            if 1 <= draft.extra_bp <= 100_000
            else Problem("extra_bp", "out_of_range", _("加量填 0.01% 到 1000%。")),
            Problem("sku_id", "unknown", _("没有这个品项。"))
            if draft.sku_id and not Sku.objects.filter(pk=draft.sku_id).exists()
            else None,
        ]
    )

    uplift = Uplift(
        id=new_id(actor.now),
        kind=draft.kind,
        name=name,
        starts_on=draft.starts_on,
        ends_on=draft.ends_on,
        extra_bp=draft.extra_bp,
        sku_id=draft.sku_id,
        made_by_name=actor.name[:60],
        created_at=actor.now,
    )
    uplift.save(force_insert=True)
    audit.record(actor, "stock.uplift_added", uplift, kind=draft.kind, extra=draft.extra_bp)
    return uplift


@transaction.atomic
def end_uplift(actor: Actor, *, uplift_id: UUID) -> Uplift:
    """Suggestions no longer count it."""
    actor.require(Rights.PLAN)
    _refuse_foreign(actor, None)

    uplift = Uplift.objects.filter(pk=uplift_id).first()
    if uplift is None:
        raise NotFoundHere()

    if uplift.ended_at is None:
        uplift.ended_at = actor.now
        uplift.save(update_fields=["ended_at"])
        audit.record(actor, "stock.uplift_ended", uplift)
    return uplift
