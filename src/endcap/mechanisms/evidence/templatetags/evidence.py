"""`{% load evidence %}`: the files of a record on its page, with upload where the record allows it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import template
from django.template.context import Context

from endcap.mechanisms.evidence import selectors, subjects
from endcap.mechanisms.evidence.rights import Rights

register = template.Library()


@register.inclusion_tag("evidence/files.html", takes_context=True)
def evidence_files(
    context: Context, subject_type: str, subject_id: UUID, kind: str = "photo", only: str = ""
) -> dict[str, Any]:
    """The files of a subject. Uploads become ``kind``; with ``only="kind"`` files of other kinds are left out."""
    request = context["request"]
    actor = request.actor
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "files": selectors.of_subject(actor, subject_type, subject_id, kinds=[kind] if only else ()),
        "subject_type": subject_type,
        "subject_id": subject_id,
        "kind": kind,
        "only": only,
        "may_add": subjects.may_add(actor, subject_type, subject_id),
        "may_remove": actor.may(Rights.REMOVE),
        "next": request.get_full_path(),
    }
