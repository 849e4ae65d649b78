"""An office with a rep and finance, outlets, contracts in every mode, and what must agree after every test."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from django.db.models import F, Sum

from endcap.cash.receivables import money, selectors, services
from endcap.cash.receivables.drafts import ContractDraft, InvoiceLine
from endcap.cash.receivables.models import Contract, Invoice, Payment
from endcap.customers.outlets import selectors as outlet_selectors
from endcap.customers.outlets import services as outlet_services
from endcap.kernel.calendar import services as calendar
from endcap.kernel.ids import new_id
from endcap.mechanisms.ledger import selectors as ledger

JULY = date(2026, 7, 1)
TODAY = date(2026, 7, 16)  # a Thursday


@pytest.fixture(autouse=True)
def _items_agree_with_the_books(request):
    """After every test: open items are what payers owe, and the rests of payments are what they have in advance."""
    yield
    if not {"db", "transactional_db"} & set(request.fixturenames):
        return
    assert disagreements() == []


def disagreements() -> list[str]:
    """Where items and books differ."""
    wrong = []
    owed = {s.key.owner_id: s.balance for s in ledger.standings(book="money", role="receivable")}
    rows = Invoice.objects.unscoped("a test counts").order_by().values("payer_id")
    items = {r["payer_id"]: r["open"] for r in rows.annotate(open=Sum(F("total") - F("settled")))}
    for payer in owed.keys() | items.keys():
        if owed.get(payer, 0) != items.get(payer, 0):
            wrong.append(f"owed {payer}: books {owed.get(payer, 0)}, items {items.get(payer, 0)}")
    free: dict = {}
    for role in ("advance", "earmarked"):
        for s in ledger.standings(book="money", role=role):
            free[s.key.owner_id] = free.get(s.key.owner_id, 0) + s.balance
    rows = Payment.objects.unscoped("a test counts").filter(state="received").order_by().values("payer_id")
    rests = {r["payer_id"]: r["rest"] for r in rows.annotate(rest=Sum(F("amount") - F("allocated")))}
    for payer in free.keys() | rests.keys():
        if free.get(payer, 0) != rests.get(payer, 0):
            wrong.append(f"advance {payer}: books {free.get(payer, 0)}, payments {rests.get(payer, 0)}")
    return wrong


@pytest.fixture
def office(company, unit, person, actor, system):
    """A rep, a clerk and a colleague elsewhere; finance sees the company."""
    calendar.seed_china(system)
    outlet_services.create_preset_channels(system)
    here, there = unit("东渡办事处"), unit("河埠办事处")
    people = SimpleNamespace(
        rep=person("林小满", "rep", unit=here),
        stranger=person("周白露", "rep", unit=there),
        clerk=person("何谷雨", "sales_clerk", unit=here),
        finance=person("姜立冬", "finance"),
        cashier=person("孟小雪", "finance"),
    )
    return SimpleNamespace(
        people=people,
        **{name: actor(of=somebody) for name, somebody in vars(people).items()},
        here=here,
        there=there,
    )


@pytest.fixture
def outlet(office, system):
    """Makes outlets of the rep: ``outlet("福满小卖部")``."""
    channels = {channel.code: channel for channel in outlet_selectors.channels_in_order()}

    def make(name="福满小卖部", *, owner=None, **values):
        draft = outlet_services.OutletDraft(
            name=name,
            channel_id=channels["grocery"].pk,
            owner_id=(owner or office.people.rep).pk,
            **values,
        )
        [made] = outlet_services.create_many(system, [draft])
        return made

    return make


@pytest.fixture
def shop(outlet):
    """One outlet of the rep."""
    return outlet()


def draft(payer, **values) -> ContractDraft:
    """A contract on credit for 30 days, unless told."""
    values = {"mode": "credit", "valid_from": date(2026, 1, 1), "valid_to": date(2026, 12, 31)} | values
    if values["mode"] in ("credit", "consignment", "concession"):
        values.setdefault("term_days", 30)
    return ContractDraft(payer_id=payer.pk, **values)


@pytest.fixture
def contract(office):
    """Makes contracts that hold: ``contract(shop, mode="prepaid")``."""

    def make(payer, **values) -> Contract:
        made = services.create_contract(office.finance, draft=draft(payer, **values))
        return services.activate_contract(office.finance, contract_id=made.pk)

    return make


@pytest.fixture
def owe(office, contract):
    """Makes invoices: ``owe(shop, 500_00, on=JULY)``; a contract on credit is made when there is none."""

    def make(payer, total: int, *, on: date = JULY, outlet=None, id=None) -> Invoice:
        terms = selectors.contract_for(payer.pk, on) or contract(payer).terms
        return services.issue_invoice(
            office.finance,
            id=id or new_id(office.finance.now),
            terms=terms,
            outlet_id=(outlet or payer).pk,
            source_type="orders.Shipment",
            source_id=new_id(office.finance.now),
            lines=[InvoiceLine(None, 10, total * 10, total, "青禾乌龙 500 ml")],
            issued_on=on,
        )

    return make


def fresh(row):
    """The row as it stands in the database."""
    rows = type(row)._default_manager.all()
    return (rows.unscoped("a test looks") if hasattr(rows, "unscoped") else rows).get(pk=row.pk)


def balance(role: str, owner=None, part=None) -> int:
    """What stands on an account of the book of money."""
    return ledger.balance_of(money.key(role, getattr(owner, "pk", owner), getattr(part, "pk", part)))


@pytest.fixture
def account(office):
    """The company's designated account."""
    return services.add_bank_account(
        office.finance, title="青禾饮品有限公司", bank_name="东渡银行", account_no="6222 0000 8888 0001"
    )


@pytest.fixture
def pay(office, account):
    """Makes payments that finance has: ``pay(shop, 300_00)``; a transfer to our account unless told."""

    def make(payer, amount: int, *, on: date = TODAY, method: str = "transfer", id=None, **more) -> Payment:
        draft = services.PaymentDraft(
            payer.pk, method, amount, on, bank_account_id=account.pk if method == "transfer" else None
        )
        return services.record_payment(
            office.finance, id=id or new_id(office.finance.now), draft=draft, **more
        )

    return make


@pytest.fixture
def heard():
    """The events of this area that are published while a test runs, in order."""
    from endcap.cash.receivables import events as kinds
    from endcap.kernel import events

    said = []
    held = dict(events._handlers)
    for kind in vars(kinds).values():
        if isinstance(kind, type) and issubclass(kind, events.Event) and kind is not events.Event:
            events._handlers[kind] = [*held.get(kind, []), lambda _actor, event: said.append(event)]
    yield said
    events._handlers.clear()
    events._handlers.update(held)
