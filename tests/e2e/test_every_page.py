"""Every page that the doors declare, in Chromium at the width of a phone, in English: it fits, it breaks nothing,
axe finds nothing serious, and whatever is Chinese on it is data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.architecture import matrix, world
from tests.architecture.doors import DOORS

pytestmark = [pytest.mark.e2e, pytest.mark.req("HOUSE"), pytest.mark.django_db(transaction=True)]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PHONE = {"width": 390, "height": 844}
CHINESE = re.compile(r"[\u4e00-\u9fff]+")
OURS = "端架简体中文"  # the name of the product, and that of the other language
SEVERE = {"serious", "critical"}
AXE = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "resultTypes": ["violations"],
}
WIDER = "document.documentElement.scrollWidth - window.innerWidth"
TEXTS = """() => {
  const found = new Set(), walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const around = walker.currentNode.parentElement;
    if (around && !around.closest("script, style, template")) found.add(walker.currentNode.textContent);
  }
  for (const one of document.querySelectorAll("[title], [aria-label], [placeholder], [data-label], [alt]"))
    for (const name of ["title", "aria-label", "placeholder", "data-label", "alt"])
      if (one.hasAttribute(name)) found.add(one.getAttribute(name));
  return [document.title, ...found].filter((text) => /[\\u4e00-\\u9fff]/.test(text));
}"""


def _data() -> str:
    """Everything that stands in the database: what of a page is found in it is data, no sentence of ours."""
    held = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")
            held += [str(value) for row in cursor.fetchall() for value in row if isinstance(value, str)]
    plain = (re.sub(r"\\u([0-9a-f]{4})", lambda sign: chr(int(sign[1], 16)), text) for text in held)  # JSON
    return "\n".join(text for text in plain if CHINESE.search(text))


def _addresses(records: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """The name and the path of every declared page."""
    for (name, method), door in DOORS.items():
        if method != "GET" or name.startswith(("/", "api:")):
            continue
        filling = {**records[""], **records.get(door.about, {})}
        wanted = next(pattern.pattern.converters for found, pattern in matrix.walk() if found == name)
        try:
            path = reverse(name, kwargs={key: filling[key] for key in wanted})
        except (KeyError, NoReverseMatch) as missing:
            pytest.fail(f"{name}: no record fills its address ({missing})")
        yield name, path
    for step in ("photo", "bank", "check"):
        yield "merchants:step", reverse("merchants:step", args=[records["merchant"]["merchant_id"], step])


def _pages(client: Client, records: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Those that answer a whole page: no file, no part of a page, no way on to another."""
    found = []
    for name, path in _addresses(records):
        answer = client.get(path)
        if answer.status_code == 200 and not answer.streaming and b"</html>" in answer.content:
            found.append((name, path))
    return found


def _wrong_with(page: Any, data: str) -> Iterable[str]:
    if (wider := page.evaluate(WIDER)) > 0:
        yield f"is {wider} px too wide"
    for text in page.evaluate(TEXTS):
        for word in CHINESE.findall(text):
            if word not in data and word not in OURS:
                yield f"says “{text.strip()[:60]}”"
                break
    for one in Axe().run(page, options=AXE).response["violations"]:
        if one["impact"] in SEVERE:
            yield f"axe {one['id']}: {one['nodes'][0]['html'][:120]}"


def test_every_page_fits_a_phone_speaks_english_and_passes_axe(browser, live_server, system):
    admin, records = world.build_for_one(system)
    client = Client()
    client.force_login(admin, backend=BACKEND)
    client.cookies["django_language"] = "en"
    found = _pages(client, records)
    assert len(found) > 100, "the doors have been lost"
    data = _data()

    context = browser.new_context(viewport=PHONE, has_touch=True)
    context.add_cookies(
        [
            {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url},
            {"name": "django_language", "value": "en", "url": live_server.url},
        ]
    )
    page, wrong = context.new_page(), []
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda m: said.append(m.text) if m.type == "error" else None)
    for name, path in found:
        said.clear()
        page.goto(live_server.url + path, wait_until="load")
        wrong += [f"{name} {what}" for what in (*_wrong_with(page, data), *said)]
    context.close()
    assert wrong == []
