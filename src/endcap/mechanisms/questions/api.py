"""The API of questionnaires: phones fetch the version in force and its rules; what is answered goes through the area
that asks."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Status

from endcap.kernel.actor import Actor
from endcap.kernel.rights import Right
from endcap.mechanisms.questions import interpreter, selectors, services
from endcap.mechanisms.questions.models import Version
from endcap.mechanisms.questions.rights import Rights
from endcap.mechanisms.questions.schemas import (
    AnswersIn,
    DefinitionIn,
    QuestionnaireOut,
    QuestionnairesOut,
    RefusalOut,
    ResultOut,
    VersionOut,
)

router = Router()
_REFUSED = {403: RefusalOut, 404: RefusalOut, 409: RefusalOut, 422: RefusalOut}


def _actor(request: HttpRequest, *rights: Right) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    for right in (Rights.VIEW, *rights):
        actor.require(right)
    return actor


def _out(key: str, version: Version) -> VersionOut:
    return VersionOut(
        key=key,
        number=version.number,
        state=version.state,
        definition=version.definition,
        published_at=version.published_at,
    )


@router.get("", response={200: QuestionnairesOut, 403: RefusalOut}, summary="Questionnaires")
def list_questionnaires(request: HttpRequest) -> QuestionnairesOut:
    """All questionnaires with the version that is answered now."""
    items = [
        QuestionnaireOut(
            key=one.key,
            version=one.newest.number if one.newest else None,
            has_draft=one.has_draft,
            replies=one.replies,
        )
        for one in selectors.questionnaires(_actor(request))
    ]
    return QuestionnairesOut(items=items)


@router.get(
    "/{slug:questionnaire_key}", response={200: VersionOut, **_REFUSED}, summary="The version in force"
)
def get_questionnaire(request: HttpRequest, questionnaire_key: str) -> VersionOut:
    """Its definition, to be asked without a connection."""
    return _out(questionnaire_key, selectors.version_of(_actor(request), questionnaire_key))


@router.get(
    "/{slug:questionnaire_key}/versions/{int:version_number}",
    response={200: VersionOut, **_REFUSED},
    summary="One version",
)
def get_version(request: HttpRequest, questionnaire_key: str, version_number: int) -> VersionOut:
    """A version, published or draft."""
    return _out(questionnaire_key, selectors.version_of(_actor(request), questionnaire_key, version_number))


@router.post(
    "/{slug:questionnaire_key}/versions", response={201: VersionOut, **_REFUSED}, summary="Write the draft"
)
def save_version(request: HttpRequest, questionnaire_key: str, body: DefinitionIn) -> Status[VersionOut]:
    """Replaces the draft that waits, or begins one under the next number. Every fault is named at once."""
    made = services.save_version(
        _actor(request, Rights.EDIT), key=questionnaire_key, definition=body.definition
    )
    return Status(201, _out(questionnaire_key, made))


@router.post(
    "/{slug:questionnaire_key}/versions/{int:version_number}/publish",
    response={200: VersionOut, **_REFUSED},
    summary="Publish",
)
def publish_version(request: HttpRequest, questionnaire_key: str, version_number: int) -> VersionOut:
    """From now on this version is answered, and it never changes."""
    return _out(
        questionnaire_key,
        services.publish(_actor(request, Rights.EDIT), key=questionnaire_key, number=version_number),
    )


@router.post("/{slug:questionnaire_key}/try", response={200: ResultOut, **_REFUSED}, summary="Try answers")
def try_answers(request: HttpRequest, questionnaire_key: str, body: AnswersIn) -> ResultOut:
    """What the version in force says of a set of answers; nothing is kept."""
    version = selectors.version_of(_actor(request), questionnaire_key)
    result = interpreter.evaluate(version.definition, body.answers, body.files)
    return ResultOut(
        shown=list(result.shown),
        required=list(result.required),
        problems=[list(one) for one in result.problems],
        score_bp=result.score,
        band=result.band,
    )
