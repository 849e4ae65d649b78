"""Where somebody is signed in: a list in words, and ending one or all the others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from endcap.kernel import clock
from endcap.kernel.audit import selectors as audit
from endcap.kernel.errors import NotFoundHere, RightMissing
from endcap.org.people import devices, sealing, selectors, services
from endcap.org.people.errors import Outranked
from endcap.org.people.models import SessionSeen

pytestmark = [pytest.mark.django_db, pytest.mark.req("SEC-03", "SEC-07")]
GOOD = "correct horse battery"
NOON = datetime(2026, 7, 16, 6, 20, tzinfo=UTC)
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
WECHAT = "Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 Version/4.0 Chrome/130.0 Mobile Safari/537.36 MicroMessenger/8.0.50"


@pytest.fixture(autouse=True)
def at_noon():
    with clock.frozen(NOON):
        yield


@pytest.fixture
def lin(person):
    return person("林小满", "rep", login="linxm", password=GOOD)


def browser(agent=CHROME, address="192.0.2.7", login="linxm"):
    client = Client(headers={"user-agent": agent}, REMOTE_ADDR=address)
    answer = client.post(reverse("account_login"), {"login": login, "password": GOOD})
    assert answer.status_code == 302
    return client


def is_in(client):
    return client.get("/people/me/").status_code == 200


def rows():
    return list(SessionSeen.objects.unscoped("tests look at the rows").order_by("created_at", "pk"))


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (CHROME, "Chrome 141·Windows"),
        (WECHAT, "WeChat 8·Android"),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15",
            "Safari 17·macOS",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1",
            "Safari 17·iPhone",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/141.0 Safari/537.36 Edg/141.0",
            "Edge 141·Windows",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox 140·Linux"),
        ("wxwork/4.1 MicroMessenger/7 Windows", "WeCom 4·Windows"),
        ("curl/8.0", ""),
        ("", ""),
        ("\x00" * 5000, ""),
    ],
)
def test_a_browser_is_named_in_words(agent, words):
    assert devices.words_of(agent) == words


def test_brands_are_called_as_the_reader_knows_them():
    assert devices.shown("WeChat 8·Android") == "微信 8·Android"
    assert devices.shown("Chrome 141·Windows") == "Chrome 141·Windows"
    assert devices.shown("") == "认不出的浏览器"
    assert devices.is_mobile("WeChat 8·Android")
    assert not devices.is_mobile("Chrome 141·Windows")


def test_one_sees_where_one_is_signed_in_this_browser_first(lin, actor):
    here = browser()
    with clock.frozen(NOON + timedelta(minutes=1)):
        browser(WECHAT, "198.51.100.4")
    key = here.session.session_key
    found = selectors.open_sessions(actor(of=lin), lin.pk, current_key=key)
    assert [(one.device, one.address, one.is_this, one.is_mobile) for one in found] == [
        ("Chrome 141·Windows", "192.0.2.7", True, False),
        ("微信 8·Android", "198.51.100.4", False, True),
    ]
    page = here.get("/people/me/").content.decode()
    assert "微信 8·Android" in page
    assert "这台设备" in page


def test_the_database_alone_opens_no_session(lin):
    here = browser()
    [row] = rows()
    assert here.session.session_key not in (row.digest, row.sealed_key)
    assert sealing.unseal(row.sealed_key) == here.session.session_key


def test_a_visit_is_written_down_every_five_minutes_only(lin):
    here = browser()
    here.get("/people/me/language/")

    def written(minutes):
        with clock.frozen(NOON + timedelta(minutes=minutes)), CaptureQueriesContext(connection) as done:
            here.get("/people/me/language/")
        return [one["sql"] for one in done.captured_queries if not one["sql"].startswith("SELECT")]

    assert written(4) == []
    assert any("people_sessionseen" in sql for sql in written(5))
    assert written(9) == []
    assert rows()[0].last_seen_at == NOON + timedelta(minutes=5)


def test_one_session_is_ended_and_the_others_go_on(lin, actor):
    here, phone = browser(), browser(WECHAT)
    target = next(row for row in rows() if row.device.startswith("WeChat"))
    assert here.post(reverse("people:end_session", args=[target.pk])).status_code == 302
    assert not is_in(phone)
    assert is_in(here)
    assert [row.device for row in rows()] == ["Chrome 141·Windows"]
    assert "people.session_ended" in [row.action for row in audit.trail_of("people.Person", str(lin.pk))]


def test_all_others_are_ended_even_those_that_are_on_no_list(lin):
    here, phone, unlisted = browser(), browser(WECHAT), Client()
    unlisted.force_login(lin, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert is_in(unlisted)
    assert here.post(reverse("people:end_other_sessions")).status_code == 302
    assert is_in(here)
    assert not is_in(phone)
    assert not is_in(unlisted)
    assert [row.device for row in rows()] == ["Chrome 141·Windows"]
    assert "这台设备" in here.get("/people/me/").content.decode()


def test_signing_out_takes_a_browser_off_the_list(lin):
    here = browser()
    here.post(reverse("account_logout"))
    assert rows() == []


def test_a_new_password_keeps_this_browser_on_the_list(lin, actor):
    here, phone = browser(), browser(WECHAT)
    typed = {"current": GOOD, "password": "another good one", "again": "another good one"}
    assert here.post(reverse("account_change_password"), typed).status_code == 302
    assert not is_in(phone)
    assert is_in(here)
    lin.refresh_from_db()
    found = selectors.open_sessions(actor(of=lin), lin.pk, current_key=here.session.session_key)
    assert [(one.device, one.is_this) for one in found] == [("Chrome 141·Windows", True)]


def test_signing_in_twice_with_one_browser_is_one_line(lin):
    here = browser()
    here.post(reverse("account_logout"))
    here.post(reverse("account_login"), {"login": "linxm", "password": GOOD})
    assert len(rows()) == 1


def test_an_administrator_ends_the_session_of_somebody_in_scope(lin, person, actor):
    phone = browser(WECHAT)
    [target] = rows()
    with pytest.raises(RightMissing):
        services.end_session(actor("office_manager"), session_id=target.pk)
    with pytest.raises(NotFoundHere):
        services.end_session(actor("rep"), session_id=target.pk)
    assert is_in(phone)
    it_admin = actor("it_admin")
    assert [one.device for one in selectors.open_sessions(it_admin, lin.pk)] == ["微信 8·Android"]
    services.end_session(it_admin, session_id=target.pk)
    assert not is_in(phone)


def test_a_device_administrator_does_not_end_the_session_of_a_system_administrator(person, actor):
    person("江夏至", "admin", login="admin", password=GOOD)
    boss = browser(login="admin")
    with pytest.raises(Outranked):
        services.end_session(actor("it_admin"), session_id=rows()[0].pk)
    assert is_in(boss)


def test_others_sessions_need_the_right(lin, actor):
    browser()
    with pytest.raises(RightMissing):
        selectors.open_sessions(actor("office_manager"), lin.pk)


def test_ended_and_forgotten_sessions_are_on_no_list(lin, actor, system):
    browser()
    with clock.frozen(NOON + timedelta(days=15)):
        later = actor(of=lin)
        from dataclasses import replace

        assert selectors.open_sessions(replace(later, now=NOON + timedelta(days=15)), lin.pk) == []
        browser(WECHAT)
    assert [row.device for row in rows()] == ["WeChat 8·Android"]
    services.end_sessions(system, person_id=lin.pk)
    assert selectors.open_sessions(actor(of=lin), lin.pk) == []
