"""Pages and API of webhooks as their keeper uses them."""

from __future__ import annotations

import json
import re

import pytest
from django.urls import reverse

from endcap.kernel.ids import new_id
from endcap.kernel.webhooks import services
from endcap.kernel.webhooks.models import Endpoint, Notice
from endcap.kernel.webhooks.tests import receivers

pytestmark = [pytest.mark.django_db, pytest.mark.req("HOUSE")]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def page(client, person):
    client.force_login(person("江夏至", "admin"), backend=BACKEND)
    return client


@pytest.fixture
def good():
    with receivers.running(receivers.answering("200 OK", "<b>收到</b>".encode())) as receiver:
        yield receiver


def text(response) -> str:
    return response.content.decode()


def send(page, method, path, body=None):
    return page.generic(method, path, json.dumps(body), content_type="application/json")


def test_a_new_endpoint_shows_its_secret_once(page, good, open_house):
    answer = page.post(
        reverse("webhooks:new"),
        {"name": "ERP", "url": good.url, "kinds": ["thing.made"], "is_active": "on"},
    )
    [secret] = re.findall(r"<code>(whsec_[\w-]{43})</code>", text(answer))
    assert "no-store" in answer.headers["Cache-Control"]
    url = reverse("webhooks:endpoint", args=[Endpoint.objects.get().pk])
    assert secret not in text(page.get(url))
    assert Endpoint.objects.get().keeper_name == "江夏至"


def test_a_refused_endpoint_keeps_what_was_typed(page):
    answer = page.post(
        reverse("webhooks:new"), {"name": "ERP", "url": "https://192.168.1.5/hook", "kinds": ["thing.made"]}
    )
    assert answer.status_code == 422
    assert "这是内网地址" in text(answer)
    assert "https://192.168.1.5/hook" in text(answer)
    assert Endpoint.objects.count() == 0


def test_a_trial_leads_to_its_notice_and_the_answer_is_shown_as_text(page, good, endpoint):
    shown = endpoint(good.url)
    answer = page.post(reverse("webhooks:trial", args=[shown.endpoint.pk]), follow=True)
    assert "对方已收" in text(answer)
    assert "&lt;b&gt;收到&lt;/b&gt;" in text(answer)
    assert "正常" in text(page.get(reverse("webhooks:list")))


def test_the_log_is_filtered_and_a_failed_notice_is_sent_again(page, endpoint, system):
    shown = endpoint("http://127.0.0.1:9/")
    services.announce(system, kind="thing.made", payloads=[{"thing_id": "1"}])
    notice = Notice.objects.get()
    assert page.post(reverse("webhooks:send_again", args=[notice.pk])).status_code == 409
    Notice.objects.update(state="failed", ended_at=system.now, problem="timeout", attempts=7)
    log = reverse("webhooks:log")
    assert "5 秒内没有答完" in text(page.get(log, {"state": "failed", "endpoint": str(shown.endpoint.pk)}))
    assert "5 秒内没有答完" not in text(page.get(log, {"state": "delivered"}))
    assert page.get(log, {"after": "nonsense"}).status_code == 422
    page.post(reverse("webhooks:send_again", args=[notice.pk]))
    assert Notice.objects.get().state == "waiting"


def test_a_paused_endpoint_says_so_and_is_resumed(page, endpoint, system):
    shown = endpoint("http://127.0.0.1:9/")
    Endpoint.objects.update(paused_at=system.now, failures=20)
    url = reverse("webhooks:endpoint", args=[shown.endpoint.pk])
    assert "连续失败 20 次" in text(page.get(url))
    page.post(reverse("webhooks:resume", args=[shown.endpoint.pk]))
    assert "连续失败" not in text(page.get(url))
    page.post(url, {"name": "OA", "url": "http://127.0.0.1:9/", "kinds": ["thing.lost"]})
    found = Endpoint.objects.get()
    assert (found.name, found.kinds, found.is_active) == ("OA", ["thing.lost"], False)


def test_the_api_opens_changes_and_tries_an_endpoint(page, good, open_house):
    kinds = page.get("/api/v1/webhooks/kinds").json()
    assert [kind["key"] for kind in kinds["items"]] == ["thing.lost", "thing.made"]
    body = {"id": str(new_id()), "name": "ERP", "url": good.url, "kinds": ["thing.made"]}

    made = send(page, "POST", "/api/v1/webhooks/endpoints", body)
    again = send(page, "POST", "/api/v1/webhooks/endpoints", body)
    other = send(page, "POST", "/api/v1/webhooks/endpoints", {**body, "name": "OA"})

    assert (made.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert (made.json()["secret"][:6], again.json()["secret"]) == ("whsec_", "")
    assert other.json()["code"] == "id_taken"
    path = f"/api/v1/webhooks/endpoints/{body['id']}"
    assert send(page, "PATCH", path, {"kinds": ["thing.lost"]}).json()["kinds"] == ["thing.lost"]
    assert send(page, "POST", f"{path}/trial").json()["state"] == "delivered"
    assert send(page, "POST", f"{path}/resume").status_code == 409
    assert send(page, "POST", f"{path}/secret").json()["secret"] != made.json()["secret"]
    listed = page.get("/api/v1/webhooks/notices", {"limit": 1}).json()
    assert (len(listed["items"]), listed["next"]) == (1, "")
    assert [each["name"] for each in page.get("/api/v1/webhooks/endpoints").json()["items"]] == ["ERP"]
    assert "secret" not in text(page.get("/api/v1/webhooks/endpoints"))
