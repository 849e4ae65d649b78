"""Money in: where it may go, who may take it, what it pays, and taking it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from endcap.cash.receivables import errors, moves, services
from endcap.cash.receivables.events import PaymentReceived, PaymentReversed, Settled
from endcap.cash.receivables.models import AppraisalEvent, CollectionPermit, Payment
from endcap.cash.receivables.services import Part, PaymentDraft
from endcap.cash.receivables.tests.conftest import JULY, TODAY, balance, fresh
from endcap.kernel.errors import InvalidInput, NotFoundHere, RightMissing
from endcap.kernel.ids import new_id
from endcap.mechanisms.ledger import services as ledger


def draft(payer, amount=100_00, method="cash", **more) -> PaymentDraft:
    return PaymentDraft(payer.pk, method, amount, more.pop("paid_on", TODAY), **more)


def count() -> int:
    return Payment.objects.unscoped("a test counts").count()


def later(actor, days: int):
    """The same person, some days on."""
    return replace(actor, now=actor.now + timedelta(days=days))


@pytest.fixture
def permit(office, shop):
    """Finance allows the rep to take up to 500 yuan of the shop."""
    return services.permit_collection(
        office.finance,
        payer_id=shop.pk,
        rep_id=office.people.rep.pk,
        limit=500_00,
        valid_to=date(2026, 7, 20),
        reason="店主不会用手机银行",
    )


# where the money goes


@pytest.mark.req("SET-02", "SET-04")
def test_cash_at_the_desk_gets_its_receipt(office, shop):
    payment = services.record_payment(office.finance, id=new_id(), draft=draft(shop))
    assert (payment.receipt_no, payment.state) == ("SK-2026-000001", "received")
    assert (balance("cash_desk"), balance("advance", shop)) == (100_00, 100_00)


@pytest.mark.req("SET-04")
def test_no_two_receipts_have_one_number(office, shop):
    numbers = [
        services.record_payment(office.finance, id=new_id(), draft=draft(shop)).receipt_no for _n in range(3)
    ]
    assert numbers == ["SK-2026-000001", "SK-2026-000002", "SK-2026-000003"]


@pytest.mark.req("SET-02")
def test_a_transfer_to_our_account_is_taken(office, shop, account):
    asked = draft(shop, method="transfer", account_no="6222 0000 8888 0001", reference="货款")
    payment = services.record_payment(office.finance, id=new_id(), draft=asked)
    assert (payment.bank_account_id, balance("bank", account)) == (account.pk, 100_00)


@pytest.mark.req("SET-02")
def test_a_transfer_to_any_other_account_is_refused(office, shop, account):
    asked = draft(shop, method="transfer", account_no="6222000099990002")
    with pytest.raises(errors.AccountNotOurs) as refused:
        services.record_payment(office.finance, id=new_id(), draft=asked)
    assert "东渡银行 6222000088880001" in refused.value.message
    assert (count(), balance("advance", shop)) == (0, 0)


@pytest.mark.req("SET-02")
def test_a_closed_account_takes_nothing(office, shop, account):
    services.open_or_close_account(office.finance, account_id=account.pk, is_open=False)
    with pytest.raises(errors.NoOpenAccount):
        services.record_payment(
            office.finance, id=new_id(), draft=draft(shop, method="transfer", bank_account_id=account.pk)
        )
    assert count() == 0


@pytest.mark.req("SET-02")
@pytest.mark.parametrize("method", ["rep_cash", "credit", "deduction", "wallet"])
def test_no_other_way_of_paying_is_recorded(office, shop, method):
    with pytest.raises(InvalidInput):
        services.record_payment(office.finance, id=new_id(), draft=draft(shop, method=method))
    assert count() == 0


def test_the_same_payment_again_is_the_one_that_is_there(office, shop):
    id = new_id()
    for _again in range(2):
        services.record_payment(office.finance, id=id, draft=draft(shop))
    with pytest.raises(errors.PaymentTaken):
        services.record_payment(office.finance, id=id, draft=draft(shop, 200_00))
    assert (count(), balance("advance", shop)) == (1, 100_00)


def test_a_payment_of_tomorrow_is_refused(office, shop):
    with pytest.raises(InvalidInput):
        services.record_payment(office.finance, id=new_id(), draft=draft(shop, paid_on=date(2026, 7, 17)))
    assert count() == 0


# who may take it


@pytest.mark.req("SET-03")
def test_a_rep_without_permit_collects_nothing(office, shop):
    with pytest.raises(errors.NoPermit):
        services.collect_cash(office.rep, id=new_id(), payer_id=shop.pk, amount=100_00)
    assert (count(), balance("cash_with_rep", office.people.rep)) == (0, 0)


@pytest.mark.req("SET-03")
def test_collected_cash_is_with_the_rep_and_pays_nothing_yet(office, shop, owe, permit):
    invoice = owe(shop, 300_00)
    payment = services.collect_cash(office.rep, id=new_id(), payer_id=shop.pk, amount=300_00)
    assert (payment.state, payment.receipt_no) == ("with_rep", None)
    assert (balance("cash_with_rep", office.people.rep), balance("advance", shop)) == (300_00, 0)
    assert (fresh(invoice).open, fresh(permit).left) == (300_00, 200_00)


@pytest.mark.req("SET-03", "SET-04")
def test_handed_over_the_same_day_it_pays_and_nobody_was_late(office, shop, owe, permit):
    invoice = owe(shop, 300_00)
    payment = services.collect_cash(office.rep, id=new_id(), payer_id=shop.pk, amount=300_00)
    services.hand_over(office.finance, payment_ids=[payment.pk])
    assert (fresh(payment).receipt_no, fresh(invoice).open) == ("SK-2026-000001", 0)
    assert (balance("cash_with_rep", office.people.rep), balance("cash_desk")) == (0, 300_00)
    assert AppraisalEvent.objects.unscoped("a test counts").count() == 0


@pytest.mark.req("SET-03", "SET-09")
def test_handed_over_later_is_noted_and_nothing_is_deducted(office, shop, permit):
    payment = services.collect_cash(office.rep, id=new_id(), payer_id=shop.pk, amount=300_00)
    services.hand_over(later(office.finance, 2), payment_ids=[payment.pk])
    [event] = AppraisalEvent.objects.unscoped("a test looks")
    assert (event.kind, event.person_id, event.days_late, event.verdict) == (
        "late_handover",
        office.people.rep.pk,
        2,
        "",
    )
    assert balance("cash_desk") == 300_00
    assert not [field for field in AppraisalEvent._meta.concrete_fields if "amount" in field.name]


@pytest.mark.req("SET-03")
def test_no_more_is_collected_than_was_permitted(office, shop, permit):
    services.collect_cash(office.rep, id=new_id(), payer_id=shop.pk, amount=300_00)
    with pytest.raises(errors.PermitTooLow) as refused:
        services.collect_cash(office.rep, id=new_id(), payer_id=shop.pk, amount=200_01)
    assert "200.00" in refused.value.message
    assert (count(), fresh(permit).used) == (1, 300_00)


@pytest.mark.req("SET-03")
def test_a_permit_is_over_after_its_day_and_when_it_is_ended(office, shop, permit):
    with pytest.raises(errors.NoPermit):
        services.collect_cash(later(office.rep, 5), id=new_id(), payer_id=shop.pk, amount=1_00)
    services.end_permit(office.finance, permit_id=permit.pk)
    with pytest.raises(errors.NoPermit):
        services.collect_cash(office.rep, id=new_id(), payer_id=shop.pk, amount=1_00)
    assert count() == 0


@pytest.mark.req("SET-03")
def test_nobody_permits_himself_and_no_rep_permits(office, shop):
    asked = {"payer_id": shop.pk, "limit": 1_00, "valid_to": TODAY, "reason": "急"}
    with pytest.raises(errors.PermitForApprover):
        services.permit_collection(office.finance, rep_id=office.people.finance.pk, **asked)
    with pytest.raises(RightMissing):
        services.permit_collection(office.rep, rep_id=office.people.rep.pk, **asked)
    assert CollectionPermit.objects.unscoped("a test counts").count() == 0


# finance checks


@pytest.mark.req("SET-01", "SET-04")
def test_a_reported_transfer_is_nothing_until_finance_confirms(office, shop, account, heard):
    asked = draft(shop, method="transfer", bank_account_id=account.pk)
    payment = services.report_payment(office.rep, id=new_id(), draft=asked)
    assert (payment.state, balance("advance", shop), heard) == ("reported", 0, [])
    services.confirm_payment(office.finance, payment_id=payment.pk)
    assert (fresh(payment).receipt_no, balance("advance", shop)) == ("SK-2026-000001", 100_00)
    assert heard == [PaymentReceived(payment.pk, shop.pk, 100_00)]


@pytest.mark.req("SET-04")
def test_a_rep_confirms_nothing(office, shop):
    payment = services.report_payment(office.rep, id=new_id(), draft=draft(shop))
    with pytest.raises(RightMissing):
        services.confirm_payment(office.rep, payment_id=payment.pk)
    assert fresh(payment).state == "reported"


@pytest.mark.req("SET-04")
def test_confirmed_twice_it_is_there_once(office, shop):
    payment = services.report_payment(office.rep, id=new_id(), draft=draft(shop))
    services.confirm_payment(office.finance, payment_id=payment.pk)
    with pytest.raises(errors.PaymentStateRefused):
        services.confirm_payment(office.cashier, payment_id=payment.pk)
    assert balance("advance", shop) == 100_00


@pytest.mark.req("SET-04")
def test_what_has_not_come_is_rejected_with_the_reason(office, shop):
    payment = services.report_payment(office.rep, id=new_id(), draft=draft(shop))
    services.reject_payment(office.finance, payment_id=payment.pk, reason="银行没有这笔")
    assert (fresh(payment).state, fresh(payment).state_reason) == ("rejected", "银行没有这笔")
    assert balance("advance", shop) == 0


@pytest.mark.req("SET-09")
def test_late_reporting_and_late_checking_are_noted_in_working_days(office, shop):
    # paid on Friday the 10th, so one working day is Monday the 13th; reported on Thursday the 16th
    payment = services.report_payment(office.rep, id=new_id(), draft=draft(shop, paid_on=date(2026, 7, 10)))
    # one working day after the report is Friday the 17th; checked on Monday the 20th
    services.confirm_payment(later(office.finance, 4), payment_id=payment.pk)
    rows = AppraisalEvent.objects.unscoped("a test looks").order_by("kind")
    assert [(one.kind, one.due_on, one.days_late) for one in rows] == [
        ("late_check", date(2026, 7, 17), 3),
        ("late_report", date(2026, 7, 13), 3),
    ]


@pytest.mark.req("SET-09")
def test_a_verdict_needs_a_reason_and_is_not_ones_own(office, shop):
    payment = services.report_payment(office.rep, id=new_id(), draft=draft(shop))
    services.confirm_payment(later(office.finance, 4), payment_id=payment.pk)
    [event] = AppraisalEvent.objects.unscoped("a test looks")
    for who, reason in ((office.finance, "自己说了算"), (office.cashier, " ")):
        with pytest.raises(InvalidInput):
            services.decide_appraisal(who, event_id=event.pk, verdict="dismissed", reason=reason)
    services.decide_appraisal(office.cashier, event_id=event.pk, verdict="dismissed", reason="银行系统停机")
    assert (fresh(event).verdict, fresh(event).verdict_by_name) == ("dismissed", "孟小雪")


# what it pays


@pytest.mark.req("SET-11")
def test_a_payment_pays_the_oldest_first_and_the_rest_is_an_advance(owe, pay, shop, heard):
    second = owe(shop, 200_00, on=date(2026, 7, 5))
    first = owe(shop, 100_00, on=JULY)
    heard.clear()
    payment = pay(shop, 350_00)
    assert (fresh(first).open, fresh(second).open, fresh(payment).rest) == (0, 0, 50_00)
    assert (balance("receivable", shop), balance("advance", shop)) == (0, 50_00)
    assert heard == [
        Settled(shop.pk, (first.pk, second.pk), 300_00),
        PaymentReceived(payment.pk, shop.pk, 350_00),
    ]


@pytest.mark.req("SET-11")
def test_a_small_payment_pays_a_part(owe, pay, shop):
    invoice = owe(shop, 100_00)
    pay(shop, 30_00)
    assert (fresh(invoice).settled, fresh(invoice).open, balance("receivable", shop)) == (30_00, 70_00, 70_00)


@pytest.mark.req("SET-11")
def test_finance_may_say_what_a_payment_pays(office, owe, pay, shop):
    first, second = owe(shop, 100_00), owe(shop, 200_00, on=date(2026, 7, 5))
    payment = pay(shop, 150_00, oldest_first=False)
    services.allocate(office.finance, payment_id=payment.pk, parts=[Part(second.pk, 120_00)])
    assert (fresh(first).open, fresh(second).open, fresh(payment).rest) == (100_00, 80_00, 30_00)


def test_more_than_is_left_of_a_payment_is_refused(office, owe, pay, shop):
    invoice = owe(shop, 500_00)
    payment = pay(shop, 100_00, oldest_first=False)
    with pytest.raises(errors.PaymentUsedUp):
        services.allocate(office.finance, payment_id=payment.pk, parts=[Part(invoice.pk, 100_01)])
    assert (fresh(payment).rest, fresh(invoice).open) == (100_00, 500_00)


def test_more_than_is_owed_is_refused(office, owe, pay, shop):
    invoice = owe(shop, 50_00)
    payment = pay(shop, 100_00, oldest_first=False)
    with pytest.raises(errors.InvoicePaid):
        services.allocate(office.finance, payment_id=payment.pk, parts=[Part(invoice.pk, 50_01)])
    assert (fresh(payment).rest, fresh(invoice).open) == (100_00, 50_00)


def test_a_payment_does_not_pay_for_others(office, owe, pay, outlet):
    mine, other = outlet("福满小卖部"), outlet("万家超市")
    invoice = owe(other, 50_00)
    payment = pay(mine, 100_00)
    with pytest.raises(errors.OtherPayer):
        services.allocate(office.finance, payment_id=payment.pk, parts=[Part(invoice.pk, 50_00)])
    assert fresh(invoice).open == 50_00


@pytest.mark.req("SET-01")
def test_money_set_aside_for_an_order_pays_nothing_else(office, owe, pay, shop):
    payment, order = pay(shop, 100_00), new_id()
    lines = moves.earmark_lines(shop.pk, order, 80_00)
    ledger.post(office.finance, op_id=new_id(), kind="orders.paid", lines=lines)
    invoice = owe(shop, 100_00)
    with pytest.raises(errors.EarmarkedElsewhere) as refused:
        services.allocate(office.finance, payment_id=payment.pk, parts=[Part(invoice.pk, 100_00)])
    assert "20.00" in refused.value.message
    services.allocate(office.finance, payment_id=payment.pk)  # the oldest first, as far as it is free
    assert (fresh(invoice).open, balance("earmarked", shop, order)) == (80_00, 80_00)


def test_an_allocation_is_taken_back_once(office, owe, pay, shop):
    invoice = owe(shop, 100_00)
    payment = pay(shop, 100_00)
    [made] = payment.allocations.all()
    services.undo_allocation(office.finance, allocation_id=made.pk)
    assert (fresh(invoice).open, fresh(payment).rest, balance("receivable", shop)) == (100_00, 100_00, 100_00)
    with pytest.raises(errors.AllocationUndone):
        services.undo_allocation(office.finance, allocation_id=made.pk)
    assert balance("receivable", shop) == 100_00


def test_a_credit_note_on_a_paid_invoice_becomes_an_advance(office, owe, pay, shop):
    from endcap.cash.receivables.drafts import CreditLine

    invoice = owe(shop, 113_00)
    pay(shop, 113_00)
    services.credit_note(
        office.finance,
        id=new_id(),
        invoice_id=invoice.pk,
        lines=[CreditLine(None, 1, 11_30)],
        issued_on=TODAY,
        reason="破损",
    )
    assert (balance("receivable", shop), balance("advance", shop)) == (0, 11_30)


# taking it back


@pytest.mark.req("SET-05")
def test_a_reversed_payment_leaves_everything_owed(office, owe, pay, shop, account, heard):
    invoice = owe(shop, 100_00)
    payment = pay(shop, 150_00)
    heard.clear()
    services.reverse_payment(office.finance, payment_id=payment.pk, reason="支票退票")
    assert (fresh(payment).state, fresh(payment).allocated, fresh(invoice).open) == ("reversed", 0, 100_00)
    assert (balance("receivable", shop), balance("advance", shop), balance("bank", account)) == (100_00, 0, 0)
    assert heard[-1] == PaymentReversed(payment.pk, shop.pk, 150_00)


def test_reversed_twice_is_refused(office, pay, shop):
    payment = pay(shop, 150_00)
    services.reverse_payment(office.finance, payment_id=payment.pk, reason="退票")
    with pytest.raises(errors.PaymentStateRefused):
        services.reverse_payment(office.finance, payment_id=payment.pk, reason="退票")
    assert balance("advance", shop) == 0


def test_handed_over_cash_is_reversed_from_the_desk(office, shop, permit):
    payment = services.collect_cash(office.rep, id=new_id(), payer_id=shop.pk, amount=300_00)
    services.hand_over(office.finance, payment_ids=[payment.pk])
    services.reverse_payment(office.finance, payment_id=payment.pk, reason="假币")
    assert (balance("cash_desk"), balance("advance", shop)) == (0, 0)


def test_money_set_aside_for_an_order_is_not_reversed(office, pay, shop):
    payment = pay(shop, 100_00)
    lines = moves.earmark_lines(shop.pk, new_id(), 80_00)
    ledger.post(office.finance, op_id=new_id(), kind="orders.paid", lines=lines)
    with pytest.raises(errors.EarmarkedElsewhere):
        services.reverse_payment(office.finance, payment_id=payment.pk, reason="退票")
    assert (fresh(payment).state, balance("advance", shop)) == ("received", 20_00)


def test_cash_goes_from_the_desk_to_the_bank(office, shop, account):
    services.record_payment(office.finance, id=new_id(), draft=draft(shop))
    services.deposit_cash(office.finance, id=new_id(), bank_account_id=account.pk, amount=60_00)
    with pytest.raises(errors.DeskTooLow):
        services.deposit_cash(office.finance, id=new_id(), bank_account_id=account.pk, amount=40_01)
    assert (balance("cash_desk"), balance("bank", account)) == (40_00, 60_00)


def test_a_clerk_of_another_office_sees_no_foreign_payment(office, pay, shop, actor):
    payment = pay(shop, 100_00)
    clerk = actor("sales_clerk", unit=office.there)
    assert not Payment.objects.visible_to(clerk).filter(pk=payment.pk).exists()
    with pytest.raises(NotFoundHere):
        services.note_talk(clerk, payer_id=shop.pk, note="打听")


@pytest.mark.req("SET-12")
def test_a_new_policy_replaces_the_old_from_its_day(office, shop):
    services.publish_policy(
        office.finance, title="回款管理", body="当天登记。", owner_name="财务部", valid_from=date(2026, 1, 1)
    )
    second = services.publish_policy(
        office.finance,
        title="回款管理",
        body="三个工作日内登记。",
        owner_name="财务部",
        valid_from=date(2026, 7, 1),
        report_days=3,
    )
    with pytest.raises(errors.PolicyNotLater):
        services.publish_policy(
            office.finance, title="回款管理", body="…", owner_name="财务部", valid_from=date(2026, 7, 1)
        )
    services.report_payment(office.rep, id=new_id(), draft=draft(shop, paid_on=date(2026, 7, 13)))
    assert second.version == 2
    assert AppraisalEvent.objects.unscoped("a test counts").count() == 0
