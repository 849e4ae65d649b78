"""Facts around products."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def levels(system, db):
    """The five usual price levels."""
    from endcap.goods.catalog import services as catalog

    return {level.code: level for level in catalog.create_preset_price_levels(system)}


@pytest.fixture
def sku(system, levels) -> Callable:
    """Makes products: ``sku("柠檬茶 500ml", code="S1")``."""
    from endcap.goods.catalog import services as catalog

    made = {"n": 0}

    def make(name: str = "", *, code: str | None = None, barcode: str = "", **fields):
        made["n"] += 1
        return catalog.create_sku(
            system,
            code=code or f"S{made['n']:02d}",
            fields=catalog.SkuFields(name=name or f"品项{made['n']}", **fields),
            barcode=barcode,
        )

    return make


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
