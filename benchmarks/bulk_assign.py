"""Re-assigning 10,000 outlets at once: preview, run with progress, undo, in seconds.

``python benchmarks/bulk_assign.py [--outlets N] [--moved N] [--database-url URL]``; budget: 10,000 outlets ≤ 10 s.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import book


def _argument(name: str, default: int) -> int:
    return int(sys.argv[sys.argv.index(name) + 1]) if name in sys.argv else default


def _counted(work):
    """Seconds and statements of a piece of work."""
    from django.db import connection

    statements = 0

    def count(execute, sql, params, many, context):
        nonlocal statements
        statements += 1
        return execute(sql, params, many, context)

    began = time.perf_counter()
    with connection.execute_wrapper(count):
        answer = work()
    return answer, round(time.perf_counter() - began, 2), statements


def main() -> None:
    """Make a book, move a part of it to one rep, and take it back."""
    book.start(book.database_argument())
    from endcap.customers.outlets import services
    from endcap.customers.outlets.services import search_index
    from endcap.kernel import clock
    from endcap.kernel.jobs.models import JobRun

    count, moved = _argument("--outlets", 100_000), _argument("--moved", 10_000)
    system, _admin, _managers, offices, reps = book.people()
    services.create_preset_channels(system)
    ids = book.outlets(count, offices, reps)
    search_index.rebuild(system)
    given, selection = {"owner": str(reps[0].pk)}, services.Selection(ids=tuple(ids[:moved]))
    actor = replace(system, now=clock.now())

    action, previewed, asked = _counted(
        lambda: services.preview_mass_action(actor, kind="owner", given=given, selection=selection)
    )
    book.say(
        step="preview", outlets=action.total, changing=action.changing, seconds=previewed, statements=asked
    )
    queued = services.begin_mass_action(actor, action_id=action.pk)
    from endcap.customers.outlets.services import mass

    _none, ran, asked = _counted(
        lambda: mass.work("run", action_id=action.pk, run_id=queued.run_id, language="zh-hans")
    )
    run = JobRun.objects.get(pk=queued.run_id)
    book.say(step="run", state=run.state, progress=f"{run.done}/{run.total}", seconds=ran, statements=asked)
    undone, took, asked = _counted(lambda: services.undo_mass_action(actor, action_id=action.pk))
    book.say(step="undo", restored=undone.restored, kept=undone.kept, seconds=took, statements=asked)
    book.say(budget_s=10, total_s=round(previewed + ran, 2), machine=book.machine(), peak_mb=book.peak_mb())


if __name__ == "__main__":
    main()
