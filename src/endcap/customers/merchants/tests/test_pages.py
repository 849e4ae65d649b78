"""The pages of merchants, as people use them."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from endcap.customers.merchants import ocr, selectors, services
from endcap.customers.merchants.drafts import LICENCE_PHOTO, SUBJECT, LinkDraft
from endcap.customers.merchants.models import JoinLink, Merchant, Reading
from endcap.customers.merchants.tests.conftest import LICENCE, fresh, sent
from endcap.customers.merchants.tests.licences import CODE, LEFT, RIGHT, line, page
from endcap.mechanisms.evidence import selectors as evidence
from endcap.mechanisms.evidence.tests.pictures import photo

pytestmark = pytest.mark.req("CUS-15", "M73")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def browser(team, frozen):
    """The browser of somebody of the team: ``browser("manager")``; the rep's unless told."""

    def make(name="rep") -> Client:
        client = Client()
        client.force_login(getattr(team.people, name), backend=BACKEND)
        return client

    return make


def upload(content=None, name="执照.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or photo(), content_type="image/jpeg")


def step(merchant, name) -> str:
    return reverse("merchants:step", args=[merchant.pk, name])


TYPED = {
    "name": LICENCE.name,
    "kind": "company",
    "licence_no": CODE,
    "legal_person": "柳青禾",
    "address": LICENCE.address,
    "established_on": "2016-03-08",
    "valid_from": "2016-03-08",
    "valid_to": "2036-03-07",
    "contact_name": "罗小满",
    "contact_phone": "13800000417",
}


def test_a_newcomer_goes_from_an_outlet_to_submission_in_four_steps(browser, outlet, team, monkeypatch):
    client, shop = browser(), outlet("福满小卖部")
    assert "福满小卖部" in client.get(reverse("merchants:new")).content.decode()
    begun = client.post(reverse("merchants:new"), {"outlet": shop.pk})
    merchant = Merchant.objects.visible_to(team.rep).get()
    assert begun.headers["Location"] == step(merchant, "photo")

    after_photo = client.post(step(merchant, "photo"), {"files": upload()})
    assert after_photo.headers["Location"] == step(merchant, "licence")
    lines = [*page(LEFT, RIGHT), line(f"统一社会信用代码{CODE}", 100, 220)]
    monkeypatch.setattr(ocr, "read_lines", lambda _photo: lines)
    services.read_photo(selectors.latest_reading(team.rep, merchant.pk).pk)
    shown = client.get(step(merchant, "licence")).content.decode()
    assert f'value="{CODE}"' in shown
    assert shown.count("照片上读的，核对一下") == 7

    assert client.post(step(merchant, "licence"), TYPED).headers["Location"] == step(merchant, "bank")
    bank = {"account_name": LICENCE.name, "bank_name": "东渡银行", "account_no": "6222000012345678"}
    after_bank = client.post(step(merchant, "bank"), {**bank, "files": upload(name="许可.jpg")})
    assert after_bank.headers["Location"] == step(merchant, "check")
    assert "提交审批" in client.get(step(merchant, "check")).content.decode()
    client.post(step(merchant, "check"))

    assert fresh(merchant).state == "submitted"
    done = client.get(reverse("merchants:merchant", args=[merchant.pk])).content.decode()
    assert "审批中" in done
    assert "6222000012345678" not in done
    assert "柳**" in done


def test_what_is_missing_leads_to_its_step(browser, begun):
    client, merchant = browser(), begun()
    shown = client.get(step(merchant, "check")).content.decode()
    assert "还差 11 项" in shown
    assert step(merchant, "bank") in shown
    tried = client.post(step(merchant, "check"))
    assert "还差 11 项" in tried.content.decode()
    assert fresh(merchant).state == "draft"


def test_a_wrong_code_is_told_beside_its_field_and_nothing_typed_is_lost(browser, begun):
    client, merchant = browser(), begun()
    answer = client.post(step(merchant, "licence"), {**TYPED, "licence_no": CODE[:-1] + "X"})
    shown = answer.content.decode()
    assert "代码的校验位对不上" in shown
    assert 'value="13800000417"' in shown
    assert fresh(merchant).licence_no == ""


def test_a_cat_instead_of_a_licence_gets_a_sentence_and_the_photo_stays(browser, begun, team, monkeypatch):
    client, merchant = browser(), begun()
    client.post(step(merchant, "photo"), {"files": upload()})
    waiting = client.get(step(merchant, "licence")).content.decode()
    assert "正在读照片" in waiting
    part = client.get(reverse("merchants:reading", args=[merchant.pk]))
    assert "正在读照片" in part.content.decode()
    assert "HX-Refresh" not in part.headers

    monkeypatch.setattr(ocr, "read_lines", lambda _photo: [])
    services.read_photo(Reading.objects.unscoped("a test looks").get().pk)

    assert client.get(reverse("merchants:reading", args=[merchant.pk])).headers["HX-Refresh"] == "true"
    shown = client.get(step(merchant, "licence")).content.decode()
    assert "照片里没认出营业执照，手工填写。" in shown
    assert len(evidence.of_subject(team.rep, SUBJECT, merchant.pk)) == 1


@pytest.mark.parametrize("name", ["photo", "bank"])
def test_a_file_that_is_none_is_named_on_its_step(browser, begun, team, name):
    client, merchant = browser(), begun()
    answer = client.post(step(merchant, name), {"bank_name": "东渡银行", "files": upload(b"MZ..", "a.exe")})
    assert "“a.exe”不是照片也不是 PDF" in answer.content.decode()
    assert evidence.of_subject(team.rep, SUBJECT, merchant.pk) == []
    assert fresh(merchant).bank_name == ""


def test_steps_of_what_is_in_approval_lead_to_its_page(browser, filled, team):
    merchant = filled()
    services.submit(team.rep, merchant_id=merchant.pk)
    answer = browser().get(step(merchant, "licence"))
    assert answer.headers["Location"] == reverse("merchants:merchant", args=[merchant.pk])
    assert browser().post(step(merchant, "licence"), TYPED).status_code == 200  # says why above the form


def test_the_list_narrows_by_state_and_by_words(browser, begun, approved):
    client = browser()
    begun("一店")
    approved("二店", valid_to=date(2026, 8, 1))
    everything = client.get(reverse("merchants:list")).content.decode()
    assert "一店" in everything
    assert "还有 16 天" in everything
    drafts = client.get(reverse("merchants:list") + "?view=draft").content.decode()
    assert "青禾百货" not in drafts
    assert "青禾百货" in client.get(reverse("merchants:list") + "?view=expiring").content.decode()
    assert "没有符合的商户" in client.get(reverse("merchants:list") + "?q=没有这家").content.decode()
    part = client.get(reverse("merchants:list") + "?q=qhbh", headers={"HX-Request": "true"}).content.decode()
    assert "青禾百货" in part
    assert "<html" not in part
    assert client.get(reverse("merchants:list") + "?view=nonsense&after=zzz").status_code == 422


def test_the_whole_account_number_is_shown_to_the_clerk_only(browser, filled):
    merchant = filled()
    address = reverse("merchants:show_account", args=[merchant.pk])
    assert browser().post(address).status_code == 403
    shown = browser("clerk").post(address).content.decode()
    assert "6222 0000 1234 5678" in shown


def test_suspending_renewing_and_reopening_by_their_buttons(browser, approved, team):
    merchant = approved(valid_to=date(2026, 8, 1))
    address = reverse("merchants:merchant", args=[merchant.pk])
    boss, rep = browser("office_manager"), browser()
    assert "执照还有 16 天到期" in rep.get(address).content.decode()
    assert boss.post(reverse("merchants:suspend", args=[merchant.pk]), {"reason": ""}).status_code == 200
    boss.post(reverse("merchants:suspend", args=[merchant.pk]), {"reason": "欠款"})
    assert "现在不能交易" in rep.get(address).content.decode()
    boss.post(reverse("merchants:resume", args=[merchant.pk]))
    renew = reverse("merchants:renew", args=[merchant.pk])
    short = rep.post(renew, {"valid_from": "2026-07-01", "valid_to": "2026-07-31", "files": upload()})
    assert "新期限没有比现在的更晚" in short.content.decode()
    rep.post(renew, {"valid_from": "2026-07-01", "valid_to": "2046-07-01", "files": upload()})
    assert "新执照到 2046-07-01。" in rep.get(address).content.decode()
    rep.post(reverse("merchants:withdraw_renewal", args=[merchant.pk]))
    rep.post(reverse("merchants:reopen", args=[merchant.pk]))
    assert fresh(merchant).state == "draft"


def test_outlets_are_added_and_taken_out_on_their_page(browser, begun, outlet, team):
    client, merchant, second = browser(), begun("一店"), outlet("二店")
    address = reverse("merchants:outlets", args=[merchant.pk])
    assert "二店" in client.get(address).content.decode()
    client.post(address, {"outlet": second.pk})
    assert len(selectors.file_of(team.rep, merchant.pk).outlets) == 2
    client.post(address, {"outlet": second.pk, "act": "unlink"})
    assert len(selectors.file_of(team.rep, merchant.pk).outlets) == 1
    assert client.post(address, {"outlet": "x"}).status_code == 422


def test_the_outlets_page_says_whether_it_may_trade(browser, outlet, approved):
    client, shop = browser(), outlet("新店")
    shown = client.get(reverse("outlets:aside", args=[shop.pk])).content.decode()
    assert "“新店”还没有办商户准入，不能交易。先办准入。" in shown
    merchant = approved()
    held = merchant.holdings.unscoped("a test looks").get()
    assert "可以交易" in client.get(reverse("outlets:aside", args=[held.outlet_id])).content.decode()


def test_links_are_made_copied_and_ended(browser, team):
    client = browser("office_manager")
    address = reverse("merchants:links")
    assert browser().get(address).status_code == 403
    refused = client.post(address, {"label": "", "owner": team.people.rep.pk, "days": 0, "uses": 1})
    assert refused.status_code == 200
    client.post(address, {"label": "渡口街", "owner": str(team.people.rep.pk), "days": 7, "uses": 3})
    link = JoinLink.objects.unscoped("a test looks").get()
    shown = client.get(address).content.decode()
    assert f"/join/{services.token_of(link.pk)}/" in shown
    client.post(reverse("merchants:end_link", args=[link.pk]))
    assert "已停用" in client.get(address).content.decode()


def test_photos_are_added_from_the_page_of_a_draft(browser, begun, team):
    merchant = begun()
    address = reverse("merchants:add_photos", args=[merchant.pk])
    browser().post(address, {"kind": "shop", "files": [upload(), upload()]})
    assert len(evidence.of_subject(team.rep, SUBJECT, merchant.pk, kinds=["shop"])) == 2
    assert browser("stranger").post(address, {"kind": "shop", "files": upload()}).status_code == 404


def test_a_photo_is_seen_by_who_sees_the_merchant(browser, begun, team):
    merchant = begun()
    [kept] = services.add_photos(team.rep, merchant_id=merchant.pk, kind=LICENCE_PHOTO, files=[sent()])
    address = reverse("evidence:file", args=[kept.pk])
    assert browser().get(address).status_code == 200
    assert browser("manager").get(address).status_code == 200
    assert browser("stranger").get(address).status_code == 404


class TestApi:
    """The same by machine."""

    @pytest.fixture(autouse=True)
    def _names(self, browser, team):
        self.client, self.team = browser(), team

    def send(self, method, path, body=None):
        return self.client.generic(
            method, f"/api/v1/merchants{path}", body or "", content_type="application/json"
        )

    def test_create_fill_and_submit(self, outlet):
        import json

        shop = outlet()
        made = self.send("POST", "", json.dumps({"outlet_ids": [str(shop.pk)]}))
        assert made.status_code == 201
        id = made.json()["id"]
        assert self.send("PUT", f"/{id}/licence", json.dumps(TYPED)).json()["legal_person"] == "柳**"
        bank = {"account_name": "柳青禾", "bank_name": "东渡银行", "account_no": "6222000012345678"}
        told = self.send("PUT", f"/{id}/bank", json.dumps(bank)).json()
        assert (told["account_tail"], told["missing"]) == ("5678", ["photo", "bank_paper"])
        assert "account_no" not in told
        early = self.send("POST", f"/{id}/submit")
        assert (early.status_code, early.json()["code"]) == (422, "invalid_input")
        for kind in ("licence", "bank_paper"):
            sent_photo = self.client.post(f"/api/v1/merchants/{id}/photos/{kind}", {"files": upload()})
            assert sent_photo.status_code == 200
        assert self.send("POST", f"/{id}/submit").json()["state"] == "submitted"
        assert self.send("GET", f"/trading/{shop.pk}").json()["code"] == "merchant_not_approved"

    def test_lists_by_state_with_a_cursor(self, begun):
        for n in range(3):
            begun(f"店{n}")
        first = self.send("GET", "?limit=2&view=draft").json()
        assert len(first["items"]) == 2
        rest = self.send("GET", f"?limit=2&view=draft&after={first['next']}").json()
        assert (len(rest["items"]), rest["next"]) == (1, "")
        assert self.send("GET", "?view=nonsense").status_code == 422

    def test_a_foreign_merchant_is_not_found(self, begun):
        foreign = begun("二店", by=self.team.stranger, owner=self.team.people.stranger)
        assert self.send("GET", f"/{foreign.pk}").status_code == 404


def test_a_link_leads_to_a_person_of_ones_own(team):
    link = services.create_link(team.office_manager, LinkDraft("渡口街", team.people.rep.pk))
    assert link.unit_id == team.here.pk
