"""Questionnaires as the API speaks of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Field, Schema


class VersionOut(Schema):
    """One version of a questionnaire."""

    key: str
    number: int
    state: str = Field(description="draft or published")
    definition: dict[str, Any] = Field(
        description="Sections, questions and rules, as docs/areas/questions.md says"
    )
    published_at: datetime | None


class QuestionnaireOut(Schema):
    """A questionnaire in the list."""

    key: str
    version: int | None = Field(description="The version that is answered now")
    has_draft: bool
    replies: int


class QuestionnairesOut(Schema):
    """All questionnaires."""

    items: list[QuestionnaireOut]


class DefinitionIn(Schema):
    """A definition to keep as draft."""

    definition: dict[str, Any]


class AnswersIn(Schema):
    """Answers to try: question → {"value": …} or {"unknown": true}; and how many files hang on which."""

    answers: dict[str, Any]
    files: dict[str, int] = {}


class ResultOut(Schema):
    """What the interpreter says of answers."""

    shown: list[str]
    required: list[str]
    problems: list[list[str]]
    score_bp: int | None
    band: str


class RefusalOut(Schema):
    """Why something was declined."""

    code: str
    message: str
