"""A customer list as sales managers keep it becomes a book of outlets."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from endcap.customers.outlets.models import Outlet, OutletLink, Ownership
from endcap.customers.outlets.sheets import OUTLETS
from endcap.kernel.exchange import registry
from endcap.kernel.exchange import services as exchange

DATA = Path(__file__).resolve().parents[6] / "shared" / "data"
LIST = DATA / "messy_list" / "customer_list_east.xlsx"
IOWA = DATA / "iowa" / "stores.parquet"

needs_data = pytest.mark.skipif(not LIST.exists(), reason="the real lists are not part of the installation")


@pytest.fixture(autouse=True)
def known(settings, tmp_path):
    registry.register(OUTLETS)
    settings.MEDIA_ROOT = tmp_path


def outlets():
    return Outlet.objects.unscoped("a test looks at all")


def run(actor, path, **options):
    return exchange.run_import(actor, sheet_key="outlets", path=path, options=options)


@needs_data
@pytest.mark.req("CUS-10")
def test_the_messy_list_becomes_259_outlets(system, person):
    person("管理员", "admin")
    report = run(system, LIST)
    print(report.as_dict())
    assert outlets().count() == 259


@needs_data
@pytest.mark.req("CUS-10")
def test_iowa(system, person):
    import time
    person("管理员", "admin")
    t=time.time()
    report = run(system, IOWA).as_dict()
    print(time.time()-t, report["created"], report["joined_as_repeats"], report["error_rows"], {k:v["count"] for k,v in report["flagged"].items()}, report["unknown_columns"])
    from collections import Counter
    print(Counter(OutletLink.objects.unscoped("a test looks").values_list("kind", flat=True)))
    for link in OutletLink.objects.unscoped("a test looks").filter(kind="duplicate_suspect").select_related("outlet","other"):
        print(link.score, link.reasons, link.outlet.code, link.outlet.name, link.other.code, link.other.name, link.outlet.address, link.other.address)
    assert outlets().count() == 2296
