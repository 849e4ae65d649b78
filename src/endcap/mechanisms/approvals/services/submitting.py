"""Submitting a document, and submitting it again after it was returned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import Conflict, NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id
from endcap.mechanisms.approvals import differences, kinds, levels
from endcap.mechanisms.approvals.errors import (
    AlreadyWaiting,
    ChangedBefore,
    IdTaken,
    NobodyDecides,
    NoChain,
    NoRequester,
    NotTheRequester,
)
from endcap.mechanisms.approvals.models import Chain, Draft, Request, State, StepRun
from endcap.mechanisms.approvals.selectors.chains import chain_for
from endcap.mechanisms.approvals.services import moving
from endcap.mechanisms.approvals.services.moving import WHY, Planned
from endcap.mechanisms.approvals.wording import step_name
from endcap.org.people.models import Person
from endcap.org.units import selectors as units

LARGEST_AMOUNT, LARGEST_DOCUMENT = 10**15, 64 * 1024


@dataclass(frozen=True)
class _Sent:
    """What was submitted, checked and in one shape."""

    title: str
    text: str  # the document in canonical JSON
    document: Mapping[str, Any]
    amount: int


def _checked(
    *, title: str, document: Mapping[str, Any], amount: int, others: Sequence[Problem | None] = ()
) -> _Sent:
    title = title.strip()
    try:
        text = differences.canonical(document)
    except (TypeError, ValueError):
        text = ""
    collect(
        [
            *others,
            None if title else Problem("title", "required", _("写一个标题，让审批人一眼看懂。")),
            Problem("title", "too_long", _("标题最多 200 个字符。")) if len(title) > 200 else None,
            Problem("title", "no_nul", _("标题里有看不见的字符，删掉再交。")) if "\0" in title else None,
            None
            if text and "\\u0000" not in text
            else Problem("document", "not_json", _("单据内容只能是文字、数字、是否和列表。")),
            Problem("document", "too_big", _("单据内容太大，附件放到凭证里。"))
            if len(text.encode()) > LARGEST_DOCUMENT
            else None,
            None
            if 0 <= amount <= LARGEST_AMOUNT
            else Problem("amount", "out_of_range", _("金额不能是负数，也不能超过 10 万亿元。")),
        ]
    )
    return _Sent(title, text, dict(document), amount)


def _digest(*parts: object) -> str:
    return sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()


@transaction.atomic
def submit(
    actor: Actor,
    *,
    kind: str,
    subject_type: str,
    subject_id: UUID,
    title: str,
    document: Mapping[str, Any],
    amount: int = 0,
    rolling_key: str = "",
    unit_id: UUID | None = None,
    id: UUID | None = None,
) -> Request:
    """Ask for a decision on a document. The same id with the same content again answers what is there.

    ``document`` holds the facts of this version as JSON, ``amount`` is in fen, and requests of one kind with
    the same ``rolling_key`` add up: their total chooses the steps.
    """
    declared = kinds.of(kind)
    if declared is None:
        raise LookupError(f"no kind {kind} is declared in config/subscriptions/")
    if declared.right_to_submit is not None:
        actor.require(declared.right_to_submit)
    unit = unit_id or actor.unit_id
    if actor.person_id is None or unit is None:
        raise NoRequester()

    sent = _checked(title=title, document=document, amount=amount, others=_key_problems(rolling_key, unit))
    digest = _digest(
        kind, subject_type, subject_id, sent.title, sent.text, amount, rolling_key, unit, actor.person_id
    )
    moving.hold_key(kind, rolling_key)
    if id is not None and (there := _there_already(id, digest)) is not None:
        return there
    _refuse_twice(kind, subject_type, subject_id)
    chain = _chain(kind, unit, actor)

    total = moving.total_of(kind, rolling_key, amount, chain, actor)
    planned = _planned(chain, total=total, unit_id=unit, requester_id=actor.person_id)

    request = Request(
        id=id or new_id(actor.now),
        kind=kind,
        subject_type=subject_type,
        subject_id=subject_id,
        title=sent.title,
        amount=amount,
        rolling_key=rolling_key,
        rolling_amount=total,
        requester=_requester(actor.person_id),
        unit_id=unit,
        chain=chain,
        submitted_at=actor.now,
        created_at=actor.now,
    )
    moving.start_clock(actor, request, planned[0].step)
    if (there := _insert(request, digest)) is not None:
        return there
    _open(actor, request, sent, digest, planned)
    raise_companions(actor, request)
    audit.record(actor, "approvals.submitted", request, kind=kind, draft=1, steps=len(planned))
    return request


@transaction.atomic
def resubmit(
    actor: Actor,
    *,
    request_id: UUID,
    title: str,
    document: Mapping[str, Any],
    amount: int = 0,
    version: int,
) -> Request:
    """Submit the next version of a document that was returned. All steps begin anew; older versions stay readable."""
    seen = Request.objects.visible_to(actor).filter(pk=request_id).first()
    if seen is None:
        raise NotFoundHere()
    moving.hold_key(
        seen.kind, seen.rolling_key
    )  # before the request: whoever submits holds them in this order
    request = Request.objects.visible_to(actor).locked().get(pk=request_id)

    if request.requester_id != actor.person_id:
        raise NotTheRequester(person=request.requester.name)
    sent = _checked(title=title, document=document, amount=amount)
    digest = _digest(sent.title, sent.text, amount)
    newest = request.drafts.get(number=request.draft_no)
    if newest.digest == digest and request.draft_no > 1 and version == request.version - 1:
        return request  # sent twice
    if version != request.version:
        raise ChangedBefore()
    moving.become(request, State.OPEN)
    chain = _chain(request.kind, request.unit_id, actor)

    total = moving.total_of(request.kind, request.rolling_key, amount, chain, actor, without=request.pk)
    planned = _planned(chain, total=total, unit_id=request.unit_id, requester_id=request.requester_id)

    request.title, request.amount, request.rolling_amount = sent.title, amount, total
    request.chain, request.submitted_at = chain, actor.now
    request.draft_no += 1
    request.version += 1
    moving.start_clock(actor, request, planned[0].step)
    request.save(
        update_fields=[
            "title",
            "amount",
            "rolling_amount",
            "chain",
            "state",
            "draft_no",
            "version",
            "current_order",
            "due_on",
            "submitted_at",
        ]
    )
    _open(actor, request, sent, digest, planned)
    raise_companions(actor, request)
    audit.record(
        actor,
        "approvals.resubmitted",
        request,
        kind=request.kind,
        draft=request.draft_no,
        changed=sorted(each.key for each in differences.between(newest.document, sent.document)),
    )
    return request


def _key_problems(rolling_key: str, unit_id: UUID) -> list[Problem | None]:
    return [
        Problem("rolling_key", "too_long", _("累计的依据最多 120 个字符。"))
        if len(rolling_key) > 120
        else None,
        None if units.names_of([unit_id]) else Problem("unit_id", "unknown", _("没有这个单位。")),
    ]


def _requester(person_id: UUID) -> Person:
    return Person.objects.unscoped("whoever submits is known to himself").get(pk=person_id)


def _there_already(id: UUID, digest: str) -> Request | None:
    there = Request.objects.unscoped("the same id may have been sent before").filter(pk=id).first()
    if there is None:
        return None
    if there.drafts.get(number=1).digest != digest:
        raise IdTaken()
    return there


def _refuse_twice(kind: str, subject_type: str, subject_id: UUID) -> None:
    same = Request.objects.unscoped("one document waits once, whoever submitted it").filter(
        kind=kind, subject_type=subject_type, subject_id=subject_id, state__in=[State.OPEN, State.RETURNED]
    )
    if same.exists():
        raise AlreadyWaiting()


def _chain(kind: str, unit_id: UUID, actor: Actor) -> Chain:
    chain = chain_for(kind, unit_id, actor.today)
    if chain is None:
        raise NoChain(kind=kinds.name_of(kind))
    return chain


def _planned(chain: Chain, *, total: int, unit_id: UUID, requester_id: UUID) -> list[Planned]:
    planned = moving.plan(chain, total=total, unit_id=unit_id, requester_id=requester_id)
    if not planned:
        raise NobodyDecides(step=step_name(chain.steps.all()[0]))
    return planned


def _insert(request: Request, digest: str) -> Request | None:
    """Write the head; a race for the id or the document ends as it would have one after the other."""
    try:
        with transaction.atomic():
            request.save(force_insert=True)
    except IntegrityError as wrong:
        there = _there_already(request.pk, digest)
        if there is None:
            _refuse_twice(request.kind, request.subject_type, request.subject_id)
            raise Conflict() from wrong
        return there
    return None


def _open(actor: Actor, request: Request, sent: _Sent, digest: str, planned: list[Planned]) -> None:
    """Write the version with its steps; the people of the first are told."""
    Draft(
        id=new_id(actor.now),
        request=request,
        number=request.draft_no,
        title=sent.title,
        body=differences.written(sent.document),
        amount=sent.amount,
        rolling_amount=request.rolling_amount,
        digest=digest,
        submitted_at=actor.now,
    ).save(force_insert=True)
    runs = moving.add_runs(actor, request, planned)
    moving.lay_out(request, planned[0].people)
    moving.tell_waiting(actor, request, runs[0], planned[0].people)


def raise_companions(actor: Actor, newest: Request) -> None:
    """Open requests that add up with a new one need the steps of the new total, too; so a split gains nothing."""
    if not newest.rolling_key or newest.chain.window_days <= 0:
        return
    rows = Request.objects.unscoped(WHY).filter(
        kind=newest.kind, rolling_key=newest.rolling_key, state=State.OPEN
    )
    for request in rows.exclude(pk=newest.pk).order_by("pk").locked().select_related("chain"):
        if newest.rolling_amount > request.rolling_amount and request.chain.window_days > 0:
            _raise(actor, request, newest.rolling_amount)


def _raise(actor: Actor, request: Request, total: int) -> None:
    held = set(
        StepRun.objects.filter(request=request, draft_no=request.draft_no).values_list("order", flat=True)
    )
    thresholds = [levels.Threshold(step.order, step.from_amount) for step in request.chain.steps.all()]
    request.rolling_amount = total
    if set(levels.steps_needed(thresholds, total)) - held:
        planned = moving.plan(
            request.chain, total=total, unit_id=request.unit_id, requester_id=request.requester_id
        )
        new = [each for each in planned if each.step.order not in held]
        moving.add_runs(actor, request, new, is_raised=True)
        first = moving.undecided(request)
        if first is not None and first.order != request.current_order:
            moving.take_up(actor, request, first)
        request.version += 1
        audit.record(actor, "approvals.raised", request, steps=[each.step.order for each in new])
    request.save(update_fields=["rolling_amount", "current_order", "due_on", "version"])
    moving.lay_out(request)
