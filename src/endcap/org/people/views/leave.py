"""Leave and deputies, on one's own page and on the page of somebody else."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from endcap.kernel.actor import Actor
from endcap.org.people import selectors, services
from endcap.org.people.forms import AbsenceForm, DayForm, DelegationForm
from endcap.org.people.rights import Rights
from endcap.org.people.views.account import own_page
from endcap.org.people.views.asking import actor_of, done
from endcap.org.people.views.people import person_page
from endcap.ui.figures import short_date_text
from endcap.ui.toasts import toast


def _back(actor: Actor, person_id: UUID) -> HttpResponse:
    if person_id == actor.person_id:
        return redirect("people:me")
    return redirect("people:person", person_id=person_id)


def _planner(request: HttpRequest, person_id: UUID) -> Actor:
    actor = actor_of(request)
    selectors.person_of(actor, person_id)
    if person_id != actor.person_id:
        actor.require(Rights.EDIT)
    return actor


def _again(
    request: HttpRequest,
    actor: Actor,
    person_id: UUID,
    *,
    absence_form: AbsenceForm | None = None,
    delegation_form: DelegationForm | None = None,
) -> HttpResponse:
    if person_id == actor.person_id:
        return own_page(request, actor, absence_form=absence_form, delegation_form=delegation_form)
    shown = selectors.person_of(actor, person_id)
    return person_page(request, actor, shown, absence_form=absence_form, delegation_form=delegation_form)


@require_POST
def add_absence(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Somebody will be away."""
    actor = _planner(request, person_id)
    form = AbsenceForm(request.POST)
    if done(
        form,
        lambda: services.add_absence(
            actor,
            person_id=person_id,
            from_on=form.cleaned_data["from_on"],
            to_on=form.cleaned_data["to_on"],
            kind=form.cleaned_data["kind"],
        ),
    ):
        days = {
            "first": short_date_text(form.cleaned_data["from_on"]),
            "last": short_date_text(form.cleaned_data["to_on"]),
        }
        toast(request, _("已登记 %(first)s 到 %(last)s") % days)
        return _back(actor, person_id)
    return _again(request, actor, person_id, absence_form=form)


@require_POST
def end_absence(request: HttpRequest, absence_id: UUID) -> HttpResponse:
    """Back early, or not going at all. The toast takes it back."""
    actor = actor_of(request)
    before = selectors.absence_of(actor, absence_id).to_on
    absence = services.end_absence(actor, absence_id=absence_id)
    undo = f"{reverse('people:restore_absence', args=[absence_id])}?to_on={before}"
    toast(request, _("这次请假已结束"), undo_url=undo)
    return _back(actor, absence.person_id)


@require_POST
def restore_absence(request: HttpRequest, absence_id: UUID) -> HttpResponse:
    """The ending was a mistake."""
    actor = actor_of(request)
    selectors.absence_of(actor, absence_id)
    form = DayForm(request.GET)
    until = form.cleaned_data["to_on"] if form.is_valid() else actor.today
    absence = services.restore_absence(actor, absence_id=absence_id, to_on=until)
    toast(request, _("已恢复，到 %(last)s") % {"last": short_date_text(absence.to_on)})
    return _back(actor, absence.person_id)


@require_POST
def delegate(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A colleague decides meanwhile."""
    actor = _planner(request, person_id)
    form = DelegationForm(request.POST, people=selectors.possible_deputies(actor, person_id))
    if done(
        form,
        lambda: services.delegate(
            actor,
            from_id=person_id,
            to_id=form.to_id,
            from_on=form.cleaned_data["from_on"],
            to_on=form.cleaned_data["to_on"],
            only_when_absent=form.is_only_when_absent,
            note=form.cleaned_data["note"],
        ),
    ):
        toast(request, _("代理已登记"))
        return _back(actor, person_id)
    return _again(request, actor, person_id, delegation_form=form)


@require_POST
def revoke_delegation(request: HttpRequest, delegation_id: UUID) -> HttpResponse:
    """From now on everybody decides for himself again."""
    actor = actor_of(request)
    gone = services.revoke_delegation(actor, delegation_id=delegation_id)
    toast(request, _("代理已收回"))
    other = gone.from_person_id
    return _back(actor, actor.person_id if gone.to_person_id == actor.person_id else other)  # type: ignore[arg-type]
