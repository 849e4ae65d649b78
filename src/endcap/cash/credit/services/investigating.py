"""Investigating a customer: beginning, keeping drafts, handing in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from endcap.cash.credit import presets, selectors, suggesting
from endcap.cash.credit.errors import InvestigationOpen
from endcap.cash.credit.models import Investigation
from endcap.cash.credit.rights import Rights
from endcap.cash.credit.services.watching import REVIEW
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.ids import new_id
from endcap.kernel.parameters import selectors as parameters
from endcap.kernel.parameters.definitions import P
from endcap.mechanisms.agenda import services as agenda
from endcap.mechanisms.evidence import selectors as evidence
from endcap.mechanisms.questions import services as questions

FILES_SUBJECT = "credit.Investigation"
OUTLET = "outlets.Outlet"


def install_questionnaires(actor: Actor) -> None:
    """The forms of credit, where they are not there yet; capital and profit over as many years as P-31 says."""
    years = parameters.value(P.CREDIT_YEARS, on=actor.today)
    questions.install(actor, key=presets.INVESTIGATION, definition=presets.investigation(years))
    questions.install(actor, key=presets.ENTRY, definition=presets.entry())


@transaction.atomic
def begin_investigation(
    actor: Actor, *, payer_id: UUID, form: str = Investigation.Form.CREDIT, id: UUID | None = None
) -> Investigation:
    """Begin to find out about a customer. One at a time for each form; the same id again answers what is there."""
    actor.require(Rights.INVESTIGATE)

    payer = selectors.payer_of(actor, payer_id)
    rows = Investigation.objects.visible_to(actor).filter(payer_id=payer_id)
    if id is not None and (known := rows.filter(pk=id, form=form).first()):
        return known
    kind = Investigation.Form(form)
    if rows.filter(form=kind, done_on__isnull=True).exists():
        raise InvestigationOpen(payer=payer.name, form=kind.label)

    install_questionnaires(Actor.system(now=actor.now))
    reply = questions.begin(actor, key=presets.KEYS[kind], subject_type=OUTLET, subject_id=payer_id)
    made = Investigation(
        id=id or new_id(actor.now),
        payer=payer,
        form=kind,
        reply=reply,
        made_by_name=actor.name[:60],
        created_at=actor.now,
    )
    made.save(force_insert=True)
    audit.record(actor, "credit.investigation_begun", made, form=str(kind))
    return made


@transaction.atomic
def save_answers(actor: Actor, *, investigation_id: UUID, answers: Mapping[str, Any]) -> Investigation:
    """Keep what is answered so far."""
    actor.require(Rights.INVESTIGATE)
    found = selectors.investigation_of(actor, investigation_id)
    found.reply = questions.save_draft(actor, reply_id=found.reply_id, answers=answers)
    return found


@transaction.atomic
def submit_investigation(
    actor: Actor, *, investigation_id: UUID, answers: Mapping[str, Any]
) -> Investigation:
    """Hand the investigation in: class and suggested limit follow from it, and what was due is done. Every gap is
    named at once."""
    actor.require(Rights.INVESTIGATE)
    found = selectors.investigation_of(actor, investigation_id)
    files: dict[str, int] = {}
    for file in evidence.of_subject(Actor.system(now=actor.now), FILES_SUBJECT, found.pk):
        files[file.kind] = files.get(file.kind, 0) + 1

    reply = questions.submit(actor, reply_id=found.reply_id, answers=answers, files=files)
    definition = reply.version.definition
    found.done_on, found.score_bp, found.band = actor.today, reply.score_bp, reply.band
    if found.form == Investigation.Form.CREDIT:
        found.monthly_sales = suggesting.monthly(found.payer.sales_12m or found.payer.declared_sales or 0)
        found.factor_bp = suggesting.factor_of(definition, reply.band)
        found.suggested = suggesting.suggested(found.monthly_sales, found.factor_bp)
        agenda.settle(actor, subject_type=OUTLET, subject_id=found.payer_id, kind=REVIEW)

    found.save(update_fields=["done_on", "score_bp", "band", "monthly_sales", "factor_bp", "suggested"])
    audit.record(actor, "credit.investigated", found, band=found.band, suggested=found.suggested)
    return found


@transaction.atomic
def investigate(
    actor: Actor,
    *,
    payer_id: UUID,
    answers: Mapping[str, Any],
    form: str = Investigation.Form.CREDIT,
    id: UUID | None = None,
) -> Investigation:
    """Begin an investigation and hand it in at once, as machines do. The same id again answers what is there."""
    begun = begin_investigation(actor, payer_id=payer_id, form=form, id=id)
    if begun.done_on is not None:
        return begun
    return submit_investigation(actor, investigation_id=begun.pk, answers=answers)
