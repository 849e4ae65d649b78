"""Owners, classes and entries of the ledger as one stream, in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import CharField, F, TextField, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils.translation import get_language

from endcap.customers.outlets.models import Classification, FileNote, Ownership
from endcap.kernel.actor import Actor


@dataclass(frozen=True)
class ToldRow:
    """One of them: ``what`` is owner, class, or the kind of an entry."""

    at: datetime
    id: UUID
    what: str
    title: str
    text: str
    extra: str
    source: str
    by: str


def _text(expression: Any) -> Any:
    return Cast(expression, TextField())


def told_of(actor: Actor, outlet_id: UUID, *, until: datetime | None, limit: int) -> Sequence[ToldRow]:
    """The newest of the three, not after a moment; the outlet's visibility was checked by the caller."""
    nothing = Value("", output_field=TextField())
    scheme: Any = F("scheme__name")
    if (get_language() or "").startswith("en"):
        scheme = Coalesce(NullIf("scheme__name_en", Value("")), scheme)
    parts: list[Any] = [
        Ownership.objects.visible_to(actor).annotate(
            what=Value("owner", CharField()),
            t1=_text("owner__name"),
            t2=_text("reason"),
            t3=nothing,
            t4=nothing,
        ),
        Classification.objects.visible_to(actor).annotate(
            what=Value("class", CharField()),
            t1=_text("value"),
            t2=_text("reason"),
            t3=_text(scheme),
            t4=_text("source"),
        ),
        FileNote.objects.visible_to(actor).annotate(
            what=_text("kind"),
            t1=nothing,
            t2=_text("text"),
            t3=Coalesce(_text("next_on"), nothing),
            t4=nothing,
        ),
    ]
    columns = ("at", "id", "what", "t1", "t2", "t3", "t4", "by_name")
    rows = [part.filter(outlet_id=outlet_id) for part in parts]
    if until is not None:
        rows = [part.filter(at__lte=until) for part in rows]
    first, *others = [part.order_by().values_list(*columns) for part in rows]
    stream = first.union(*others, all=True).order_by("-at", "-id")[:limit]
    return [ToldRow(*row) for row in stream]
