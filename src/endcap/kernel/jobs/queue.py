"""Handing work to the workers, in the transaction of whoever asks for it."""

from __future__ import annotations

from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult


def enqueue(task_path: str, **arguments: str) -> None:
    """Queue a task by its dotted path, so that a service need not import the door that runs it. The row
    of the
    queue commits or rolls back together with what the caller writes."""
    import_string(task_path).enqueue(**arguments)


def enqueue_once(task_path: str) -> None:
    """Queue a task unless one that has not begun yet is waiting: it will see what the caller writes."""
    if not DBTaskResult.objects.ready().filter(task_path=import_string(task_path).module_path).exists():
        enqueue(task_path)
