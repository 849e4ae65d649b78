"""What evidence hangs on. Each area says of its records who sees them and who may add files to them.

A kind of subject that nobody has declared is seen by nobody.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere

Judge = Callable[[Actor, UUID], bool]


@dataclass(frozen=True)
class Subject:
    """A kind of record: who sees it, and who may add files on the general upload page (None: nobody)."""

    subject_type: str
    visible: Judge
    may_add: Judge | None = None


_subjects: dict[str, Subject] = {}


def register(subject_type: str, visible: Judge, *, may_add: Judge | None = None) -> None:
    """Declare a kind of subject, such as ``merchants.Merchant``. Called in ``config/subscriptions/``."""
    _subjects[subject_type] = Subject(subject_type, visible, may_add)


def is_visible(actor: Actor, subject_type: str, subject_id: UUID) -> bool:
    """Whether the actor sees the subject, and so its files."""
    found = _subjects.get(subject_type)
    return found is not None and found.visible(actor, subject_id)


def require_visible(actor: Actor, subject_type: str, subject_id: UUID) -> None:
    """Refuse as not found unless the actor sees the subject."""
    if not is_visible(actor, subject_type, subject_id):
        raise NotFoundHere()


def may_add(actor: Actor, subject_type: str, subject_id: UUID) -> bool:
    """Whether the actor may add files to the subject on the general upload page."""
    found = _subjects.get(subject_type)
    return (
        found is not None
        and found.may_add is not None
        and found.visible(actor, subject_id)
        and found.may_add(actor, subject_id)
    )
