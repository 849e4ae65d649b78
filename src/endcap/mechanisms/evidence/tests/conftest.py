"""A kind of subject whose records are seen by those who hold their id."""

from __future__ import annotations

from uuid import UUID

import pytest

from endcap.kernel.ids import new_id
from endcap.mechanisms.evidence import services, subjects
from endcap.mechanisms.evidence.tests.pictures import photo

NOTE = "tests.Note"
CLOSED = "tests.Closed"


@pytest.fixture
def seen(monkeypatch) -> set[tuple[UUID | None, UUID]]:
    """Who sees which note: (person, note)."""
    pairs: set[tuple[UUID | None, UUID]] = set()
    monkeypatch.setattr(subjects, "_subjects", {})

    def visible(actor, subject_id):
        return (actor.person_id, subject_id) in pairs

    subjects.register(NOTE, visible, may_add=visible)
    subjects.register(CLOSED, visible)
    return pairs


@pytest.fixture
def note(seen, db):
    """Makes notes seen by the given actors."""

    def make(*actors) -> UUID:
        subject_id = new_id()
        seen.update((actor.person_id, subject_id) for actor in actors)
        return subject_id

    return make


@pytest.fixture
def keep():
    """Keeps a file on a note: ``keep(rep, note_id)``."""

    def act(actor, subject_id, content=None, file_name="门头.jpg", **given):
        return services.keep(
            actor,
            content=content if content is not None else photo(),
            file_name=file_name,
            kind=given.pop("kind", "photo"),
            subject_type=given.pop("subject_type", NOTE),
            subject_id=subject_id,
            **given,
        )

    return act
