"""Real data beside the repository; stories on it are told where it is there."""

from __future__ import annotations

from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of real data."""
    assert DATA.is_dir(), f"the real data is expected in {DATA}"
    return DATA


@pytest.fixture
def administrator(db):
    """Who imports on the command line of a new installation."""
    from endcap.config import bootstrap

    bootstrap.furnish()
    return bootstrap.company_actor()


@pytest.fixture
def import_file(administrator):
    """``import_file("outlets", path)`` answers the report as the command line prints it."""
    from endcap.kernel.exchange import services as exchange

    def run(sheet: str, path: Path, **options) -> dict:
        report = exchange.run_import(
            administrator,
            sheet_key=sheet,
            path=path,
            file_name=path.name,
            options=options,
            dry_run=False,
            progress=None,
        )
        return report.as_dict()

    return run
