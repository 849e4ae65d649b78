"""What is payable by mode, with the worked examples; and what paying late costs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from endcap.cash.receivables import errors, selectors, services, settling
from endcap.cash.receivables.models import Invoice, SoldReport
from endcap.cash.receivables.services import ReportDraft, Sold
from endcap.cash.receivables.settling import LateFeeRule, PaidPart
from endcap.cash.receivables.tests.conftest import balance, draft, fresh
from endcap.goods.catalog import services as catalog
from endcap.kernel.calendar import selectors as calendar
from endcap.kernel.errors import InvalidInput, RightMissing
from endcap.kernel.ids import new_id

YUAN = 10_000  # prices are in 1/10,000


@pytest.fixture
def tea(system):
    """A product: 10 yuan to outlets, 15 yuan on the shelf."""
    catalog.create_preset_price_levels(system)
    sku = catalog.create_sku(system, code="QH001", fields=catalog.SkuFields(name="青禾乌龙 500 ml"))
    for level, price in (("dealer", 10 * YUAN), ("retail_suggested", 15 * YUAN)):
        catalog.set_price(system, sku_id=sku.pk, level=level, price=price, valid_from=date(2026, 1, 1))
    return sku


def sold(outlet, sku, quantity, first=date(2026, 6, 1), last=date(2026, 6, 30), **more) -> ReportDraft:
    return ReportDraft(outlet.pk, first, last, date(2026, 7, 3), (Sold(sku.pk, quantity, **more),))


def count() -> tuple[int, int]:
    return tuple(model.objects.unscoped("a test counts").count() for model in (SoldReport, Invoice))


# TV-17: 100 delivered, 60 sold, supply 10, shelf 15, deduction 20 %


@pytest.mark.req("SET-10", "TV-17")
def test_outright_everything_delivered_is_payable():
    assert settling.outright([(100, 10 * YUAN)]).payable == 1_000_00


@pytest.mark.req("SET-10", "TV-17")
def test_consignment_pays_what_was_sold_at_supply_price(office, shop, contract, tea):
    contract(shop, mode="consignment", term_days=30, price_level="dealer")
    report = services.record_sold_report(office.clerk, id=new_id(), draft=sold(shop, tea, 60))
    assert (report.payable, report.invoice.total, balance("receivable", shop)) == (600_00, 600_00, 600_00)
    assert report.invoice.due_on == date(2026, 8, 2)  # 30 days after the report came in


@pytest.mark.req("SET-10", "TV-17")
def test_concession_pays_turnover_less_the_deduction(office, shop, contract, tea):
    contract(shop, mode="concession", rate_bp=2000)
    report = services.record_sold_report(office.clerk, id=new_id(), draft=sold(shop, tea, 60))
    assert (report.sales, report.kept, report.payable) == (900_00, 180_00, 720_00)
    assert balance("receivable", shop) == 720_00


@pytest.mark.req("SET-10")
def test_a_guarantee_is_kept_where_the_rate_gives_less(office, shop, contract, tea):
    contract(shop, mode="concession", rate_bp=2000, guarantee=300_00)
    report = services.record_sold_report(office.clerk, id=new_id(), draft=sold(shop, tea, 60))
    assert (report.kept, report.payable, report.shortfall) == (300_00, 600_00, 0)


@pytest.mark.req("SET-10")
def test_sales_below_the_guarantee_pay_nothing_and_show_the_shortfall(office, shop, contract, tea):
    contract(shop, mode="concession", rate_bp=2000, guarantee=1_000_00)
    report = services.record_sold_report(office.clerk, id=new_id(), draft=sold(shop, tea, 60))
    assert (report.payable, report.shortfall, report.invoice) == (0, 100_00, None)


@pytest.mark.req("SET-10")
def test_with_a_guarantee_a_report_is_one_month(office, shop, contract, tea):
    contract(shop, mode="concession", rate_bp=2000, guarantee=300_00)
    with pytest.raises(InvalidInput) as refused:
        services.record_sold_report(
            office.clerk, id=new_id(), draft=sold(shop, tea, 60, last=date(2026, 6, 15))
        )
    assert refused.value.problems[0].code == "not_a_month"
    assert count() == (0, 0)


@pytest.mark.req("SET-10")
def test_the_contract_may_fix_the_supply_price_as_a_share(office, shop, contract, tea):
    contract(shop, mode="consignment", supply_bp=6000)
    report = services.record_sold_report(office.clerk, id=new_id(), draft=sold(shop, tea, 60))
    assert report.payable == 60 * 9_00


@pytest.mark.req("SET-10")
def test_what_the_retailer_says_he_took_counts(office, shop, contract, tea):
    contract(shop, mode="concession", rate_bp=2000)
    report = services.record_sold_report(office.clerk, id=new_id(), draft=sold(shop, tea, 60, sales=870_01))
    assert (report.sales, report.kept, report.payable) == (870_01, 174_00, 696_01)


@pytest.mark.req("SET-10")
def test_no_day_is_settled_twice(office, shop, contract, tea):
    contract(shop, mode="consignment")
    first = services.record_sold_report(office.clerk, id=new_id(), draft=sold(shop, tea, 60))
    with pytest.raises(errors.SoldTwice) as refused:
        services.record_sold_report(
            office.clerk,
            id=new_id(),
            draft=sold(shop, tea, 5, first=date(2026, 6, 30), last=date(2026, 7, 2)),
        )
    assert first.number in refused.value.message
    assert count() == (1, 1)


@pytest.mark.req("SET-10")
def test_a_cancelled_report_frees_its_days_and_is_owed_no_more(office, shop, contract, tea):
    contract(shop, mode="consignment")
    first = services.record_sold_report(office.clerk, id=new_id(), draft=sold(shop, tea, 60))
    services.cancel_sold_report(office.clerk, report_id=first.pk, reason="数量抄错")
    assert balance("receivable", shop) == 0
    services.record_sold_report(office.clerk, id=new_id(), draft=sold(shop, tea, 50))
    assert balance("receivable", shop) == 500_00


@pytest.mark.req("SET-10")
def test_outlets_that_buy_outright_have_no_sales_reports(office, shop, contract, tea):
    contract(shop)
    with pytest.raises(errors.NotOnReports):
        services.record_sold_report(office.clerk, id=new_id(), draft=sold(shop, tea, 60))
    assert count() == (0, 0)


@pytest.mark.req("SET-10")
def test_a_product_without_price_is_named(office, shop, contract, system):
    catalog.create_preset_price_levels(system)
    bare = catalog.create_sku(system, code="QH002", fields=catalog.SkuFields(name="青禾凉茶"))
    contract(shop, mode="consignment")
    with pytest.raises(InvalidInput) as refused:
        services.record_sold_report(office.clerk, id=new_id(), draft=sold(shop, bare, 60))
    assert "青禾凉茶" in str(refused.value.problems[0].message)
    assert count() == (0, 0)


def test_a_rep_enters_no_report(office, shop, contract, tea):
    contract(shop, mode="consignment")
    with pytest.raises(RightMissing):
        services.record_sold_report(office.rep, id=new_id(), draft=sold(shop, tea, 60))
    assert count() == (0, 0)


@pytest.mark.req("SET-10")
def test_a_chain_pays_for_what_its_outlets_sold(office, outlet, contract, tea):
    chain, store = outlet("万家总部"), outlet("万家一店")
    contract(chain, outlet_ids=(store.pk,), mode="consignment")
    report = services.record_sold_report(office.clerk, id=new_id(), draft=sold(store, tea, 60))
    assert (report.payer_id, report.outlet_id, balance("receivable", chain)) == (chain.pk, store.pk, 600_00)


# late fees

RULE = LateFeeRule(daily_bp=5, grace_days=0, cap_bp=None)


@pytest.mark.req("SET-08")
def test_a_late_fee_counts_the_days_after_the_deadline():
    fee = settling.late_fee(
        [PaidPart(10_000_00, None)],
        rule=RULE,
        deadline=date(2026, 7, 1),
        until=date(2026, 7, 11),
        total=10_000_00,
    )
    assert fee == 50_00  # 10,000 × 0.05 % × 10


@pytest.mark.req("SET-08")
def test_each_part_counts_until_it_was_paid():
    parts = [PaidPart(4_000_00, date(2026, 7, 6)), PaidPart(6_000_00, None)]
    fee = settling.late_fee(
        parts, rule=RULE, deadline=date(2026, 7, 1), until=date(2026, 7, 11), total=10_000_00
    )
    assert fee == 40_00  # 4,000 × 5 days + 6,000 × 10 days


@pytest.mark.req("SET-08")
def test_a_late_fee_never_exceeds_its_cap():
    fee = settling.late_fee(
        [PaidPart(1_000_00, None)],
        rule=replace(RULE, daily_bp=100, cap_bp=500),
        deadline=date(2026, 7, 1),
        until=date(2026, 12, 1),
        total=1_000_00,
    )
    assert fee == 50_00


@pytest.mark.req("SET-08", "EXP-16")
def test_a_due_date_on_a_holiday_moves_to_the_next_working_day(db, system):
    from endcap.kernel.calendar import services as calendar_services

    calendar_services.seed_china(system)
    days = calendar.working_calendar([2026])
    assert settling.last_day_without_fee(date(2026, 7, 18), 0, days) == date(2026, 7, 20)  # a Saturday
    assert settling.last_day_without_fee(date(2026, 7, 18), 2, days) == date(2026, 7, 22)
    assert settling.last_day_without_fee(date(2026, 10, 1), 0, days) == date(2026, 10, 8)  # the long holiday


@pytest.mark.req("SET-08")
def test_finance_charges_what_was_not_charged_before(office, shop, contract, owe):
    contract(shop, term_days=10, late_daily_bp=5)
    invoice = owe(shop, 10_000_00, on=date(2026, 6, 19))  # due on Monday the 29th of June
    first = services.charge_late_fee(office.finance, invoice_id=invoice.pk)
    assert (first.kind, first.total) == ("late_fee", 85_00)  # 17 days
    with pytest.raises(errors.NoLateFee):
        services.charge_late_fee(office.finance, invoice_id=invoice.pk)
    later = replace(office.finance, now=office.finance.now + timedelta(days=3))
    assert services.charge_late_fee(later, invoice_id=invoice.pk).total == 15_00
    assert (balance("late_fees"), balance("receivable", shop)) == (100_00, 10_100_00)


@pytest.mark.req("SET-08")
def test_without_a_clause_no_late_fee_is_charged(office, owe, shop):
    invoice = owe(shop, 10_000_00, on=date(2026, 1, 5))
    assert services.late_fees(office.finance) == []
    with pytest.raises(errors.NoLateFee):
        services.charge_late_fee(office.finance, invoice_id=invoice.pk)
    assert balance("late_fees") == 0


@pytest.mark.req("SET-08")
def test_paid_late_costs_until_the_day_of_payment(office, shop, contract, owe, pay):
    contract(shop, term_days=10, late_daily_bp=5)
    invoice = owe(shop, 10_000_00, on=date(2026, 6, 19))
    pay(shop, 10_000_00, on=date(2026, 7, 9))
    [fee] = services.late_fees(office.finance)
    assert (fee.invoice.pk, fee.amount) == (invoice.pk, 50_00)


@pytest.mark.req("SET-08")
def test_where_the_company_charges_none_there_is_none(office, shop, contract, owe, system):
    from endcap.kernel.parameters import services as parameters

    contract(shop, term_days=10, late_daily_bp=5)
    owe(shop, 10_000_00, on=date(2026, 6, 19))
    parameters.set_value(system, code="P-34", value="none", valid_from=date(2026, 7, 16), reason="停收")
    assert services.late_fees(office.finance) == []


# retailer deductions

CLAUSE = ("堆头费", "每月一个堆头", "现场照片和确认单")


@pytest.fixture
def market(outlet, contract):
    """A supermarket whose contract allows a display fee of 300 yuan and a rebate of 2 %."""
    from endcap.cash.receivables.drafts import ClauseDraft

    made = outlet("万家超市")
    contract(
        made,
        clauses=(
            ClauseDraft(*CLAUSE, amount=300_00),
            ClauseDraft("年度返利", "年进货额", "对账单", rate_bp=200),
        ),
    )
    return made


def deduct(office, payer, label, amount, **more):
    return services.record_deduction(
        office.clerk,
        id=new_id(),
        draft=services.DeductionDraft(payer.pk, label, amount, date(2026, 7, 10), **more),
    )


@pytest.mark.req("SET-13")
def test_a_deduction_opens_as_a_dispute_and_stays_owed(office, market, owe):
    owe(market, 1_000_00)
    made = deduct(office, market, "端午堆头费", 300_00)
    assert (made.state, balance("receivable", market)) == ("disputed", 1_000_00)


@pytest.mark.req("SET-13")
def test_by_its_clause_with_proof_it_is_a_fee(office, market, owe):
    invoice = owe(market, 1_000_00)
    made = deduct(office, market, "端午堆头费", 300_00)
    clause = services.matching_clauses(made)[0]
    assert clause.name == "堆头费"
    services.accept_deduction(office.finance, deduction_id=made.pk, clause_id=clause.pk, proof="照片 3 张")
    assert (fresh(made).state, fresh(invoice).open, balance("deductions")) == ("accepted", 700_00, 300_00)


@pytest.mark.req("SET-13")
def test_no_more_than_the_clause_allows(office, market, owe):
    owe(market, 1_000_00)
    first = deduct(office, market, "堆头费", 200_00)
    clause = services.matching_clauses(first)[0]
    services.accept_deduction(office.finance, deduction_id=first.pk, clause_id=clause.pk, proof="照片")
    second = deduct(office, market, "堆头费", 100_01)
    with pytest.raises(errors.ClauseTooSmall) as refused:
        services.accept_deduction(office.finance, deduction_id=second.pk, clause_id=clause.pk, proof="照片")
    assert "100.00" in refused.value.message
    assert (fresh(second).state, balance("deductions")) == ("disputed", 200_00)


@pytest.mark.req("SET-13")
def test_a_share_is_counted_on_its_base(office, market, owe):
    owe(market, 10_000_00)
    made = deduct(office, market, "年度返利", 200_01, base=10_000_00)
    clause = services.matching_clauses(made)[0]
    with pytest.raises(errors.ClauseTooSmall):
        services.accept_deduction(office.finance, deduction_id=made.pk, clause_id=clause.pk, proof="对账单")
    assert fresh(made).state == "disputed"


@pytest.mark.req("SET-13")
def test_without_proof_of_service_it_stays_a_dispute(office, market):
    made = deduct(office, market, "堆头费", 100_00)
    clause = services.matching_clauses(made)[0]
    with pytest.raises(InvalidInput):
        services.accept_deduction(office.finance, deduction_id=made.pk, clause_id=clause.pk, proof=" ")
    assert fresh(made).state == "disputed"


@pytest.mark.req("SET-13")
def test_what_the_retailer_gives_back_is_owed_as_before(office, market, owe):
    owe(market, 1_000_00)
    made = deduct(office, market, "新店赞助", 500_00)
    services.withdraw_deduction(office.finance, deduction_id=made.pk, reason="合同没有这项，对方同意补付")
    with pytest.raises(errors.NotDisputed):
        services.withdraw_deduction(office.finance, deduction_id=made.pk, reason="再来")
    assert (fresh(made).state, balance("receivable", market)) == ("withdrawn", 1_000_00)


def test_an_opening_balance_is_an_open_item(office, shop):
    services.open_balance(
        office.finance,
        id=new_id(),
        payer_id=shop.pk,
        amount=500_00,
        issued_on=date(2026, 1, 1),
        due_on=date(2026, 1, 31),
        reason="上线前欠款",
    )
    standing = selectors.standing_of(shop.pk, date(2026, 7, 16))
    assert (standing.owed, standing.overdue_amount, balance("opening")) == (500_00, 500_00, -500_00)
    assert draft(shop).mode == "credit"
