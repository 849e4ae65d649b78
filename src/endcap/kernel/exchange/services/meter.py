"""How far a long piece of work is, for whoever watches: a job's page, the command line, or nobody."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from endcap.kernel.jobs import services as jobs

Watcher = Callable[[int, int], None]


@dataclass(frozen=True)
class Meter:
    """Tells a run and a watcher how far the work is; raises JobCancelled when somebody asked to stop."""

    run_id: UUID | None = None
    watcher: Watcher | None = None

    def tell(self, done: int, total: int) -> None:
        """So many of so many are done."""
        if self.run_id is not None:
            jobs.advance(self.run_id, done, total)
        if self.watcher is not None:
            self.watcher(done, total)


SILENT = Meter()


@contextmanager
def calm_collector() -> Iterator[None]:
    """Search for garbage cycles less often while many thousand rows are alive: each search looks at all
    of them
    and finds nothing, which was a fifth of the time of a big import."""
    usual = gc.get_threshold()
    gc.set_threshold(50_000, 20, 1_000)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
