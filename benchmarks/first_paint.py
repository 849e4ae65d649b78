"""First contentful paint in Chromium of the list, the map, the outlet page and the inbox, on a book of 100,000 outlets.

``python benchmarks/first_paint.py [--outlets N] [--database-url URL]``; budget: ≤ 1 s. The server runs as
``endcap serve`` does; each page is opened in a fresh context (empty cache) and again in the same one.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import book

PORT = 8917
ADDRESS = f"http://127.0.0.1:{PORT}"
PAINT = """() => new Promise(done => {
  const seen = performance.getEntriesByName('first-contentful-paint')[0];
  if (seen) return done(seen.startTime);
  new PerformanceObserver(list => { for (const one of list.getEntries()) if (one.name === 'first-contentful-paint') done(one.startTime); })
    .observe({type: 'paint', buffered: true});
})"""
ROUNDS = 7


def _serve() -> subprocess.Popen[bytes]:
    server = subprocess.Popen(
        [sys.executable, "-m", "endcap.config.cli", "serve", "--port", str(PORT), "--no-worker"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(100):
        try:
            urllib.request.urlopen(f"{ADDRESS}/accounts/login/", timeout=2).read()
            return server
        except OSError:
            time.sleep(0.3)
    server.kill()
    raise SystemExit("the server did not answer")


def _session_of(person) -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    return store.session_key


def main() -> None:
    """Print one line for each page."""
    outlets = int(sys.argv[sys.argv.index("--outlets") + 1]) if "--outlets" in sys.argv else 100_000
    book.start(book.database_argument())
    from django.db import connection, transaction
    from playwright.sync_api import sync_playwright

    with transaction.atomic():
        _system, admin, _managers, offices, reps = book.people()
        ids = book.outlets(outlets, offices, reps)
        key = _session_of(admin)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    book.say(machine=book.machine(), database=connection.vendor, outlets=outlets)
    connection.close()
    some = [str(pk) for pk in random.Random(3).sample(ids, ROUNDS)]
    pages = {
        "list": ["/outlets/?layout=list"] * ROUNDS,
        "list and map": ["/outlets/?layout=both"] * ROUNDS,
        "outlet": [f"/outlets/{pk}/" for pk in some],
        "approvals": ["/approvals/"] * ROUNDS,
    }
    server = _serve()
    try:
        with sync_playwright() as play:
            chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
            browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            for name, paths in pages.items():
                cold, warm = [], []
                for path in paths:
                    context = browser.new_context(viewport={"width": 1440, "height": 900})
                    context.add_cookies([{"name": "sessionid", "value": key, "url": ADDRESS}])
                    page = context.new_page()
                    for found in (cold, warm):
                        page.goto(f"{ADDRESS}{path}", wait_until="load")
                        found.append(page.evaluate(PAINT))
                    context.close()
                book.say(
                    page=f"'{name}'",
                    cold_p50_ms=round(book.quantile(cold, 0.5)),
                    cold_max_ms=round(max(cold)),
                    warm_p50_ms=round(book.quantile(warm, 0.5)),
                    budget_ms=1000,
                )
            browser.close()
    finally:
        server.terminate()


if __name__ == "__main__":
    main()
