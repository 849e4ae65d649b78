"""Pages and API of credit."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from endcap.cash.credit import presets, selectors, services
from endcap.cash.credit.models import Application, BadDebt, Breach, Investigation
from endcap.cash.credit.tests.granting import answers, grant, investigate
from endcap.mechanisms.evidence.tests.pictures import photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def visit(client, team):
    """Signs in: ``visit("rep")``."""

    def act(who="rep"):
        client.force_login(getattr(team.people, who))
        return client

    return act


def at(name, *args):
    return reverse(f"credit:{name}", args=args)


def typed(points=100, act="submit"):
    return {"act": act, **{f"answer-{key}": f"p{points}" for key in presets.ITEMS}}


@pytest.mark.req("CRD-01", "CRD-07")
def test_an_investigation_is_filled_in_and_read(visit, payer):
    shop, browser = payer(declared_sales=120_000_00), visit()
    begun = browser.post(at("investigate", shop.pk))
    page = browser.get(begun.url).content.decode()
    assert "负责人的品行和信誉" in page
    assert "还有 11 项要答" in page
    browser.post(begun.url, typed())
    done = Investigation.objects.unscoped("a test looks").get()
    assert (done.band, done.suggested) == ("A", 15_000_00)
    page = browser.get(begun.url).content.decode()
    assert "月均进货 10,000.00 × 150.0% = 15,000.00" in page or "15,000.00" in page


@pytest.mark.req("CRD-01")
def test_gaps_are_shown_beside_their_questions_and_nothing_is_lost(visit, payer):
    shop, browser = payer(), visit()
    begun = browser.post(at("investigate", shop.pk))
    page = browser.post(
        begun.url, {"act": "submit", "answer-principal": "p70", "note-principal": "问过邻居"}
    ).content.decode()
    assert "有 10 处要补" in page
    assert "问过邻居" in page
    assert "问过邻居" in browser.get(begun.url).content.decode()


@pytest.mark.req("CRD-01")
def test_drafts_are_kept_while_one_types(visit, payer):
    shop, browser = payer(), visit()
    begun = browser.post(at("investigate", shop.pk))
    told = browser.post(f"{begun.url}draft/", {"answer-capital": "p100"}).content.decode()
    assert "capital_3" in told
    assert "还有 10 项要答" in told


@pytest.mark.req("DEV-13")
def test_the_entry_file_takes_its_papers(visit, payer):
    shop, browser = payer("万家大卖场", channel="hypermarket"), visit()
    begun = browser.post(at("investigate", shop.pk), {"form": "entry"})
    sent = {"act": "submit"}
    for part in ("check", "rivals", "evaluation", "contract", "risk", "fee"):
        sent[f"answer-{part}_result"] = "done"
        sent[f"answer-{part}_text"] = "见附件"
        sent[f"files-{part}_result"] = SimpleUploadedFile(f"{part}.jpg", photo(), "image/jpeg")
    assert browser.post(begun.url, sent).status_code == 302
    assert Investigation.objects.unscoped("a test looks").get().done_on is not None
    assert "check.jpg" in browser.get(begun.url).content.decode()


@pytest.mark.req("CRD-02", "CRD-07")
def test_the_application_shows_the_suggestion_with_its_formula(visit, payer, team, system):
    shop, browser = payer(declared_sales=120_000_00), visit()
    assert "先做信用调查" in browser.get(at("apply", shop.pk)).content.decode()
    investigate(team.rep, shop.pk)
    page = browser.get(at("apply", shop.pk)).content.decode()
    assert "月均进货 10,000.00" in page
    wrong = browser.post(at("apply", shop.pk), {"amount": "很多", "reason": "旺季"}).content.decode()
    assert "金额写成数字" in wrong
    assert "旺季" in wrong
    form = {
        "amount": "15,000",
        "term_days": 30,
        "valid_to": system.today + timedelta(days=90),
        "reason": "旺季",
    }
    assert browser.post(at("apply", shop.pk), form).status_code == 302
    asked = Application.objects.unscoped("a test looks").get()
    assert (asked.amount, asked.state) == (15_000_00, "submitted")
    manager = visit("manager")
    shown = manager.get(reverse("approvals:request", args=[asked.request_id])).content.decode()
    assert "建议额度" in shown
    assert "负责人的品行和信誉" in shown


@pytest.mark.req("CRD-03")
def test_the_file_and_the_list_show_where_a_customer_stands(visit, payer, system, team):
    shop = payer()
    grant(system, shop.pk, 5_000_00, valid_to=system.today + timedelta(days=10))
    browser = visit("finance")
    page = browser.get(at("file", shop.pk)).content.decode()
    assert "额度变动" in page
    listed = browser.get(at("list")).content.decode()
    assert "还有 10 天" in listed
    assert shop.name in browser.get(at("list"), {"view": "expiring"}).content.decode()
    for view in ("expired", "strained", "overdue", "blocked"):
        assert shop.name not in browser.get(at("list"), {"view": view}).content.decode()
    browser.post(at("block", shop.pk), {"reason": "被起诉"})
    assert "被起诉" in browser.get(at("file", shop.pk)).content.decode()
    assert shop.name in browser.get(at("list"), {"view": "blocked"}).content.decode()
    browser.post(at("unblock", shop.pk))
    assert selectors.line_of(shop.pk, system.today).free == 5_000_00


@pytest.mark.req("CRD-03")
def test_the_list_takes_a_fixed_number_of_statements(visit, payer, system, django_assert_max_num_queries):
    for number in range(12):
        grant(system, payer(f"店{number}").pk, 100_00)
    browser = visit("finance")
    browser.get(at("list"))
    with django_assert_max_num_queries(24):
        browser.get(at("list"))


@pytest.mark.req("CRD-05", "G-03")
def test_a_bad_debt_goes_its_way_on_its_page(visit, payer, team, system):
    shop, browser = payer(), visit("finance")
    form = {
        "amount": "3,000",
        "happened_on": system.today,
        "handler_id": team.people.rep.pk,
        "cause": "店关了",
    }
    case = browser.post(at("open_bad_debt", shop.pk), form).url
    for act, words in (("propose", "记入考核"), ("decide", "通报")):
        browser.post(case, {"act": act, "words": words, "reason": "没有调查"})
    page = browser.get(case).content.decode()
    assert "这里记的是责任，不是扣款" in page
    assert "100" in page
    visit("rep").post(case, {"act": "appeal", "words": "当时已报告"})
    assert BadDebt.objects.unscoped("a test looks").get().state == "appealed"
    assert "当时已报告" in visit("finance").get(case).content.decode()


@pytest.mark.req("CRD-06")
def test_a_breach_is_recorded_and_its_outcome_noted(visit, payer, team, system):
    shop, browser = payer(), visit("finance")
    form = {"kind": "over_limit", "happened_on": system.today, "description": "超额度发货"}
    assert browser.post(at("add_breach", shop.pk), form).status_code == 302
    breach = Breach.objects.unscoped("a test looks").get()
    refused = browser.post(at("breach_outcome", breach.pk), {"outcome": "legal", "note": ""})
    assert "这一栏要写" in refused.content.decode()
    browser.post(at("breach_outcome", breach.pk), {"outcome": "legal", "note": "已交法务"})
    assert "已交法务" in browser.get(at("cases")).content.decode()


@pytest.mark.req("CRD-04")
def test_the_api_judges_an_order_and_takes_both_forms(visit, payer, system):
    shop, browser = payer(), visit("finance")

    def send(path, body):
        return browser.post(f"/api/v1/credit/{shop.pk}/{path}", json.dumps(body), "application/json")

    verdict = send("check", {"amount": 100, "parts": [60, 40]}).json()
    assert (verdict["passes"], verdict["reasons"][0]["code"]) == (False, "no_limit")
    done = send("investigations", {"answers": answers()})
    assert (done.status_code, done.json()["band"]) == (201, "A")
    until = str(system.today + timedelta(days=90))
    body = {"amount": 5_000_00, "term_days": 30, "valid_to": until, "reason": "旺季"}
    sent = send("applications", body)
    assert sent.status_code == 201, sent.content.decode()
    assert sent.json()["state"] == "submitted"
    assert send("applications", body).status_code == 409
    assert browser.get(f"/api/v1/credit/{shop.pk}").json()["limit"] == 0


@pytest.mark.req("CRD-04")
def test_what_is_noted_about_securities_is_on_the_file(visit, payer):
    shop, browser = payer(), visit()
    browser.post(at("add_security", shop.pk), {"kind": "insurance", "text": "保单 8821", "cover": "50,000"})
    assert "保单 8821" in browser.get(at("file", shop.pk)).content.decode()
    empty = browser.post(at("add_security", shop.pk), {"kind": "insurance", "text": ""})
    assert "这一栏要写" in empty.content.decode()


@pytest.mark.req("CRD-03")
def test_the_outlet_page_shows_its_credit(visit, payer, system):
    shop = payer()
    grant(system, shop.pk, 5_000_00)
    assert at("file", shop.pk) in visit().get(reverse("outlets:trade", args=[shop.pk])).content.decode()


@pytest.mark.req("SYS-02")
def test_strangers_find_nothing(visit, payer, team):
    shop = payer()
    begun = services.begin_investigation(team.rep, payer_id=shop.pk)
    browser = visit("stranger")
    for address in (at("file", shop.pk), at("investigation", begun.pk), at("apply", shop.pk)):
        assert browser.get(address).status_code == 404
