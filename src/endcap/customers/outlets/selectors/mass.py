"""Reading changes to many outlets: what they would do, what they did, and what stayed as it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from endcap.customers.outlets.models import Channel, MassAction, MassRow, Outlet, SchemeValue
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere
from endcap.kernel.jobs import selectors as runs
from endcap.kernel.jobs.models import JobRun
from endcap.org.people.models import Person

SHOWN = 50
GROUPS = 12


@dataclass(frozen=True)
class Step:
    """So many outlets go from one state to another."""

    before: str
    after: str
    count: int


@dataclass(frozen=True)
class MassOutline:
    """A change to many outlets, gathered for its page."""

    action: MassAction
    steps: Sequence[Step]
    more_steps: int
    otherwise: Sequence[MassRow]  # refused, or not taken back, with the outlet
    sample: Sequence[MassRow]
    run: JobRun | None


def mass_action_of(actor: Actor, action_id: UUID) -> MassAction:
    """A change of one's own. Raises NotFoundHere."""
    found = MassAction.objects.visible_to(actor).filter(pk=action_id).first()
    if found is None:
        raise NotFoundHere()
    return found


def mass_actions(actor: Actor, *, limit: int = 50) -> Sequence[MassAction]:
    """Changes that were done or are at work, the newest first."""
    rows = MassAction.objects.visible_to(actor).exclude(state=MassAction.State.PREVIEW)
    return list(rows[:limit])


def outline_of(actor: Actor, action_id: UUID) -> MassOutline:
    """What a change does or did, from and to, and with whom it is otherwise."""
    action = mass_action_of(actor, action_id)
    rows = MassRow.objects.visible_to(actor).filter(action=action)
    outcomes = MassRow.Outcome
    going = rows.filter(outcome__in=(outcomes.CHANGE, outcomes.RESTORED))
    grouped = list(
        going.order_by()
        .values_list("before", "after")
        .annotate(count=Count("pk"))
        .order_by("-count")[: 20 * GROUPS]
    )
    words = _words(action, {text for before, after, _count in grouped for text in (before, after)})
    steps: dict[tuple[str, str], int] = {}
    for before, after, count in grouped:
        key = (words[before], words[after])
        steps[key] = steps.get(key, 0) + count
    told = [Step(before, after, count) for (before, after), count in steps.items()]
    others = rows.filter(outcome__in=(outcomes.REFUSED, outcomes.KEPT)).select_related("outlet")
    sample = going.select_related("outlet")[:SHOWN]
    run = runs.run_for_subject(action.pk, action.run_id) if action.run_id else None
    return MassOutline(
        action, told[:GROUPS], max(0, len(told) - GROUPS), list(others[:SHOWN]), list(sample), run
    )


def _words(action: MassAction, states: set[str]) -> dict[str, str]:
    """States as people call them."""
    kinds = MassAction.Kind
    if action.kind == kinds.OWNER:
        ids = {state.split(":")[0] for state in states}
        people = Person.objects.unscoped("names of owners, before and after, of outlets that the actor sees")
        names = {str(pk): name for pk, name in people.filter(pk__in=ids).values_list("pk", "name")}
        return {state: names.get(state.split(":")[0], "") for state in states}
    if action.kind == kinds.STATUS:
        labels = dict(Outlet.Status.choices)
        return {state: str(labels.get(state, state)) for state in states}
    if action.kind == kinds.CHANNEL:
        names = {str(one.pk): str(one) for one in Channel.objects.filter(pk__in=states)}
        return {state: names.get(state, "") for state in states}
    if action.kind == kinds.CLASS:
        scheme = str(action.params["class"]).partition(":")[0]
        values = SchemeValue.objects.filter(scheme__code=scheme, code__in=states)
        known = {one.code: str(one) for one in values}
        return {state: known.get(state, state) for state in states}
    return {state: action.words if state else "" for state in states}
