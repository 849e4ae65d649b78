"""A shop owner registers on his phone, without signing in."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from endcap.customers.merchants import services
from endcap.customers.merchants.drafts import LinkDraft
from endcap.customers.merchants.models import JoinLink, Merchant
from endcap.customers.outlets import services as outlets
from endcap.kernel import clock
from endcap.mechanisms.evidence.models import Evidence
from endcap.mechanisms.evidence.tests.pictures import photo

pytestmark = pytest.mark.req("CUS-15")


@pytest.fixture
def link(company, person, system, frozen):
    """A link that leads to a rep, for three shops."""
    outlets.create_preset_channels(system)
    rep = person("林小满")
    return services.create_link(system, LinkDraft("渡口街", rep.pk, days=7, uses=3))


@pytest.fixture
def address(link):
    """Where the link leads."""
    return reverse("portal:join", args=[services.token_of(link.pk)])


TYPED = {
    "shop_name": "乐家便利店",
    "city": "东渡市",
    "address": "渡口街 86 号",
    "contact_name": "姚清和",
    "contact_phone": "13900000862",
    "kind": "individual",
    "has_read_notice": "on",
}


def typed(page: str, **changes):
    id = re.search(r'name="id" value="([^"]+)"', page).group(1)
    return {"id": id, **TYPED, **changes}


def came() -> int:
    return Merchant.objects.unscoped("a test counts").count()


def test_who_fills_in_the_form_gets_a_number(link, address):
    client = Client()
    page = client.get(address).content.decode()
    assert "隐私说明" in page
    assert "只用于对账和付款，加密保存" in page
    assert "ec-side" not in page
    shot = SimpleUploadedFile("门头.jpg", photo())
    answer = client.post(address, typed(page, shop_photo=shot))
    done = client.get(answer.headers["Location"]).content.decode()
    assert Merchant.objects.unscoped("a test looks").get().number in done
    assert Evidence.objects.unscoped("a test looks").get().kind == "shop"


def test_the_form_opens_for_the_signed_in_as_well(link, address, person):
    client = Client()
    client.force_login(person(), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(address).status_code == 200


def test_everything_that_is_missing_is_named_at_once_and_nothing_typed_is_lost(address):
    client = Client()
    page = client.get(address).content.decode()
    answer = client.post(
        address, typed(page, address="", contact_phone="", has_read_notice="", licence_no="12")
    )
    shown = answer.content.decode()
    assert answer.status_code == 422
    for sentence in ("填店的地址", "填联系电话。", "看完隐私说明", "这里有 2 位"):
        assert sentence in shown
    assert 'value="乐家便利店"' in shown
    assert came() == 0


@pytest.mark.req("CPL-02")
def test_an_account_is_kept_only_with_consent_of_its_own(address):
    client = Client()
    page = client.get(address).content.decode()
    answer = client.post(address, typed(page, account_no="622200001234"))
    assert "银行账号要单独同意才能保存" in answer.content.decode()
    assert came() == 0


def test_a_file_that_lies_is_told_beside_its_field(address):
    client = Client()
    page = client.get(address).content.decode()
    bad = SimpleUploadedFile("执照.jpg", b"<html>")
    shown = client.post(address, typed(page, licence_photo=bad)).content.decode()
    assert "“执照.jpg”不是照片也不是 PDF" in shown
    assert "照片要重新选一遍" in shown
    assert came() == 0


def test_sent_twice_it_counts_once_even_when_the_link_is_used_up(link, address):
    JoinLink.objects.unscoped("a test arranges").update(uses_allowed=1)
    client = Client()
    form = typed(client.get(address).content.decode())
    first = client.post(address, form)
    second = client.post(address, form)
    assert (first.status_code, second.status_code) == (302, 302)
    assert came() == 1
    assert client.get(address).status_code == 404


def test_an_expired_a_used_and_an_invented_link_say_the_same(link, address, now):
    client = Client()
    with clock.frozen(now + timedelta(days=8)):
        late = client.get(address)
    JoinLink.objects.unscoped("a test arranges").update(uses=3)
    used, invented = client.get(address), client.get(reverse("portal:join", args=["abc"]))
    for answer in (late, used, invented):
        assert answer.status_code == 404
        assert "这个登记链接已失效。找给链接的业务人员要一个新的。" in answer.content.decode()


def test_somebody_who_hammers_is_slowed_down(address):
    client = Client()
    for _each in range(6):
        client.post(address, typed(client.get(address).content.decode(), address=""))
    shown = client.post(address, typed(client.get(address).content.decode())).content.decode()
    assert "登记得太频繁，过一小时再试" in shown
    assert came() == 0


def test_a_receipt_that_somebody_invented_shows_nothing(link):
    address = reverse("portal:done", args=[services.token_of(link.pk), "x:y:z"])
    assert Client().get(address).status_code == 404
