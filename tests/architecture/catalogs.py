"""Whether every string that people read is translated: what the code says beside what the catalogues hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

_KEYWORDS: dict[str, tuple[object, ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_CHINESE = re.compile(r"(?!万)[\u4e00-\u9fff]")  # an English sentence may say that 1.2 万 is understood
_FIELD = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
Key = tuple[str, str]  # context, Chinese


def _calls(source: bytes) -> Iterator[tuple[int, Key]]:
    for line, function, messages, _comments in extract_python(BytesIO(source), list(_KEYWORDS), [], {}):
        spec = _KEYWORDS[str(function)]
        texts = messages if isinstance(messages, tuple) else (messages,)
        if spec and isinstance(spec[0], tuple):
            if len(texts) > 1 and texts[0] and texts[1]:
                yield line, (texts[0], texts[1])
        elif texts and texts[0]:
            yield line, ("", texts[0])


def said(root: Path) -> dict[Key, str]:
    """Every string marked for translation in code and templates, with the first place that says it."""
    found: dict[Key, str] = {}
    for path in sorted(root.rglob("*")):
        if path.suffix not in (".py", ".html") or {"tests", "migrations", "vendor"} & set(path.parts):
            continue
        text = path.read_text("utf-8")
        if path.suffix == ".html":
            text = templatize(text, origin=str(path))
        for line, key in _calls(text.encode()):
            found.setdefault(key, f"{path.relative_to(root)}:{line}")
    return found


def two_meanings(root: Path) -> list[str]:
    """Chinese words with two English forms: catalogues are merged, so one would show on others' pages."""
    english: dict[Key, dict[str, str]] = {}
    for path in sorted(root.rglob("locale/en/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                if message.id and message.string:
                    first = message.id[0] if isinstance(message.id, list | tuple) else message.id
                    forms = english.setdefault((message.context or "", first), {})
                    forms.setdefault(str(message.string), str(path.relative_to(root).parents[3]))
    return [
        f"{key[1]}: " + ", ".join(f"“{form}” in {area}" for form, area in forms.items())
        for key, forms in english.items()
        if len(forms) > 1
    ]


def untranslated(root: Path) -> list[str]:
    """Strings without an English form, empty or doubtful entries, Chinese left in English, and lost
    places to fill."""
    known: set[Key] = set()
    found = []
    for path in sorted(root.rglob("locale/en/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            catalog = read_po(file)
        for message in catalog:
            if not message.id:
                continue
            ids = message.id if isinstance(message.id, list | tuple) else (message.id,)
            texts = message.string if isinstance(message.string, list | tuple) else (message.string,)
            place = f"{path.relative_to(root)}: {ids[0]}"
            if message.fuzzy or not all(texts):
                found.append(f"{place} has no settled English")
                continue
            if any(_CHINESE.search(text) for text in texts):
                found.append(f"{place} is still Chinese in English")
            if any(set(_FIELD.findall(text)) - set(_FIELD.findall("".join(ids))) for text in texts):
                found.append(f"{place} fills other places in English")
            known.add((message.context or "", ids[0]))
    missing = ((place, key) for key, place in said(root).items() if key not in known)
    return found + [f"{place} says “{key[1]}” in Chinese only" for place, key in missing]
