"""Who asks, and forms that a service may refuse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere, Refusal
from endcap.kernel.rights import Right
from endcap.org.people import selectors
from endcap.org.people.forms import AbsenceForm, DelegationForm, RefusableForm
from endcap.org.people.rights import Rights


def actor_of(request: HttpRequest, right: Right | None = None) -> Actor:
    """The signed-in person, with the right that the page needs."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if right is not None:
        actor.require(right)
    return actor


def done(form: RefusableForm, act: Callable[[], object]) -> bool:
    """Run a service with a valid form; what it refuses is written into the form, and nothing typed is
    lost."""
    if not form.is_valid():
        return False
    try:
        act()
    except NotFoundHere:
        raise
    except Refusal as refusal:
        form.take(refusal)
        return False
    return True


def leave_context(
    actor: Actor,
    person_id: UUID,
    absence_form: AbsenceForm | None = None,
    delegation_form: DelegationForm | None = None,
) -> dict[str, Any]:
    """What the section about leave and deputies shows; the forms only for whoever may use them."""
    may_plan = person_id == actor.person_id or actor.may(Rights.EDIT)
    begins = {"from_on": actor.today.isoformat()}
    if may_plan and absence_form is None:
        absence_form = AbsenceForm(initial=begins)
    if may_plan and delegation_form is None:
        people = selectors.possible_deputies(actor, person_id)
        delegation_form = DelegationForm(people=people, initial=begins)
    return {
        "leave": selectors.leave_of(actor, person_id),
        "absence_form": absence_form,
        "delegation_form": delegation_form,
        "may_plan": may_plan,
    }
