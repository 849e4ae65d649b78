"""The shapes of parameter values that hold several numbers. Shares in basis points, money in fen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True)
class GradeShares:
    """How a whole is divided among A, B and C; adds up to 10,000."""

    a: int
    b: int
    c: int


@dataclass(frozen=True)
class GradeCounts:
    """A count for each of A, B and C."""

    a: int
    b: int
    c: int


@dataclass(frozen=True)
class Rhythm:
    """So many times in so many months."""

    times: int
    months: int


@dataclass(frozen=True)
class Cadence:
    """Contacts in these weeks after the start, then every so many weeks."""

    weeks: tuple[int, ...]
    then_every: int


@dataclass(frozen=True)
class Span:
    """From the lower to the higher number."""

    low: int
    high: int


@dataclass(frozen=True)
class QuietHours:
    """From an hour of the day to another, over midnight where it begins later than it ends."""

    begins: time
    ends: time


@dataclass(frozen=True)
class CareVisits:
    """Relationship visits at an interval, so many in a row."""

    months: int
    in_a_row: int


@dataclass(frozen=True)
class WorkingDayClose:
    """The n-th working day of the month, until a time of the day."""

    working_day: int
    closes: time


@dataclass(frozen=True)
class PayoutRatio:
    """What the payout follows, and its ceiling."""

    basis: str
    maximum: int


@dataclass(frozen=True)
class VisitsNeeded:
    """Visits needed for level 1, by kind of customer."""

    owner: int
    contractor: int
    installer: int


@dataclass(frozen=True)
class BadDebtSplit:
    """Who stands for a bad debt inside the limit; empty until the company decides."""

    handler: int | None
    approver: int | None


@dataclass(frozen=True)
class StockExample:
    """The worked example of the stock model: cases and days."""

    start: int
    daily_sale: int
    interval_days: int
    lead_days: int
    order_size: int


@dataclass(frozen=True)
class ChartAxes:
    """Axes of the three scorecard charts."""

    shelf_from: int
    shelf_to: int
    shelf_step: int
    range_to: int
    range_step: int
    expense_from: int
    expense_to: int
    expense_step: int


@dataclass(frozen=True)
class PriceDrift:
    """When the dealer's price over the order price alerts, and the peak of the known case."""

    alert: int
    case_peak: int


@dataclass(frozen=True)
class Season:
    """From one month to another, and how many months that was."""

    from_month: int
    to_month: int
    months: int


@dataclass(frozen=True)
class Effect:
    """A change and the effect that is claimed for it."""

    change: int
    effect: int


@dataclass(frozen=True)
class WinChances:
    """The chance to win a new customer and to win back an old one."""

    new: int
    old: int


@dataclass(frozen=True)
class OneOf:
    """So many of so many."""

    part: int
    whole: int


@dataclass(frozen=True)
class NeglectShares:
    """Two published figures for customers lost through neglect."""

    china: int
    us: int


@dataclass(frozen=True)
class ReturnRates:
    """Who comes back after a complaint was settled, settled fast, not settled, never made."""

    settled: int
    settled_fast: int
    unsettled: int
    silent: int


@dataclass(frozen=True)
class RenewalSteps:
    """By how much of the list price each renewal is cheaper."""

    annual: int
    half_year: int


@dataclass(frozen=True)
class CostClaims:
    """How many times dearer a new customer is than a kept one, as claimed."""

    claimed: int
    usual: int


@dataclass(frozen=True)
class RequestDays:
    """Days after filing until the reply, and until everything is in place."""

    reply_days: int
    in_place_days: int


@dataclass(frozen=True)
class CourseLength:
    """Days, and hours a day."""

    days: int
    hours: int


@dataclass(frozen=True)
class SalesTarget:
    """A target in money and in pieces."""

    amount: int
    sets: int


@dataclass(frozen=True)
class MarketShare:
    """The size of a market and a share of it."""

    capacity: int
    share: int


@dataclass(frozen=True)
class ClaimedBenefits:
    """Benefits claimed for a standard process and for its inspection."""

    process: int
    inspection: int


@dataclass(frozen=True)
class RefreshDays:
    """After how many days a file counts as stale: A customers, all others."""

    a: int
    other: int


@dataclass(frozen=True)
class OnSite:
    """What makes a check-in believable: near enough, photo fresh enough, stayed long enough."""

    radius_m: int
    photo_age_min: int
    dwell_min: int


@dataclass(frozen=True)
class SecurityCycle:
    """Password length, months between scans, days to a critical patch."""

    password_characters: int
    scan_months: int
    critical_patch_days: int


@dataclass(frozen=True)
class KnowledgeCounts:
    """How many negotiation steps, strategies, trade skills and promotion tactics the library has room for."""

    steps: int
    strategies: int
    skills: int
    tactics: int


@dataclass(frozen=True)
class AccountPlanChapters:
    """Chapters of the account plan, and which of them have no given content."""

    chapters: int
    missing: tuple[int, ...]


@dataclass(frozen=True)
class ListLengths:
    """Questions and messages for the third terminal."""

    questions: int
    messages: int


@dataclass(frozen=True)
class CountyExample:
    """A county's sales a year and its people."""

    sales: int
    population: int


@dataclass(frozen=True)
class CompanionGift:
    """How a companion is rewarded: two gifts, or a draw."""

    way: str
    gifts: int


@dataclass(frozen=True)
class PlanSteps:
    """Steps of the annual plan, and how many of them are named."""

    steps: int
    named: int
