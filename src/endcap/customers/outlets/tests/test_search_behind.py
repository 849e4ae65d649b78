"""Right after a very big import, before the job has gathered what is fresh: the search stays quick and says what it can."""

from __future__ import annotations

import pytest

from endcap.customers.outlets import selectors, services
from endcap.customers.outlets.filters import OutletFilter
from endcap.customers.outlets.selectors import search, search_blocks
from endcap.customers.outlets.services import search_index

pytestmark = pytest.mark.django_db


@pytest.fixture
def many(draft, person, system, monkeypatch):
    """A dozen outlets gathered, then more fresh ones than are read while somebody waits."""
    one, other = person(), person()
    services.create_many(system, [draft(f"老店{n}号", owner=one, code=f"O-{n}") for n in range(12)])
    search_index.take_in(system)
    services.create_many(system, [draft(f"新店{n}号", owner=one, code=f"N-{n}") for n in range(6)])
    services.create_many(system, [draft("新店最后", owner=other, code="LAST-1")])
    for module in (search, search_blocks):
        monkeypatch.setattr(module, "FRESH_AT_MOST", 4)
    return one, other


def names(actor, q):
    return sorted(hit.name for hit in search.find(actor, q))


def listed(actor, q):
    return sorted(row.name for row in selectors.list_page(actor, OutletFilter(q=q)).rows)


@pytest.mark.req("CUS-10")
def test_so_many_fresh_outlets_are_read_and_no_more(many, system):
    assert len(names(system, "老店")) == 12
    assert len(names(system, "新店")) == 4
    assert len(listed(system, "新店")) == 4
    assert len(listed(system, "老店")) == 12


@pytest.mark.req("CUS-10")
def test_an_exact_code_is_always_found(many, system):
    assert names(system, "LAST-1") == ["新店最后"]


@pytest.mark.req("CUS-10")
def test_whoever_sees_few_outlets_finds_all_of_them(many, actor):
    rep = actor(of=many[1])

    assert names(rep, "新店") == ["新店最后"]
    assert names(rep, "老店") == []
    assert listed(rep, "最后") == ["新店最后"]


def test_once_gathered_everything_is_found(many, system):
    search_index.take_in(system)
    assert len(names(system, "新店")) == 7


def test_no_statement_more_than_otherwise(many, system, django_assert_num_queries):
    with django_assert_num_queries(3):
        search.find(system, "新店", limit=3)
