"""Writing and publishing versions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id
from endcap.mechanisms.questions import checking
from endcap.mechanisms.questions.errors import AlreadyPublished
from endcap.mechanisms.questions.models import Questionnaire, Version
from endcap.mechanisms.questions.rights import Rights


@transaction.atomic
def save_version(actor: Actor, *, key: str, definition: Mapping[str, Any]) -> Version:
    """Write the draft of a questionnaire: the one that waits, or a new one under the next number."""
    actor.require(Rights.EDIT)

    questionnaire = _held(actor, key)
    newest = questionnaire.versions.order_by("-number").first()
    collect(_problems(definition))

    if newest is not None and newest.state == Version.State.DRAFT:
        newest.definition, newest.made_by_name = dict(definition), actor.name[:60]
        newest.save(update_fields=["definition", "made_by_name"])
        audit.record(actor, "questions.draft_saved", newest)
        return newest
    version = Version(
        id=new_id(actor.now),
        questionnaire=questionnaire,
        number=newest.number + 1 if newest else 1,
        definition=dict(definition),
        made_by_name=actor.name[:60],
        created_at=actor.now,
    )
    version.save(force_insert=True)
    audit.record(actor, "questions.draft_saved", version)
    return version


@transaction.atomic
def publish(actor: Actor, *, key: str, number: int) -> Version:
    """From now on this version is answered. It never changes any more."""
    actor.require(Rights.EDIT)

    _held(actor, key)
    version = Version.objects.filter(questionnaire__key=key, number=number).first()
    if version is None:
        raise NotFoundHere()
    if version.state == Version.State.PUBLISHED:
        raise AlreadyPublished()
    collect(_problems(version.definition))

    version.state, version.published_at = Version.State.PUBLISHED, actor.now
    version.save(update_fields=["state", "published_at"])
    audit.record(actor, "questions.published", version)
    return version


@transaction.atomic
def install(actor: Actor, *, key: str, definition: Mapping[str, Any]) -> Version:
    """Bring a preset questionnaire: its first version, published. What is there already stays as it is."""
    actor.require(Rights.EDIT)
    there = Version.objects.filter(questionnaire__key=key).order_by("-number").first()
    if there is not None:
        return there
    version = save_version(actor, key=key, definition=definition)
    return publish(actor, key=key, number=version.number)


def _held(actor: Actor, key: str) -> Questionnaire:
    """The questionnaire of a key, made when there is none, locked until the transaction ends."""
    Questionnaire.objects.get_or_create(key=key, defaults={"id": new_id(actor.now), "created_at": actor.now})
    rows = Questionnaire.objects.filter(key=key)
    if transaction.get_connection().features.has_select_for_update:
        rows = rows.select_for_update()
    return rows.get()


def _problems(definition: Any) -> list[Problem | None]:
    """Each fault of a definition as a sentence."""
    return [
        Problem(place, code, _("问卷定义“%(place)s”不对：%(code)s。") % {"place": place, "code": code})
        for place, code in checking.faults(definition)
    ]
