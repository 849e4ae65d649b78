"""A customer sees what he owes, and tells of a transfer; finance confirms it and the held order goes on."""

from __future__ import annotations

import pytest

from endcap.cash.orders.drafts import LineDraft
from endcap.cash.orders.models import Order
from endcap.cash.orders.tests.conftest import tea, team, trade, water  # noqa: F401
from endcap.cash.receivables import services as receivables
from endcap.cash.receivables.models import AppraisalEvent, Payment
from endcap.config import subscriptions
from endcap.faces.portal.tests.test_ordering import signed_in

pytestmark = pytest.mark.req("SET-02", "SET-04", "SET-11")


@pytest.fixture(autouse=True)
def connected(db, frozen):
    subscriptions.connect()


@pytest.fixture
def bank(system, db):
    return receivables.add_bank_account(
        system, title="青禾饮品", bank_name="东渡银行", account_no="6222000011112222"
    )


@pytest.fixture
def shop(trade):  # noqa: F811
    return trade.prepaid(100_00, "平安副食")


def payments():
    return Payment.objects.unscoped("a test looks").filter(method="transfer")


def told(shop, bank, **more):
    given = {
        "outlet": shop.pk,
        "id": "01980f2e-7a31-7c55-9d43-000000000001",
        "amount": "44.00",
        "paid_on": "2026-07-16",
        "account": bank.pk,
        "reference": "T1",
    }
    return {**given, **more}


def test_a_transfer_is_told_once_and_frees_the_held_order(system, trade, tea, shop, bank):  # noqa: F811
    order = trade.place(system, shop, [LineDraft(tea.code, 3, "箱")]).order
    assert order.held_at is not None
    owner = signed_in(system, shop)
    page = owner.get("/portal/account/").content.decode()
    assert "东渡银行 6222000011112222" in page
    assert "100.00" in page

    for _twice in range(2):
        assert owner.post("/portal/account/", told(shop, bank)).status_code == 302
    payment = payments().get()
    assert (payment.amount, payment.state, payment.payer_id) == (44_00, "reported", shop.pk)
    order.refresh_from_db()
    assert order.state == Order.State.DRAFT  # nothing moves on somebody's word

    receivables.confirm_payment(system, payment_id=payment.pk)
    order.refresh_from_db()
    assert order.state == Order.State.CONFIRMED
    assert "已到账" in owner.get("/portal/account/").content.decode()


def test_a_customer_who_tells_late_is_no_matter_of_appraisal(system, trade, shop, bank):  # noqa: F811
    owner = signed_in(system, shop)
    owner.post("/portal/account/", told(shop, bank, paid_on="2026-06-01"))
    assert payments().count() == 1
    assert not AppraisalEvent.objects.unscoped("a test looks").exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount", "many"),
        ("amount", ""),
        ("amount", "-5"),
        ("amount", "0"),
        ("paid_on", "2026-07-17"),
        ("account", ""),
    ],
)
def test_what_is_wrong_is_told_beside_the_field_and_nothing_is_noted(
    system,
    trade,  # noqa: F811
    shop,
    bank,
    field,
    value,
):
    owner = signed_in(system, shop)
    answer = owner.post("/portal/account/", told(shop, bank, **{field: value}))
    assert answer.status_code == 422
    assert 'value="T1"' in answer.content.decode()
    assert not payments().exists()


def test_the_account_of_another_shop_is_not_there(system, trade, shop, bank):  # noqa: F811
    other = trade.prepaid(0, "丰顺超市")
    owner = signed_in(system, shop)
    assert owner.get("/portal/account/", {"outlet": other.pk}).status_code == 404
    assert owner.post("/portal/account/", told(other, bank)).status_code == 404
    assert not payments().exists()


def test_a_shop_whose_head_office_pays_is_told_so(system, trade):  # noqa: F811
    head, branch = trade.shop("万家总部"), trade.shop("万家一店")
    trade.contract(head, "credit", outlet_ids=(branch.pk,))
    trade.pay(head, 100_00)
    owner = signed_in(system, branch, "13900009999")
    page = owner.get("/portal/account/").content.decode()
    assert "由总部统一结算" in page
    assert "100.00" not in page
