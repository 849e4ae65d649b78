"""Setting up chains: what counts today by kind of document, and one chain with its steps."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from endcap.kernel.actor import Actor
from endcap.kernel.errors import InvalidInput, Refusal
from endcap.mechanisms.approvals import kinds, presets, selectors, services
from endcap.mechanisms.approvals.forms import ChainForm, StepRows, chain_initial
from endcap.mechanisms.approvals.models import Chain
from endcap.mechanisms.approvals.rights import Rights
from endcap.mechanisms.approvals.views.asking import actor_of
from endcap.mechanisms.approvals.wording import chain_name, role_name, step_name
from endcap.org.people import selectors as people
from endcap.org.units import selectors as units
from endcap.ui.toasts import toast


@require_GET
def chains(request: HttpRequest) -> HttpResponse:
    """Every chain by kind of document."""
    actor = actor_of(request, Rights.CONFIGURE)
    with_past = request.GET.get("past") == "1"
    groups = [
        (
            group,
            [
                (line, chain_name(line.chain), [(step, step_name(step)) for step in line.steps])
                for line in group.lines
            ],
        )
        for group in selectors.chain_groups(actor, with_past=with_past)
    ]
    return render(request, "approvals/chains.html", {"groups": groups, "with_past": with_past})


@require_http_methods(["GET", "POST"])
def new_chain(request: HttpRequest) -> HttpResponse:
    """A chain that is not there yet."""
    actor = actor_of(request, Rights.CONFIGURE)
    initial = {
        "kind": request.GET.get("kind", ""),
        "window_days": presets.WINDOW_DAYS,
        "escalate_after_days": presets.ESCALATE_AFTER_DAYS,
    }
    return _edit(request, actor, None, initial)


@require_http_methods(["GET", "POST"])
def chain(request: HttpRequest, chain_id: UUID) -> HttpResponse:
    """A chain with its steps; saving makes a new one from the chosen day on."""
    actor = actor_of(request, Rights.CONFIGURE)
    found = selectors.chain_of(actor, chain_id)
    return _edit(request, actor, found, chain_initial(found))


def _edit(request: HttpRequest, actor: Actor, found: Chain | None, initial: dict[str, Any]) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = ChainForm(
        data,
        initial={"valid_from": actor.today, **initial},
        kinds=[(kind.key, str(kind.name)) for kind in kinds.everything()],
        units=[(str(pk), name) for pk, name in units.choices_for(actor)],
    )
    rows = StepRows(
        data,
        steps=list(found.steps.all()) if found else [],
        roles=[(str(role.pk), role_name(role)) for role in people.roles()],
        persons=[(str(one.pk), f"{one.name}·{one.unit.name}") for one in people.active_people(actor)],
    )
    if data is not None and _saved(actor, form, rows):
        toast(request, _("审批链已保存，从 %(day)s 起用") % {"day": form.cleaned_data["valid_from"]})
        return redirect("approvals:chains")
    context = {
        "form": form,
        "rows": rows.forms,
        "shown": max(rows.shown, sum(1 for row in rows.forms if row["who"].value())),
        "chain": found,
        "name": chain_name(found) if found else "",
        "line": selectors.line_of_chain(actor, found) if found else None,
    }
    status = 422 if data is not None else 200
    return render(request, "approvals/chain.html", context, status=status)


def _saved(actor: Actor, form: ChainForm, rows: StepRows) -> bool:
    if not (form.is_valid() & rows.is_valid()):
        return False
    try:
        services.set_chain(actor, chain=form.draft(rows.drafts()))
    except InvalidInput as refusal:
        of_chain = [problem for problem in refusal.problems if not problem.field.startswith("steps")]
        for sentence in rows.take(refusal):
            form.add_error(None, sentence)
        if of_chain:
            form.take(InvalidInput(of_chain))
        return False
    except Refusal as refusal:
        form.take(refusal)
        return False
    return True


@require_POST
def end_chain(request: HttpRequest, chain_id: UUID) -> HttpResponse:
    """A chain counts no longer."""
    actor = actor_of(request, Rights.CONFIGURE)
    ended = services.end_chain(actor, chain_id=chain_id)
    toast(request, _("已停用 %(name)s") % {"name": chain_name(ended)})
    return redirect("approvals:chains")
