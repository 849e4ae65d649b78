"""The scan for suspected duplicates over a whole book; budget at 100,000 outlets: ≤ 2 minutes.

``python benchmarks/duplicates.py [--outlets N] [--database-url URL]``
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import book


def main() -> None:
    """Fill, then scan once."""
    count = int(sys.argv[sys.argv.index("--outlets") + 1]) if "--outlets" in sys.argv else 100_000
    book.start(book.database_argument())

    from django.db import connection, transaction

    from endcap.customers.outlets import services as outlets
    from endcap.customers.outlets.models import OutletLink

    with transaction.atomic():
        system, _admin, _managers, offices, reps = book.people()
        book.outlets(count, offices, reps)
    with book.Timer() as timer:
        outlets.scan_duplicates(system)
    found = OutletLink.objects.unscoped("the benchmark counts what was found").count()
    book.say(
        database=connection.vendor,
        outlets=count,
        links=found,
        seconds=round(timer.seconds, 1),
        peak_mb=book.peak_mb(),
        machine=f"'{book.machine()}'",
    )


if __name__ == "__main__":
    main()
