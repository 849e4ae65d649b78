"""`{% load agenda %}`: how near a due day is, in words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django import template

from endcap.mechanisms.agenda import wording

if TYPE_CHECKING:
    from endcap.mechanisms.agenda.models import Item

register = template.Library()


@register.filter
def due_in_words(item: Item, today: date) -> str:
    """Overdue by so many days, today, tomorrow, in so many days."""
    return wording.when(item, today)


@register.filter
def is_late(item: Item, today: date) -> bool:
    """Whether its day has passed and it still waits."""
    return item.is_open and item.due_on < today
