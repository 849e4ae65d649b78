"""Channels, topics and people for tests of messages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from endcap.org.messages import services, topics
from endcap.org.messages.tests.fakes import Outbox
from endcap.org.messages.topics import Topic, Way

NIGHT = datetime(2026, 7, 16, 14, 30, tzinfo=UTC)  # 22:30 in Shanghai


@pytest.fixture(autouse=True)
def _empty_outbox():
    """Each test begins with nothing sent."""
    Outbox.empty()
    yield
    Outbox.empty()


@pytest.fixture(autouse=True)
def _topics(monkeypatch):
    """Three topics, one for each way."""
    monkeypatch.setattr(topics, "_declared", {})
    topics.register(Topic("approvals", "审批", Way.NOW))
    topics.register(Topic("agenda", "待办", Way.DIGEST))
    topics.register(Topic("news", "新闻", Way.APP))


@pytest.fixture
def mail(system, db):
    """A mail channel that everybody uses who has an address."""
    return services.create_channel(
        system,
        fields=services.ChannelFields(
            name="公司邮箱",
            kind="email",
            url="mailtos://u:geheim@smtp.example.com?to={address}",
            is_default=True,
        ),
    )


@pytest.fixture
def robot(system, db):
    """A robot of a group chat, used by who chooses it."""
    return services.create_channel(
        system,
        fields=services.ChannelFields(name="东渡群", kind="wecom", url="wecombot://BOTKEY123456789"),
    )


@pytest.fixture
def lin(person):
    """A rep with an address in the file."""
    from endcap.org.people.models import Person

    made = person("林小满", "rep")
    Person.objects_for_sign_in.filter(pk=made.pk).update(email="lin@example.com")
    made.refresh_from_db()
    return made


@pytest.fixture
def at(system):
    """The installation itself at another moment: ``at(NIGHT)``."""
    return lambda moment: replace(system, now=moment)
