"""Keeping the ledger of an outlet: what was talked about, what the customer thinks, how it is cared for."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets.models import FileNote, Outlet
from endcap.customers.outlets.rights import Rights
from endcap.customers.outlets.services.register import writable_outlet
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import Conflict, Problem, collect
from endcap.kernel.ids import new_id
from endcap.mechanisms.agenda import services as agenda

SUBJECT = "outlets.Outlet"
CARE, CALL, REFRESH = "outlets.care", "outlets.call", "outlets.refresh"
_LONGEST = 2_000
_FURTHEST = timedelta(days=730)


def _text_problems(text: str) -> list[Problem | None]:
    return [
        None if text else Problem("text", "required", _("写内容。")),
        Problem("text", "too_long", gettext("最多 %(limit)s 个字，现在太长。") % {"limit": _LONGEST})
        if len(text) > _LONGEST
        else None,
    ]


def _known(outlet: Outlet, id: UUID | None, kind: str, text: str) -> FileNote | None:
    """The same entry sent a second time; another one under its id is a conflict."""
    if id is None:
        return None
    held = FileNote.objects.unscoped("an id made by the sender may be known").filter(pk=id).first()
    if held is not None and (held.outlet_id, held.kind, held.text) != (outlet.pk, kind, text):
        raise Conflict()
    return held


def _kept(actor: Actor, outlet: Outlet, id: UUID | None, kind: str, **values: object) -> FileNote:
    note = FileNote(
        id=id or new_id(actor.now),
        outlet=outlet,
        kind=kind,
        by_name=actor.name[:60],
        by_id=actor.person_id,
        at=actor.now,
        **values,
    )
    note.save(force_insert=True)
    return note


@transaction.atomic
def add_note(
    actor: Actor, *, outlet_id: UUID, kind: str, text: str, on: date | None = None, id: UUID | None = None
) -> FileNote:
    """Write down a call, a meeting, a message or an opinion. The same id again is the same entry."""
    actor.require(Rights.EDIT)

    outlet = writable_outlet(actor, outlet_id)
    text, day = text.strip(), on or actor.today
    if known := _known(outlet, id, kind, text):
        return known

    collect(
        [
            None
            if kind in FileNote.Kind.values and kind != FileNote.Kind.CARE
            else Problem("kind", "unknown", _("选类型：电话、面谈、消息或意见。")),
            *_text_problems(text),
            Problem("on", "in_future", _("日期不能在今天之后。")) if day > actor.today else None,
        ]
    )

    note = _kept(actor, outlet, id, kind, text=text, on=day)
    if kind in FileNote.CONTACTED:
        agenda.settle(actor, kind=CALL, subject_type=SUBJECT, subject_id=outlet.pk)
    audit.record(actor, "outlets.note_added", outlet, kind=kind)
    return note


@transaction.atomic
def write_care_plan(
    actor: Actor, *, outlet_id: UUID, text: str, next_on: date | None, id: UUID | None = None
) -> FileNote:
    """Write how the customer is cared for next, and by when; that day comes onto the owner's agenda.

    The former plan stays in the ledger, and what it had put on the agenda is done with.
    """
    actor.require(Rights.EDIT)

    outlet = writable_outlet(actor, outlet_id)
    text = text.strip()
    if known := _known(outlet, id, FileNote.Kind.CARE, text):
        return known

    collect([*_text_problems(text), _next_problem(actor, next_on)])

    assert next_on is not None
    agenda.settle(actor, kind=CARE, subject_type=SUBJECT, subject_id=outlet.pk)
    plan = _kept(actor, outlet, id, FileNote.Kind.CARE, text=text, on=actor.today, next_on=next_on)
    agenda.put(
        actor,
        kind=CARE,
        key=f"care:{plan.pk}",
        subject_type=SUBJECT,
        subject_id=outlet.pk,
        title=outlet.name,
        due_on=next_on,
        person_id=outlet.owner_id,
        unit_id=outlet.unit_id,
    )
    audit.record(actor, "outlets.care_planned", outlet, next_on=next_on.isoformat())
    return plan


def _next_problem(actor: Actor, next_on: date | None) -> Problem | None:
    if next_on is None:
        return Problem("next_on", "required", _("写下次日期，到那天会列入负责人的待办。"))
    if next_on < actor.today:
        return Problem("next_on", "in_past", _("下次日期不能早于今天。"))
    if next_on > actor.today + _FURTHEST:
        return Problem("next_on", "too_far", _("下次日期最多排到两年后。"))
    return None
