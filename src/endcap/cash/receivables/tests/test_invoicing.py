"""Invoices and credit notes: what is owed, and what is taken back."""

from __future__ import annotations

from datetime import date

import pytest

from endcap.cash.receivables import errors, moves, selectors, services
from endcap.cash.receivables.drafts import CreditLine, InvoiceLine
from endcap.cash.receivables.models import Invoice
from endcap.cash.receivables.terms import figures_of, taxes_of
from endcap.cash.receivables.tests.conftest import JULY, balance, fresh
from endcap.kernel.ids import new_id
from endcap.mechanisms.ledger import services as ledger


def take_back(office, invoice, amount, *, id=None, **more):
    return services.credit_note(
        office.finance,
        id=id or new_id(office.finance.now),
        invoice_id=invoice.pk,
        lines=[CreditLine(None, 1, amount)],
        issued_on=date(2026, 7, 10),
        reason="退货",
        **more,
    )


def count() -> int:
    return Invoice.objects.unscoped("a test counts").count()


@pytest.mark.req("SET-10")
def test_on_credit_it_is_due_at_invoice_date_plus_term(owe, shop):
    invoice = owe(shop, 1_130_00, on=JULY)
    assert (invoice.issued_on, invoice.due_on) == (date(2026, 7, 1), date(2026, 7, 31))
    assert (invoice.net, invoice.tax, invoice.total) == (1_000_00, 130_00, 1_130_00)


@pytest.mark.req("SET-11")
def test_an_invoice_stands_in_the_books(owe, shop):
    owe(shop, 1_130_00)
    assert (balance("receivable", shop), balance("revenue"), balance("tax")) == (1_130_00, 1_000_00, 130_00)


def test_the_same_invoice_again_is_the_one_that_is_there(office, shop, contract):
    terms = contract(shop).terms
    id, source = new_id(), new_id()

    def issue(amount):
        return services.issue_invoice(
            office.finance,
            id=id,
            terms=terms,
            outlet_id=shop.pk,
            source_type="orders.Shipment",
            source_id=source,
            lines=[InvoiceLine(None, 1, 0, amount)],
            issued_on=JULY,
        )

    assert issue(100_00).pk == issue(100_00).pk
    assert (count(), balance("receivable", shop)) == (1, 100_00)
    with pytest.raises(errors.InvoiceTaken):
        issue(200_00)
    assert (count(), balance("receivable", shop)) == (1, 100_00)


def test_the_tax_of_the_lines_adds_up():
    figures = figures_of([33, 33, 34], 1300)
    assert (figures.net, figures.tax) == (88, 12)
    assert sum(taxes_of([33, 33, 34], figures.tax)) == 12


def test_an_invoice_of_nothing_is_refused(office, shop, contract):
    with pytest.raises(Exception, match="invalid_input"):
        services.issue_invoice(
            office.finance,
            id=new_id(),
            terms=contract(shop).terms,
            outlet_id=shop.pk,
            source_type="orders.Shipment",
            source_id=new_id(),
            lines=[],
            issued_on=JULY,
        )
    assert count() == 0


@pytest.mark.req("SET-11")
def test_a_credit_note_makes_an_open_invoice_smaller(office, owe, shop):
    invoice = owe(shop, 1_130_00)
    note = take_back(office, invoice, 113_00)
    assert (note.net, note.tax, note.total) == (100_00, 13_00, 113_00)
    assert fresh(invoice).open == 1_017_00
    assert (balance("receivable", shop), balance("revenue"), balance("tax")) == (1_017_00, 900_00, 117_00)


def test_notes_together_take_back_exactly_the_invoice(office, owe, shop):
    invoice = owe(shop, 100_01)
    for amount in (33_33, 33_33, 33_35):
        take_back(office, invoice, amount)
    assert (balance("receivable", shop), balance("revenue"), balance("tax")) == (0, 0, 0)


def test_no_more_is_taken_back_than_was_invoiced(office, owe, shop):
    invoice = owe(shop, 100_00)
    take_back(office, invoice, 60_00)
    with pytest.raises(errors.CreditTooHigh) as refused:
        take_back(office, invoice, 40_01)
    assert "40.00" in refused.value.message
    assert (count(), balance("receivable", shop)) == (2, 40_00)


def test_the_same_credit_note_again_takes_back_once(office, owe, shop):
    invoice, id = owe(shop, 100_00), new_id()
    assert take_back(office, invoice, 10_00, id=id).pk == take_back(office, invoice, 10_00, id=id).pk
    assert balance("receivable", shop) == 90_00


@pytest.mark.req("SET-11")
def test_who_books_himself_gets_the_same_figures(office, shop, contract):
    terms = contract(shop).terms
    id = new_id()
    invoice = services.issue_invoice(
        office.finance,
        id=id,
        terms=terms,
        outlet_id=shop.pk,
        source_type="orders.Shipment",
        source_id=new_id(),
        lines=[InvoiceLine(None, 1, 0, 226_00)],
        issued_on=JULY,
        post=False,
    )
    assert balance("receivable", shop) == 0
    ledger.post(
        office.finance,
        op_id=id,
        kind="orders.shipped",
        lines=moves.invoice_lines(shop.pk, invoice.net, invoice.tax),
    )
    assert (balance("receivable", shop), balance("revenue")) == (226_00, 200_00)


@pytest.mark.req("SET-11")
def test_where_a_payer_stands(owe, shop, django_assert_num_queries):
    owe(shop, 100_00, on=date(2026, 5, 1))
    owe(shop, 50_00, on=JULY)
    with django_assert_num_queries(2):
        standing = selectors.standing_of(shop.pk, date(2026, 7, 16))
    assert (standing.owed, standing.advance, standing.overdue_amount) == (150_00, 0, 100_00)
    assert [item.due_on for item in standing.overdue] == [date(2026, 5, 31)]
