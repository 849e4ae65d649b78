"""Saved views of the list: kept, renamed, put in order, shared, dropped; and the columns that a person wants."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qs
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets.filters import OutletFilter
from endcap.customers.outlets.models import ChosenColumns, SavedView
from endcap.customers.outlets.rights import Rights
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id

MOST_VIEWS = 40


def clean_query(query: str) -> str:
    """A filter as it stands in an address, without what is not a condition."""
    return OutletFilter.from_mapping(parse_qs(query.lstrip("?"))).as_query()


def _joined(columns: Sequence[str]) -> str:
    return ",".join(dict.fromkeys(column for column in columns if column.isidentifier()))[:200]


def _name_problem(word: str) -> Problem | None:
    return None if 0 < len(word) <= 40 else Problem("name", "required", _("填视图名称，最多 40 个字。"))


def _share_problem(actor: Actor, *, is_shared: bool) -> Problem | None:
    if is_shared and not actor.may(Rights.ARRANGE):
        return Problem("is_shared", "not_allowed", _("没有共享视图的权限，存为自己的视图。"))
    return None


def _own_or_shared(actor: Actor, view_id: UUID) -> SavedView:
    """A view of one's own, or a shared one for whoever arranges shared views. Raises NotFoundHere."""
    rows = SavedView.objects.select_for_update().filter(pk=view_id)
    view = rows.first()
    own = view is not None and view.person_id == actor.person_id
    if view is None or not (own or (view.is_shared and actor.may(Rights.ARRANGE))):
        raise NotFoundHere()
    return view


@transaction.atomic
def save_view(
    actor: Actor, *, name: str, query: str, is_shared: bool = False, columns: Sequence[str] = ()
) -> SavedView:
    """Keep a filter of the list, its order and its columns under a name; the same name again replaces it."""
    actor.require(Rights.VIEW)

    word, kept = " ".join(name.split()), clean_query(query)
    own = SavedView.objects.filter(person=actor.person_id)
    collect(
        [
            _name_problem(word),
            None if kept else Problem("query", "required", _("先加筛选条件，再存为视图。")),
            None if len(kept) <= 500 else Problem("query", "too_long", _("条件太多，存不下。减几个再存。")),
            Problem("name", "too_many", _("自己的视图最多 40 个。先删几个不用的。"))
            if own.exclude(name=word).count() >= MOST_VIEWS
            else None,
            _share_problem(actor, is_shared=is_shared),
        ]
    )

    values = {"query": kept, "is_shared": is_shared, "columns": _joined(columns)}
    last = own.aggregate(last=Max("order"))["last"] or 0
    view, _made = SavedView.objects.update_or_create(
        person_id=actor.person_id,  # type: ignore[misc]
        name=word,
        defaults=values,
        create_defaults={"id": new_id(actor.now), "created_at": actor.now, "order": last + 1, **values},
    )
    if is_shared:
        audit.record(actor, "outlets.view_shared", view, name=word)
    return view


@transaction.atomic
def change_view(actor: Actor, *, view_id: UUID, name: str, is_shared: bool) -> SavedView:
    """Call a view otherwise, show it to the whole company, or keep it to oneself again."""
    actor.require(Rights.VIEW)

    view = _own_or_shared(actor, view_id)
    word = " ".join(name.split())
    others = SavedView.objects.filter(person=view.person_id, name=word).exclude(pk=view.pk)
    collect(
        [
            _name_problem(word),
            Problem("name", "taken", _("已有同名视图，换一个名称。")) if others.exists() else None,
            _share_problem(actor, is_shared=is_shared and not view.is_shared),
        ]
    )

    was_shared = view.is_shared
    view.name, view.is_shared = word, is_shared
    view.save(update_fields=["name", "is_shared"])
    if was_shared or is_shared:
        audit.record(actor, "outlets.view_shared" if is_shared else "outlets.view_unshared", view, name=word)
    return view


@transaction.atomic
def move_view(actor: Actor, *, view_id: UUID, step: int) -> None:
    """Put a view one place further to the front (-1) or to the back (1) among those of its owner."""
    actor.require(Rights.VIEW)

    view = _own_or_shared(actor, view_id)
    row = list(SavedView.objects.filter(person=view.person_id))
    at = next(n for n, one in enumerate(row) if one.pk == view.pk)
    to = max(0, min(len(row) - 1, at + (1 if step > 0 else -1)))
    row.insert(to, row.pop(at))
    for order, one in enumerate(row, start=1):
        if one.order != order:
            one.order = order
            one.save(update_fields=["order"])


@transaction.atomic
def delete_view(actor: Actor, *, view_id: UUID) -> None:
    """Drop a view of one's own, or a shared one that nobody needs any more."""
    actor.require(Rights.VIEW)

    view = _own_or_shared(actor, view_id)
    if view.is_shared:
        audit.record(actor, "outlets.view_unshared", view, name=view.name)
    view.delete()


@transaction.atomic
def choose_columns(actor: Actor, *, columns: Sequence[str]) -> str:
    """Remember which columns the person wants in the list; none means the usual ones."""
    actor.require(Rights.VIEW)

    kept = _joined(columns)
    if actor.person_id is not None:
        ChosenColumns.objects.update_or_create(person_id=actor.person_id, defaults={"columns": kept})
    return kept
