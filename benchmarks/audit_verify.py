"""How fast the audit log is verified: ``python benchmarks/audit_verify.py [rows]`` prints rows per second
(SQLite)."""

from __future__ import annotations

import os
import sys
import tempfile
import time

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 500_000
TARGET = 200_000


def main() -> int:
    """Fill a fresh database with rows of usual size, verify it three times, print the best."""
    os.environ["ENDCAP_HOME"] = tempfile.mkdtemp(prefix="endcap-bench-")
    os.environ.pop("DATABASE_URL", None)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "endcap.config.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    from endcap.kernel.actor import Actor
    from endcap.kernel.audit import selectors, services

    call_command("migrate", "audit", verbosity=0)
    actor = Actor.system(name="林小满")
    began = time.perf_counter()
    with transaction.atomic():
        for start in range(0, ROWS, 50_000):
            services.record_rows(
                actor,
                (
                    (
                        "outlets.changed",
                        "outlets.Outlet",
                        f"01980f2e-7a31-7c55-9d43-{n:012d}",
                        {"fields": ["phone", "grade"]},
                    )
                    for n in range(start, min(start + 50_000, ROWS))
                ),
            )
    written_s = time.perf_counter() - began
    times = []
    for _round in range(3):
        began = time.perf_counter()
        verdict = selectors.verify()
        times.append(time.perf_counter() - began)
        assert verdict == selectors.Verdict(ROWS, ()), verdict
    speed = int(ROWS / min(times))
    print(f"audit_verify rows={ROWS} best_s={min(times):.2f} rows_per_s={speed} target={TARGET}")
    print(f"audit_write rows={ROWS} rows_per_s={int(ROWS / written_s)}")
    return 0 if speed >= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
