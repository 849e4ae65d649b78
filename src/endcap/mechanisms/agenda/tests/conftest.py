"""What the tests of this area share: a kind whose rules make items, and subjects for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from endcap.kernel.ids import new_id
from endcap.mechanisms.agenda import kinds, services
from endcap.mechanisms.agenda.kinds import Kind, Subject
from endcap.mechanisms.agenda.services import RuleDraft


@pytest.fixture
def subjects() -> list[Subject]:
    """What the rules of the kind ``test.check`` look at."""
    return []


@pytest.fixture
def declared(subjects, monkeypatch):
    """Three kinds: made by rules, done on a page of its own, and one that stays with its person."""
    monkeypatch.setattr(kinds, "_kinds", {})
    kinds.register(
        Kind("test.check", "核对", "checks", subjects=lambda _actor, _query, _until: list(subjects))
    )
    kinds.register(Kind("test.page", "去页面办", "pencil", done_here=False, verb="去办"))
    kinds.register(Kind("test.stays", "留下", "lock", follows_owner=False))


@pytest.fixture
def put(declared, system) -> Callable:
    """Puts an item on somebody's agenda."""

    def make(
        person, *, key="k1", kind="test.check", due_on=date(2026, 7, 16), subject_id=None, actor=None, **more
    ):
        return services.put(
            actor or system,
            kind=kind,
            key=key,
            subject_type="test.Thing",
            subject_id=subject_id or new_id(),
            title=more.pop("title", "核对福满园"),
            due_on=due_on,
            person_id=person.pk,
            unit_id=person.unit_id,
            **more,
        )

    return make


@pytest.fixture
def subject(subjects, person) -> Callable:
    """Adds something that the rules look at."""
    owner = person("林小满")

    def make(**values) -> Subject:
        made = replace(
            Subject("test.Thing", new_id(), "核对福满园", owner.pk, owner.unit_id, last_on=date(2026, 4, 1)),
            **values,
        )
        subjects.append(made)
        return made

    return make


@pytest.fixture
def rule(declared, system) -> Callable:
    """Makes rules of the kind ``test.check``."""

    def make(**values):
        return services.save_rule(
            system, draft=RuleDraft(**{"kind": "test.check", "name": "核对", "every": {"": 90}} | values)
        )

    return make
