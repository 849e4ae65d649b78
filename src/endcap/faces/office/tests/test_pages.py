"""The shell in the browser: who gets in, what is shown first, language, parts, sign-in and errors."""

from __future__ import annotations

import re

import pytest
from django.shortcuts import render
from django.test import RequestFactory

from endcap.kernel import slots
from endcap.kernel.errors import Conflict, InvalidInput, Problem
from endcap.ui.nav import NavEntry, NavGroup

pytestmark = [pytest.mark.req("HOUSE"), pytest.mark.django_db]


@pytest.fixture
def nothing_declared(monkeypatch):
    monkeypatch.setattr(slots, "_slots", {})


@pytest.fixture
def signed_in(client, person):
    client.force_login(person("林小满"), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_a_stranger_is_asked_to_sign_in(client):
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_the_sign_in_page_speaks_both_languages(client):
    chinese = client.get("/accounts/login/", headers={"accept-language": "zh-CN"}).content.decode()
    english = client.get("/accounts/login/", headers={"accept-language": "en"}).content.decode()
    assert '<html lang="zh-hans"' in chinese
    assert "在这台设备上保持登录" in chinese
    assert '<html lang="en"' in english


def test_a_wrong_password_says_what_to_do_and_keeps_the_login(client, person):
    person("林小满", login="linxm", password="qinghe-drinks-2026")
    answer = client.post("/accounts/login/", {"login": "linxm", "password": "wrong"})
    text = answer.content.decode()
    assert "登录名或密码不对" in text
    assert 'value="linxm"' in text
    assert "_auth_user_id" not in client.session


def test_home_leads_to_the_first_page_one_may_open(signed_in, monkeypatch):
    entry = NavEntry("parts", "部件", "plus", "ui:parts", NavGroup.TOP)
    monkeypatch.setattr(slots, "_slots", {"nav": [entry]})
    answer = signed_in.get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/parts/")


def test_somebody_without_any_page_gets_a_calm_sentence(signed_in, nothing_declared):
    answer = signed_in.get("/")
    assert answer.status_code == 200
    assert "找系统管理员开通" in answer.content.decode()


def test_the_page_names_its_language_its_main_part_and_the_person(signed_in):
    text = signed_in.get("/parts/").content.decode()
    assert '<html lang="zh-hans"' in text
    assert 'id="main"' in text
    assert 'href="#main"' in text
    assert "林小满" in text
    assert len(re.findall(r"<h1>", text)) == 1


def test_changing_the_language_stays_on_the_page(signed_in):
    answer = signed_in.post("/language/", {"language": "en", "next": "/parts/?a=1"})
    assert (answer.status_code, answer["Location"]) == (302, "/parts/?a=1")
    assert '<html lang="en"' in signed_in.get("/parts/").content.decode()


def test_the_language_is_not_changed_by_a_link(signed_in):
    assert signed_in.get("/language/").status_code == 405


def test_the_toast_of_the_parts_page_can_be_taken_back(signed_in):
    text = signed_in.post("/parts/", follow=True).content.decode()
    assert 'class="ec-toast success"' in text
    assert 'action="/parts/"' in text


def test_settings_without_anything_to_set_say_who_can(signed_in, nothing_declared):
    assert "没有可以改的设置" in signed_in.get("/settings/").content.decode()


@pytest.mark.parametrize("status", [400, 403, 404, 409, 422, 500])
def test_an_error_page_says_what_happened_what_to_do_and_a_code(status):
    text = render(RequestFactory().get("/"), f"ui/errors/{status}.html").content.decode()
    assert f"编号 {status}" in text
    assert 'href="/"' in text


def test_a_refusal_is_told_in_its_own_words():
    request = RequestFactory().get("/")
    text = render(request, "ui/errors/409.html", {"refusal": Conflict()}).content.decode()
    assert "这条记录刚被别人改过" in text
    refused = InvalidInput([Problem("phone", "length", "手机号应为 11 位")])
    text = render(request, "ui/errors/422.html", {"refusal": refused}).content.decode()
    assert "<li>手机号应为 11 位</li>" in text
    assert "invalid_input" in text
