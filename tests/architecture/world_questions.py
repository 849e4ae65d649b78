"""A questionnaire in the company of the matrix."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from endcap.mechanisms.questions import services
from endcap.org.people.models import Person

TEXT = {"zh": "题", "en": "Question"}
DEFINITION = {
    "title": TEXT,
    "sections": [
        {"key": "s", "title": TEXT, "questions": [{"key": "q", "kind": "text", "text": TEXT, "weight": 0}]}
    ],
}


def records_of(builder: Any, owner: Person, outlet_id: UUID) -> Mapping[str, Mapping[str, Any]]:
    """Questionnaires belong to nobody."""
    return {}


def known_to_all(builder: Any) -> Mapping[str, Any]:
    """A questionnaire with one published version."""
    services.install(builder.system, key="matrix", definition=DEFINITION)
    return {"questionnaire_key": "matrix", "version_number": 1}
