"""Two clerks at the same money: what is paid is paid once, and each day has one contract."""

from __future__ import annotations

import time
from datetime import date

import pytest
from django.db.models import Sum

from endcap.cash.receivables import services
from endcap.cash.receivables.drafts import ContractDraft
from endcap.cash.receivables.models import Allocation, Contract, Invoice, Payment
from endcap.cash.receivables.services import allocating, contracts, money_in
from endcap.customers.outlets import selectors as outlet_selectors
from endcap.customers.outlets import services as outlets
from endcap.kernel.actor import Actor
from endcap.kernel.calendar import services as calendar
from endcap.kernel.ids import new_id
from endcap.org.people import services as people
from endcap.org.units import services as units
from tests.races.runners import locks_off, run_at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
DAY = date(2026, 7, 1)


@pytest.fixture
def shops(now):
    """Two outlets of one person."""
    system = Actor.system(now=now)
    calendar.seed_china(system)
    outlets.create_preset_channels(system)
    people.create_preset_roles(system)
    unit = units.create_unit(system, code="HQ", name="青禾饮品", kind="company")
    rep = people.create_person(system, login="p1", name="林小满", unit_id=unit.pk, role_codes=["rep"])
    channel = {one.code: one for one in outlet_selectors.channels_in_order()}["grocery"]
    return outlets.create_many(
        system,
        [outlets.OutletDraft(name=name, channel_id=channel.pk, owner_id=rep.pk) for name in ("福满", "万家")],
    )


@pytest.fixture
def slow(monkeypatch):
    """Everybody has looked before anybody writes, where nothing is held."""
    for module, name in (
        (allocating, "collect"),
        (money_in, "_refuse_unless"),
        (contracts, "refuse_overlap"),
    ):
        monkeypatch.setattr(module, name, _and_wait(getattr(module, name)))


def _and_wait(function):
    def looked(*args):
        function(*args)
        time.sleep(0.05)

    return looked


def owe(system, payer, amount):
    return services.open_balance(
        system, id=new_id(), payer_id=payer.pk, amount=amount, issued_on=DAY, due_on=DAY
    )


def pay(system, payer, amount):
    draft = services.PaymentDraft(payer.pk, "cash", amount, DAY)
    return services.record_payment(system, id=new_id(), draft=draft, oldest_first=False)


def allocated() -> int:
    return Allocation.objects.filter(undone_at__isnull=True).aggregate(sum=Sum("amount"))["sum"] or 0


def pay_twice_with_one(system, shops):
    """Two clerks pay two invoices of 100 with the same 100."""
    invoices = [owe(system, shops[0], 100_00) for _n in range(2)]
    payment = pay(system, shops[0], 100_00)

    def work(number):
        parts = [services.Part(invoices[number].pk, 100_00)]
        return services.allocate(system, payment_id=payment.pk, parts=parts)

    return run_at_once(work, 2)


@pytest.mark.req("SET-05")
def test_one_payment_pays_once(shops, system, slow):
    outcome = pay_twice_with_one(system, shops)
    assert (len(outcome.results), len(outcome.errors), allocated()) == (1, 1, 100_00)
    assert [error.code for error in outcome.errors] == ["payment_used_up"]


@pytest.mark.tampers
def test_without_the_lock_only_the_constraints_stop_the_second(shops, system, slow, monkeypatch):
    with locks_off(monkeypatch):
        outcome = pay_twice_with_one(system, shops)
    assert [getattr(error, "code", "") for error in outcome.errors] != ["payment_used_up"]


def pay_one_invoice_twice(system, shops):
    """Two clerks pay the same invoice of 100, each with a payment of its own."""
    invoice = owe(system, shops[0], 100_00)
    payments = [pay(system, shops[0], 100_00) for _n in range(2)]

    def work(number):
        parts = [services.Part(invoice.pk, 100_00)]
        return services.allocate(system, payment_id=payments[number].pk, parts=parts)

    return run_at_once(work, 2), invoice


@pytest.mark.req("SET-11")
def test_one_invoice_is_paid_once(shops, system, slow):
    outcome, invoice = pay_one_invoice_twice(system, shops)
    assert [error.code for error in outcome.errors] == ["invoice_paid"]
    assert Invoice.objects.unscoped("a race looks").get(pk=invoice.pk).settled == 100_00
    assert allocated() == 100_00


def confirm_twice(system, shops):
    """Two clerks confirm the same reported payment."""
    draft = services.PaymentDraft(shops[0].pk, "cash", 100_00, DAY)
    payment = services.report_payment(system, id=new_id(), draft=draft)
    return run_at_once(lambda _number: services.confirm_payment(system, payment_id=payment.pk), 2)


@pytest.mark.req("SET-04")
def test_two_clerks_give_one_receipt(shops, system, slow):
    outcome = confirm_twice(system, shops)
    assert [error.code for error in outcome.errors] == ["payment_state_refused"]
    received = Payment.objects.unscoped("a race looks").filter(state="received")
    assert [one.receipt_no for one in received] == ["SK-2026-000001"]


@pytest.mark.tampers
def test_without_the_lock_both_would_begin_to(shops, system, slow, monkeypatch):
    with locks_off(monkeypatch):
        outcome = confirm_twice(system, shops)
    assert [getattr(error, "code", "") for error in outcome.errors] != ["payment_state_refused"]


def sign_two(system, shops):
    """Two clerks sign two contracts for the same outlet and year."""
    draft = ContractDraft(
        payer_id=shops[0].pk, mode="prepaid", valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31)
    )
    drafts = [services.create_contract(system, draft=draft) for _n in range(2)]
    return run_at_once(lambda number: services.activate_contract(system, contract_id=drafts[number].pk), 2)


def active() -> int:
    return Contract.objects.unscoped("a race looks").filter(state="active").count()


@pytest.mark.req("ORD-05")
def test_one_outlet_has_one_contract(shops, system, slow):
    outcome = sign_two(system, shops)
    assert [error.code for error in outcome.errors] == ["outlet_has_contract"]
    assert active() == 1


@pytest.mark.tampers
def test_without_the_lock_both_would_be_signed(shops, system, slow, monkeypatch):
    with locks_off(monkeypatch):
        outcome = sign_two(system, shops)
    assert active() == 2 or [getattr(one, "code", "") for one in outcome.errors] != ["outlet_has_contract"]
