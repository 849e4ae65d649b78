"""The pages: what one sees and does there, in both languages."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from endcap.cash.receivables.models import BankLine, CollectionNote, Contract, Payment
from endcap.cash.receivables.tests.conftest import fresh
from endcap.cash.receivables.tests.test_bank import CSV


@pytest.fixture
def browser(office, frozen):
    """A signed-in browser of somebody: ``browser("finance")``."""

    def make(who: str, language: str = "zh-hans") -> Client:
        client = Client(headers={"accept-language": language})
        client.force_login(
            getattr(office.people, who), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        return client

    return make


def url(name: str, *args) -> str:
    return reverse(f"receivables:{name}", args=args)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens_empty_and_filled(browser, office, owe, pay, shop, account, language):
    client = browser("finance", language)
    names = (
        "overview",
        "items",
        "month",
        "payments",
        "new_payment",
        "contracts",
        "new_contract",
        "bank",
        "house",
    )
    for _round in range(2):
        for name in names:
            assert client.get(url(name)).status_code == 200, name
        invoice = owe(shop, 100_00)
        payment = pay(shop, 40_00)
    for address in (
        url("account", shop.pk),
        url("payment", payment.pk),
        url("contract", invoice.contract_id),
        url("overview") + "?by=customer",
        url("items") + "?bucket=overdue&q=福满",
    ):
        assert client.get(address).status_code == 200, address


@pytest.mark.req("ORD-05")
def test_a_contract_is_written_and_signed(browser, shop):
    client = browser("clerk")
    typed = {
        "payer": shop.code,
        "mode": "credit",
        "term_days": "30",
        "valid_from": "2026-01-01",
        "tax_bp": "13",
    }
    typed["clauses"] = "堆头费 | 每月一个堆头 | 照片 | 300"
    assert client.post(url("new_contract"), typed).status_code == 302
    contract = Contract.objects.unscoped("a test looks").get()
    assert (contract.term_days, contract.tax_bp, contract.clauses.unscoped("a test looks").count()) == (
        30,
        1300,
        1,
    )
    assert client.post(url("activate", contract.pk)).status_code == 302
    assert fresh(contract).state == "active"


def test_what_was_typed_stays_and_the_error_stands_beside_it(browser, shop):
    client = browser("clerk")
    typed = {"payer": "没有这家", "mode": "credit", "valid_from": "2026-01-01", "remark": "试试看"}
    answer = client.post(url("new_contract"), typed)
    assert answer.status_code == 422
    assert "没有找到这家终端" in answer.content.decode()
    assert "试试看" in answer.content.decode()
    assert Contract.objects.unscoped("a test counts").count() == 0


@pytest.mark.req("SET-04")
def test_a_rep_reports_and_finance_confirms(browser, shop):
    typed = {"payer": shop.code, "method": "cash", "amount": "1,200.50", "paid_on": "2026-07-16"}
    assert browser("rep").post(url("new_payment"), typed).status_code == 302
    payment = Payment.objects.unscoped("a test looks").get()
    assert (payment.state, payment.amount) == ("reported", 1_200_50)
    assert browser("rep").post(url("step", payment.pk, "confirm")).status_code == 403
    assert browser("finance").post(url("step", payment.pk, "confirm")).status_code == 302
    assert fresh(payment).receipt_no == "SK-2026-000001"


def test_a_refused_reversal_says_why(browser, pay, shop):
    payment = pay(shop, 10_00)
    answer = browser("finance").post(url("step", payment.pk, "reverse"), {"reason": ""})
    assert answer.status_code == 422
    assert fresh(payment).state == "received"


def test_finance_undoes_an_allocation(browser, owe, pay, shop):
    invoice = owe(shop, 100_00)
    payment = pay(shop, 100_00)
    [made] = payment.allocations.all()
    assert browser("finance").post(url("undo_allocation", made.pk)).status_code == 302
    assert fresh(invoice).open == 100_00


@pytest.mark.req("SET-07")
def test_a_talk_is_noted_on_the_account(browser, shop):
    typed = {"note": "答应周五付", "promised": "500", "promised_on": "2026-07-17"}
    assert browser("rep").post(url("add_note", shop.pk), typed).status_code == 302
    note = CollectionNote.objects.unscoped("a test looks").get()
    assert (note.promised, note.made_by_name) == (500_00, "林小满")


@pytest.mark.req("SET-05")
def test_a_statement_is_imported_and_matched_on_the_page(browser, owe, shop, account):
    invoice = owe(shop, 1_200_00)
    client = browser("finance")
    sent = SimpleUploadedFile("7月.csv", CSV.encode())
    assert client.post(url("upload"), {"account": account.pk, "file": sent}).status_code == 302
    assert shop.name in client.get(url("bank")).content.decode()
    line = BankLine.objects.get(amount=1_200_00)
    assert client.post(url("match", line.pk), {"payer": shop.code}).status_code == 302
    assert fresh(invoice).open == 0


def test_the_outlets_page_shows_contract_and_debt(browser, owe, shop):
    owe(shop, 100_00)
    page = browser("rep").get(reverse("outlets:trade", args=[shop.pk])).content.decode()
    assert "HT-2026-000001" in page
    assert "赊销账期" in page


def test_a_foreign_account_is_not_there(browser, shop):
    assert browser("stranger").get(url("account", shop.pk)).status_code == 404
