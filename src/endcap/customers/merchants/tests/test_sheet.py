"""Merchants in a sheet: drafts come in, the list goes out, and an import is taken back."""

from __future__ import annotations

import csv

import pytest

from endcap.customers.merchants import services
from endcap.customers.merchants.models import Merchant
from endcap.customers.merchants.tests.conftest import LICENCE
from endcap.customers.merchants.tests.licences import CODE
from endcap.kernel.exchange import services as exchange
from endcap.kernel.exchange.models import Batch

pytestmark = pytest.mark.req("CUS-15")

HEAD = "终端编码,执照上的名称,统一社会信用代码,法人,营业期限至,开户银行"


@pytest.fixture
def bring(team, tmp_path):
    """Imports lines of a sheet as the sales clerk."""

    def act(*lines, dry_run=False):
        path = tmp_path / "商户.csv"
        path.write_text("\n".join([HEAD, *lines]) + "\n", encoding="utf-8")
        return exchange.run_import(
            team.clerk,
            sheet_key="merchants",
            path=path,
            file_name="商户.csv",
            options={},
            dry_run=dry_run,
            progress=None,
        )

    return act


def rows():
    return Merchant.objects.unscoped("a test looks").order_by("number")


def test_each_row_becomes_a_draft_of_its_outlet(bring, outlet):
    one, two = outlet("一店"), outlet("二店")
    bring(f"{one.code},青禾百货,{CODE},柳青禾,2036-03-07,东渡银行", f"{two.code},二店小卖部,,,,")
    first, second = rows()
    assert (first.name, first.licence_no, first.legal_person, first.bank_name, first.state, first.origin) == (
        "青禾百货",
        CODE,
        "柳青禾",
        "东渡银行",
        "draft",
        "import",
    )
    assert (second.name, second.licence_no) == ("二店小卖部", "")


def test_rows_that_can_not_be_are_named_and_the_others_come_in(bring, outlet, begun):
    good, wrong, taken = outlet("一店"), outlet("二店"), outlet("三店")
    begun("四店")
    services.start_merchant(services_actor(begun), outlet_ids=[taken.pk])
    report = bring(
        f"{good.code},青禾百货,{CODE},,,",
        f"{wrong.code},坏代码,{CODE[:-1]}X,,,",
        f"{taken.code},已有商户,,,,",
        "没有的编码,哪家,,,,",
    )
    assert rows().filter(origin="import").count() == 1
    told = str(report.as_dict())
    for sentence in ("校验位对不上", "名下", "没有这个编码的终端"):
        assert sentence in told


def services_actor(_begun):
    from endcap.kernel.actor import Actor

    return Actor.system()


def test_an_import_is_taken_back_but_for_what_was_worked_on(bring, outlet, team):
    one, two = outlet("一店"), outlet("二店")
    bring(f"{one.code},青禾百货,{CODE},,,", f"{two.code},二店小卖部,,,,")
    worked_on = rows().get(name="二店小卖部")
    later = team.rep.__class__(**{**vars(team.rep), "now": team.rep.now.replace(hour=9)})
    services.save_licence(later, merchant_id=worked_on.pk, draft=LICENCE.__class__(name="改过"))
    batch = Batch.objects.unscoped("a test looks").get()
    exchange.undo(team.clerk, batch_id=batch.pk)
    assert [merchant.name for merchant in rows()] == ["改过"]


def test_the_list_goes_out_as_shown_without_account_numbers(filled, team, tmp_path):
    filled()
    path = tmp_path / "out.csv"
    written = exchange.export_to_file(
        team.clerk, sheet_key="merchants", path=path, columns=None, headers="key", purpose="对账"
    )
    text = path.read_text("utf-8-sig")
    [line] = csv.DictReader(text.splitlines())
    assert written == 1
    assert (line["licence_no"], line["valid_to"]) == (CODE, "2036-03-07")
    assert "6222" not in text
