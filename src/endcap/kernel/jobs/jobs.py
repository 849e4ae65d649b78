"""The task that does recurring work."""

from __future__ import annotations

from django_tasks import task

from endcap.kernel.jobs import recurring


@task()
def run_scheduled(key: str) -> None:
    """Do one piece of recurring work."""
    recurring.run(key)
