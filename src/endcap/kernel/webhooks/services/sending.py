"""Delivering notices: claimed by one worker, tried again with growing pauses, an endpoint paused when nothing goes
through any more."""

from __future__ import annotations

import time
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q

from endcap.kernel import clock
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import Refusal
from endcap.kernel.events import publish
from endcap.kernel.ids import new_id
from endcap.kernel.jobs import queue
from endcap.kernel.webhooks import selectors, sender, signing
from endcap.kernel.webhooks.errors import EndpointClosed, StillOnItsWay
from endcap.kernel.webhooks.events import EndpointPaused
from endcap.kernel.webhooks.models import Endpoint, Notice
from endcap.kernel.webhooks.rights import Rights
from endcap.kernel.webhooks.sender import Answer, Rules
from endcap.kernel.webhooks.services.announcing import SEND, body_of
from endcap.kernel.webhooks.services.configuring import secret_of

PAUSES = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720)
)  # the seventh try is the last
PAUSE_AFTER = 20  # failures of an endpoint in a row
ABANDONED = timedelta(minutes=5)  # a worker that has claimed and told nothing for so long is gone
KEEP = timedelta(days=30)
KEPT_ANSWER = 2000
AT_ONCE = 10
BUDGET_S = 120.0  # a run gives way to other jobs after so long; the next one goes on
TRIAL = "endcap.trial"


def send_waiting(actor: Actor, *, most: int = 1000) -> int:
    """Deliver what is due; answers how many were taken. Each notice is claimed and settled in a transaction of its
    own and sent in none; of one endpoint that does not answer only one notice a round is tried."""
    taken = tried = 0
    began = time.monotonic()
    silent: set[UUID] = set()
    while tried < most and time.monotonic() - began < BUDGET_S and (claimed := _claim(actor, silent)):
        for notice in claimed:
            if notice.endpoint_id in silent:
                _give_back(notice)
                continue
            answer = deliver(actor, notice)
            taken += answer.is_success
            if not answer.is_success:
                silent.add(notice.endpoint_id)
        tried += len(claimed)
    return taken


@transaction.atomic
def _claim(actor: Actor, silent: set[UUID]) -> list[Notice]:
    """Take some notices that are due; nobody else gets the same ones."""
    State = Notice.State
    rows = (
        Notice.objects.filter(
            Q(state=State.WAITING, not_before__lte=actor.now)
            | Q(state=State.SENDING, claimed_at__lt=actor.now - ABANDONED)
        )
        .filter(endpoint__is_active=True, endpoint__paused_at__isnull=True)
        .exclude(endpoint_id__in=silent)
        .select_related("endpoint")
        .order_by("not_before", "pk")
    )
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    claimed = list(rows[:AT_ONCE])
    for notice in claimed:
        notice.state, notice.claimed_at = State.SENDING, actor.now
        notice.attempts += 1
    Notice.objects.bulk_update(claimed, ["state", "claimed_at", "attempts"])
    return claimed


def _give_back(notice: Notice) -> None:
    """Not tried after all: as if it had not been claimed."""
    Notice.objects.filter(pk=notice.pk).update(
        state=Notice.State.WAITING, claimed_at=None, attempts=F("attempts") - 1
    )


def deliver(actor: Actor, notice: Notice) -> Answer:
    """Sign and send one claimed notice, and write down what came back."""
    configuration = settings.CONFIGURATION
    rules = Rules(configuration.webhooks_http, configuration.webhooks_private)
    body = notice.body.encode()
    timestamp = int(clock.now().timestamp())
    try:
        secret = secret_of(notice.endpoint)
    except Refusal as broken:
        answer = Answer(None, b"", 0, broken.code)
    else:
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Endcap-Webhook/1",
            signing.ID: str(notice.pk),
            signing.TIMESTAMP: str(timestamp),
            signing.SIGNATURE: signing.signature(secret, timestamp=timestamp, body=body),
        }
        answer = sender.send(notice.endpoint.url, body=body, headers=headers, rules=rules)
    _settle(actor, notice, answer)
    return answer


@transaction.atomic
def _settle(actor: Actor, notice: Notice, answer: Answer) -> None:
    rows = Endpoint.objects.filter(pk=notice.endpoint_id)
    endpoint = (rows.select_for_update() if connection.features.has_select_for_update else rows).get()
    now = clock.now()
    notice.status, notice.duration_ms = answer.status, answer.duration_ms
    notice.answer = answer.body[:KEPT_ANSWER].decode("utf-8", "replace").replace("\0", "")
    notice.problem = answer.problem or ("" if answer.is_success else "status")
    notice.claimed_at = None
    if answer.is_success:
        notice.state, notice.ended_at = Notice.State.DELIVERED, now
        endpoint.failures, endpoint.last_success_at = 0, now
    else:
        endpoint.failures += 1
        if notice.attempts > len(PAUSES):
            notice.state, notice.ended_at = Notice.State.FAILED, now
        else:
            notice.state = Notice.State.WAITING
            notice.not_before = now + PAUSES[max(notice.attempts, 1) - 1]
    notice.save(
        update_fields=[
            "status",
            "duration_ms",
            "answer",
            "problem",
            "claimed_at",
            "state",
            "ended_at",
            "not_before",
        ]
    )
    paused = endpoint.failures >= PAUSE_AFTER and endpoint.paused_at is None
    if paused:
        endpoint.paused_at = now
    endpoint.save(update_fields=["failures", "last_success_at", "paused_at"])
    if paused:
        audit.record(actor, "webhooks.paused", endpoint, failures=endpoint.failures)
        publish(actor, EndpointPaused(endpoint.pk, endpoint.name, endpoint.keeper_id, endpoint.failures))


@transaction.atomic
def send_again(actor: Actor, *, notice_id: UUID) -> Notice:
    """Send a notice once more that was given up, or that the other side has lost: same id, same body."""
    actor.require(Rights.CONFIGURE)
    notice = selectors.notice_of(actor, notice_id)
    if notice.state not in (Notice.State.FAILED, Notice.State.DELIVERED):
        raise StillOnItsWay
    if not notice.endpoint.is_active or notice.endpoint.paused_at is not None:
        raise EndpointClosed(name=notice.endpoint.name)

    notice.state, notice.attempts, notice.ended_at = Notice.State.WAITING, 0, None
    notice.not_before = actor.now
    notice.save(update_fields=["state", "attempts", "ended_at", "not_before"])
    queue.enqueue_once(SEND)
    audit.record(actor, "webhooks.sent_again", notice)
    return notice


def send_trial(actor: Actor, *, endpoint_id: UUID) -> Notice:
    """Send one trial notice now, and answer how it went. Not in a transaction: a slow side must hold no lock."""
    actor.require(Rights.CONFIGURE)
    endpoint = selectors.endpoint_of(actor, endpoint_id)
    if not endpoint.is_active:
        raise EndpointClosed(name=endpoint.name)

    notice = Notice(
        id=new_id(actor.now),
        endpoint=endpoint,
        kind=TRIAL,
        state=Notice.State.SENDING,
        attempts=len(PAUSES) + 1,  # one try only
        claimed_at=actor.now,
        not_before=actor.now,
        created_at=actor.now,
    )
    notice.body = body_of(notice.pk, kind=TRIAL, at=actor.now, payload={})
    with transaction.atomic():
        notice.save(force_insert=True)
        audit.record(actor, "webhooks.tried", endpoint)
    deliver(actor, notice)
    return selectors.notice_of(actor, notice.pk)


@transaction.atomic
def clear_away(actor: Actor) -> int:
    """Delete notices whose end is long ago; answers how many."""
    ended = Notice.objects.filter(
        created_at__lt=actor.now - KEEP, state__in=[Notice.State.DELIVERED, Notice.State.FAILED]
    )
    abandoned = Notice.objects.filter(
        Q(endpoint__is_active=False) | Q(endpoint__paused_at__isnull=False), created_at__lt=actor.now - KEEP
    )
    return sum(rows.order_by().delete()[0] for rows in (ended, abandoned))
