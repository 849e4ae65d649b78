"""Rules are data: every case of the shared vectors, and what a definition may not say."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path

import pytest

from endcap.mechanisms.questions import checking, interpreter

pytestmark = pytest.mark.req("CRD-07")
VECTORS = Path(__file__).resolve().parents[5] / "tests" / "vectors" / "questions"
FILES = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(VECTORS.glob("*.json"))}
CASES = [
    pytest.param(held["definition"], case, id=f"{name}: {case['name']}")
    for name, held in FILES.items()
    for case in held["cases"]
]
AUDIT = FILES["store_audit"]["definition"]


@pytest.mark.parametrize(("definition", "case"), CASES)
def test_the_interpreter_says_what_the_vector_says(definition, case):
    result = interpreter.evaluate(definition, case["answers"], case["files"])
    assert {
        "shown": list(result.shown),
        "required": list(result.required),
        "problems": [list(problem) for problem in result.problems],
        "score": result.score,
        "band": result.band,
    } == case["expect"]


@pytest.mark.parametrize("name", FILES)
def test_definitions_of_the_vectors_may_be_published(name):
    assert checking.faults(FILES[name]["definition"]) == []


def broken(change):
    definition = deepcopy(AUDIT)
    change(definition, definition["sections"][0]["questions"])
    return checking.faults(definition)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda d, q: d.pop("title"), ("title", "text")),
        (lambda d, q: d.update(sections=[]), ("sections", "missing")),
        (lambda d, q: d.update(unknown="half"), ("unknown", "not_an_option")),
        (lambda d, q: q[0].update(kind="colour"), ("there", "kind")),
        (lambda d, q: q[1].update(key="there"), ("there", "key")),
        (lambda d, q: q[0].update(key="Über"), ("Über", "key")),
        (lambda d, q: q[0].update(options=[]), ("there", "options")),
        (lambda d, q: q[0]["options"][0].update(points=101), ("there.yes", "points")),
        (lambda d, q: q[0].update(weight=-1), ("there", "weight")),
        (lambda d, q: q[0].update(show={"q": "faces", "at_least": 1}), ("there.show", "looks_ahead")),
        (lambda d, q: q[1].update(show={"q": "there", "like": "y"}), ("faces.show", "rule")),
        (lambda d, q: q[1].update(show={"q": "there", "at_least": "1"}), ("faces.show", "rule")),
        (lambda d, q: q[1].update(show="yes"), ("faces.show", "rule")),
        (lambda d, q: d["bands"][0].update({"from": 5000}), ("bands", "twice")),
        (lambda d, q: d["bands"][0].update({"from": 10_001}), ("bands.A", "from")),
        (lambda d, q: q.append("odd"), ("definition", "malformed: AttributeError")),
    ],
)
def test_a_fault_is_named_with_its_place(change, fault):
    assert fault in broken(change)
