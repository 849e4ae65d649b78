"""A small book of goods, and short ways to move them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid5

import pytest

from endcap.kernel.ids import new_id
from endcap.mechanisms.ledger import books, services
from endcap.mechanisms.ledger.books import Key
from endcap.mechanisms.ledger.models import Account, Op, Transfer

TEA, WATER = "tea", "water"
BOOK = books.Book(
    "goods",
    "货",
    (
        books.Role("source", "来源"),
        books.Role("store", "仓库", floor=0),
        books.Role("sold", "已售"),
        books.Role("debt", "欠", sign=-1, floor=0),
    ),
)


@pytest.fixture(autouse=True)
def goods():
    """The book is declared for the length of a test."""
    books.register(BOOK)
    yield BOOK
    books.forget(BOOK.key)


def key(role: str, unit: str = TEA, owner: str = "") -> Key:
    """An account of the book, named by a word."""
    return Key("goods", role, unit, uuid5(UUID(int=0), owner) if owner else None)


def line(debit: str, credit: str, amount: int, unit: str = TEA, **more) -> services.Line:
    """A transfer between two accounts of one unit."""
    return services.Line(key(debit, unit), key(credit, unit), amount, **more)


@dataclass(frozen=True)
class Booking:
    """Books for one actor."""

    actor: object

    def __call__(self, *lines, kind="moved", op_id=None, **more):
        return services.post(self.actor, op_id=op_id or new_id(), kind=kind, lines=lines, **more)


@pytest.fixture
def book(db, system) -> Booking:
    """``book(line("store", "source", 10))`` books one operation of the installation."""
    return Booking(system)


def counts() -> tuple[int, int, list[tuple]]:
    """How much is there, to assert that a refusal changed nothing."""
    standing = Account.objects.order_by("pk").values_list("pk", "debits", "credits", "held", "closed_on")
    return Op.objects.count(), Transfer.objects.count(), list(standing)
