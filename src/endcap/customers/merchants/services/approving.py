"""Asking for approval of a merchant or of a new licence term, and what the answer does."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from endcap.customers.merchants import checks
from endcap.customers.merchants.drafts import (
    KIND,
    LICENCE_PHOTO,
    RENEWAL_KIND,
    RENEWAL_SUBJECT,
    SUBJECT,
    TermDraft,
)
from endcap.customers.merchants.errors import NoRenewal, NotTrading, ReasonMissing, RenewalOpen
from endcap.customers.merchants.events import MerchantApproved, MerchantSuspended
from endcap.customers.merchants.models import Merchant, Renewal
from endcap.customers.merchants.rights import Rights
from endcap.customers.merchants.services.onboarding import licence_taken
from endcap.customers.merchants.services.readings import request_reading
from endcap.customers.merchants.services.rows import (
    ALL,
    first_outlet_ids,
    held_outlet_ids,
    locked_merchant,
    move,
    refuse_step,
)
from endcap.customers.outlets.models import Outlet
from endcap.kernel import events
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id
from endcap.mechanisms.agenda import services as agenda
from endcap.mechanisms.approvals import services as approvals
from endcap.mechanisms.approvals.events import ApprovalEnded
from endcap.mechanisms.approvals.models import Request
from endcap.mechanisms.evidence import selectors as files
from endcap.mechanisms.evidence import services as evidence

EXPIRY = "licence_expiry"
_OPEN_REQUEST = ("open", "returned")
State = Merchant.State


def _document(merchant: Merchant) -> dict[str, object]:
    """The facts of this version, without data of persons: those are shown from the merchant itself."""
    return {
        "number": merchant.number,
        "name": merchant.name,
        "kind": merchant.kind,
        "licence_no": merchant.licence_no,
        "valid_from": merchant.valid_from.isoformat() if merchant.valid_from else "",
        "valid_to": merchant.valid_to.isoformat() if merchant.valid_to else "",
        "is_long_term": merchant.is_long_term,
        "bank_name": merchant.bank_name,
        "branch_name": merchant.branch_name,
        "account_tail": merchant.account_tail,
        "outlets": len(held_outlet_ids(merchant.pk)),
    }


def _unit_of(merchant: Merchant) -> UUID:
    """In whose line it is decided: the unit of the first outlet."""
    outlet_id = first_outlet_ids([merchant.pk])[merchant.pk]
    rows = Outlet.objects.unscoped("the unit of a merchant that the actor sees")
    return rows.values_list("unit_id", flat=True).get(pk=outlet_id)


def _ask(
    actor: Actor,
    *,
    kind: str,
    subject_type: str,
    subject_id: UUID,
    title: str,
    document: dict[str, object],
    unit_id: UUID,
) -> Request:
    """Submit, or submit again what was returned. Who was returned something may have gone: then it begins anew."""
    rows = Request.objects.unscoped("the request of a merchant that the actor sees")
    held = rows.filter(
        kind=kind, subject_type=subject_type, subject_id=subject_id, state__in=_OPEN_REQUEST
    ).first()
    if held is not None and held.state == "returned" and held.requester_id == actor.person_id:
        return approvals.resubmit(
            actor, request_id=held.pk, title=title, document=document, version=held.version
        )
    if held is not None:
        system = Actor.system(now=actor.now, name=actor.name)
        approvals.withdraw(
            system, request_id=held.pk, reason=gettext("由 %(name)s 重新提交") % {"name": actor.name}
        )
    return approvals.submit(
        actor,
        kind=kind,
        subject_type=subject_type,
        subject_id=subject_id,
        title=title,
        document=document,
        unit_id=unit_id,
    )


@transaction.atomic
def submit(actor: Actor, *, merchant_id: UUID) -> Merchant:
    """Ask for approval. Everything that is missing is named at once."""
    actor.require(Rights.EDIT)

    merchant = locked_merchant(actor, merchant_id)
    changed = move(actor, merchant, State.SUBMITTED)
    kinds = frozenset(one.kind for one in files.of_subject(actor, SUBJECT, merchant.pk))
    taken = licence_taken(actor, merchant.licence_no, but=merchant.pk)
    collect([*checks.missing(merchant, kinds, today=actor.today), taken])

    # a returned request that is begun anew is withdrawn on the way, and must find the merchant not yet submitted
    request = _ask(
        actor,
        kind=KIND,
        subject_type=SUBJECT,
        subject_id=merchant.pk,
        title=gettext("商户准入 %(name)s") % {"name": merchant.name},
        document=_document(merchant),
        unit_id=_unit_of(merchant),
    )
    merchant.request_id = request.pk
    merchant.save(update_fields=[*changed, "request_id"])
    audit.record(actor, "merchants.submitted", merchant)
    return merchant


@transaction.atomic
def withdraw(actor: Actor, *, merchant_id: UUID, reason: str = "") -> Merchant:
    """Take the submission back; the merchant is a draft again."""
    actor.require(Rights.EDIT)

    seen = Merchant.objects.visible_to(actor).filter(pk=merchant_id).first()
    if seen is None:
        raise NotFoundHere()
    if seen.state not in (State.SUBMITTED, State.RETURNED):
        refuse_step(seen, State.DRAFT)
    assert seen.request_id is not None  # what was submitted has its request

    # the request is held before the merchant, as whoever decides holds them
    approvals.withdraw(actor, request_id=seen.request_id, reason=reason)
    return locked_merchant(actor, merchant_id)


@transaction.atomic
def on_approval_ended(actor: Actor, event: ApprovalEnded) -> None:
    """The answer has come, in the transaction of whoever gave it."""
    if event.kind == KIND and event.subject_type == SUBJECT:
        _merchant_ended(actor, event)
    elif event.kind == RENEWAL_KIND and event.subject_type == RENEWAL_SUBJECT:
        _renewal_ended(actor, event)


def _merchant_ended(actor: Actor, event: ApprovalEnded) -> None:
    rows = Merchant.objects.unscoped("the request was decided by who may").locked()
    merchant = rows.filter(pk=event.subject_id, request_id=event.request_id).first()
    if merchant is None or merchant.state not in (State.SUBMITTED, State.RETURNED):
        return
    outcome = {
        "approved": State.APPROVED,
        "returned": State.RETURNED,
        "rejected": State.REJECTED,
        "withdrawn": State.DRAFT,
    }[event.outcome]
    changed = move(actor, merchant, outcome, _last_note(event.request_id))
    if outcome == State.APPROVED:
        merchant.approved_at = actor.now
        changed.append("approved_at")
    merchant.save(update_fields=changed)
    audit.record(actor, f"merchants.{outcome.value}", merchant)
    if outcome == State.APPROVED:
        events.publish(actor, MerchantApproved(merchant.pk, tuple(held_outlet_ids(merchant.pk))))


def _last_note(request_id: UUID) -> str:
    rows = Request.objects.unscoped("why the merchant came back").filter(pk=request_id)
    note = rows.order_by("-decisions__decided_at").values_list("decisions__note", flat=True).first()
    return note or ""


@transaction.atomic
def reopen(actor: Actor, *, merchant_id: UUID) -> Merchant:
    """Change the data of a merchant that was approved or rejected. It has to be approved again, and does not trade
    until then."""
    actor.require(Rights.EDIT)

    merchant = locked_merchant(actor, merchant_id)
    changed = move(actor, merchant, State.DRAFT)
    taken = licence_taken(actor, merchant.licence_no, but=merchant.pk)
    collect([taken])

    merchant.save(update_fields=changed)
    audit.record(actor, "merchants.reopened", merchant)
    return merchant


@transaction.atomic
def suspend(actor: Actor, *, merchant_id: UUID, reason: str) -> Merchant:
    """Stop a merchant from trading, with a reason."""
    actor.require(Rights.SUSPEND)

    merchant = locked_merchant(actor, merchant_id)
    note = reason.strip()
    if not note or len(note) > 500:
        raise ReasonMissing()

    merchant.save(update_fields=move(actor, merchant, State.SUSPENDED, note))
    audit.record(actor, "merchants.suspended", merchant)
    events.publish(actor, MerchantSuspended(merchant.pk, tuple(held_outlet_ids(merchant.pk))))
    return merchant


@transaction.atomic
def resume(actor: Actor, *, merchant_id: UUID) -> Merchant:
    """Let a suspended merchant trade again."""
    actor.require(Rights.SUSPEND)

    merchant = locked_merchant(actor, merchant_id)
    if merchant.state != State.SUSPENDED:
        refuse_step(merchant, State.APPROVED)

    merchant.save(update_fields=move(actor, merchant, State.APPROVED))
    audit.record(actor, "merchants.resumed", merchant)
    events.publish(actor, MerchantApproved(merchant.pk, tuple(held_outlet_ids(merchant.pk))))
    return merchant


@transaction.atomic
def request_renewal(
    actor: Actor,
    *,
    merchant_id: UUID,
    term: TermDraft,
    files: list[evidence.Sent] | tuple[evidence.Sent, ...],
) -> Renewal:
    """Ask for approval of a new licence term, with its photo. The old term holds until then."""
    actor.require(Rights.EDIT)

    merchant = locked_merchant(actor, merchant_id)
    if merchant.state not in (State.APPROVED, State.SUSPENDED):
        raise NotTrading(name=merchant.name, state=merchant.get_state_display())
    if Renewal.objects.unscoped(ALL).filter(merchant=merchant, state__in=Renewal.OPEN).exists():
        raise RenewalOpen(name=merchant.name)
    collect([*_term_problems(actor, merchant, term), *_photo_problems(files)])

    assert term.valid_from is not None  # its lack is among the problems
    renewal = Renewal(
        id=new_id(actor.now),
        merchant=merchant,
        valid_from=term.valid_from,
        valid_to=term.valid_to,
        is_long_term=term.is_long_term,
        made_by_name=actor.name[:60],
        created_at=actor.now,
    )
    renewal.save(force_insert=True)
    kept = evidence.keep_all(
        actor, files=list(files), kind=LICENCE_PHOTO, subject_type=SUBJECT, subject_id=merchant.pk
    )
    for photo in [one for one in kept if one.is_photo][-1:]:
        request_reading(actor, merchant=merchant, evidence_id=photo.pk)
    renewal.request_id = _ask(
        actor,
        kind=RENEWAL_KIND,
        subject_type=RENEWAL_SUBJECT,
        subject_id=renewal.pk,
        title=gettext("执照换新 %(name)s") % {"name": merchant.name},
        document={
            "number": merchant.number,
            "name": merchant.name,
            "licence_no": merchant.licence_no,
            "valid_from": term.valid_from.isoformat(),
            "valid_to": term.valid_to.isoformat() if term.valid_to else "",
            "is_long_term": term.is_long_term,
        },
        unit_id=_unit_of(merchant),
    ).pk
    renewal.save(update_fields=["request_id"])
    audit.record(actor, "merchants.renewal_submitted", merchant, renewal=str(renewal.pk))
    return renewal


def _term_problems(actor: Actor, merchant: Merchant, term: TermDraft) -> list[Problem]:
    found = checks.term_problems(term, today=actor.today)
    if term.valid_from is None:
        found.append(Problem("valid_from", "required", _("填营业期限从哪天起。")))
    if not term.valid_to and not term.is_long_term:
        found.append(Problem("valid_to", "required", _("填营业期限到哪天，或勾“长期有效”。")))
    if term.valid_to and term.valid_to < actor.today:
        found.append(Problem("valid_to", "expired", _("这张执照也已过期，换一张在有效期内的。")))
    elif term.valid_to and merchant.valid_to and term.valid_to <= merchant.valid_to:
        found.append(Problem("valid_to", "not_longer", _("新期限没有比现在的更晚，照新执照再核对。")))
    return found


def _photo_problems(files: list[evidence.Sent] | tuple[evidence.Sent, ...]) -> list[Problem]:
    return [] if files else [Problem("files", "required", _("传一张新执照的照片。"))]


@transaction.atomic
def withdraw_renewal(actor: Actor, *, merchant_id: UUID) -> None:
    """Take the open renewal of a licence back."""
    actor.require(Rights.EDIT)

    rows = Renewal.objects.visible_to(actor).filter(merchant_id=merchant_id, state__in=Renewal.OPEN)
    renewal = rows.first()
    if renewal is None or renewal.request_id is None:
        if not Merchant.objects.visible_to(actor).filter(pk=merchant_id).exists():
            raise NotFoundHere()
        raise NoRenewal()

    approvals.withdraw(actor, request_id=renewal.request_id)


def _renewal_ended(actor: Actor, event: ApprovalEnded) -> None:
    rows = Renewal.objects.unscoped("the request was decided by who may").locked()
    renewal = rows.filter(pk=event.subject_id).first()
    if renewal is None or event.outcome not in Renewal.TRANSITIONS.get(Renewal.State(renewal.state), ()):
        return
    renewal.state = event.outcome
    renewal.ended_at = None if event.outcome == "returned" else actor.now
    renewal.save(update_fields=["state", "ended_at"])
    if event.outcome != "approved":
        return
    merchants = Merchant.objects.unscoped("the request was decided by who may").locked()
    merchant = merchants.get(pk=renewal.merchant_id)
    merchant.valid_from, merchant.valid_to = renewal.valid_from, renewal.valid_to
    merchant.is_long_term, merchant.updated_at = renewal.is_long_term, actor.now
    merchant.save(update_fields=["valid_from", "valid_to", "is_long_term", "updated_at"])
    agenda.withdraw_items(actor, subject_type=SUBJECT, subject_id=merchant.pk, kind=EXPIRY)
    audit.record(actor, "merchants.renewed", merchant)
