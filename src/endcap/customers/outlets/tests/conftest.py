"""What the tests of this area share."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from endcap.customers.outlets import selectors, services


@pytest.fixture
def channels(db, system):
    """The preset channels by code."""
    services.create_preset_channels(system)
    return {channel.code: channel for channel in selectors.channels_in_order()}


@pytest.fixture
def schemes(db, system):
    """The preset classification schemes by code."""
    return {scheme.code: scheme for scheme in services.create_preset_schemes(system)}


@pytest.fixture
def draft(channels) -> Callable:
    """Makes drafts: ``draft("福满园便利店", owner=somebody)``; a grocery unless told."""

    def make(
        name: str = "福满园便利店", *, owner=None, channel: str = "grocery", **values
    ) -> services.OutletDraft:
        return services.OutletDraft(
            name=name, channel_id=channels[channel].pk, owner_id=getattr(owner, "pk", owner), **values
        )

    return make


@pytest.fixture
def outlet(draft, person, system) -> Callable:
    """Makes outlets: ``outlet("福满园便利店", owner=somebody)``."""

    def make(name: str = "福满园便利店", *, owner=None, **values):
        [made] = services.create_many(system, [draft(name, owner=owner or person(), **values)])
        return made

    return make


@pytest.fixture(autouse=True)
def database(db):
    """Nearly every test of this area writes."""
