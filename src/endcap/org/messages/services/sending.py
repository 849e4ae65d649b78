"""Carrying messages out of the house: claimed by one worker, tried again with growing pauses, logged."""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from endcap.kernel import clock
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Refusal
from endcap.kernel.jobs import queue
from endcap.org.messages import notifier, selectors
from endcap.org.messages.errors import ChannelClosed, NothingToSendAgain
from endcap.org.messages.models import Channel, Delivery
from endcap.org.messages.notifier import NotSent
from endcap.org.messages.rights import Rights
from endcap.org.messages.services.channels import address_of
from endcap.org.messages.services.telling import SEND

log = logging.getLogger("endcap.messages")
PAUSES = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360)
)  # after the sixth try it is over
ABANDONED = timedelta(minutes=10)  # a worker that has claimed and told nothing for so long is gone
AT_ONCE = 20


def send_waiting(actor: Actor, *, most: int = 500) -> int:
    """Send what is due, newest wish of quiet hours respected; answers how many got through.

    Each message is claimed and settled in a small transaction of its own, and sent in none: a service that
    is slow or lies holds up nobody but this worker, for a few seconds.
    """
    if selectors.is_quiet(actor.now):
        return 0
    sent = tried = 0
    while tried < most and (claimed := _claim(actor)):
        for delivery in claimed:
            sent += _send(delivery)
        tried += len(claimed)
    return sent


@transaction.atomic
def _claim(actor: Actor) -> list[Delivery]:
    """Take some deliveries that are due; nobody else gets the same ones."""
    State = Delivery.State
    rows = Delivery.objects.filter(
        Q(state=State.WAITING, not_before__lte=actor.now)
        | Q(state=State.SENDING, claimed_at__lt=actor.now - ABANDONED)
    ).order_by("not_before", "pk")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    claimed = list(rows[:AT_ONCE])
    for delivery in claimed:
        delivery.state, delivery.claimed_at = State.SENDING, actor.now
        delivery.attempts += 1
    Delivery.objects.bulk_update(claimed, ["state", "claimed_at", "attempts"])
    return claimed


def _send(delivery: Delivery) -> bool:
    channel = Channel.objects.get(pk=delivery.channel_id)
    problem = ""
    try:
        if not channel.is_active:
            raise ChannelClosed(name=channel.name)
        url = notifier.addressed(address_of(channel), delivery.address)
        notifier.current().send(url=url, title=delivery.title, text=delivery.text)
    except NotSent as wrong:
        problem = str(wrong) or "not taken"
    except Refusal as wrong:
        problem, delivery.attempts = wrong.message, len(PAUSES) + 1  # trying again would not help
    except Exception as wrong:  # whatever a plug-in of a service may raise must not stop the others
        log.exception("a message could not be sent")
        problem = type(wrong).__name__
    _settle(delivery, problem[:300])
    return not problem


@transaction.atomic
def _settle(delivery: Delivery, problem: str) -> None:
    now = clock.now()
    if not problem:
        delivery.state, delivery.ended_at = Delivery.State.SENT, now
    elif delivery.attempts > len(PAUSES):
        delivery.state, delivery.ended_at = Delivery.State.FAILED, now
    else:
        delivery.state = Delivery.State.WAITING
        delivery.not_before = selectors.first_loud(now + PAUSES[delivery.attempts - 1])
    delivery.problem, delivery.claimed_at = problem, None
    delivery.save(update_fields=["state", "ended_at", "not_before", "problem", "claimed_at", "attempts"])
    Channel.objects.filter(pk=delivery.channel_id).exclude(problem=problem).update(problem=problem)


@transaction.atomic
def send_again(actor: Actor, *, delivery_id: UUID) -> Delivery:
    """Try once more what was given up."""
    actor.require(Rights.CONFIGURE)
    delivery = Delivery.objects.select_related("channel").filter(pk=delivery_id).first()
    if delivery is None:
        raise NotFoundHere
    if delivery.state != Delivery.State.FAILED:
        raise NothingToSendAgain
    if not delivery.channel.is_active:
        raise ChannelClosed(name=delivery.channel.name)

    delivery.state, delivery.attempts, delivery.ended_at = Delivery.State.WAITING, 0, None
    delivery.not_before = selectors.first_loud(actor.now)
    delivery.save(update_fields=["state", "attempts", "ended_at", "not_before"])
    audit.record(actor, "messages.sent_again", delivery)
    queue.enqueue_once(SEND)
    return delivery
