"""From a happening to the other system: written with it, signed, retried, paused, resumed, logged."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, transaction

from endcap.kernel import clock
from endcap.kernel.errors import InvalidInput, NotFoundHere, RightMissing
from endcap.kernel.events import publish, subscribe
from endcap.kernel.ids import new_id
from endcap.kernel.webhooks import catalogue, errors, events, selectors, services, signing
from endcap.kernel.webhooks.models import Endpoint, Notice
from endcap.kernel.webhooks.services.sending import PAUSE_AFTER
from endcap.kernel.webhooks.tests import receivers
from endcap.kernel.webhooks.tests.conftest import Happened

pytestmark = [pytest.mark.django_db, pytest.mark.req("HOUSE", "SEC-04")]
MADE = {"thing_id": "T-1", "count": 3}


@pytest.fixture
def tell(system):
    """Something happens: ``tell()``, or ``tell(kind="thing.lost")``."""
    return lambda kind="thing.made", payload=MADE, actor=system: services.announce(
        actor, kind=kind, payloads=[payload]
    )


@pytest.fixture
def good():
    with receivers.running(receivers.answering("200 OK")) as receiver:
        yield receiver


@pytest.fixture
def bad():
    with receivers.running(receivers.answering("500 Internal Server Error", b"broken")) as receiver:
        yield receiver


def test_a_notice_arrives_signed_so_that_the_receiver_can_check_it(endpoint, good, tell, system):
    secret = endpoint(good.url).secret
    tell()

    assert services.send_waiting(system) == 1

    [got] = good.got
    timestamp = int(got.headers["endcap-webhook-timestamp"])
    assert signing.is_genuine(
        secret,
        given=got.headers["endcap-webhook-signature"],
        timestamp=timestamp,
        body=got.body,
        now=timestamp,
    )
    notice = Notice.objects.get()
    assert json.loads(got.body) == {
        "id": str(notice.pk),
        "version": 1,
        "kind": "thing.made",
        "at": "2026-07-16T06:20:00.000+00:00",
        "data": MADE,
    }
    assert got.headers["endcap-webhook-id"] == str(notice.pk)
    assert (notice.state, notice.status, notice.attempts, notice.answer) == ("delivered", 200, 1, "ok")
    assert services.send_waiting(system) == 0


def test_only_who_wants_a_kind_is_told_and_nobody_costs_one_statement(
    endpoint, good, tell, django_assert_num_queries
):
    endpoint(good.url, "thing.lost")
    with django_assert_num_queries(1):
        assert tell() == 0
    assert tell("thing.lost") == 1


def test_what_is_rolled_back_is_never_told(endpoint, good, tell):
    endpoint(good.url)
    with transaction.atomic():
        tell()
        transaction.set_rollback(True)
    assert Notice.objects.count() == 0


def test_an_event_of_the_house_becomes_a_notice(endpoint, good, system):
    endpoint(good.url)
    teller = services.subscriber_of(catalogue.known("thing.made"))
    assert services.subscriber_of(catalogue.known("thing.made")) is teller
    subscribe(Happened, teller)
    publish(system, Happened("T-9", 4))
    assert json.loads(Notice.objects.get().body)["data"] == {"thing_id": "T-9", "count": 4}


def test_a_long_list_of_ids_is_told_in_parts(system):
    ids = tuple(new_id() for _number in range(2500))
    parts = list(catalogue.in_parts(ids, owner_id=ids[0], on=system.today))
    assert [len(part["ids"]) for part in parts] == [1000, 1000, 500]
    assert parts[2]["on"] == "2026-07-16"
    with pytest.raises(TypeError):
        catalogue.plain(3.5)


def test_a_failure_is_tried_again_with_growing_pauses_and_given_up_after_the_seventh(
    endpoint, bad, tell, system
):
    endpoint(bad.url)
    tell()
    moment, waits = system.now, []
    for _attempt in range(7):
        with clock.frozen(moment):
            services.send_waiting(replace(system, now=moment))
        notice = Notice.objects.get()
        if notice.state == "waiting":
            waits.append((notice.not_before - moment) // timedelta(minutes=1))
            moment = notice.not_before
    assert waits == [1, 5, 30, 120, 360, 720]
    assert (notice.state, notice.attempts, notice.status, notice.problem) == ("failed", 7, 500, "status")
    assert len({got.headers["endcap-webhook-id"] for got in bad.got}) == 1
    assert notice.answer == "broken"


def test_of_a_silent_endpoint_one_notice_is_tried_and_the_others_get_theirs(endpoint, good, tell, system):
    with receivers.running(receivers.silent) as silent:
        endpoint(silent.url)
        endpoint(good.url)
        for _number in range(5):
            tell()
        began = time.monotonic()
        assert services.send_waiting(system) == 5
        assert time.monotonic() - began < 4
    assert len(good.got) == 5
    assert sorted(Notice.objects.filter(endpoint__name="ERP 1").values_list("state", "attempts")) == [
        ("waiting", 0)
    ] * 4 + [("waiting", 1)]


def test_an_endpoint_that_fails_too_often_in_a_row_is_paused_and_its_keeper_told(
    endpoint, bad, tell, system, monkeypatch
):
    shown = endpoint(bad.url, actor=replace(system, person_id=new_id(), name="江夏至"))
    told: list[events.EndpointPaused] = []
    subscribe(events.EndpointPaused, lambda actor, event: told.append(event))
    Endpoint.objects.update(failures=PAUSE_AFTER - 1)
    tell()

    services.send_waiting(system)

    found = Endpoint.objects.get()
    assert found.paused_at is not None
    assert [(event.endpoint_id, event.failures) for event in told] == [(shown.endpoint.pk, PAUSE_AFTER)]
    assert told[0].keeper_id == found.keeper_id
    tell()
    later = replace(system, now=system.now + timedelta(days=1))
    assert services.send_waiting(later) == 0
    assert len(bad.got) == 1
    assert selectors.something_to_send(later.now) is False


def test_after_a_pause_what_has_waited_goes_out(endpoint, good, tell, system):
    shown = endpoint(good.url)
    with pytest.raises(errors.NotPaused):
        services.resume_endpoint(system, endpoint_id=shown.endpoint.pk)
    Endpoint.objects.update(paused_at=system.now, failures=20)
    tell()
    with pytest.raises(errors.StillOnItsWay):
        services.send_again(system, notice_id=Notice.objects.get().pk)

    services.resume_endpoint(system, endpoint_id=shown.endpoint.pk)

    assert services.send_waiting(system) == 1
    assert Endpoint.objects.get().failures == 0


def test_a_success_forgets_earlier_failures(endpoint, good, tell, system):
    endpoint(good.url)
    Endpoint.objects.update(failures=19)
    tell()
    services.send_waiting(system)
    assert Endpoint.objects.get().failures == 0


def test_what_was_delivered_can_be_sent_again_with_the_same_id(endpoint, good, tell, system):
    endpoint(good.url)
    tell()
    services.send_waiting(system)
    services.send_again(system, notice_id=Notice.objects.get().pk)
    services.send_waiting(system)
    assert len(good.got) == 2
    assert good.got[0].body == good.got[1].body
    Endpoint.objects.update(is_active=False)
    with pytest.raises(errors.EndpointClosed):
        services.send_again(system, notice_id=Notice.objects.get().pk)


def test_what_a_dead_worker_had_claimed_is_taken_up_by_another(endpoint, good, tell, system):
    endpoint(good.url)
    tell()
    Notice.objects.update(state="sending", claimed_at=system.now, attempts=1)
    assert services.send_waiting(replace(system, now=system.now + timedelta(minutes=4))) == 0
    assert services.send_waiting(replace(system, now=system.now + timedelta(minutes=6))) == 1


def test_nothing_is_sent_inside_a_transaction(endpoint, tell, system, monkeypatch):
    from endcap.kernel.webhooks import sender

    depth, seen = len(connection.savepoint_ids), []

    def send(*_args, **_kwargs):
        seen.append(len(connection.savepoint_ids))
        return sender.Answer(200, b"", 1)

    monkeypatch.setattr(sender, "send", send)
    endpoint("http://127.0.0.1:9/")
    tell()
    services.send_waiting(system)
    assert seen == [depth]


def test_a_changed_key_of_the_house_signs_nothing(endpoint, good, tell, system, settings):
    endpoint(good.url)
    tell()
    settings.SECRET_KEY = "k" * 60
    services.send_waiting(system)
    assert (good.got, Notice.objects.get().problem) == ([], "seal_broken")


def test_a_trial_tells_at_once_how_it_went(endpoint, good, bad, system):
    fine = services.send_trial(system, endpoint_id=endpoint(good.url).endpoint.pk)
    wrong = services.send_trial(system, endpoint_id=endpoint(bad.url).endpoint.pk)
    assert (fine.state, fine.kind, wrong.state, wrong.status) == ("delivered", "endcap.trial", "failed", 500)


def test_a_secret_is_sealed_shown_once_and_can_be_changed(endpoint, good, tell, system):
    shown = endpoint(good.url)
    assert shown.secret not in str(Endpoint.objects.values().get())
    changed = services.rotate_secret(system, endpoint_id=shown.endpoint.pk)
    assert changed.secret != shown.secret
    tell()
    services.send_waiting(system)
    [got] = good.got
    timestamp = int(got.headers["endcap-webhook-timestamp"])
    for secret, fits in ((shown.secret, False), (changed.secret, True)):
        signed = signing.signature(secret, timestamp=timestamp, body=got.body)
        assert (signed == got.headers["endcap-webhook-signature"]) is fits


def test_a_wrong_endpoint_is_refused_with_every_problem_and_nothing_is_written(system, db):
    fields = services.EndpointFields(" ", "http://10.0.0.1/", ["unheard"])
    with pytest.raises(InvalidInput) as refused:
        services.create_endpoint(system, fields=fields)
    assert [(p.field, p.code) for p in refused.value.problems] == [
        ("name", "required"),
        ("url", "not_https"),
        ("kinds", "unknown"),
    ]
    with pytest.raises(InvalidInput) as refused:
        services.create_endpoint(system, fields=services.EndpointFields("ERP", "https://10.0.0.1/", []))
    assert [(p.field, p.code) for p in refused.value.problems] == [("url", "private"), ("kinds", "required")]
    assert Endpoint.objects.count() == 0


def test_webhooks_are_the_keepers_business(endpoint, good, actor, system):
    shown = endpoint(good.url)
    rep = actor("rep")
    fields = services.EndpointFields("x", good.url, ["thing.made"])
    for act in (
        lambda: services.create_endpoint(rep, fields=fields),
        lambda: services.update_endpoint(rep, endpoint_id=shown.endpoint.pk, fields=fields),
        lambda: services.rotate_secret(rep, endpoint_id=shown.endpoint.pk),
        lambda: services.resume_endpoint(rep, endpoint_id=shown.endpoint.pk),
        lambda: services.send_trial(rep, endpoint_id=shown.endpoint.pk),
        lambda: services.send_again(rep, notice_id=new_id()),
        lambda: selectors.endpoints(rep),
        lambda: selectors.notices(rep),
    ):
        with pytest.raises(RightMissing):
            act()
    with pytest.raises(NotFoundHere):
        services.rotate_secret(system, endpoint_id=new_id())
    assert Endpoint.objects.get().name == "ERP 1"


def test_the_log_is_cleared_after_thirty_days(endpoint, good, tell, system):
    endpoint(good.url)
    tell(actor=replace(system, now=system.now - timedelta(days=31)))
    tell(actor=replace(system, now=system.now - timedelta(days=29)))
    assert services.clear_away(system) == 0  # still waiting
    Notice.objects.update(state="failed", ended_at=system.now)
    assert services.clear_away(system) == 1
