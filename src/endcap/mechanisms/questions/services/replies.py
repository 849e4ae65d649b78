"""Answering. The caller has required its own right and knows that the actor may see the subject."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import Conflict, NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id
from endcap.mechanisms.questions import interpreter, selectors
from endcap.mechanisms.questions.errors import AlreadySubmitted
from endcap.mechanisms.questions.models import Reply
from endcap.mechanisms.questions.wording import PROBLEMS


@transaction.atomic
def begin(actor: Actor, *, key: str, subject_type: str, subject_id: UUID, id: UUID | None = None) -> Reply:
    """Begin to answer the version in force. The same id again answers what is there."""
    known = Reply.objects.filter(pk=id).first() if id is not None else None
    if known is not None:
        if (known.subject_type, known.subject_id) != (subject_type, subject_id):
            raise Conflict()
        return known
    version = selectors.current(key)
    made = Reply(
        id=id or new_id(actor.now),
        version=version,
        subject_type=subject_type,
        subject_id=subject_id,
        made_by_id=actor.person_id,
        made_by_name=actor.name[:60],
        created_at=actor.now,
        updated_at=actor.now,
    )
    made.save(force_insert=True)
    audit.record(actor, "questions.begun", made)
    return made


@transaction.atomic
def save_draft(actor: Actor, *, reply_id: UUID, answers: Mapping[str, Any]) -> Reply:
    """Keep what is answered so far, right or wrong, so that nothing typed is lost."""
    held = _held(reply_id)

    held.answers, held.updated_at = dict(answers), actor.now
    held.save(update_fields=["answers", "updated_at"])
    return held


@transaction.atomic
def submit(
    actor: Actor, *, reply_id: UUID, answers: Mapping[str, Any], files: Mapping[str, int] | None = None
) -> Reply:
    """Hand the answers in: everything that is missing or wrong is named at once. They never change any more."""
    held = _held(reply_id)
    result = interpreter.evaluate(held.version.definition, answers, files)
    collect([Problem(key, code, PROBLEMS[code]) for key, code in result.problems])

    held.answers = {key: answer for key, answer in answers.items() if key in result.answered}
    held.files = {key: count for key, count in (files or {}).items() if count}
    held.points, held.score_bp, held.band = dict(result.points), result.score, result.band
    held.state, held.updated_at, held.submitted_at = Reply.State.SUBMITTED, actor.now, actor.now
    held.save(
        update_fields=[
            *("answers", "files", "points", "score_bp", "band"),
            *("state", "updated_at", "submitted_at"),
        ]
    )
    audit.record(actor, "questions.submitted", held, version=held.version.number, score=held.score_bp)
    return held


def _held(reply_id: UUID) -> Reply:
    """A draft, locked until the transaction ends."""
    rows = Reply.objects.filter(pk=reply_id).select_related("version")
    if transaction.get_connection().features.has_select_for_update:
        rows = rows.select_for_update(of=("self",))
    held = rows.first()
    if held is None:
        raise NotFoundHere()
    if held.state != Reply.State.DRAFT:
        raise AlreadySubmitted()
    return held
