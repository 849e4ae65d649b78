"""The same log of operations gives the same ledger: on SQLite and on PostgreSQL, in any order, however often it comes.

Both databases run this file, and both must come to the digests that are written here.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from uuid import UUID, uuid5

import pytest

from endcap.mechanisms.ledger import checking, errors, services
from endcap.mechanisms.ledger.models import Account, Phase
from endcap.mechanisms.ledger.tests.conftest import line

pytestmark = [pytest.mark.req("SET-11", "HOUSE"), pytest.mark.django_db]
SPACE = UUID("5eed0000-0000-4000-8000-000000000000")
DAY = date(2026, 7, 1)
IN_ORDER = "f5bb436103364f1e6f9b1cfe16c3148d1fe4aabfef79e6470c676f645526274b"
SAID = {"new": 287, "insufficient": 62, "nothing_to_reverse": 34, "already_reversed": 7}
IN_ANY_ORDER = "168c0fb0e8b10f65cde39f7a59940cd663616dc53e10a71beb4eabdb70de668d"


@dataclass(frozen=True)
class Step:
    """One operation of the log."""

    op_id: UUID
    minute: int
    kind: str
    lines: tuple[services.Line, ...]
    on: date


def id_of(number: int) -> UUID:
    return uuid5(SPACE, str(number))


def any_order(seed: int, length: int) -> list[Step]:
    """Operations that nothing can refuse: what comes in, and what comes from accounts without a floor."""
    chance = Random(seed)
    steps = []
    for number in range(length):
        lines = tuple(
            line(chance.choice(("store", "sold")), "source", chance.randint(1, 10**6), chance.choice("abc"))
            for _ in range(chance.randint(1, 6))
        )
        steps.append(Step(id_of(number), number, "in", lines, DAY + timedelta(days=chance.randint(0, 20))))
    return steps


def in_order(seed: int, length: int) -> list[Step]:
    """Everything that a ledger does; some of it is refused, and which depends on what came before."""
    chance = Random(seed)
    steps: list[Step] = []
    held: list[tuple[services.Ref, services.Line]] = []
    for number in range(length):
        unit, amount = chance.choice("abc"), chance.randint(1, 40)
        what = chance.choice(("in", "out", "hold", "end", "owe", "pay", "back"))
        made = {
            "in": line("store", "source", amount, unit),
            "out": line("sold", "store", amount, unit),
            "hold": line("sold", "store", amount, unit, phase=Phase.PENDING),
            "owe": line("source", "debt", amount, unit),
            "pay": line("debt", "source", amount, unit),
        }.get(what)
        if what == "end" and held:
            ref, pending = held.pop(chance.randrange(len(held)))
            whole = chance.random() < 0.5
            made = replace(
                pending,
                phase=Phase.VOID if whole else Phase.POST,
                amount=pending.amount if whole else chance.randint(1, pending.amount),
                resolves=ref,
            )
        if what == "back" and steps:
            earlier = chance.choice(steps)
            first = earlier.lines[0]
            made = services.Line(
                first.credit, first.debit, first.amount, reverses=services.Ref(earlier.op_id, 1)
            )
        if made is None:
            continue
        if what == "hold":
            held.append((services.Ref(id_of(number), 1), made))
        steps.append(Step(id_of(number), number, what, (made,), DAY + timedelta(days=chance.randint(0, 20))))
    return steps


def play(system, steps) -> Counter:
    """Book the log; answers how often what was said."""
    said: Counter = Counter()
    for step in steps:
        actor = replace(system, now=system.now + timedelta(minutes=step.minute))
        try:
            posting = services.post(
                actor, op_id=step.op_id, kind=step.kind, lines=step.lines, business_on=step.on
            )
            said["new" if posting.is_new else "exists"] += 1
        except (
            errors.Insufficient,
            errors.AlreadyResolved,
            errors.AlreadyReversed,
            errors.NothingToReverse,
        ) as refusal:
            said[refusal.code] += 1
    return said


def standing() -> list[tuple]:
    return sorted((str(a.pk), a.debits, a.credits, a.held) for a in Account.objects.all())


def test_the_same_log_gives_the_same_ledger_on_every_database(system):
    said = play(system, in_order(20260716, 400))
    assert said == SAID
    assert checking.digest() == IN_ORDER
    assert checking.check() == []


def test_a_log_that_comes_three_times_in_any_order_gives_the_same_ledger(system):
    steps = any_order(20260716, 60)
    copies = steps * 3
    Random(3).shuffle(copies)
    assert play(system, copies) == {"new": 60, "exists": 120}
    assert checking.digest() == IN_ANY_ORDER


def test_the_same_log_in_its_own_order_comes_to_the_same_digest_and_balances(system):
    steps = any_order(20260716, 60)
    play(system, steps)
    before = standing()
    assert checking.digest() == IN_ANY_ORDER
    assert play(system, reversed(steps)) == {"exists": 60}
    assert standing() == before


def test_one_fen_elsewhere_is_another_digest(system):
    first, *rest = any_order(20260716, 60)
    changed = replace(first.lines[0], amount=first.lines[0].amount + 1)
    play(system, [replace(first, lines=(changed, *first.lines[1:])), *rest])
    assert checking.digest() != IN_ANY_ORDER
