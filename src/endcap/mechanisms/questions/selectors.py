"""Reading questionnaires and replies. Who may see a reply is the business of the area that asked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere
from endcap.mechanisms.questions.errors import NothingPublished
from endcap.mechanisms.questions.models import Questionnaire, Reply, Version
from endcap.mechanisms.questions.rights import Rights


@dataclass(frozen=True, slots=True)
class Listed:
    """A questionnaire in the list: its newest published version, whether a draft waits, how often it was answered."""

    key: str
    newest: Version | None
    has_draft: bool
    replies: int


def current(key: str) -> Version:
    """The version that is answered now; NothingPublished where there is none."""
    rows = Version.objects.filter(questionnaire__key=key, state=Version.State.PUBLISHED)
    found = rows.select_related("questionnaire").order_by("-number").first()
    if found is None:
        raise NothingPublished(key=key)
    return found


def questionnaires(actor: Actor) -> list[Listed]:
    """All questionnaires, by key."""
    actor.require(Rights.VIEW)
    published = Version.objects.filter(state=Version.State.PUBLISHED).order_by("questionnaire_id", "-number")
    newest: dict[UUID, Version] = {}
    for version in published:
        newest.setdefault(version.questionnaire_id, version)
    rows = Questionnaire.objects.annotate(
        drafts=Count("versions", filter=Q(versions__state=Version.State.DRAFT), distinct=True),
        answered=Count(
            "versions__replies", filter=Q(versions__replies__state=Reply.State.SUBMITTED), distinct=True
        ),
    )
    return [Listed(row.key, newest.get(row.pk), bool(row.drafts), row.answered) for row in rows]


def version_of(actor: Actor, key: str, number: int | None = None) -> Version:
    """One version, or the newest that is published."""
    actor.require(Rights.VIEW)
    rows = Version.objects.filter(questionnaire__key=key).select_related("questionnaire")
    wanted = rows.filter(number=number) if number is not None else rows.filter(state="published")
    found = wanted.order_by("-number").first()
    if found is None:
        raise NotFoundHere()
    return found


def versions_of(actor: Actor, key: str) -> list[Version]:
    """Every version of a questionnaire, newest first."""
    actor.require(Rights.VIEW)
    return list(Version.objects.filter(questionnaire__key=key).order_by("-number"))


def reply(reply_id: UUID) -> Reply:
    """One reply with its version; the caller has asked whether it may be seen."""
    found = Reply.objects.select_related("version__questionnaire").filter(pk=reply_id).first()
    if found is None:
        raise NotFoundHere()
    return found


def replies(reply_ids: Collection[UUID]) -> dict[UUID, Reply]:
    """Several replies by id."""
    rows = Reply.objects.select_related("version").filter(pk__in=reply_ids)
    return {row.pk: row for row in rows}
