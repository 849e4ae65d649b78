"""No split of an amount ever needs a lower level than the amount in one piece."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endcap.mechanisms.approvals.levels import Part, Threshold, counts, rolling_total, steps_needed

pytestmark = pytest.mark.req("PRC-08", "EXP-07")
TODAY = date(2026, 7, 16)
amounts = st.integers(min_value=0, max_value=10**12)
chains = st.lists(amounts, min_size=1, max_size=8).map(
    lambda froms: [Threshold(order, amount) for order, amount in enumerate([0, *froms], 1)]
)
parts = st.lists(amounts, min_size=1, max_size=12)
windows = st.integers(min_value=1, max_value=730)


class Book:
    """Requests of one rolling key as the service keeps them: each new one is weighed, open ones are raised."""

    def __init__(self, chain, window_days):
        self.chain, self.window_days = chain, window_days
        self.rows: list[dict] = []

    def submit(self, amount, on):
        others = [Part(row["amount"], row["approved_on"]) for row in self.rows]
        total = rolling_total(amount, others, on=on, window_days=self.window_days)
        needed = set(steps_needed(self.chain, total))
        for row in self.rows:
            if row["approved_on"] is None:
                row["needed"] |= needed
        self.rows.append({"amount": amount, "approved_on": None, "needed": needed})

    def approve(self, place, on):
        self.rows[place]["approved_on"] = self.rows[place]["approved_on"] or on


@given(chain=chains, total=amounts, more=amounts)
def test_a_larger_total_never_needs_fewer_steps(chain, total, more):
    assert set(steps_needed(chain, total)) <= set(steps_needed(chain, total + more))


@given(chain=chains, pieces=parts, window=windows, approved=st.lists(st.booleans(), min_size=12, max_size=12))
def test_the_part_that_completes_an_amount_needs_every_step_of_the_whole(chain, pieces, window, approved):
    whole = set(steps_needed(chain, sum(pieces)))
    book = Book(chain, window)
    for place, piece in enumerate(pieces):
        book.submit(piece, TODAY)
        if approved[place] and place < len(pieces) - 1:
            book.approve(place, TODAY)

    assert whole <= book.rows[-1]["needed"]
    assert whole <= set.union(*(row["needed"] for row in book.rows))


@given(chain=chains, pieces=parts, window=windows)
def test_every_part_still_open_is_raised_to_the_steps_of_the_whole(chain, pieces, window):
    book = Book(chain, window)
    for piece in pieces:
        book.submit(piece, TODAY)
    whole = set(steps_needed(chain, sum(pieces)))
    assert all(whole <= row["needed"] for row in book.rows)


@given(
    chain=chains,
    pieces=parts,
    window=windows,
    gaps=st.lists(st.integers(min_value=0, max_value=60), min_size=12, max_size=12),
)
def test_spread_over_days_within_the_window_a_split_gains_nothing_either(chain, pieces, window, gaps):
    book, on, days = Book(chain, window), TODAY, 0
    counted = 0
    for piece, gap in zip(pieces, gaps, strict=False):
        step = gap if days + gap < window else 0
        days, on = days + step, on + timedelta(days=step)
        book.submit(piece, on)
        book.approve(len(book.rows) - 1, on)
        counted += piece
    assert set(steps_needed(chain, counted)) <= book.rows[-1]["needed"]


@given(pieces=parts, seed=st.randoms())
def test_the_order_of_the_parts_does_not_matter_to_the_last_one(pieces, seed):
    others = [Part(piece, None) for piece in pieces[1:]]
    shuffled = others[:]
    seed.shuffle(shuffled)
    first, second = (rolling_total(pieces[0], each, on=TODAY, window_days=30) for each in (others, shuffled))
    assert first == second == sum(pieces)


@pytest.mark.parametrize(
    ("approved_on", "is_counted"),
    [
        (None, True),
        (TODAY, True),
        (TODAY - timedelta(days=29), True),
        (TODAY - timedelta(days=30), False),
    ],
)
def test_thirty_days_are_today_and_the_twenty_nine_before(approved_on, is_counted):
    assert counts(Part(1, approved_on), on=TODAY, window_days=30) is is_counted


def test_a_window_of_nothing_adds_nothing_up():
    assert rolling_total(5, [Part(7, None), Part(9, TODAY)], on=TODAY, window_days=0) == 5


def test_a_negative_amount_would_make_room_for_others():
    with pytest.raises(ValueError, match="never negative"):
        rolling_total(-1, [], on=TODAY, window_days=30)
