"""The examples of the documentation, run as they are printed, against a server that is really listening."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from endcap.customers.outlets import services as outlets
from endcap.customers.outlets.models import Channel
from endcap.kernel.webhooks import signing
from endcap.org.people import services as people

pytestmark = [pytest.mark.req("HOUSE")]
DOCS = Path(__file__).resolve().parents[2] / "docs"


def blocks(page: str, language: str) -> list[str]:
    """The code of one language on a page."""
    return re.findall(rf"```{language}\n(.*?)```", (DOCS / page).read_text("utf-8"), flags=re.DOTALL)


@pytest.fixture
def environment(live_server, person, system):
    """A token of somebody with an outlet, and where the server listens."""
    outlets.create_preset_channels(system)
    owner = person("林小满", "rep")
    for number in range(3):
        draft = outlets.OutletDraft(
            name=f"福满园 {number}",
            channel_id=Channel.objects.get(code=outlets.UNSORTED).pk,
            owner_id=owner.pk,
            unit_id=owner.unit_id,
            city="东渡",
        )
        outlets.create_many(system, [draft])
    secret = people.create_token(system, person_id=owner.pk, name="示例")
    return {**os.environ, "ENDCAP_URL": live_server.url, "ENDCAP_TOKEN": secret}


@pytest.mark.django_db(transaction=True)
def test_the_python_example_lists_every_outlet(environment):
    [code] = blocks("api.md", "python")
    assert len(code.strip().splitlines()) == 10

    ran = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60, check=False
    )

    assert ran.returncode == 0, ran.stderr
    assert [line.split()[1:3] for line in ran.stdout.splitlines()] == [["福满园", str(n)] for n in range(3)]


@pytest.mark.django_db(transaction=True)
def test_the_curl_examples_answer(environment):
    [code] = blocks("api.md", "bash")

    ran = subprocess.run(
        ["bash", "-euc", code], env=environment, capture_output=True, text=True, timeout=60, check=False
    )

    assert ran.returncode == 0, ran.stderr
    assert '"person"' in ran.stdout
    assert '{"changed":0}' in ran.stdout


def test_the_receivers_example_tells_genuine_notices_from_others(monkeypatch):
    [code] = blocks("areas/webhooks.md", "python")
    there: dict = {}
    exec(code, there)
    monkeypatch.setattr(there["time"], "time", lambda: 1784182800)
    body = b'{"id":"1"}'
    headers = {
        signing.TIMESTAMP: "1784182800",
        signing.SIGNATURE: signing.signature("whsec_x", timestamp=1784182800, body=body),
    }
    assert there["is_genuine"]("whsec_x", headers, body)
    assert not there["is_genuine"]("whsec_y", headers, body)
    assert not there["is_genuine"]("whsec_x", headers, body + b" ")
