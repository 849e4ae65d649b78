"""A wrong cell is put right in the preview: the row is judged again, nothing else is lost, the file stays."""

from __future__ import annotations

from dataclasses import replace

import openpyxl
import pytest
from django.urls import reverse

from endcap.kernel.audit import selectors as audit
from endcap.kernel.errors import InvalidInput, NotFoundHere, RightMissing
from endcap.kernel.exchange import services
from endcap.kernel.exchange.errors import BatchMoved, TooBigToMend
from endcap.kernel.exchange.models import Batch, StagedRow
from endcap.kernel.exchange.selectors import StagedPlace
from endcap.kernel.exchange.services import flow
from endcap.kernel.exchange.services.forgetting import forget
from endcap.kernel.exchange.tests.store_sheet import shelves

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("shelf_sheet", "frozen"),
    pytest.mark.req("SYS-07"),
]
HEAD = ["货架编码", "名称", "件数", "电话"]
ROWS = [HEAD, ["A1", "甲", 3, "13500004178"], ["A2", "乱", "两件", ""], ["A3", "丙", 1, ""]]
COUNT = StagedPlace("货架", 3, 2)
NAME = StagedPlace("货架", 3, 1)


@pytest.fixture
def staged(system, workbook):
    """A preview in which the second row has two wrong cells."""
    path = workbook(ROWS)
    batch = services.receive(
        system,
        sheet_key="shelves",
        file_name=path.name,
        chunks=[path.read_bytes()],
        source_kind="own",
        source_statement="自己的客户",
        options={"purpose": "送货联系"},
    )
    return services.stage(system, batch_id=batch.pk)


def rows(batch) -> dict[int, tuple[str, list[str]]]:
    found = StagedRow.objects.filter(batch=batch, kind="data").order_by("seq")
    return {row.row_no: (row.action, [problem["code"] for problem in row.problems]) for row in found}


def fresh(batch) -> Batch:
    return Batch.objects.unscoped("a test looks").get(pk=batch.pk)


def test_what_is_typed_is_judged_like_the_cell_and_the_others_stay(system, staged):
    assert rows(staged) == {2: ("create", []), 3: ("error", ["number_unreadable"]), 4: ("create", [])}

    services.mend_cell(system, batch_id=staged.pk, cell=COUNT, text=" 2 ")
    assert rows(staged) == {2: ("create", []), 3: ("error", ["shelf_messy"]), 4: ("create", [])}
    services.mend_cell(system, batch_id=staged.pk, cell=NAME, text="乙")

    assert rows(staged) == {2: ("create", []), 3: ("create", []), 4: ("create", [])}
    assert fresh(staged).counts["error"] == 0
    services.commit(system, batch_id=staged.pk)
    assert shelves() == {"A1": ("甲", 3), "A2": ("乙", 2), "A3": ("丙", 1)}


def test_a_value_that_is_wrong_too_says_so_and_can_be_typed_again(system, staged):
    services.mend_cell(system, batch_id=staged.pk, cell=COUNT, text="许多")
    assert rows(staged)[3] == ("error", ["number_unreadable"])
    row = StagedRow.objects.get(batch=staged, row_no=3)
    assert row.raw[2] == "许多"
    services.mend_cell(system, batch_id=staged.pk, cell=COUNT, text="2")
    assert rows(staged)[3] == ("error", ["shelf_messy"])


def test_a_mended_code_may_turn_out_to_be_a_repeat_of_another_row(system, staged):
    services.mend_cell(system, batch_id=staged.pk, cell=COUNT, text="2")
    services.mend_cell(system, batch_id=staged.pk, cell=NAME, text="乙")
    services.mend_cell(system, batch_id=staged.pk, cell=StagedPlace("货架", 3, 0), text="A1")
    assert rows(staged) == {2: ("create", []), 3: ("repeat", []), 4: ("create", [])}


def test_the_audit_trail_says_where_and_not_what(system, staged):
    services.mend_cell(system, batch_id=staged.pk, cell=StagedPlace("货架", 2, 3), text="13500009999")
    [entry] = audit.trail_of(Batch._meta.label, staged.pk, limit=5, but=("exchange.received",))
    assert (entry.action, entry.detail) == ("exchange.mended", {"place": 3, "row": 2})


def test_the_marked_copy_holds_what_was_typed(system, staged):
    services.mend_cell(system, batch_id=staged.pk, cell=COUNT, text="2")
    marked = services.write_error_sheet(system, batch_id=staged.pk)
    sheet = openpyxl.load_workbook(marked.path).active
    assert [cell.value for cell in sheet[3]][:3] == ["A2", "乱", "2"]


@pytest.mark.parametrize(
    "cell",
    [
        StagedPlace("货架", 1, 2),  # the header
        StagedPlace("货架", 99, 2),
        StagedPlace("货架", 3, 9),
        StagedPlace("别的", 3, 2),
    ],
)
def test_a_cell_that_is_none_is_not_found_and_nothing_changes(system, staged, cell):
    with pytest.raises(NotFoundHere):
        services.mend_cell(system, batch_id=staged.pk, cell=cell, text="2")
    assert fresh(staged).mends == {}
    assert rows(staged)[3] == ("error", ["number_unreadable"])


def test_what_is_refused_changes_nothing(system, staged, actor, monkeypatch):
    with pytest.raises(InvalidInput):
        services.mend_cell(system, batch_id=staged.pk, cell=COUNT, text="2" * 501)
    with pytest.raises(NotFoundHere):
        services.mend_cell(actor("sales_clerk"), batch_id=staged.pk, cell=COUNT, text="2")
    weak = replace(system, rights=frozenset({"exchange.view"}))
    with pytest.raises(RightMissing):
        services.mend_cell(weak, batch_id=staged.pk, cell=COUNT, text="2")
    monkeypatch.setattr(flow, "AT_ONCE_BYTES", 10)
    with pytest.raises(TooBigToMend):
        services.mend_cell(system, batch_id=staged.pk, cell=COUNT, text="2")
    assert fresh(staged).mends == {}
    assert (fresh(staged).state, rows(staged)[3]) == ("staged", ("error", ["number_unreadable"]))


def test_what_was_written_is_no_longer_mended(system, staged):
    services.commit(system, batch_id=staged.pk)
    with pytest.raises(BatchMoved):
        services.mend_cell(system, batch_id=staged.pk, cell=COUNT, text="2")
    assert fresh(staged).mends == {}


@pytest.mark.req("CPL-04")
def test_whoever_is_forgotten_does_not_stay_in_a_mended_cell(system, staged):
    services.mend_cell(system, batch_id=staged.pk, cell=StagedPlace("货架", 4, 3), text="13912345678")
    forget(system, words=["13912345678"])
    assert fresh(staged).mends == {}


def test_in_the_page_the_wrong_cell_is_mended_where_it_stands(client, person, workbook, system, staged):
    clerk = person("何霜降", "sales_clerk")
    Batch.objects.unscoped("a test gives it away").filter(pk=staged.pk).update(person_id=clerk.pk)
    client.force_login(clerk, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(reverse("exchange:batch", args=[staged.pk]), {"tab": "error"}).content.decode()
    address = reverse("exchange:mend", args=[staged.pk])
    assert page.count(f'action="{address}"') == 1  # the area judges the name once the count can be read
    assert 'value="两件"' in page

    sent = {"sheet": "货架", "row": "3", "place": "2", "tab": "error", "value": "2"}
    back = client.post(address, sent)
    assert back["Location"] == f"/exchange/batches/{staged.pk}/?tab=error#row-3"
    page = client.get(back["Location"].partition("#")[0]).content.decode()
    assert "第 3 行还有错：名称不能是“乱”。" in page

    client.post(address, {**sent, "place": "1", "value": "乙"})
    page = client.get(back["Location"].partition("#")[0]).content.decode()
    assert "第 3 行改好了：新增" in page
    assert client.post(address, {**sent, "row": "x"}).status_code == 404
