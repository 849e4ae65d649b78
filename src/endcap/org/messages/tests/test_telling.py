"""Telling people something: who, once, in which language, and what is queued for outside."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from endcap.kernel import clock
from endcap.org.messages import selectors, services
from endcap.org.messages.models import Delivery, Notification
from endcap.org.messages.tests.conftest import NIGHT
from endcap.org.messages.tests.fakes import Outbox
from endcap.org.messages.topics import Way
from endcap.org.people.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.req("HOUSE", "ORD-08", "WEB-14")]


def test_a_message_arrives_in_the_house_at_once(system, lin, actor):
    told = services.tell(
        system, to=[lin.pk], topic="news", title="价格变了", text="绿茶 3.50 元", url="/goods/"
    )

    [note] = selectors.latest(actor(of=lin))
    assert (told, note.title, note.text, note.url, note.read_at) == (
        1,
        "价格变了",
        "绿茶 3.50 元",
        "/goods/",
        None,
    )
    assert selectors.unread_count(actor(of=lin)) == 1
    assert Delivery.objects.count() == 0


def test_who_has_left_is_told_nothing(system, lin):
    Person.objects_for_sign_in.filter(pk=lin.pk).update(is_active=False)

    assert services.tell(system, to=[lin.pk], topic="news", title="价格变了") == 0
    assert Notification.objects.count() == 0


def test_the_same_key_reaches_the_same_person_once_a_day(system, lin, person, at):
    other = person("吴谷雨")
    services.tell(system, to=[lin.pk], topic="approvals", title="一", key="request:1")

    again = services.tell(system, to=[lin.pk, other.pk], topic="approvals", title="二", key="request:1")
    tomorrow = services.tell(
        at(system.now + timedelta(days=1)), to=[lin.pk], topic="approvals", title="三", key="request:1"
    )

    assert (again, tomorrow) == (1, 1)
    titles = Notification.objects.order_by("created_at", "title").values_list("person__name", "title")
    assert list(titles) == [("林小满", "一"), ("吴谷雨", "二"), ("林小满", "三")]


def test_each_reader_gets_his_own_language(system, lin, person):
    Person.objects_for_sign_in.filter(pk=lin.pk).update(language="en")
    other = person("吴谷雨")

    services.tell(system, to=[lin.pk, other.pk], topic="news", title=format_lazy("{}: 3", _("还没有消息")))

    by_name = dict(Notification.objects.values_list("person__name", "title"))
    assert by_name["吴谷雨"] == "还没有消息: 3"
    assert by_name["林小满"].isascii()


def test_a_topic_that_nobody_declared_and_a_link_out_of_the_house_are_programming_errors(system, lin):
    with pytest.raises(LookupError):
        services.tell(system, to=[lin.pk], topic="unheard", title="一")
    for url in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        with pytest.raises(ValueError):
            services.tell(system, to=[lin.pk], topic="news", title="一", url=url)
    assert Notification.objects.count() == 0


def test_nothing_stays_of_a_message_whose_operation_is_rolled_back(system, lin, mail):
    with transaction.atomic():
        services.tell(system, to=[lin.pk], topic="approvals", title="一")
        transaction.set_rollback(True)

    assert (Notification.objects.count(), Delivery.objects.count()) == (0, 0)


def test_what_is_wanted_at_once_is_queued_and_nothing_is_sent_in_the_business_transaction(system, lin, mail):
    services.tell(system, to=[lin.pk], topic="approvals", title="有一件要批", text="授信 3 万")

    [delivery] = Delivery.objects.all()
    assert (delivery.channel, delivery.address, delivery.title, delivery.state, delivery.not_before) == (
        mail,
        "lin@example.com",
        "有一件要批",
        "waiting",
        system.now,
    )
    assert Outbox.sent == []


@pytest.mark.req("COM-03")
def test_what_comes_in_quiet_hours_waits_until_they_end(lin, mail, at):
    services.tell(at(NIGHT), to=[lin.pk], topic="approvals", title="有一件要批")

    [delivery] = Delivery.objects.all()
    assert delivery.not_before.astimezone(clock.business_zone()).isoformat() == "2026-07-17T08:00:00+08:00"
    assert services.send_waiting(at(NIGHT + timedelta(minutes=5))) == 0
    assert services.send_waiting(at(delivery.not_before)) == 1
    assert Notification.objects.get().created_at == NIGHT  # in the house it was there at once


def test_a_person_decides_the_way_and_the_channels(system, lin, mail, robot, actor):
    me = actor(of=lin)
    services.choose(
        me,
        ways={"approvals": Way.APP, "news": Way.NOW},
        channels=[services.ChannelWish(mail.pk, False), services.ChannelWish(robot.pk, True)],
    )

    services.tell(system, to=[lin.pk], topic="approvals", title="一")
    services.tell(system, to=[lin.pk], topic="news", title="二")

    assert list(Delivery.objects.values_list("channel__name", "title")) == [("东渡群", "林小满：二")]


def test_without_an_address_nothing_is_queued(system, person, mail):
    services.tell(system, to=[person("吴谷雨").pk], topic="approvals", title="一")

    assert (Notification.objects.count(), Delivery.objects.count()) == (1, 0)


def test_a_link_is_added_where_the_public_address_is_known(system, lin, mail, settings):
    from dataclasses import replace

    settings.CONFIGURATION = replace(settings.CONFIGURATION, public_url="https://endcap.example/")

    services.tell(system, to=[lin.pk], topic="approvals", title="一", text="二", url="/approvals/1/")

    assert Delivery.objects.get().text == "二\nhttps://endcap.example/approvals/1/"


@pytest.mark.parametrize("many", [1, 40])
def test_telling_costs_a_fixed_number_of_statements(
    system, person, mail, many, django_assert_max_num_queries
):
    people = [person().pk for _number in range(many)]
    Person.objects_for_sign_in.update(email="x@example.com")
    with django_assert_max_num_queries(14):
        assert services.tell(system, to=people, topic="approvals", title="一", key="x") == many
    assert Delivery.objects.count() == many
