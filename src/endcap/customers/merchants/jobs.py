"""Tasks of merchants; each parses and calls one service."""

from __future__ import annotations

from uuid import UUID

from django_tasks import task

from endcap.customers.merchants import services


@task()
def read_licence(reading_id: str) -> None:
    """Read the photo of a licence."""
    services.read_photo(UUID(reading_id))
