"""The audit log as a page."""

from __future__ import annotations

import pytest
from django.db import connection
from django.urls import reverse

from endcap.kernel.audit import guards, services

pytestmark = [pytest.mark.django_db, pytest.mark.req("SEC-03", "HOUSE")]


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    """Seals of one test are none of another's business."""
    settings.HOME = tmp_path


@pytest.fixture
def page(client, person):
    client.force_login(
        person("江夏至", "admin"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def test_the_newest_act_stands_first(page, system):
    services.record_event(system, "outlets.exported", "outlets", "x", rows=12)
    text = page.get(reverse("audit:log")).content.decode()
    assert text.index("outlets.exported") < text.index("people.created")
    assert "rows: 12" in text
    assert "未核对" in text


def test_the_log_goes_back_page_by_page(page, system):
    services.record_rows(system, [("a.b", "x", str(n), {}) for n in range(120)])
    first = page.get(reverse("audit:log"), {"action": "a.b"})
    second = page.get(reverse("audit:log") + first.context["older"])
    third = page.get(reverse("audit:log") + second.context["older"])
    seen = [entry.object_id for answer in (first, second, third) for entry in answer.context["entries"]]
    assert seen == [str(n) for n in range(119, -1, -1)]
    assert third.context["older"] == ""


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"q": "system"}, True),
        ({"q": "nobody"}, False),
        ({"action": "people."}, True),
        ({"before": "x"}, True),
    ],
)
def test_the_log_is_filtered(page, query, shown):
    answer = page.get(reverse("audit:log"), query)
    assert bool(answer.context["entries"]) is shown
    assert ("没有符合条件的记录" in answer.content.decode()) is not shown


def test_the_button_says_that_the_chain_holds(page):
    assert "链完整" in page.post(reverse("audit:verify")).content.decode()


def test_the_button_names_the_row_that_was_changed(page):
    guards.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_auditrow SET actor_name = 'x' WHERE seq = 3")
    text = page.post(reverse("audit:verify")).content.decode()
    assert "链断了" in text
    assert "第 3 行：内容与当时记下的不符" in text


def test_without_the_right_there_is_no_log(client, person):
    client.force_login(person("林小满", "rep"), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(reverse("audit:log")).status_code == 403
    assert client.post(reverse("audit:verify")).status_code == 403
