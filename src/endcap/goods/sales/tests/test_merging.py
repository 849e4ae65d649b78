"""Sales follow an outlet that turned out to be another, and go back when it was none."""

from __future__ import annotations

import itertools
from datetime import date
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from endcap.customers.outlets import following
from endcap.customers.outlets import services as outlets
from endcap.customers.outlets.models import Merge, MovedRows, Outlet
from endcap.goods.sales import figures, sums
from endcap.goods.sales.bulk import FactRow, insert_facts
from endcap.goods.sales.merging import FOLLOWER, runs_of
from endcap.goods.sales.models import OutletMonth, ReturnMatch, SalesFact, SkuMonth
from endcap.goods.sales.returns import match_open_returns, match_open_returns_of
from endcap.kernel.ids import new_id

pytestmark = [pytest.mark.req("CUS-10"), pytest.mark.django_db]
WHY = "a test looks at all"
FIGURES = ("sales_12m", "sales_30d", "orders_12m", "last_order_on", "figures_on")


def state() -> dict[str, list]:
    """Everything that sales know, without the numbers of rows that are computed anew."""
    months = OutletMonth.objects.unscoped(WHY).values_list(
        "outlet_id", "month", "amount", "quantity", "invoices", "lines", "returns", "other_amount"
    )
    products = SkuMonth.objects.values_list(
        "sku_id", "month", "amount", "quantity", "outlets", "lines", "returns"
    )
    return {
        "facts": list(SalesFact.objects.unscoped(WHY).order_by("pk").values()),
        "matches": sorted(ReturnMatch.objects.values_list("returned_id", "sale_id", "quantity")),
        "months": sorted(months, key=str),
        "products": sorted(products, key=str),
        "outlets": sorted(Outlet.objects.unscoped(WHY).values_list("pk", "merged_into", *FIGURES), key=str),
    }


def sell(rows: list[tuple[UUID, UUID, date, int]], *, begin: int = 1) -> None:
    """Facts: a positive quantity is a sale, a negative one a return; every three lines are an invoice."""
    insert_facts(
        [
            FactRow(
                *(outlet, sku, day, quantity, quantity * 350, "sale" if quantity > 0 else "return"),
                *("", f"N{n // 3}", n, "", new_id()),
            )
            for n, (outlet, sku, day, quantity) in enumerate(rows, begin)
        ]
    )


def settle(system) -> None:
    match_open_returns()
    sums.refresh_all()
    figures.refresh(system, None)


@pytest.fixture
def follower():
    following.register(FOLLOWER)


@pytest.fixture
def shops(follower, outlet, person):
    owner = person()
    return [outlet(code, owner=owner) for code in ("1", "2", "3")]


@pytest.fixture
def goods(sku):
    return [sku(f"G{n}") for n in range(3)]


def test_facts_sums_and_figures_follow(system, shops, goods):
    one, other, third = (shop.pk for shop in shops)
    tea, water, _milk = (good.pk for good in goods)
    june, july = date(2026, 6, 3), date(2026, 7, 9)
    sell([(one, tea, june, 10), (other, tea, june, 20), (other, water, july, 5), (third, tea, june, 1)])
    settle(system)

    merge = outlets.merge_outlets(system, loser_id=other, survivor_id=one)

    assert merge.moved["sales"] == 2
    months = OutletMonth.objects.unscoped(WHY).filter(outlet_id=one).order_by("month")
    assert [(m.month, m.quantity, m.invoices) for m in months] == [
        (date(2026, 6, 1), 30, 1),
        (date(2026, 7, 1), 5, 1),
    ]
    assert not OutletMonth.objects.unscoped(WHY).filter(outlet_id=other).exists()
    assert SkuMonth.objects.get(sku_id=tea).outlets == 2  # the one and the third
    held = Outlet.objects.unscoped(WHY).get(pk=one)
    assert (held.sales_12m, held.last_order_on) == (35 * 350, july)
    assert Outlet.objects.unscoped(WHY).get(pk=other).sales_12m == 0


def test_a_return_that_found_its_sale_across_the_two_looks_again(system, shops, goods):
    one, other, _third = (shop.pk for shop in shops)
    tea = goods[0].pk
    sell([(one, tea, date(2026, 6, 20), 4), (other, tea, date(2026, 6, 30), 6)])
    settle(system)
    merge = outlets.merge_outlets(system, loser_id=other, survivor_id=one)
    sell([(one, tea, date(2026, 7, 5), -3)], begin=50)
    match_open_returns_of([one])
    sold = {fact.quantity: fact.pk for fact in SalesFact.objects.unscoped(WHY)}
    assert ReturnMatch.objects.get().sale_id == sold[6]  # the newest sale before it

    outlets.undo_merge(system, merge_id=merge.pk)

    assert ReturnMatch.objects.get().sale_id == sold[4]
    assert SalesFact.objects.unscoped(WHY).get(pk=sold[6]).outlet_id == other


@given(ids=st.sets(st.integers(1, 400)))
@settings(max_examples=60)
def test_runs_hold_exactly_their_ids(ids):
    runs = runs_of(sorted(ids))
    assert {pk for first, last in runs for pk in range(first, last + 1)} == ids
    assert all(left[1] + 1 < right[0] for left, right in itertools.pairwise(runs))


lines = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.integers(0, 2),
        st.dates(date(2026, 1, 1), date(2026, 7, 15)),
        st.integers(-6, 20).filter(bool),
    ),
    max_size=25,
)


@given(rows=lines, way=st.permutations([0, 1, 2]))
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_merging_and_taking_back_is_nothing(system, shops, goods, rows, way):
    """Whatever was sold: after a merge every sum is what a fresh count gives; after its undo all is as before."""
    for model in (MovedRows, ReturnMatch, OutletMonth, SkuMonth, SalesFact, Merge):
        manager = model.objects
        (manager.unscoped(WHY) if hasattr(manager, "unscoped") else manager.all()).delete()
    sell([(shops[o].pk, goods[s].pk, day, quantity) for o, s, day, quantity in rows])
    settle(system)
    before = state()
    loser, survivor, _third = (shops[n].pk for n in way)

    merge = outlets.merge_outlets(system, loser_id=loser, survivor_id=survivor)

    merged = state()
    sums.refresh_all()
    assert state() == merged
    outlets.undo_merge(system, merge_id=merge.pk)
    assert state() == before
