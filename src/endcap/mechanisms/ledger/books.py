"""Which books there are and what kinds of account they hold. Each area declares its own in
``config/subscriptions/``; the ledger itself knows no business."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise
else:
    StrOrPromise = object

_NAMESPACE = UUID("6c656467-6572-5aaa-8000-656e64636170")


@dataclass(frozen=True)
class Role:
    """A kind of account.

    ``sign`` is +1 where a debit raises the balance (goods, claims, money in hand), -1 where a credit does
    (revenue, debts, sources). A ``floor`` is the least that may ever be available; such accounts keep their
    balance in the row (``is_bounded``). Accounts without a floor are summed when they are asked for, so that
    nobody waits for anybody at them.
    """

    key: str
    name: StrOrPromise
    sign: int = 1
    floor: int | None = None

    @property
    def is_bounded(self) -> bool:
        """Whether its accounts keep their balance and refuse to fall below the floor."""
        return self.floor is not None


@dataclass(frozen=True)
class Book:
    """A set of accounts among which things move. Nothing moves from one book to another."""

    key: str
    name: StrOrPromise
    roles: Sequence[Role]

    @cached_property
    def by_key(self) -> dict[str, Role]:
        """Its kinds of account by key."""
        return {role.key: role for role in self.roles}


@dataclass(frozen=True, order=True)
class Key:
    """Which account: what kind, of what (``unit``: fen, or a product), whose (``owner_id``: an outlet, a location, a
    person) and which part of that (``part_id``: a lot, a contract).

    The id follows from the key, so that an account is the same on every database and needs no look-up.
    """

    book: str
    role: str
    unit: str
    owner_id: UUID | None = None
    part_id: UUID | None = None

    @cached_property
    def text(self) -> str:
        """The key in one line, as digests hold it."""
        return f"{self.book}/{self.role}/{self.unit}/{self.owner_id or ''}/{self.part_id or ''}"

    @cached_property
    def id(self) -> UUID:
        """The id of its account."""
        return uuid5(_NAMESPACE, self.text)

    @property
    def kind(self) -> Role:
        """What kind of account it is; a key that nobody declared is a programming error."""
        return of(self.book).by_key[self.role]


_books: dict[str, Book] = {}


def register(book: Book) -> None:
    """Declare a book; the same key again replaces it."""
    if any(role.sign not in (1, -1) for role in book.roles) or len(book.by_key) != len(book.roles):
        raise ValueError("a kind of account has a key of its own and the sign +1 or -1")
    _books[book.key] = book


def forget(key: str) -> None:
    """Take a declaration back."""
    _books.pop(key, None)


def of(key: str) -> Book:
    """A declared book."""
    try:
        return _books[key]
    except KeyError as missing:
        raise LookupError(f"no book {key} is declared in config/subscriptions/") from missing


def everything() -> tuple[Book, ...]:
    """All books, by key."""
    return tuple(_books[key] for key in sorted(_books))
