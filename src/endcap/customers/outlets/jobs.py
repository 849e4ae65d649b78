"""Tasks of changes to many outlets; each parses and calls one service."""

from __future__ import annotations

from uuid import UUID

from django_tasks import task

from endcap.customers.outlets.services import mass


@task()
def run_mass_action(action_id: str, run_id: str, language: str) -> None:
    """Do what a preview said."""
    mass.work("run", action_id=UUID(action_id), run_id=UUID(run_id), language=language)


@task()
def undo_mass_action(action_id: str, run_id: str, language: str) -> None:
    """Take it back."""
    mass.work("undo", action_id=UUID(action_id), run_id=UUID(run_id), language=language)
