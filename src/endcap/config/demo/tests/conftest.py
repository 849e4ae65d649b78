from __future__ import annotations

from datetime import date

import pytest

from endcap.config.demo.company import DemoCompany, company_of
from endcap.config.demo.plan import plan_for
from endcap.config.demo.sales import SaleLine


@pytest.fixture(scope="session")
def small() -> DemoCompany:
    """The demo company as most people see it."""
    return company_of(plan_for("small", end_on=date(2026, 6, 30)))


@pytest.fixture(scope="session")
def small_sales(small: DemoCompany) -> tuple[SaleLine, ...]:
    """Its invoices."""
    return tuple(small.sales())
