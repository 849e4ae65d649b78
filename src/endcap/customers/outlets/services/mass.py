"""Changing many outlets at once: look first, do it, take it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from endcap.customers.outlets.errors import MassBusy, MassStep
from endcap.customers.outlets.filters import OutletFilter
from endcap.customers.outlets.models import MassAction, MassRow, Outlet
from endcap.customers.outlets.rights import Rights
from endcap.customers.outlets.selectors.listing import filtered
from endcap.customers.outlets.services.mass_kinds import KINDS, Change, MassKind
from endcap.customers.outlets.services.own import in_chunks, locked_outlets
from endcap.customers.outlets.services.rows import write_columns
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.bulk import insert_many
from endcap.kernel.errors import NotFoundHere, Problem, Refusal, collect
from endcap.kernel.ids import new_id
from endcap.kernel.jobs import queue
from endcap.kernel.jobs import selectors as runs
from endcap.kernel.jobs import services as jobs
from endcap.kernel.jobs.actors import actor_for
from endcap.kernel.rights import Right

MOST = 20_000
AT_ONCE = 200
TASKS = {
    "run": "endcap.customers.outlets.jobs.run_mass_action",
    "undo": "endcap.customers.outlets.jobs.undo_mass_action",
}
State, Outcome, Why = MassAction.State, MassRow.Outcome, MassRow.Why
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Selection:
    """Which outlets: these, or all that a filter of the list finds."""

    ids: tuple[UUID, ...] = ()
    found_by: OutletFilter | None = None


def _chosen(actor: Actor, selection: Selection) -> list[UUID]:
    """The ids, each once, all of them visible."""
    wanted = sorted(set(selection.ids))
    if selection.found_by is not None:
        rows = filtered(actor, selection.found_by).order_by()
        wanted = sorted(rows.values_list("pk", flat=True)[: MOST + 1])
    collect(
        [
            None if wanted else Problem("ids", "required", _("先选终端。")),
            Problem(
                "ids",
                "too_many",
                _("一次最多改 %(most)s 家。先加筛选条件，分几次改。") % {"most": f"{MOST:,}"},
            )
            if len(wanted) > MOST
            else None,
        ]
    )
    return wanted


def _archived(actor: Actor, ids: Sequence[UUID]) -> dict[UUID, bool]:
    found: dict[UUID, bool] = {}
    for part in in_chunks(ids):
        rows = Outlet.objects.visible_to(actor).filter(pk__in=part)
        found |= {pk: at is not None for pk, at in rows.values_list("pk", "archived_at")}
    if len(found) != len(ids):
        raise NotFoundHere()
    return found


def _judged(kind: MassKind, before: str, after: str, is_archived: bool) -> tuple[str, str]:
    """How it would go with one outlet, and why not."""
    if before == after:
        return Outcome.SAME, ""
    if is_archived:
        return Outcome.REFUSED, Why.ARCHIVED
    if not kind.may_become(before, after):
        return Outcome.REFUSED, Why.STATUS
    return Outcome.CHANGE, ""


@transaction.atomic
def preview_mass_action(
    actor: Actor, *, kind: str, given: Mapping[str, str], selection: Selection, id: UUID | None = None
) -> MassAction:
    """Say what a change to many outlets would do, outlet by outlet; nothing changes yet. A newer preview replaces the
    person's older ones."""
    known = KINDS.get(kind)
    collect([None if known else Problem("kind", "unknown", _("选要做的事。"))])
    assert known is not None
    actor.require(known.right)
    ids = _chosen(actor, selection)
    archived = _archived(actor, ids)
    target = known.target(actor, given)
    reason = " ".join(given.get("reason", "").split())
    collect([Problem("reason", "too_long", _("原因最多 200 个字。")) if len(reason) > 200 else None])

    MassAction.objects.visible_to(actor).filter(person=actor.person_id, state=State.PREVIEW).delete()
    states = known.states(ids, target.params)
    action = MassAction(
        id=id or new_id(actor.now), kind=kind, params=dict(target.params), words=target.words[:200], reason=reason,
        person_id=actor.person_id, by_name=actor.name, created_at=actor.now, total=len(ids),
    )  # fmt: skip
    rows = []
    for pk in ids:
        before, after = states[pk], target.after(states[pk])
        outcome, why = _judged(known, before, after, archived[pk])
        rows.append(
            MassRow(
                id=new_id(actor.now),
                action=action,
                outlet_id=pk,
                outcome=outcome,
                why=why,
                before=before,
                after=after,
            )
        )
    outcomes = [row.outcome for row in rows]
    action.changing, action.same, action.refused = (
        outcomes.count(one) for one in (Outcome.CHANGE, Outcome.SAME, Outcome.REFUSED)
    )
    action.save(force_insert=True)
    insert_many(rows)
    return action


def locked_action(actor: Actor, action_id: UUID) -> MassAction:
    """A change of one's own, held until the transaction ends. Raises NotFoundHere."""
    actor.require(Rights.VIEW)
    found = MassAction.objects.visible_to(actor).locked().filter(pk=action_id).first()
    if found is None:
        raise NotFoundHere()
    return found


def _step(action: MassAction, wanted: MassAction.State) -> None:
    now = State(action.state)
    if wanted not in MassAction.TRANSITIONS.get(now, set()):
        raise MassStep(before=now.label, after=wanted.label)
    action.state = wanted


def _rows(actor: Actor, action: MassAction) -> list[tuple[UUID, UUID, str, str]]:
    rows = MassRow.objects.unscoped(
        "of a change whose maker was checked; outlets out of reach are told apart below"
    )
    rows = rows.filter(action=action, outcome=Outcome.CHANGE).order_by("outlet_id")
    return list(rows.values_list("pk", "outlet_id", "before", "after"))


def _carry_out(
    actor: Actor, action: MassAction, *, is_undo: bool, progress: Progress | None
) -> tuple[int, list[tuple[UUID, str, str]]]:
    """Write the changes of an action, or take them back, wherever the outlet still is as it was left; answers how many
    and the rows that are otherwise (row, outcome, why)."""
    kind = KINDS[action.kind]
    rows = _rows(actor, action)
    ids = [outlet_id for _pk, outlet_id, _before, _after in rows]
    visible: set[UUID] = set()
    for part in in_chunks(ids):
        visible |= set(Outlet.objects.visible_to(actor).filter(pk__in=part).values_list("pk", flat=True))
    outlets = {one.pk: one for one in locked_outlets(actor, sorted(visible))} if visible else {}
    states = kind.states(ids, action.params)
    changes: list[Change] = []
    others: list[tuple[UUID, str, str]] = []
    for pk, outlet_id, before, after in rows:
        start, end = (after, before) if is_undo else (before, after)
        outlet = outlets.get(outlet_id)
        if outlet is None:
            others.append((pk, Outcome.KEPT if is_undo else Outcome.REFUSED, Why.GONE))
        elif outlet.is_archived:
            others.append((pk, Outcome.KEPT if is_undo else Outcome.REFUSED, Why.ARCHIVED))
        elif states.get(outlet_id) != start:
            others.append(
                (pk, Outcome.KEPT if is_undo else Outcome.REFUSED, Why.UNDO_SINCE if is_undo else Why.SINCE)
            )
        else:
            changes.append(Change(outlet, start, end))
    reason = _("撤销：%(reason)s") % {"reason": action.reason or action.words} if is_undo else action.reason
    if changes:
        kind.write(actor, changes, action.params, reason[:200], progress)
    write_columns(MassRow, ("outcome", "why"), others)
    return len(changes), others


@transaction.atomic
def run_mass_action(actor: Actor, *, action_id: UUID, progress: Progress | None = None) -> MassAction:
    """Do what the preview said, to every outlet that still is as the preview saw it."""
    action = locked_action(actor, action_id)
    actor.require(KINDS[action.kind].right)
    _step(action, State.DONE)
    _recheck(actor, action)

    done, others = _carry_out(actor, action, is_undo=False, progress=progress)
    action.changing, action.refused, action.done_at = done, action.refused + len(others), actor.now
    action.save(update_fields=["state", "changing", "refused", "done_at"])
    audit.record(actor, "outlets.mass_done", action, kind=action.kind, changed=done)
    return action


def _recheck(actor: Actor, action: MassAction) -> None:
    """Whoever or whatever is set may have gone since the preview."""
    KINDS[action.kind].target(actor, {**action.params, "reason": action.reason})


@transaction.atomic
def undo_mass_action(actor: Actor, *, action_id: UUID, progress: Progress | None = None) -> MassAction:
    """Give every outlet back what it was, unless it was changed again since."""
    action = locked_action(actor, action_id)
    actor.require(KINDS[action.kind].right)
    _step(action, State.UNDONE)

    done, others = _carry_out(actor, action, is_undo=True, progress=progress)
    rows = MassRow.objects.unscoped("of a change whose maker was checked")
    rows.filter(action=action, outcome=Outcome.CHANGE).update(outcome=Outcome.RESTORED)
    action.restored, action.kept, action.undone_at = done, len(others), actor.now
    action.save(update_fields=["state", "restored", "kept", "undone_at"])
    audit.record(actor, "outlets.mass_undone", action, kind=action.kind, restored=done, kept=len(others))
    return action


def begin_mass_action(actor: Actor, *, action_id: UUID) -> MassAction:
    """Do it at once, or by a worker if the outlets are many."""
    with transaction.atomic():
        action = locked_action(actor, action_id)
        if action.changing > AT_ONCE:
            return _queue(actor, action, "run", State.WAITING)
    return run_mass_action(actor, action_id=action_id)


def begin_undo_mass_action(actor: Actor, *, action_id: UUID) -> MassAction:
    """Take it back at once, or by a worker if the outlets are many."""
    with transaction.atomic():
        action = locked_action(actor, action_id)
        if action.changing > AT_ONCE:
            return _queue(actor, action, "undo", State.UNDOING)
    return undo_mass_action(actor, action_id=action_id)


def _queue(actor: Actor, action: MassAction, step: str, state: MassAction.State) -> MassAction:
    actor.require(KINDS[action.kind].right)
    _step(action, state)
    busy = runs.run_for_subject(action.pk, action.run_id) if action.run_id else None
    if busy is not None and not busy.is_over:
        raise MassBusy()
    title = f"{action.get_kind_display()} {action.words}"
    run = jobs.create_run(
        actor, kind=f"outlets.mass_{step}", title=title, subject_id=action.pk, total=action.changing
    )
    action.run_id = run.pk
    action.save(update_fields=["state", "run_id"])
    queue.enqueue(TASKS[step], action_id=str(action.pk), run_id=str(run.pk), language=actor.language)
    return action


def work(step: str, *, action_id: UUID, run_id: UUID, language: str) -> None:
    """A worker does one step for the person who asked, with that person's rights of today. What fails or is stopped
    leaves every outlet as it was."""
    announced = runs.run_for_subject(action_id, run_id)
    whole = announced.total if announced else 0
    try:
        jobs.begin(run_id, total=whole)
    except jobs.JobOver:
        _back(action_id, step)
        return  # cancelled before a worker came to it
    act = run_mass_action if step == "run" else undo_mass_action
    try:
        with translation.override(language):
            jobs.raise_if_cancelled(run_id)
            actor = actor_for(runs.asked_by(run_id), language)
            act(actor, action_id=action_id, progress=lambda done: jobs.advance(run_id, done))
    except jobs.JobCancelled:
        _back(action_id, step)
        jobs.mark_cancelled(run_id)
    except Refusal as refusal:
        _back(action_id, step)
        with translation.override(language):
            jobs.fail(run_id, message=refusal.message)
    except Exception:
        _back(action_id, step)
        with suppress(Refusal), translation.override(language):
            jobs.fail(run_id, message=_("没做完，什么也没有改。再试一次。"))
        raise
    else:
        jobs.finish(run_id)


def _back(action_id: UUID, step: str) -> None:
    """A step that did not happen leaves the change where it was before."""
    waiting, before = (State.WAITING, State.PREVIEW) if step == "run" else (State.UNDOING, State.DONE)
    rows = MassAction.objects.unscoped("a worker puts back the step that it could not do")
    rows.filter(pk=action_id, state=waiting).update(state=before)


def mass_right(kind: str) -> Right:
    """What one needs for a kind of change."""
    return KINDS[kind].right


@transaction.atomic
def drop_mass_action(actor: Actor, *, action_id: UUID) -> None:
    """Give a preview up."""
    action = locked_action(actor, action_id)
    actor.require(KINDS[action.kind].right)
    if action.state != State.PREVIEW:
        raise MassStep(before=State(action.state).label, after=_("放弃"))
    action.delete()
