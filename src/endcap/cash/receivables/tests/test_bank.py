"""Bank statements: read in four shapes, imported once, matched by number, name, account and amount."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from endcap.cash.receivables import errors, selectors, services, statements
from endcap.cash.receivables.models import BankFile, BankLine, Payment
from endcap.cash.receivables.tests.conftest import TODAY, balance, fresh
from endcap.kernel.errors import RightMissing
from endcap.kernel.ids import new_id

pytestmark = pytest.mark.req("SET-05")

CSV = """东渡银行对账单,,,,,
交易日期,借方发生额,贷方发生额,对方户名,对方账号,摘要
2026-07-10,,"1,200.00",福满小卖部,6222 0000 1111,FP-2026-000001 货款
2026-07-11,50.00,,东渡银行,,手续费
20260712,,88.50,王某,,往来款
"""
MT940 = """:20:STATEMENT
:25:622200008888
:60F:C260709CNY0,
:61:2607100710C1200,00NTRF//REF77
:86:166?20FP-2026-000001?21 payment?31622200001111?32Fuman?33 Store
:61:2607110711D50,00NCHG//FEE
:86:fee
:62F:C260711CNY1150,
"""
CAMT = b"""<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt>
<Ntry><Amt Ccy="CNY">1200.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><BookgDt><Dt>2026-07-10</Dt></BookgDt><AcctSvcrRef>R1</AcctSvcrRef>
<NtryDtls><TxDtls><RltdPties><Dbtr><Nm>Fuman Store</Nm></Dbtr><DbtrAcct><Id><Othr><Id>622200001111</Id></Othr></Id></DbtrAcct>
</RltdPties><RmtInf><Ustrd>FP-2026-000001</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="CNY">50.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><BookgDt><Dt>2026-07-11</Dt></BookgDt></Ntry>
</Stmt></BkToCstmrStmt></Document>"""


def bring(office, account, content=CSV, name="7月.csv"):
    data = content if isinstance(content, bytes) else content.encode()
    return services.import_statement(office.finance, account_id=account.pk, file_name=name, content=data)


def workbook() -> bytes:
    book, target = openpyxl.Workbook(), BytesIO()
    for row in (
        ["记账日期", "金额", "借贷标志", "对方名称", "用途"],
        [date(2026, 7, 10), 1200, "贷", "福满小卖部", "货款"],
    ):
        book.active.append(row)
    book.save(target)
    return target.getvalue()


def test_a_csv_gives_what_came_in_and_leaves_what_went_out():
    lines = statements.read(CSV.encode("gb18030"), "x.csv").lines
    assert [(one.on, one.amount, one.payer_name) for one in lines] == [
        (date(2026, 7, 10), 1_200_00, "福满小卖部"),
        (date(2026, 7, 12), 88_50, "王某"),
    ]
    assert lines[0].payer_account == "622200001111"


def test_a_workbook_is_read():
    [line] = statements.read(workbook(), "x.xlsx").lines
    assert (line.on, line.amount, line.payer_name) == (date(2026, 7, 10), 1_200_00, "福满小卖部")


def test_camt_is_read():
    statement = statements.read(CAMT, "x.xml")
    [line] = statement.lines
    assert (statement.shape, line.on, line.amount) == ("camt", date(2026, 7, 10), 1_200_00)
    assert (line.payer_name, line.payer_account, line.reference) == (
        "Fuman Store",
        "622200001111",
        "FP-2026-000001",
    )


def test_mt940_is_read():
    statement = statements.read(MT940.encode(), "x.sta")
    [line] = statement.lines
    assert (statement.shape, line.on, line.amount) == ("mt940", date(2026, 7, 10), 1_200_00)
    assert (line.payer_name, line.payer_account) == ("Fuman Store", "622200001111")
    assert "FP-2026-000001" in line.reference


@pytest.mark.parametrize(
    "content", [b"hello", b"<x/>", b"<!DOCTYPE x><x/>", b"PK\x03\x04broken", "日期,金额\n昨天,一百".encode()]
)
def test_what_is_no_statement_is_refused_with_a_sentence(office, account, content):
    with pytest.raises(errors.FileUnreadable) as refused:
        bring(office, account, content)
    assert "CAMT.053" in refused.value.message
    assert BankFile.objects.count() == 0


def test_the_same_file_twice_is_refused(office, account):
    bring(office, account)
    with pytest.raises(errors.FileKnown) as refused:
        bring(office, account, name="again.csv")
    assert "姜立冬" in refused.value.message
    assert BankLine.objects.count() == 2


def test_the_same_line_in_another_file_is_one_line(office, account):
    bring(office, account)
    again = bring(office, account, CSV + "2026-07-13,,10.00,李某,,货款\n")
    assert (again.lines, again.known, BankLine.objects.count()) == (3, 2, 3)


def test_two_alike_lines_of_one_file_are_two(office, account):
    row = "2026-07-13,,10.00,李某,,货款\n"
    bring(office, account, CSV + row + row)
    assert BankLine.objects.filter(amount=10_00).count() == 2


def test_a_number_in_the_text_leads_to_the_payer(office, account, owe, shop, outlet):
    owe(shop, 1_200_00)
    outlet("万家超市")
    bring(office, account)
    found = selectors.lines_to_match(office.finance)
    assert [one.proposals[0].payer.pk if one.proposals else None for one in found] == [shop.pk, None]
    assert set(found[0].proposals[0].reasons) == {"number", "name", "amount"}
    assert found[0].proposals[0].score == 100


def test_a_confirmed_match_is_a_payment_that_pays(office, account, owe, shop):
    invoice = owe(shop, 1_200_00)
    bring(office, account)
    line = BankLine.objects.get(amount=1_200_00)
    payment = services.match_line(office.finance, line_id=line.pk, payer_id=shop.pk)
    assert (payment.receipt_no, payment.paid_on) == ("SK-2026-000001", date(2026, 7, 10))
    assert (fresh(invoice).open, fresh(line).state, balance("bank", account)) == (0, "matched", 1_200_00)
    with pytest.raises(errors.LineDecided):
        services.match_line(office.finance, line_id=line.pk, payer_id=shop.pk)
    assert balance("bank", account) == 1_200_00


def test_a_reported_payment_is_confirmed_by_its_line(office, account, shop):
    draft = services.PaymentDraft(shop.pk, "transfer", 1_200_00, TODAY, bank_account_id=account.pk)
    reported = services.report_payment(office.rep, id=new_id(), draft=draft)
    bring(office, account)
    line = BankLine.objects.get(amount=1_200_00)
    services.match_line(office.finance, line_id=line.pk, payer_id=shop.pk)
    assert (fresh(reported).state, fresh(line).payment_id) == ("received", reported.pk)
    assert Payment.objects.unscoped("a test counts").count() == 1


def test_what_is_no_payment_is_set_aside_with_the_reason(office, account):
    bring(office, account)
    line = BankLine.objects.get(amount=88_50)
    services.set_line_aside(office.finance, line_id=line.pk, reason="员工还借款")
    assert (fresh(line).state, fresh(line).state_reason) == ("set_aside", "员工还借款")
    assert len(selectors.lines_to_match(office.finance)) == 1


def test_a_rep_imports_and_sees_nothing(office, account):
    with pytest.raises(RightMissing):
        services.import_statement(office.rep, account_id=account.pk, file_name="x", content=CSV.encode())
    with pytest.raises(RightMissing):
        selectors.lines_to_match(office.rep)
    assert BankFile.objects.count() == 0
