"""Endpoints that lead to servers of this machine."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from endcap.kernel.events import Event
from endcap.kernel.webhooks import catalogue, sender, services
from endcap.kernel.webhooks.catalogue import Kind


@dataclass(frozen=True)
class Happened(Event):
    """Something that happened."""

    thing_id: str
    count: int


@pytest.fixture(autouse=True)
def _kinds(monkeypatch):
    """Two kinds of happenings."""
    monkeypatch.setattr(catalogue, "_declared", {})
    for key in ("thing.made", "thing.lost"):
        catalogue.register(Kind(key, key, Happened, catalogue.fields_of, {"thing_id": "1", "count": 2}))


@pytest.fixture
def open_house(settings, monkeypatch):
    """This installation may send to itself, and waits one second at most."""
    settings.CONFIGURATION = replace(settings.CONFIGURATION, webhooks_http=True, webhooks_private=True)
    monkeypatch.setattr(sender.Rules, "deadline_s", 1.0)
    monkeypatch.setattr(sender.Rules.__init__, "__defaults__", (False, False, 1.0))


@pytest.fixture
def endpoint(db, system, open_house):
    """Opens an endpoint: ``endpoint(receiver.url)`` answers it with its secret."""
    made = {"n": 0}

    def make(url: str, *kinds: str, actor=system):
        made["n"] += 1
        fields = services.EndpointFields(f"ERP {made['n']}", url, kinds or ("thing.made",))
        return services.create_endpoint(actor, fields=fields)

    return make
