"""The scorecard of a questionnaire: weights of its questions and points of its options. Pure."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from endcap.mechanisms.questions.interpreter import Data, questions_of


def fields_of(definition: Data) -> dict[str, int]:
    """Every figure that may be changed, by the name of its field: ``weight-KEY`` and ``points-KEY-VALUE``."""
    found: dict[str, int] = {}
    for _section, question in questions_of(definition):
        if question.get("weight"):
            found[f"weight-{question['key']}"] = question["weight"]
            for option in question.get("options", ()):
                found[f"points-{question['key']}-{option['value']}"] = option.get("points", 0)
    return found


def changed(definition: Data, figures: Mapping[str, int]) -> dict[str, Any]:
    """The same definition with other weights and points."""
    made = copy.deepcopy(dict(definition))
    for _section, question in questions_of(made):
        key: Any = question["key"]
        if f"weight-{key}" in figures:
            question["weight"] = figures[f"weight-{key}"]  # type: ignore[index]
        for option in question.get("options", ()):
            name = f"points-{key}-{option['value']}"
            if name in figures:
                option["points"] = figures[name]
    return made
