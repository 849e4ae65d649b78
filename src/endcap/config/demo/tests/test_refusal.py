"""The demo never mixes with a company of one's own, and a load that fails leaves nothing."""

from __future__ import annotations

import pytest

from endcap.config.demo import load
from endcap.config.demo.loading import upkeep
from endcap.customers.outlets import services as outlet_services
from endcap.customers.outlets.models import Outlet
from endcap.kernel.audit import selectors as audit
from endcap.org.people.models import Person
from endcap.org.units import selectors as units
from endcap.org.units.models import Unit


@pytest.mark.req("HOUSE")
def test_a_company_of_one_s_own_is_left_alone(company, roles) -> None:
    before = audit.head()
    with pytest.raises(load.CompanyIsThere) as refused:
        load.load("tiny", echo=lambda line: None)
    assert "青禾饮品" in refused.value.message
    assert "ENDCAP_HOME" in refused.value.message
    assert not load.is_loaded()
    assert audit.head() == before
    assert Unit.objects.count() == 1


@pytest.mark.req("HOUSE")
def test_a_load_that_breaks_off_leaves_nothing_and_can_be_repeated(db, system, frozen, monkeypatch) -> None:
    from endcap.kernel.calendar import services as calendar
    from endcap.mechanisms.approvals import services as approvals
    from endcap.org.people import services as people

    people.create_preset_roles(system)
    outlet_services.create_preset_channels(system)
    outlet_services.create_preset_schemes(system)
    approvals.create_preset_chains(system)
    calendar.seed_china(system)
    before = audit.head()

    def killed(*_: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(upkeep, "_scan", killed)
        with pytest.raises(KeyboardInterrupt):
            load.load("tiny", echo=lambda line: None)
    assert units.company() is None
    assert audit.head() == before
    assert not Person.objects.unscoped("nobody is left of the broken load").exists()

    load.load("tiny", echo=lambda line: None)
    assert load.is_loaded()
    assert Outlet.objects.unscoped("the generated book").filter(code__startswith="LZ-").count() == 60
