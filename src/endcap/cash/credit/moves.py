"""The book of credit, and the lines that other areas put into their own operations. Pure.

What is granted to a payer is either free or used: ``free + used = granted``; pending transfers hold part of what is
free. Nothing is ever free below nothing, so two orders can't take the same credit.
"""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.mechanisms.ledger.books import Book, Key, Role
from endcap.mechanisms.ledger.models import Phase
from endcap.mechanisms.ledger.services import Line, Ref

NAME, UNIT = "credit", "CNY"
BOOK = Book(
    NAME,
    pgettext_lazy("credit", "信用"),
    (
        Role("granted", _("已授"), sign=-1, floor=0),
        Role("free", pgettext_lazy("credit account", "可用"), floor=0),
        Role("used", pgettext_lazy("credit", "已用"), floor=0),
    ),
)


def granted(payer_id: UUID) -> Key:
    """What the payer was given."""
    return Key(NAME, "granted", UNIT, payer_id)


def free(payer_id: UUID) -> Key:
    """What the payer may still take; orders hold part of it."""
    return Key(NAME, "free", UNIT, payer_id)


def used(payer_id: UUID) -> Key:
    """What stands in goods that were shipped and not paid."""
    return Key(NAME, "used", UNIT, payer_id)


def hold_lines(payer_id: UUID, amount: int) -> list[Line]:
    """Hold credit for an order that is confirmed; nothing where nothing is asked."""
    return [Line(used(payer_id), free(payer_id), amount, Phase.PENDING)] if amount else []


def use_lines(payer_id: UUID, ref: Ref, shipped_amount: int, rest: int = 0) -> list[Line]:
    """Use held credit for what is shipped, and hold anew what remains to ship (``rest``). ``ref`` is the transfer
    that holds it; the one that holds the rest is the last of these lines."""
    if not shipped_amount:
        return []
    pair = used(payer_id), free(payer_id)
    return [Line(*pair, shipped_amount, Phase.POST, resolves=ref), *hold_lines(payer_id, rest)]


def void_lines(payer_id: UUID, ref: Ref, amount: int) -> list[Line]:
    """Let go of held credit: ``amount`` is all that ``ref`` holds."""
    return [Line(used(payer_id), free(payer_id), amount, Phase.VOID, resolves=ref)]


def grant_lines(payer_id: UUID, amount: int) -> list[Line]:
    """More credit; in an operation that also holds it, these lines stand first."""
    return [Line(free(payer_id), granted(payer_id), amount)] if amount else []


def withdraw_lines(payer_id: UUID, amount: int) -> list[Line]:
    """Less credit: takes what is free."""
    return [Line(granted(payer_id), free(payer_id), amount)] if amount else []


def give_back_lines(payer_id: UUID, amount: int) -> list[Line]:
    """Used credit is free again: money or a credit note has settled it."""
    return [Line(free(payer_id), used(payer_id), amount)] if amount else []


def take_again_lines(payer_id: UUID, amount: int) -> list[Line]:
    """Credit is used at once, without having been held."""
    return [Line(used(payer_id), free(payer_id), amount)] if amount else []
