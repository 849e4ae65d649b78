"""Reading the unit tree."""

from __future__ import annotations

from uuid import UUID

from endcap.org.units.models import Unit


def subtree_ids(unit_id: UUID) -> frozenset[UUID]:
    """A unit and everything below it."""
    path = Unit.objects.values_list("path", flat=True).get(pk=unit_id)
    return frozenset(Unit.objects.filter(path__startswith=path).values_list("pk", flat=True))


def company() -> Unit | None:
    """The root of the tree; none before the installation is set up."""
    return Unit.objects.filter(parent__isnull=True).first()


def tree() -> list[Unit]:
    """All open units, parents before children."""
    return list(Unit.objects.filter(closed_on__isnull=True))
