"""An outlet is renamed while the index takes it in: it is found by its new name. The twin does not look at the version."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from endcap.customers.outlets import selectors, services
from endcap.customers.outlets.selectors import search
from endcap.customers.outlets.services import search_index
from tests.races.runners import run_at_once

pytestmark = [pytest.mark.race, pytest.mark.req("CUS-04"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def shops(person, system):
    """Two shops that the index has not taken in yet."""
    services.create_preset_channels(system)
    channel = selectors.channel_by_code("grocery")
    rep = person("林小满")
    drafts = [
        services.OutletDraft(name=name, channel_id=channel.pk, owner_id=rep.pk)
        for name in ("福满园", "隆盛商行")
    ]
    return services.create_many(system, drafts)


def _rename_while_gathering(system, shops, monkeypatch) -> None:
    as_it_is = search_index._packed

    def slowly(rows):
        time.sleep(0.6)
        return as_it_is(rows)

    monkeypatch.setattr(search_index, "_packed", slowly)

    def work(runner: int):
        if runner == 0:
            return search_index.take_in(system)
        time.sleep(0.2)
        draft = replace(selectors.draft_of(shops[0]), name="百姓人家")
        return services.update_outlet(system, outlet_id=shops[0].pk, draft=draft)

    outcome = run_at_once(work, 2)
    assert outcome.errors == []
    assert len(outcome.results) == 2


def test_an_outlet_renamed_while_it_is_gathered_is_found_by_its_new_name(system, shops, monkeypatch):
    _rename_while_gathering(system, shops, monkeypatch)

    assert [hit.name for hit in search.find(system, "百姓")] == ["百姓人家"]
    assert search.find(system, "福满") == []
    assert [hit.name for hit in search.find(system, "隆盛")] == ["隆盛商行"]


def test_twin_without_the_version_the_renamed_outlet_is_lost(system, shops, monkeypatch):
    monkeypatch.setattr(search_index, "UNCHANGED", "version >= 0 * %s")
    _rename_while_gathering(system, shops, monkeypatch)

    assert search.find(system, "百姓") == []


def test_two_gatherings_at_once_lose_and_double_nothing(system, shops):
    outcome = run_at_once(lambda _runner: search_index.take_in(system), 3)

    assert outcome.errors == []
    for name in ("福满园", "隆盛商行"):
        assert [hit.name for hit in search.find(system, name)] == [name]
    search_index.take_in(system)
    assert search.state().blocks == 1
