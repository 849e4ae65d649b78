"""Pages of messages as a person uses them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from endcap.org.messages import services
from endcap.org.messages.models import Channel, Delivery, Notification, PersonChannel, TopicWish
from endcap.org.messages.tests.fakes import Outbox

pytestmark = [pytest.mark.django_db, pytest.mark.req("HOUSE")]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def page(client, lin):
    client.force_login(lin, backend=BACKEND)
    return client


@pytest.fixture
def admin(client, person):
    client.force_login(person("江夏至", "admin"), backend=BACKEND)
    return client


@pytest.fixture
def told(at, system, lin):
    """Three messages, the last one the newest."""
    for number, (topic, url) in enumerate((("news", ""), ("agenda", "/goods/"), ("approvals", "/outlets/"))):
        services.tell(
            at(system.now + timedelta(minutes=number)),
            to=[lin.pk],
            topic=topic,
            title=f"第 {number} 件",
            text="细节",
            url=url,
        )
    return list(Notification.objects.order_by("created_at"))


def text(response) -> str:
    return response.content.decode()


def test_the_newest_stands_first_and_the_bell_counts_the_unread(page, told):
    shown = text(page.get(reverse("messages:list")))
    assert shown.index("第 2 件") < shown.index("第 1 件") < shown.index("第 0 件")
    assert "3 条未读" in shown
    assert page.get("/counts/").json()["bell"] == "3"


def test_opening_a_message_marks_it_read_and_leads_to_its_page(page, told):
    answer = page.get(reverse("messages:open", args=[told[2].pk]))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/outlets/")
    shown = text(page.get(reverse("messages:list"), {"show": "unread"}))
    assert ("第 2 件" in shown, "第 1 件" in shown) == (False, True)


def test_others_messages_are_not_there(client, person, told):
    client.force_login(person("江夏至", "admin"), backend=BACKEND)
    assert client.get(reverse("messages:open", args=[told[0].pk])).status_code == 404
    client.post(reverse("messages:mark"), {"what": "read", "ids": str(told[0].pk)})
    assert Notification.objects.filter(read_at__isnull=True).count() == 3
    assert "第 0 件" not in text(client.get(reverse("messages:list")))


def test_one_and_all_are_marked_read_and_unread(page, told):
    url = reverse("messages:mark")
    page.post(url, {"what": "read", "ids": [str(told[0].pk), "nonsense"]})
    assert Notification.objects.filter(read_at__isnull=True).count() == 2
    page.post(url, {"what": "all", "topic": "agenda"})
    assert Notification.objects.filter(read_at__isnull=True).count() == 1
    page.post(url, {"what": "all"})
    page.post(url, {"what": "unread", "ids": str(told[1].pk)})
    assert list(Notification.objects.filter(read_at__isnull=True)) == [told[1]]


def test_the_menu_of_the_bell_shows_the_newest_few(page, told):
    shown = text(page.get(reverse("messages:latest"), headers={"HX-Request": "true"}))
    assert "第 2 件" in shown
    assert "<html" not in shown


def test_the_list_goes_back_page_by_page_and_a_broken_cursor_is_refused(page, at, system, lin):
    for number in range(60):
        services.tell(
            at(system.now + timedelta(seconds=number)), to=[lin.pk], topic="news", title=f"第 {number} 件"
        )
    first = page.get(reverse("messages:list"))
    second = page.get(reverse("messages:list") + first.context["older"])
    titles = [
        note.title for answer in (first, second) for _day, notes in answer.context["days"] for note in notes
    ]
    assert titles == [f"第 {number} 件" for number in range(59, -1, -1)]
    assert second.context["older"] == ""
    assert page.get(reverse("messages:list"), {"after": "nonsense"}).status_code == 422


def test_the_bell_costs_a_page_no_statement(page, told):
    def statements(url: str) -> list[str]:
        with CaptureQueriesContext(connection) as asked:
            page.get(url)
        return [each["sql"] for each in asked if "org_messages" in each["sql"]]

    assert len(statements("/parts/")) == 0  # the page does not wait for it
    assert len(statements("/counts/")) == 1


def test_a_person_chooses_ways_and_channels(page, lin, mail, robot):
    url = reverse("messages:wishes")
    shown = text(page.get(url))
    assert "21:00 到次日 08:00 不往外发" in shown
    assert 'placeholder="lin@example.com"' in shown
    page.post(
        url,
        {
            "topic:approvals": "digest",
            "topic:agenda": "app",
            "topic:news": "now",
            f"channel:{robot.pk}": "on",
            f"address:{mail.pk}": "",
        },
    )
    assert dict(TopicWish.objects.values_list("topic", "way")) == {
        "approvals": "digest",
        "agenda": "app",
        "news": "now",
    }
    assert dict(PersonChannel.objects.values_list("channel__name", "is_on")) == {
        "公司邮箱": False,
        "东渡群": True,
    }


def test_a_wrong_address_is_said_beside_its_field_and_nothing_is_lost(page, mail):
    answer = page.post(
        reverse("messages:wishes"),
        {
            "topic:approvals": "app",
            "topic:agenda": "app",
            "topic:news": "app",
            f"channel:{mail.pk}": "on",
            f"address:{mail.pk}": "lin@nowhere@",
        },
    )
    assert answer.status_code == 422
    assert "不是邮箱地址" in text(answer)
    assert "lin@nowhere@" in text(answer)
    assert TopicWish.objects.count() == 0


def test_an_administrator_opens_tries_and_closes_a_channel(admin):
    answer = admin.post(
        reverse("messages:channel_new"),
        {"name": "东渡群", "kind": "wecom", "url": "wecombot://BOTKEY123456789", "is_active": "on"},
    )
    channel = Channel.objects.get()
    url = reverse("messages:channel", args=[channel.pk])
    assert answer.headers["Location"] == url
    assert "BOTKEY" not in text(admin.get(url))
    assert "没有试过" in text(admin.get(reverse("messages:channels")))

    assert admin.post(reverse("messages:channel_test", args=[channel.pk])).status_code == 302
    assert Outbox.sent[0].url == "wecombot://BOTKEY123456789"
    assert "试过，通的" in text(admin.get(reverse("messages:channels")))

    admin.post(url, {"name": "东渡群", "kind": "wecom", "url": ""})
    channel.refresh_from_db()
    assert (channel.is_active, channel.masked_url) == (False, "wecombot://…6789")


def test_a_refused_channel_keeps_what_was_typed(admin):
    answer = admin.post(reverse("messages:channel_new"), {"name": "群", "kind": "wecom", "url": "mailto://x"})
    assert answer.status_code == 422
    assert "以 wecombot:// 开头" in text(answer)
    assert 'value="群"' in text(answer)
    assert Channel.objects.count() == 0


def test_the_log_shows_what_was_given_up_and_sends_it_again(admin, system, lin, mail):
    services.tell(system, to=[lin.pk], topic="approvals", title="一")
    Delivery.objects.update(state="failed", ended_at=system.now, attempts=6, problem="HTTP 500")
    shown = text(admin.get(reverse("messages:sent"), {"state": "failed", "channel": str(mail.pk)}))
    assert "HTTP 500" in shown
    assert "没有送到" in shown
    admin.post(reverse("messages:send_again", args=[Delivery.objects.get().pk]))
    assert Delivery.objects.get().state == "waiting"
    assert "HTTP 500" not in text(admin.get(reverse("messages:sent"), {"state": "sent"}))


def test_channels_are_the_administrators_business(page, robot):
    for name, args in (("channels", []), ("channel_new", []), ("channel", [robot.pk]), ("sent", [])):
        assert page.get(reverse(f"messages:{name}", args=args)).status_code == 403
    assert page.post(reverse("messages:channel_test", args=[robot.pk])).status_code == 403
    assert Outbox.sent == []
