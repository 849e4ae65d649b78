"""What every change around people needs: the locked person, and the certainty that an administrator
remains."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection

from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere, Problem
from endcap.kernel.scope import Reach
from endcap.org.people.authority import EVERYTHING
from endcap.org.people.errors import LastAdministrator
from endcap.org.people.models import Person, Role


def person_in_scope(actor: Actor, person_id: UUID) -> Person:
    """Somebody whom the actor may see, held until the transaction ends."""
    person = Person.objects.visible_to(actor).locked().filter(pk=person_id).first()
    if person is None:
        raise NotFoundHere()
    return person


def password_problem(password: str, person: Person) -> Problem | None:
    """What is wrong with a new password."""
    try:
        validate_password(password, person)
    except ValidationError as wrong:
        return Problem("password", "weak", " ".join(wrong.messages))
    return None


def _administering_roles() -> list[Role]:
    rows = Role.objects.order_by("pk")
    if connection.features.has_select_for_update:
        rows = rows.select_for_update()
    return [role for role in rows if EVERYTHING in role.rights and role.reach == Reach.COMPANY]


def _has_administrator() -> bool:
    everybody = Person.objects.unscoped("an administrator anywhere in the company counts")
    return everybody.filter(is_active=True, roles__in=_administering_roles()).exists()


@contextmanager
def an_administrator_stays() -> Iterator[None]:
    """Refuse whatever happens inside if it leaves nobody who may change everything.

    The roles are locked first, so that two administrators can't remove each other at the same moment.
    """
    before = _has_administrator()
    yield
    if before and not _has_administrator():
        raise LastAdministrator()
