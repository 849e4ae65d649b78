"""Handing work to the workers, in the transaction of whoever asks for it."""

from __future__ import annotations

from django.utils.module_loading import import_string


def enqueue(task_path: str, **arguments: str) -> None:
    """Queue a task by its dotted path, so that a service need not import the door that runs it. The row
    of the
    queue commits or rolls back together with what the caller writes."""
    import_string(task_path).enqueue(**arguments)
