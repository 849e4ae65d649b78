"""Several workers send at once: each message and each notice leaves once. The twins have the lock off."""

from __future__ import annotations

import time

import pytest

from endcap.kernel.webhooks import catalogue, sender
from endcap.kernel.webhooks import services as webhooks
from endcap.kernel.webhooks.models import Notice
from endcap.org.messages import services as messages
from endcap.org.messages import topics
from endcap.org.messages.models import Delivery
from endcap.org.messages.tests.fakes import Outbox
from endcap.org.messages.topics import Topic, Way
from tests.races.runners import locks_off, run_at_once

pytestmark = [pytest.mark.race, pytest.mark.req("HOUSE"), pytest.mark.django_db(transaction=True)]
WORKERS, MANY = 4, 30


@pytest.fixture
def deliveries(system, person, monkeypatch):
    """Messages that wait to be sent through a group's robot."""
    monkeypatch.setattr(topics, "_declared", {})
    topics.register(Topic("approvals", "审批", Way.NOW))
    Outbox.empty()
    fields = messages.ChannelFields("群", "wecom", "wecombot://BOTKEY123456789", is_default=True)
    messages.create_channel(system, fields=fields)
    reader = person("林小满")
    for number in range(MANY):
        messages.tell(system, to=[reader.pk], topic="approvals", title=f"第 {number} 件")
    yield
    Outbox.empty()


@pytest.fixture
def notices(system, monkeypatch):
    """Notices that wait to be sent; what was sent is answered."""
    sent: list[bytes] = []

    def send(url, *, body, headers, rules):
        sent.append(body)
        return sender.Answer(200, b"", 1)

    monkeypatch.setattr(sender, "send", send)
    kind = next(iter(catalogue.everything())).key
    fields = webhooks.EndpointFields("ERP", "https://erp.example.com/", [kind])
    webhooks.create_endpoint(system, fields=fields)
    webhooks.announce(system, kind=kind, payloads=[{"number": number} for number in range(MANY)])
    return sent


def _slowly(claim):
    """A claim that looks, and takes its time before it writes."""

    def claimed(objects, fields):
        time.sleep(0.02)
        return claim(objects, fields)

    return claimed


def test_each_message_leaves_once(system, deliveries):
    outcome = run_at_once(lambda _worker: messages.send_waiting(system), WORKERS)

    assert outcome.errors == []
    assert sum(outcome.results) == MANY
    assert sorted(sent.title for sent in Outbox.sent) == sorted(f"林小满：第 {n} 件" for n in range(MANY))
    assert set(Delivery.objects.values_list("state", "attempts")) == {("sent", 1)}


def test_twin_without_the_lock_messages_leave_twice_or_workers_fail(system, deliveries, monkeypatch):
    with locks_off(monkeypatch):
        monkeypatch.setattr(
            Delivery.objects, "bulk_update", _slowly(Delivery.objects.bulk_update), raising=False
        )
        outcome = run_at_once(lambda _worker: messages.send_waiting(system), WORKERS)

    assert outcome.errors or len(Outbox.sent) > MANY


def test_each_notice_leaves_once(system, notices):
    outcome = run_at_once(lambda _worker: webhooks.send_waiting(system), WORKERS)

    assert outcome.errors == []
    assert sum(outcome.results) == len(notices) == len(set(notices)) == MANY
    assert set(Notice.objects.values_list("state", "attempts")) == {("delivered", 1)}


def test_twin_without_the_lock_notices_leave_twice_or_workers_fail(system, notices, monkeypatch):
    with locks_off(monkeypatch):
        monkeypatch.setattr(Notice.objects, "bulk_update", _slowly(Notice.objects.bulk_update), raising=False)
        outcome = run_at_once(lambda _worker: webhooks.send_waiting(system), WORKERS)

    assert outcome.errors or len(notices) > MANY
