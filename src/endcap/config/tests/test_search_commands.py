"""``endcap reindex`` and what ``endcap doctor`` says of the search."""

from __future__ import annotations

import json
from argparse import Namespace

import pytest

from endcap.config.commands import doctor, reindex
from endcap.customers.outlets import services
from endcap.customers.outlets.models import SearchEntry
from endcap.customers.outlets.selectors import channel_by_code

pytestmark = [pytest.mark.req("CUS-04"), pytest.mark.django_db]


@pytest.fixture
def shop(person, system):
    """One shop."""
    services.create_preset_channels(system)
    draft = services.OutletDraft(
        name="福满园", channel_id=channel_by_code("grocery").pk, owner_id=person("林小满").pk
    )
    return services.create_outlet(system, draft, is_no_duplicate=True)


def test_reindex_says_how_the_search_stands(shop, capsys):
    assert reindex.run(Namespace(json=False)) == 0
    assert capsys.readouterr().out == "1 outlets in 1 blocks, 0 fresh, 0 missing, 0 wrong\n"


def test_doctor_names_the_remedy_and_reindex_heals(shop, capsys):
    SearchEntry.objects.unscoped("somebody meddled").all().delete()
    doctor.run(Namespace(json=False))
    assert (
        "BAD search: 1 outlets, 1 missing, 0 wrong, 0 not in the index yet; run: endcap reindex"
        in capsys.readouterr().out
    )
    assert reindex.run(Namespace(json=True)) == 0
    assert json.loads(capsys.readouterr().out) == {
        "outlets": 1,
        "missing": 0,
        "wrong": 0,
        "fresh": 0,
        "blocks": 1,
    }
    doctor.run(Namespace(json=False))
    assert "ok  search: 1 outlets, 0 missing" in capsys.readouterr().out
