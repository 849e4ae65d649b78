"""How far a long piece of work is, for whoever watches: a job's page, the command line, or nobody."""

from __future__ import annotations

from collections.abc import Callable
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
