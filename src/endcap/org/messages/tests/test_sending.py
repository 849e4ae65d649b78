"""Carrying messages out: claims, pauses, giving up, digests; whatever the service out there does."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from endcap.kernel import clock
from endcap.kernel.errors import InvalidInput, RightMissing
from endcap.org.messages import errors, selectors, services
from endcap.org.messages.models import Channel, Delivery, Notification
from endcap.org.messages.notifier import NotSent
from endcap.org.messages.tests.conftest import NIGHT
from endcap.org.messages.tests.fakes import Outbox, Sent
from endcap.org.messages.topics import Way

pytestmark = [pytest.mark.django_db, pytest.mark.req("HOUSE", "COM-03")]
DAY = timedelta(days=1)


def refuse(message: Sent) -> None:
    raise NotSent("HTTP 500")


def test_a_waiting_message_goes_out_with_the_persons_own_address(system, lin, mail):
    services.tell(system, to=[lin.pk], topic="approvals", title="一", text="二")

    assert services.send_waiting(system) == 1

    assert Outbox.sent == [Sent("mailtos://u:geheim@smtp.example.com?to=lin@example.com", "一", "二")]
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.problem) == ("sent", 1, "")
    assert services.send_waiting(system) == 0
    assert len(Outbox.sent) == 1


def test_a_service_that_fails_is_tried_six_times_with_growing_pauses_and_then_given_up(system, lin, mail, at):
    Outbox.answer = staticmethod(refuse)
    services.tell(system, to=[lin.pk], topic="approvals", title="一")
    moment, waits = system.now, []

    for _attempt in range(6):
        with clock.frozen(moment):
            services.send_waiting(at(moment))
        delivery = Delivery.objects.get()
        if delivery.state == "waiting":
            waits.append((delivery.not_before - moment) // timedelta(minutes=1))
            moment = delivery.not_before

    # 14:20, 14:21, 14:26, 14:56, 16:56 and then 22:56 would be quiet: 8:00 of the next day
    assert waits == [1, 5, 30, 120, 904]
    assert (delivery.state, delivery.attempts, delivery.problem) == ("failed", 6, "HTTP 500")
    assert Channel.objects.get().problem == "HTTP 500"
    assert Notification.objects.count() == 1  # in the house it is still there


def test_one_service_that_breaks_does_not_stop_the_others(system, lin, mail, robot, actor):
    services.choose(actor(of=lin), ways={}, channels=[services.ChannelWish(robot.pk, True)])

    def answer(message: Sent) -> None:
        if message.url.startswith("mailtos"):
            raise RuntimeError("a plug-in that breaks")

    Outbox.answer = staticmethod(answer)
    services.tell(system, to=[lin.pk], topic="approvals", title="一")

    assert services.send_waiting(system) == 1
    states = dict(Delivery.objects.values_list("channel__name", "state"))
    assert states == {"公司邮箱": "waiting", "东渡群": "sent"}
    assert Delivery.objects.get(state="waiting").problem == "RuntimeError"


def test_what_a_dead_worker_had_claimed_is_taken_up_by_another(system, lin, mail, at):
    services.tell(system, to=[lin.pk], topic="approvals", title="一")
    Delivery.objects.update(state="sending", claimed_at=system.now, attempts=1)

    assert services.send_waiting(at(system.now + timedelta(minutes=9))) == 0
    assert services.send_waiting(at(system.now + timedelta(minutes=11))) == 1


def test_nothing_is_sent_inside_a_transaction(system, lin, mail):
    from django.db import connection

    depth = len(connection.savepoint_ids)
    seen = []
    Outbox.answer = staticmethod(lambda message: seen.append(len(connection.savepoint_ids)))
    services.tell(system, to=[lin.pk], topic="approvals", title="一")

    services.send_waiting(system)

    assert seen == [depth]


def test_a_closed_channel_sends_nothing_more(system, lin, mail):
    services.tell(system, to=[lin.pk], topic="approvals", title="一")
    services.close_channel(system, channel_id=mail.pk)

    services.send_waiting(system)

    assert (Outbox.sent, Delivery.objects.get().state) == ([], "failed")
    with pytest.raises(errors.ChannelClosed):
        services.send_again(system, delivery_id=Delivery.objects.get().pk)


def test_what_was_given_up_can_be_sent_again_by_hand(system, lin, mail, actor):
    services.tell(system, to=[lin.pk], topic="approvals", title="一")
    delivery = Delivery.objects.get()
    with pytest.raises(errors.NothingToSendAgain):
        services.send_again(system, delivery_id=delivery.pk)
    Delivery.objects.update(state="failed", ended_at=system.now, attempts=6)
    with pytest.raises(RightMissing):
        services.send_again(actor(of=lin), delivery_id=delivery.pk)

    services.send_again(system, delivery_id=delivery.pk)

    assert services.send_waiting(system) == 1
    assert Delivery.objects.get().attempts == 1


def test_a_changed_key_of_the_house_gives_the_message_up_instead_of_sending_nonsense(
    system, lin, mail, settings
):
    services.tell(system, to=[lin.pk], topic="approvals", title="一")
    settings.SECRET_KEY = "k" * 60

    services.send_waiting(system)

    delivery = Delivery.objects.get()
    assert (Outbox.sent, delivery.state) == ([], "failed")
    assert "重新填一次" in delivery.problem


@pytest.mark.req("COM-03")
def test_the_digest_tells_once_what_was_not_read_meanwhile(system, lin, mail, actor, at):
    for number in range(23):
        moment = system.now + timedelta(seconds=number)
        services.tell(at(moment), to=[lin.pk], topic="agenda", title=f"第 {number} 件")
    first = Notification.objects.get(title="第 0 件")
    services.mark_read(actor(of=lin), notification_ids=[first.pk])

    assert services.write_digests(at(system.now + DAY)) == 1
    assert services.write_digests(at(system.now + DAY)) == 0

    services.send_waiting(at(system.now + DAY))
    [message] = Outbox.sent
    assert message.title == "今天有 22 条新消息"
    lines = message.text.splitlines()
    assert (len(lines), lines[0], lines[-1]) == (21, "· 第 1 件", "还有 2 条，到系统里看。")


def test_a_digest_without_a_channel_stays_in_the_house(system, lin):
    services.tell(system, to=[lin.pk], topic="agenda", title="一")
    assert services.write_digests(system) == 0
    assert Notification.objects.filter(wants_digest=True).count() == 0


def test_the_digest_respects_quiet_hours_too(lin, mail, at):
    services.tell(at(NIGHT), to=[lin.pk], topic="agenda", title="一")
    services.write_digests(at(NIGHT))
    assert services.send_waiting(at(NIGHT)) == 0
    assert selectors.something_to_send(NIGHT) is False
    assert selectors.something_to_send(NIGHT + timedelta(hours=10)) is True


@pytest.mark.req("CPL-04")
def test_old_messages_and_old_log_lines_are_cleared_away(system, lin, mail, at, actor):
    for days, title in ((400, "很旧"), (100, "旧而已读"), (100, "旧而未读"), (1, "新")):
        services.tell(at(system.now - timedelta(days=days)), to=[lin.pk], topic="approvals", title=title)
    read = Notification.objects.get(title="旧而已读")
    services.mark_read(actor(of=lin), notification_ids=[read.pk])
    Delivery.objects.update(state="sent", ended_at=system.now)

    services.clear_away(system)

    assert sorted(Notification.objects.values_list("title", flat=True)) == ["新", "旧而未读"]
    assert Delivery.objects.count() == 1


@pytest.mark.req("SEC-04")
def test_an_address_is_sealed_in_the_database_and_masked_on_pages(mail):
    row = Channel.objects.values().get()
    assert "geheim" not in str(row)
    assert row["masked_url"] == "mailtos://…ecom"


def test_a_channel_is_refused_with_every_problem_and_nothing_is_written(system):
    fields = services.ChannelFields(name=" ", kind="email", url="wecombot://KEY")
    with pytest.raises(InvalidInput) as refused:
        services.create_channel(system, fields=fields)
    assert [(p.field, p.code) for p in refused.value.problems] == [
        ("name", "required"),
        ("url", "other_kind"),
    ]
    for url in ("", "nonsense", "nosuch://x", "mailtos://{address}.example.com/"):
        with pytest.raises(InvalidInput) as refused:
            services.create_channel(system, fields=services.ChannelFields(name="一", kind="other", url=url))
        assert [p.field for p in refused.value.problems] == ["url"]
    assert Channel.objects.count() == 0


def test_a_trial_message_goes_out_now_and_a_refusal_says_what_the_service_answered(system, robot):
    services.send_trial(system, channel_id=robot.pk)
    assert [message.title for message in Outbox.sent] == ["端架的测试消息"]
    Outbox.answer = staticmethod(refuse)
    with pytest.raises(errors.ChannelRefused) as refused:
        services.send_trial(system, channel_id=robot.pk)
    assert "HTTP 500" in refused.value.message
    assert Channel.objects.get().problem == "HTTP 500"


def test_nothing_can_be_slipped_into_an_address(system, lin, mail, actor):
    wish = services.ChannelWish(mail.pk, True, "a@b.example&to=boss@example.com")
    with pytest.raises(InvalidInput):
        services.choose(actor(of=lin), ways={}, channels=[wish])

    from endcap.org.messages import notifier

    assert (
        notifier.addressed("dingtalk://T/{address}", "138?x=1&y/../z")
        == "dingtalk://T/138%3Fx%3D1%26y%2F..%2Fz"
    )


def test_wishes_for_what_does_not_exist_are_refused_whole(system, lin, mail, actor):
    from endcap.kernel.ids import new_id

    with pytest.raises(InvalidInput) as refused:
        services.choose(
            actor(of=lin),
            ways={"unheard": Way.NOW, "news": Way.NOW},
            channels=[services.ChannelWish(new_id(), True), services.ChannelWish(mail.pk, True, "keine")],
        )
    assert len(refused.value.problems) == 3
    assert {line.key: line.is_chosen for line in selectors.topic_lines(actor(of=lin))} == {
        "approvals": False,
        "agenda": False,
        "news": False,
    }


def test_a_slow_service_costs_the_business_nothing(system, lin, mail):
    Outbox.answer = staticmethod(lambda message: time.sleep(2))
    began = time.monotonic()
    services.tell(system, to=[lin.pk], topic="approvals", title="一")
    assert time.monotonic() - began < 1
