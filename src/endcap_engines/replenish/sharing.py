"""Sharing out what is short, fairly (INV-11): by weight, nobody more than he wants, by largest remainder, to the unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Claim:
    """Who asks, by what weight (plan or history), and the most that he wants."""

    key: str
    weight: int
    wanted: int


@dataclass(frozen=True, slots=True)
class Share:
    """What somebody gets, and what he would have got without the limit of his own wish (his fair part)."""

    key: str
    quantity: int
    fair: int


def share_out(available: int, claims: Sequence[Claim]) -> tuple[Share, ...]:
    """Share ``available`` out among the claims, in their order.

    The parts add up to ``min(available, everything wanted)``. Nobody gets more than he wants; what that leaves over goes
    to the others by their weights. Claims without weight get something only when all with weight have what they want.
    Ties go to the first. Raises ValueError for negative figures.
    """
    if available < 0 or any(claim.weight < 0 or claim.wanted < 0 for claim in claims):
        raise ValueError("nothing is negative here")
    fair = _split(available, [claim.weight for claim in claims])
    given = [0] * len(claims)
    rest = min(available, sum(claim.wanted for claim in claims))
    for weights in ([claim.weight for claim in claims], [claim.wanted for claim in claims]):
        while rest:
            open_weights = [weight if given[n] < claims[n].wanted else 0 for n, weight in enumerate(weights)]
            if not any(open_weights):
                break
            for n, part in enumerate(_split(rest, open_weights)):
                taken = min(part, claims[n].wanted - given[n])
                given[n] += taken
                rest -= taken
    return tuple(Share(claim.key, given[n], fair[n]) for n, claim in enumerate(claims))


def _split(amount: int, weights: Sequence[int]) -> list[int]:
    total = sum(weights)
    if not total:
        return [0] * len(weights)
    parts = [amount * weight // total for weight in weights]
    order = sorted(range(len(weights)), key=lambda n: (-(amount * weights[n] % total), n))
    for n in order[: amount - sum(parts)]:
        parts[n] += 1
    return parts
