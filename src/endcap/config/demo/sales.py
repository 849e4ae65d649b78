"""Twelve months of invoices: how often the truck comes, what is on it, and what comes back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from endcap.config.demo.channels import CHANNEL_BY_CODE
from endcap.config.demo.goods import DemoSku, Goods, categories_of
from endcap.config.demo.outlets import DemoOutlet
from endcap.config.demo.plan import Plan, words
from endcap.kernel import money

SALE, RETURN = "sale", "return"
RETURN_REASONS = ("damaged", "near_expiry", "wrong_goods", "unsold")
_RETURN_SHARE = 0.012
_MISSED_TRIP = 0.06
_SMALLEST_ORDER_FEN = 6_000
_DAYS_BETWEEN = {"A": 7, "B": 14, "C": 30}
_LINES = {"A": (5, 9), "B": (2, 5), "C": (1, 3)}
_ASSORTMENT = {"A": 20, "B": 11, "C": 6}
# January … December, in percent of a flat year
_SEASON: Mapping[str, tuple[int, ...]] = {
    "WATER": (62, 60, 78, 95, 116, 136, 158, 152, 120, 88, 72, 63),
    "TEA": (78, 76, 88, 100, 112, 122, 134, 130, 112, 94, 80, 74),
    "SODA": (70, 72, 84, 98, 114, 132, 146, 140, 112, 88, 74, 70),
    "JUICE": (168, 128, 84, 82, 84, 86, 88, 88, 98, 94, 84, 116),
    "SPORT": (66, 64, 82, 98, 116, 134, 148, 142, 118, 92, 74, 66),
    "MILK": (134, 112, 100, 98, 96, 88, 80, 84, 106, 102, 98, 102),
}
# First days of the Lunar New Year: trucks rest for a week, juice for presents goes out before it
SPRING_FESTIVALS: tuple[date, ...] = tuple(
    date.fromisoformat(day)
    for day in words(
        "2022-02-01 2023-01-22 2024-02-10 2025-01-29 2026-02-17 2027-02-06 2028-01-26 2029-02-13 2030-02-03 "
        "2031-01-23 2032-02-11 2033-01-31 2034-02-19 2035-02-08 2036-01-28"
    )
)
_HOLIDAYS = {1: 55, 2: 18, 7: 14, 8: 30, 9: 165, 3: 135}  # percent of a usual month, in schools


@dataclass(frozen=True, slots=True)
class SaleLine:
    """One invoice line: base units and fen, both negative when goods come back."""

    outlet: int
    sku: int
    day: date
    quantity: int
    amount_fen: int
    kind: str
    invoice_no: str
    line_no: int
    price_level: str
    reason: str = ""
    returned_invoice: str = ""
    returned_line: int = 0


def sales_of(plan: Plan, goods: Goods, outlets: Sequence[DemoOutlet]) -> Iterator[SaleLine]:
    """All invoice lines, outlet by outlet, each outlet's in the order of days."""
    for outlet in outlets:
        if outlet.year_fen:
            yield from _Customer(plan, goods, outlet).lines()


class _Customer:
    """One outlet's year."""

    def __init__(self, plan: Plan, goods: Goods, outlet: DemoOutlet) -> None:
        self.plan, self.goods, self.outlet = plan, goods, outlet
        self.chance = plan.dice("sales", outlet.n)
        self.level = CHANNEL_BY_CODE[outlet.channel].price_level
        self.assortment = self._choose_assortment()
        self.cumulative = [
            tuple(accumulate(s.appeal * _SEASON[s.category][month] for s in self.assortment))
            for month in range(12)
        ]
        self.invoices = 0

    def lines(self) -> Iterator[SaleLine]:
        """Orders on the outlet's rhythm; now and then something returns a few weeks later."""
        back: list[SaleLine] = []
        trips = self._trips()
        per_trip = self.outlet.year_fen * self._gap() / 365
        for day in trips:
            while back and back[0].day < day:
                yield back.pop(0)
            order = self._order(day, per_trip)
            yield from order
            back.extend(self._returns_of(order))
            back.sort(key=lambda line: line.day)
        yield from back

    def _gap(self) -> int:
        """Days between two deliveries; a small customer waits until an order is worth the drive."""
        usual = 4 if self.outlet.rank_z > 2.2 else _DAYS_BETWEEN[self.outlet.size_class]
        worth = _SMALLEST_ORDER_FEN * 365 // self.outlet.year_fen
        return min(max(usual, worth), 120)

    def _trips(self) -> Sequence[date]:
        """Delivery days: never a Sunday, never in the week of the Spring Festival, some simply missed."""
        gap, chance = self._gap(), self.chance
        first, last = self._span()
        found: list[date] = []
        day = first + timedelta(days=chance.randrange(gap))
        while day <= last:
            drive = day + timedelta(days=chance.randint(-1, 1) if gap > 7 else 0)
            drive += timedelta(days=drive.weekday() == 6)
            if first <= drive <= last and not _rests(drive) and chance.random() >= _MISSED_TRIP:
                found.append(drive)
            day += timedelta(days=gap)
        return sorted(set(found))

    def _span(self) -> tuple[date, date]:
        starts, outlet = self.plan.month_starts, self.outlet
        if outlet.archetype == "churned":
            until = starts[outlet.archetype_month] - timedelta(days=1)
            return self.plan.start_on, min(until, outlet.closed_on or until)
        if outlet.archetype == "new":
            return outlet.opened_on or starts[outlet.archetype_month], self.plan.end_on
        return self.plan.start_on, self.plan.end_on

    def _choose_assortment(self) -> tuple[DemoSku, ...]:
        """Wanted products of the channel's categories, the better known the likelier."""
        fits = [sku for sku in self.goods.skus if sku.category in categories_of(self.outlet.channel)]
        wish = {sku.code: self.chance.random() ** (1 / sku.appeal) for sku in fits}
        size = _ASSORTMENT[self.outlet.size_class] + (12 if self.outlet.rank_z > 2.2 else 0)
        return tuple(sorted(fits, key=lambda sku: -wish[sku.code])[:size])

    def _order(self, day: date, per_trip: float) -> Sequence[SaleLine]:
        """What one delivery brings: its worth follows the season and the outlet's fate."""
        chance, size = self.chance, self.outlet.size_class
        worth = per_trip * self._pace(day) * chance.lognormvariate(-0.04, 0.28)
        if worth < 1_500:
            return ()
        wanted = min(chance.randint(*_LINES[size]), len(self.assortment))
        picked = set(chance.choices(self.assortment, cum_weights=self.cumulative[day.month - 1], k=wanted))
        skus = [sku for sku in sorted(picked, key=lambda sku: sku.n) if sku.listed_on <= day]
        if not skus:
            return ()
        self.invoices += 1
        number = f"XS{day:%y%m}-{self.outlet.n:05d}-{self.invoices:03d}"
        weights = [sku.appeal * chance.uniform(0.6, 1.4) for sku in skus]
        share = worth / sum(weights)
        return [
            self._line(sku, day, number, n, share * w)
            for n, (sku, w) in enumerate(zip(skus, weights, strict=True), 1)
        ]

    def _line(self, sku: DemoSku, day: date, number: str, line_no: int, worth: float) -> SaleLine:
        level, price = self._price(sku, day)
        pack = sku.inner_factor if self.outlet.size_class == "C" else sku.case_factor
        packs = max(1, round(worth * money.FEN / (price * pack)))
        quantity = packs * pack
        amount = money.amount_of(quantity, price)
        return SaleLine(self.outlet.n, sku.n, day, quantity, amount, SALE, number, line_no, level)

    def _price(self, sku: DemoSku, day: date) -> tuple[str, int]:
        """Promotion price while one runs, else the price of the outlet's level."""
        promo = self.goods.price_of(sku.code, "promo", day)
        usual = self.goods.price_of(sku.code, self.level, day)
        if usual is None or (promo is not None and promo < usual):
            return ("promo", promo) if promo is not None else ("retail_suggested", sku.retail_fen * money.FEN)
        return self.level, usual

    def _pace(self, day: date) -> float:
        """How today's order compares with an even year's: season, school holidays, growth, loading."""
        season = sum(s.appeal * _SEASON[s.category][day.month - 1] for s in self.assortment)
        pace = season / sum(s.appeal for s in self.assortment) / 100
        elapsed = (day - self.plan.start_on).days / 365
        kind = self.outlet.archetype
        if kind == "growing":
            pace *= 0.62 + 0.76 * elapsed
        elif kind == "declining":
            pace *= 1.38 - 0.76 * elapsed
        elif kind == "new":
            since = (day - (self.outlet.opened_on or day)).days
            pace *= 0.55 + min(since, 180) / 200
        elif kind == "churned":
            left = (self._span()[1] - day).days
            pace *= 1.0 if left > 60 else 0.45 + left / 110
        elif kind == "holiday":
            pace *= _HOLIDAYS.get(day.month, 110) / 100
        elif kind == "loader":
            pace *= _loading(day)
        return pace

    def _returns_of(self, order: Sequence[SaleLine]) -> Sequence[SaleLine]:
        """Broken, late or wrong bottles; a loader sends a part of the quarter's last order back."""
        found = []
        for line in order:
            loaded = self.outlet.archetype == "loader" and _loading(line.day) > 2 and line.line_no <= 2
            if not loaded and self.chance.random() >= _RETURN_SHARE:
                continue
            days = self.chance.randint(16, 32) if loaded else self.chance.randint(3, 40)
            quantity = -max(1, line.quantity * (35 if loaded else self.chance.randint(4, 25)) // 100)
            amount = money.round_half_up(line.amount_fen * quantity, line.quantity)
            day = line.day + timedelta(days=days)
            day += timedelta(days=day.weekday() == 6)
            if day > min(self.plan.end_on, self.outlet.closed_on or self.plan.end_on):
                continue
            found.append(
                SaleLine(
                    self.outlet.n,
                    line.sku,
                    day,
                    quantity,
                    amount,
                    RETURN,
                    f"TH{day:%y%m}-{line.invoice_no[7:]}",
                    line.line_no,
                    line.price_level,
                    "unsold" if loaded else _reason(self.chance),
                    line.invoice_no,
                    line.line_no,
                )
            )
        return found


def _reason(chance: Random) -> str:
    return chance.choices(RETURN_REASONS, (5, 3, 1, 1))[0]


def _rests(day: date) -> bool:
    """Whether the trucks stand still for the Spring Festival."""
    return any(-1 <= (day - first).days <= 6 for first in SPRING_FESTIVALS)


def _loading(day: date) -> float:
    """A loader orders three times as much in the last days of a quarter and little after it."""
    last_week = day.month % 3 == 0 and day.day >= 22
    return 3.0 if last_week else 0.45 if day.month % 3 == 1 and day.day <= 24 else 0.95
