"""The clock of a worker: looks every few seconds which recurring work is due."""

from __future__ import annotations

import logging
from threading import Event, Thread

from django.db import DatabaseError, close_old_connections, connection

from endcap.kernel import clock
from endcap.kernel.actor import Actor
from endcap.kernel.jobs import recurring

log = logging.getLogger("endcap.schedule")
INTERVAL_S = 15.0


def tick() -> tuple[str, ...]:
    """Look once."""
    return recurring.queue_due(Actor.system(now=clock.now(), name=recurring.NAME))


class Ticker(Thread):
    """Ticks beside a worker until told to stop; a database that is busy or away is asked again next time."""

    def __init__(self, interval_s: float = INTERVAL_S) -> None:
        super().__init__(name="schedule", daemon=True)
        self.interval_s = interval_s
        self._over = Event()

    def run(self) -> None:
        """Tick until stopped."""
        while not self._over.wait(self.interval_s):
            close_old_connections()
            try:
                tick()
            except DatabaseError:
                log.warning("the schedule could not be read", exc_info=True)
            except Exception:
                log.exception("the schedule stumbled")
        connection.close()

    def stop(self) -> None:
        """End after the tick that is under way."""
        self._over.set()
