"""`{% load merchants %}`: which fields of a form were read from the photo."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def mark_of(marks: Mapping[str, bool], name: str) -> str:
    """``read``, ``doubtful``, or nothing for what was typed."""
    if name not in marks:
        return ""
    return "doubtful" if marks[name] else "read"
