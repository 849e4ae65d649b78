"""Facts around sales."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from endcap.customers.outlets import services as outlets
from endcap.customers.outlets.models import Outlet
from endcap.goods.catalog import services as catalog
from endcap.goods.sales.sheets import SALES
from endcap.kernel.exchange import registry
from endcap.kernel.exchange.services import run_import, undo


@pytest.fixture
def shared_data() -> Path:
    """The folder of real lists beside the project; they are not part of the installation."""
    folder = Path(__file__).resolve().parents[6] / "shared" / "data"
    if not folder.exists():
        pytest.skip("the real lists are not part of the installation")
    return folder


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path) -> None:
    """Uploaded files lie in the test's own folder."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def market(system, person) -> None:
    """Channels, schemes and somebody who owns outlets."""
    outlets.create_preset_channels(system)
    outlets.create_preset_schemes(system)
    person("管理员", "admin")


@pytest.fixture
def outlet(system, market, person) -> Callable:
    """Makes outlets by code: ``outlet("1001", owner=somebody)``."""

    def make(code: str, *, owner=None, name: str = "") -> Outlet:
        from endcap.customers.outlets import selectors

        channel = selectors.channel_by_code(outlets.UNSORTED)
        draft = outlets.OutletDraft(
            name=name or f"终端{code}", code=code, channel_id=channel.pk, owner_id=(owner or person()).pk
        )
        return outlets.create_many(system, [draft])[0]

    return make


@pytest.fixture
def sku(system) -> Callable:
    """Makes products by code."""

    def make(code: str, **fields):
        return catalog.create_sku(system, code=code, fields=catalog.SkuFields(name=f"品项{code}", **fields))

    return make


@pytest.fixture
def sell(system, market) -> Callable:
    """Imports sales lines written as a sheet: ``sell("单号,行号,日期,客户编码,品项编码,数量,金额",
    "I1,1,2026-06-01,…")``."""
    registry.register(SALES)

    def run(*lines: str, by=None, **options):
        text = "\n".join(lines) + "\n"
        report = run_import(
            by or system, sheet_key="sales", chunks=[text.encode()], file_name="sales.csv", options=options
        )
        found = report.as_dict()
        run.batches.append(UUID(str(found["batch_id"])))
        return found

    run.batches = []
    return run


@pytest.fixture
def undo_last(system, sell) -> Callable:
    """Takes the newest import back."""
    return lambda: undo(system, batch_id=sell.batches[-1])
