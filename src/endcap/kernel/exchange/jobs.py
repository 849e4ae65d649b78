"""Tasks of import and export; each parses and calls one service."""

from __future__ import annotations

from uuid import UUID

from django_tasks import task

from endcap.kernel.exchange import services
from endcap.kernel.exchange.services import Style


@task()
def stage_batch(batch_id: str, run_id: str, language: str) -> None:
    """Make a preview."""
    services.work("stage", batch_id=UUID(batch_id), run_id=UUID(run_id), language=language)


@task()
def commit_batch(batch_id: str, run_id: str, language: str) -> None:
    """Write a preview."""
    services.work("commit", batch_id=UUID(batch_id), run_id=UUID(run_id), language=language)


@task()
def undo_batch(batch_id: str, run_id: str, language: str) -> None:
    """Take a batch back."""
    services.work("undo", batch_id=UUID(batch_id), run_id=UUID(run_id), language=language)


@task()
def write_export(export_id: str, run_id: str, style: str, language: str) -> None:
    """Write a big export."""
    services.write_queued_export(
        export_id=UUID(export_id), run_id=UUID(run_id), style=Style(style), language=language
    )
