import time, random
from datetime import date, timedelta
import pytest
from endcap.goods.sales.tests import test_merging as T
from endcap.goods.sales.tests.test_merging import *

sell = T.sell
settle = T.settle
from endcap.goods.sales.tests.conftest import market, outlet, sku, uploads


@pytest.mark.django_db
def test_m(system, shops, sku, django_db_blocker):
    one, other, third = (s.pk for s in shops)
    goods = [sku(f"M{n}").pk for n in range(200)]
    rnd = random.Random(1)
    rows = []
    for n in range(300_000):
        o = other if n % 6 == 0 else one if n % 6 == 1 else third
        rows.append((o, goods[rnd.randrange(200)], date(2025, 7, 1) + timedelta(days=rnd.randrange(380)), 5))
    sell(rows)
    settle(system)
    t = time.perf_counter()
    m = outlets.merge_outlets(system, loser_id=other, survivor_id=one)
    a = time.perf_counter() - t
    from endcap.customers.outlets.models import MovedRows
    import json

    size = sum(len(json.dumps(r.rows)) for r in MovedRows.objects.all())
    t = time.perf_counter()
    outlets.undo_merge(system, merge_id=m.pk)
    b = time.perf_counter() - t
    print("MEASURE merge", m.moved["sales"], round(a, 2), "undo", round(b, 2), "memory bytes", size)
