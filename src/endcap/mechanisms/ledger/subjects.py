"""What things of the books are called and where they are shown. Areas say it of their own in ``config/subscriptions/``.

What nobody has declared is shown by its code or the beginning of its id, without a link.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from endcap.kernel.actor import Actor

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from endcap.mechanisms.ledger.models import Account, Op
else:
    StrOrPromise = object


@dataclass(frozen=True, slots=True)
class Named:
    """A name, and the page of what is called so."""

    text: str
    url: str = ""


Find = Callable[[Actor, Collection[UUID]], Mapping[UUID, Named]]
_subjects: dict[str, Find] = {}
_owners: dict[tuple[str, str], Find] = {}
_units: dict[str, Find] = {}
_kinds: dict[str, StrOrPromise] = {}


def register(subject_type: str, find: Find) -> None:
    """How documents of a kind, such as ``orders.Order``, are called, and where they are."""
    _subjects[subject_type] = find


def register_owners(book: str, roles: Collection[str], find: Find) -> None:
    """Who owns the accounts of some kinds of a book: outlets, locations, people."""
    for role in roles:
        _owners[book, role] = find


def register_units(book: str, find: Find) -> None:
    """What the units of a book are whose unit is an id."""
    _units[book] = find


def register_kinds(names: Mapping[str, StrOrPromise]) -> None:
    """What kinds of operation are called."""
    _kinds.update(names)


def kind_name(kind: str) -> str:
    """A kind of operation in words; that of a reversal follows from the first."""
    if kind in _kinds:
        return str(_kinds[kind])
    first = kind.removesuffix(".reversed")
    if first != kind and first in _kinds:
        from django.utils.translation import gettext as _

        return _("冲销：%(kind)s") % {"kind": _kinds[first]}
    return kind


def _short(id: UUID) -> str:
    return str(id)[-8:]


def _asked(find: Find | None, actor: Actor, ids: Collection[UUID]) -> dict[UUID, Named]:
    found = dict(find(actor, ids)) if find and ids else {}
    return {id: found.get(id) or Named(_short(id)) for id in ids}


def of_ops(actor: Actor, ops: Collection[Op]) -> dict[UUID, Named]:
    """The document of each operation that has one, by the operation's id. One question for each kind of document."""
    kinds: dict[str, set[UUID]] = {}
    for op in ops:
        if op.subject_id is not None:
            kinds.setdefault(op.subject_type, set()).add(op.subject_id)
    named = {kind: _asked(_subjects.get(kind), actor, ids) for kind, ids in kinds.items()}
    return {op.pk: named[op.subject_type][op.subject_id] for op in ops if op.subject_id is not None}


def owners_of(actor: Actor, accounts: Collection[Account]) -> dict[UUID, Named]:
    """Whose each account is, by the account's id."""
    kinds: dict[tuple[str, str], set[UUID]] = {}
    for account in accounts:
        if account.owner_id is not None:
            kinds.setdefault((account.book, account.role), set()).add(account.owner_id)
    named = {kind: _asked(_owners.get(kind), actor, ids) for kind, ids in kinds.items()}
    return {
        account.pk: named[account.book, account.role][account.owner_id]
        for account in accounts
        if account.owner_id is not None
    }


def units_of(actor: Actor, book: str, units: Collection[str]) -> dict[str, str]:
    """What each unit of a book is called."""
    find = _units.get(book)
    ids = {UUID(unit): unit for unit in units if find and len(unit) == 32}
    found = dict(find(actor, ids)) if find and ids else {}
    return {unit: unit for unit in units} | {ids[id]: named.text for id, named in found.items() if id in ids}
