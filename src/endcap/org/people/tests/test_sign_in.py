"""Signing in: wrong passwords, the lock, ended sessions, and nothing typed lost."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from endcap.kernel import clock
from endcap.org.people import resubmit, services
from endcap.org.people.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.req("SEC-03", "HOUSE")]
GOOD = "correct horse battery"


@pytest.fixture
def rep(person):
    return person("林小满", "rep", login="linxm", password=GOOD)


@pytest.fixture
def admin(person):
    return person("江夏至", "admin", login="admin", password=GOOD)


def sign_in(client, login="linxm", password=GOOD, **more):
    return client.post(reverse("account_login"), {"login": login, "password": password, **more})


def test_the_right_password_opens_the_house(client, rep):
    answer = sign_in(client, next="/people/me/")
    assert (answer.status_code, answer.url) == (302, "/people/me/")
    assert client.get("/people/me/").context["person"] == rep


def test_a_stranger_is_led_to_sign_in_and_back(client, db):
    answer = client.get("/people/?q=x")
    assert (answer.status_code, answer.url) == (302, "/accounts/login/?next=%2Fpeople%2F%3Fq%3Dx")
    page = client.get(answer.url).content.decode()
    assert '<input type="hidden" name="next" value="/people/?q=x">' in page


def test_the_way_back_never_leads_to_another_house(client, rep):
    assert sign_in(client, next="https://evil.example/").url == "/"


@pytest.mark.parametrize(("login", "password"), [("linxm", "wrong"), ("nobody", GOOD), ("linxm@x.cn", GOOD)])
def test_a_wrong_password_gets_one_sentence_whoever_it_was(client, rep, login, password):
    answer = sign_in(client, login, password)
    assert answer.status_code == 200
    assert "登录名或密码不对。密码区分大小写；忘了找系统管理员重设。" in answer.content.decode()
    assert f'value="{login}"' in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_somebody_who_has_left_is_told_so_only_with_the_right_password(client, rep, system):
    services.disable_person(system, person_id=rep.pk)
    assert "这个账号已停用" in sign_in(client).content.decode()
    assert "这个账号已停用" not in sign_in(client, password="wrong").content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.req("SEC-02")
def test_five_wrong_passwords_lock_the_door_for_a_quarter_of_an_hour(client, rep):
    for _attempt in range(4):
        assert sign_in(client, password="wrong").status_code == 200
    locked = sign_in(client, password="wrong")
    assert locked.status_code == 429
    assert "15 分钟后再试" in locked.content.decode()
    assert locked.headers["Retry-After"] == "900"
    assert sign_in(client).status_code == 429
    assert "_auth_user_id" not in client.session


def test_a_lock_is_over_after_a_quarter_of_an_hour(client, rep):
    from axes.models import AccessAttempt

    for _attempt in range(5):
        sign_in(client, password="wrong")
    AccessAttempt.objects.update(attempt_time=clock.now() - timedelta(minutes=16))
    assert sign_in(client).status_code == 302


def test_a_locked_person_locks_nobody_else_out(client, rep, admin):
    for _attempt in range(5):
        sign_in(client, password="wrong")
    assert sign_in(client, "admin").status_code == 302


def test_a_right_password_in_time_forgets_the_wrong_ones(client, rep):
    for _attempt in range(4):
        sign_in(client, password="wrong")
    assert sign_in(client).status_code == 302
    client.logout()
    for _attempt in range(4):
        assert sign_in(client, password="wrong").status_code == 200


def test_signing_out_needs_the_button(client, rep):
    sign_in(client)
    assert client.get(reverse("account_logout")).status_code == 405
    assert client.get("/people/me/").status_code == 200
    assert client.post(reverse("account_logout")).status_code == 302
    assert client.get("/people/me/").status_code == 302


@pytest.mark.parametrize("end", ["disable", "end_sessions", "set_password"])
def test_open_sessions_end_at_once(client, rep, system, end):
    sign_in(client)
    assert client.get("/people/me/").status_code == 200
    {
        "disable": lambda: services.disable_person(system, person_id=rep.pk),
        "end_sessions": lambda: services.end_sessions(system, person_id=rep.pk),
        "set_password": lambda: services.set_password(system, person_id=rep.pk, password="another good one"),
    }[end]()
    assert client.get("/people/me/").status_code == 302


def test_a_part_of_a_page_sends_the_whole_page_to_sign_in(client, db):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/people/?role=rep"}
    for answer in (client.get("/people/", headers=headers), client.post("/people/new/", headers=headers)):
        assert answer.status_code == 401
        assert answer.headers["HX-Redirect"] == "/accounts/login/?next=%2Fpeople%2F%3Frole%3Drep"


TYPED = {
    "name": "吴谷雨",
    "login": "wugy",
    "employee_no": "",
    "password": "secret secret 1",
    "roles": ["rep", "finance"],
}


def kept_of(answer):
    return re.search(r'name="kept" value="([^"]+)"', answer.content.decode()).group(1)


def test_a_form_that_lost_its_session_waits_behind_the_sign_in(client, admin, company):
    typed = {**TYPED, "unit": str(company.pk)}
    asked = client.post("/people/new/", typed, headers={"Referer": "http://testserver/people/new/"})
    assert asked.status_code == 401
    assert "登录过期了" in asked.content.decode()

    wrong = sign_in(client, "admin", "wrong", kept=kept_of(asked))
    assert kept_of(wrong) == kept_of(asked)

    back = sign_in(client, "admin", kept=kept_of(wrong))
    page = back.content.decode()
    assert back.status_code == 200
    assert 'action="/people/new/"' in page
    assert '<input type="hidden" name="name" value="吴谷雨">' in page
    assert '<input type="hidden" name="roles" value="rep">' in page
    assert '<input type="hidden" name="roles" value="finance">' in page
    assert "secret secret" not in page

    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    again = client.post(
        "/people/new/", {name: [v for n, v in fields if n == name] for name, _value in fields}
    )
    assert again.status_code == 302
    assert Person.objects.unscoped("the person who was typed").filter(login="wugy").exists()


def test_nobody_puts_words_into_the_form_of_another(client, admin):
    for forged in (
        "nonsense",
        resubmit.signing.dumps(["/people/new/", [["name", "x"]], False], salt="other"),
    ):
        assert sign_in(client, "admin", kept=forged).status_code == 302
        client.logout()


def test_a_form_without_the_token_of_the_page_is_refused(rep):
    strict = Client(enforce_csrf_checks=True)
    assert sign_in(strict).status_code == 403


def test_ones_language_follows_to_every_device(client, rep, actor):
    services.change_own_language(actor(of=rep), language="en")
    sign_in(client)
    assert client.get("/people/me/").wsgi_request.LANGUAGE_CODE == "en"


def test_changing_ones_password_keeps_this_session_and_ends_the_others(client, rep):
    other = Client()
    sign_in(client)
    sign_in(other)
    typed = {"current": GOOD, "password": "another good one", "again": "another good one"}
    here = reverse("account_change_password")
    assert client.post(here, {**typed, "again": "typo"}).status_code == 422
    assert client.post(here, {**typed, "current": "wrong"}).status_code == 422
    assert client.post(here, typed).status_code == 302
    assert client.get("/people/me/").status_code == 200
    assert other.get("/people/me/").status_code == 302


@override_settings(SESSION_COOKIE_AGE=60)
def test_staying_signed_in_is_the_persons_choice(client, rep):
    sign_in(client)
    assert client.session.get_expire_at_browser_close()
    client.logout()
    sign_in(client, remember="on")
    assert not client.session.get_expire_at_browser_close()


def test_the_clock_of_a_request_is_the_houses_clock(client, rep):
    with clock.frozen(datetime(2026, 7, 16, 6, 20, tzinfo=UTC)):
        sign_in(client)
        assert client.get("/people/me/").wsgi_request.actor.today.isoformat() == "2026-07-16"
