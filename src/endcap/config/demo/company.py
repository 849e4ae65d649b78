"""The whole demo company in one value."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from endcap.config.demo.goods import Goods, goods_of
from endcap.config.demo.outlets import DemoOutlet
from endcap.config.demo.people import Staff, staff_of
from endcap.config.demo.plan import Plan
from endcap.config.demo.sales import SaleLine, sales_of
from endcap.config.demo.settling import outlets_of


@dataclass(frozen=True, slots=True)
class DemoCompany:
    """Units, people, outlets and goods; sales are drawn when asked for, since a big company has a million."""

    plan: Plan
    staff: Staff
    goods: Goods
    outlets: tuple[DemoOutlet, ...]

    def sales(self) -> Iterator[SaleLine]:
        """Every invoice line of the twelve months."""
        return sales_of(self.plan, self.goods, self.outlets)

    def digest(self) -> str:
        """A fingerprint of everything generated: the same plan always has the same one."""
        print_of = hashlib.sha256()
        for part in (
            *self.staff.units,
            *self.staff.people,
            *self.goods.skus,
            *self.goods.prices,
            *self.outlets,
        ):
            print_of.update(repr(part).encode())
        for line in self.sales():
            print_of.update(repr(line).encode())
        return print_of.hexdigest()


def company_of(plan: Plan) -> DemoCompany:
    """The company that follows from a plan."""
    staff = staff_of(plan)
    return DemoCompany(plan=plan, staff=staff, goods=goods_of(plan), outlets=outlets_of(plan, staff))
