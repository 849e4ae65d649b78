"""The replenishment engine: both vectors of the specification day by day, fair shares, loading, the supply plan."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endcap_engines.replenish import (
    Alarm,
    Claim,
    Inputs,
    Month,
    Policy,
    Uplift,
    loading_share,
    plan_alarms,
    share_out,
    simulate,
    suggest,
)

FIRST = Policy(start=4, daily_sale=1, interval_days=3, lead_days=1, safety_days=0)  # P-36, TV-02
SECOND = Policy(start=4, daily_sale=1, interval_days=3, lead_days=1, safety_days=1)  # TV-03


@pytest.mark.req("INV-02", "TV-02")
def test_first_reading_of_the_source_day_by_day():
    curve = simulate(FIRST, days=10)

    assert FIRST.target == 4
    assert curve.orders == ((3, 3), (6, 3), (9, 3))
    assert curve.receipts == ((4, 3), (7, 3), (10, 3))
    assert [day.opening for day in curve.days] == [4, 3, 2, 1, 3, 2, 1, 3, 2, 1, 3]
    assert [day.left for day in curve.days] == [4, 3, 2, 1, 0, 2, 1, 0, 2, 1, 0]
    assert max(day.opening for day in curve.days if day.number > 3) == 3
    assert (curve.low, curve.high, curve.mean_x100, curve.safety_x100) == (0, 3, 150, 0)
    assert sum(day.missed for day in curve.days) == 0


@pytest.mark.req("INV-02", "TV-03")
def test_second_reading_of_the_source_day_by_day():
    curve = simulate(SECOND, days=10)

    assert SECOND.target == 5
    assert curve.orders == ((2, 3), (5, 3), (8, 3))
    assert curve.receipts == ((3, 3), (6, 3), (9, 3))
    assert [day.opening for day in curve.days] == [4, 3, 2, 4, 3, 2, 4, 3, 2, 4, 3]
    assert (curve.low, curve.high, curve.mean_x100, curve.safety_x100) == (1, 4, 250, 100)


@pytest.mark.req("INV-02")
@pytest.mark.parametrize(("safety", "on_hand"), [(0, 1), (1, 2)])
def test_the_suggestion_of_the_day_on_which_the_source_orders(safety, on_hand):
    asked = Inputs(sold=1, over_days=1, interval_days=3, lead_days=1, safety_days=safety, on_hand=on_hand)

    found = suggest(asked)

    assert (found.target, found.available, found.quantity) == (4 + safety, on_hand, 3)


@pytest.mark.req("INV-01")
def test_what_is_on_its_way_is_available():
    asked = Inputs(10, 1, interval_days=3, lead_days=1, safety_days=1, on_hand=20, in_transit=25)
    assert (suggest(asked).target, suggest(asked).available, suggest(asked).quantity) == (50, 45, 5)


@pytest.mark.req("INV-02")
def test_an_order_is_rounded_up_to_whole_cases():
    found = suggest(Inputs(70, 7, interval_days=3, lead_days=1, safety_days=1, on_hand=37, case_size=12))
    assert (found.target, found.short, found.quantity, found.rounding) == (50, 13, 24, 11)


@pytest.mark.req("INV-04")
def test_uplifts_are_shown_beside_the_base():
    found = suggest(
        Inputs(
            100,
            10,
            interval_days=3,
            lead_days=1,
            safety_days=1,
            on_hand=0,
            uplifts=(Uplift("旺季", 3_000, 5), Uplift("国庆", 5_000, 2), Uplift("过去", 5_000, 0)),
        )
    )
    assert (found.base, found.uplift, found.target) == (50, 25, 75)
    assert found.uplifts == (("旺季", 15), ("国庆", 10))


@pytest.mark.req("INV-10")
def test_safety_days_and_shelf_stock_raise_the_target():
    plain = Inputs(10, 1, interval_days=3, lead_days=1, safety_days=0, on_hand=0)
    more = Inputs(10, 1, interval_days=3, lead_days=1, safety_days=2, on_hand=0, shelf=6)
    assert (suggest(plain).target, suggest(more).target) == (40, 66)


@pytest.mark.parametrize(
    "wrong", [{"over_days": 0}, {"case_size": 0}, {"lead_days": -1}, {"interval_days": -1}, {"shelf": -1}]
)
def test_figures_that_make_no_sense_are_refused(wrong):
    plain = {"sold": 1, "over_days": 1, "interval_days": 3, "lead_days": 1, "safety_days": 0, "on_hand": 0}
    with pytest.raises(ValueError):
        suggest(Inputs(**(plain | wrong)))


@given(
    st.integers(-50, 10_000),
    st.integers(1, 90),
    st.integers(0, 30),
    st.integers(0, 30),
    st.integers(0, 30),
    st.integers(0, 5_000),
    st.integers(0, 5_000),
    st.integers(1, 48),
)
def test_after_ordering_there_is_enough_and_never_a_case_too_many(
    sold, over, interval, lead, safety, on_hand, in_transit, case
):
    found = suggest(Inputs(sold, over, interval, lead, safety, on_hand, in_transit, case))
    assert found.quantity % case == 0
    assert found.available + found.quantity >= found.target or not found.quantity
    if found.quantity:
        assert found.available + found.quantity - case < found.target
    else:
        assert found.available >= found.target


CLAIMS = st.lists(
    st.builds(Claim, key=st.uuids().map(str), weight=st.integers(0, 50), wanted=st.integers(0, 50)),
    max_size=8,
)


@pytest.mark.req("INV-11")
@given(st.integers(0, 300), CLAIMS)
def test_shares_add_up_and_nobody_gets_more_than_he_wants(available, claims):
    shares = share_out(available, claims)

    assert [share.key for share in shares] == [claim.key for claim in claims]
    assert sum(share.quantity for share in shares) == min(available, sum(claim.wanted for claim in claims))
    assert all(0 <= share.quantity <= claim.wanted for share, claim in zip(shares, claims, strict=True))
    if any(claim.weight for claim in claims):
        assert sum(share.fair for share in shares) == available
    for one, his in zip(shares, claims, strict=True):  # the fair part is his, as far as he wants it
        if his.weight:
            assert one.quantity >= min(one.fair, his.wanted)


@pytest.mark.req("INV-11")
def test_what_one_does_not_want_goes_to_the_others_by_their_weights():
    shares = share_out(100, [Claim("a", 50, 10), Claim("b", 30, 100), Claim("c", 20, 100)])
    assert [(share.quantity, share.fair) for share in shares] == [(10, 50), (54, 30), (36, 20)]


@pytest.mark.req("INV-12")
@pytest.mark.parametrize(
    ("last", "whole", "share"), [(51, 100, 5_100), (50, 100, 5_000), (0, 0, 0), (-3, 10, 0), (30, 20, 10_000)]
)
def test_the_share_of_the_last_days_of_a_month(last, whole, share):
    assert loading_share(last, whole) == share


@pytest.mark.req("INV-14", "INV-09")
def test_the_decline_of_gn_is_told_in_the_first_month_without_supply():
    """1998: the dealers' price climbed until May, then nothing was supplied from May to early October, while a production
    line stood idle. The source gives no quantities; the ones here only say more, nothing, little."""
    months = [
        Month("1998-04", planned=1_000, shipped=1_000),
        *(
            Month(
                f"1998-{month:02d}",
                planned=0,
                shipped=0,
                unfilled=1_000,
                line_is_idle=True,
                is_out_of_stock=True,
            )
            for month in range(5, 10)
        ),
        Month("1998-10", planned=1_000, shipped=600),
    ]

    alarms = plan_alarms(months)

    assert alarms[:2] == (
        Alarm("1998-05", "idle_while_short", 1_000),
        Alarm("1998-05", "plan_below_demand", 1_000),
    )
    assert {alarm.label for alarm in alarms} == {f"1998-{month:02d}" for month in range(5, 10)}


@pytest.mark.req("INV-14")
def test_a_low_plan_is_no_alarm_while_everybody_gets_what_he_asks_for():
    assert plan_alarms([Month("2026-07", planned=10, shipped=50, line_is_idle=True)]) == ()
    assert plan_alarms([Month("2026-07", planned=10, shipped=50, is_allocated=True)]) == (
        Alarm("2026-07", "plan_below_demand", 40),
    )
