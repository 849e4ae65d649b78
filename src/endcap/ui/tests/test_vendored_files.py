"""What the browser loads is what the manifest says, and pages use only what is there."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

import endcap

pytestmark = pytest.mark.req("HOUSE")

SOURCE = Path(endcap.__path__[0])
VENDOR = SOURCE / "ui/static/ui/vendor"
PAGES = sorted(path for path in SOURCE.rglob("templates/**/*.html"))
SPRITE = set(re.findall(r'<symbol id="([^"]+)"', (VENDOR / "icons.svg").read_text(encoding="utf-8")))
MANIFEST = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))["files"]


@pytest.mark.parametrize("line", MANIFEST, ids=[line["file"] for line in MANIFEST])
def test_a_vendored_file_is_the_one_in_the_manifest(line):
    assert hashlib.sha256((VENDOR / line["file"]).read_bytes()).hexdigest() == line["sha256"]
    assert line["version"]
    assert line["licence"] in {"MIT", "0BSD", "Apache-2.0", "BSD-3-Clause"}
    assert len((VENDOR / line["licence_file"]).read_text(encoding="utf-8")) > 300


def test_nothing_lies_beside_the_manifest():
    known = {"manifest.json"} | {line[key] for line in MANIFEST for key in ("file", "licence_file")}
    assert {path.name for path in VENDOR.iterdir()} == known


def test_the_sprite_holds_exactly_the_listed_drawings():
    listed = SOURCE.parents[1] / "tools/icons.txt"
    assert set(listed.read_text(encoding="utf-8").split()) == SPRITE


def test_every_icon_on_a_page_is_in_the_sprite():
    used = {
        name for page in PAGES for name in re.findall(r'\{% icon "([^"]+)"', page.read_text(encoding="utf-8"))
    }
    named = {
        name
        for page in PAGES
        for name in re.findall(
            r'\{% (?:note "[^"]*"|empty) "([a-z][a-z0-9-]+)"', page.read_text(encoding="utf-8")
        )
    }
    assert used
    assert used | named <= SPRITE, (used | named) - SPRITE


def test_every_icon_in_the_navigation_is_in_the_sprite():
    pattern = re.compile(
        r'(?:NavEntry|SettingsEntry)\([^)]*?"([a-z0-9]+(?:-[a-z0-9]+)*)",\s*"[a-z_]+:[a-z_]+"', re.DOTALL
    )
    used = {
        name
        for path in SOURCE.rglob("*.py")
        if "tests" not in path.parts
        for name in pattern.findall(path.read_text(encoding="utf-8"))
    }
    assert used <= SPRITE, used - SPRITE


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(SOURCE)) for page in PAGES])
def test_a_page_has_no_inline_script_handler_or_style(page):
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert not re.search(r"\sstyle\s*=\s*[\"']", text)
    assert not re.search(r"<script(?![^>]*\b(?:src=|type=\"application/json\"))[^>]*>", text)
    assert "javascript:" not in text
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", text)
