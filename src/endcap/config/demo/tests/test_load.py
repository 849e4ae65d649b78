"""The demo company as it stands in the database: what was generated, no more, under the house's own rules."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest
from django.contrib.auth.hashers import check_password
from django.db import connection, transaction
from django.db.models import Count, Q, Sum

from endcap.cash.orders.models import Hold, Order
from endcap.cash.receivables.models import Contract, Invoice, Payment
from endcap.config.commands import demo as command
from endcap.config.demo import load, story
from endcap.config.demo.channels import THIRD_TERMINAL
from endcap.config.demo.company import DemoCompany, company_of
from endcap.config.demo.loading.upkeep import RAISED
from endcap.config.demo.logins import Logins
from endcap.config.demo.people import DEMO_PASSWORD, FORMER_REP
from endcap.config.demo.plan import OFFERED, SIZES, plan_for, stable_id
from endcap.config.demo.sales import SaleLine
from endcap.customers.outlets import selectors as outlets_read
from endcap.customers.outlets import services as outlet_services
from endcap.customers.outlets.filters import OutletFilter
from endcap.customers.outlets.models import (
    Channel,
    Classification,
    Contact,
    Outlet,
    OutletLink,
    Ownership,
    SavedView,
    Segment,
)
from endcap.goods.catalog.models import Barcode, Price, ShouldList, Sku
from endcap.goods.sales.models import GradingRun, ReturnMatch, SalesFact
from endcap.kernel import clock
from endcap.kernel.actor import Actor
from endcap.kernel.audit import selectors as audit
from endcap.kernel.calendar import services as calendar
from endcap.kernel.parameters.models import ParameterValue
from endcap.mechanisms.approvals import services as approvals
from endcap.mechanisms.ledger import checking
from endcap.org.people import selectors as people_read
from endcap.org.people import services as people
from endcap.org.people.models import Person
from endcap.org.units.models import Unit

_NOW = datetime(2026, 7, 16, 6, 20, tzinfo=UTC)
_TODAY = _NOW.date()
_WHY = "the whole demo company is compared with its plan"


@dataclass(frozen=True)
class Loaded:
    """The generated company beside what the loader answered and said."""

    company: DemoCompany
    lines: tuple[SaleLine, ...]
    logins: Logins
    said: tuple[str, ...]


@pytest.fixture(scope="module")
def loaded(shared_database: None, django_db_blocker) -> Iterator[Loaded]:
    """A tiny demo company, loaded once for the whole module and taken back after it."""
    said: list[str] = []
    with django_db_blocker.unblock(), clock.frozen(_NOW), transaction.atomic():
        system = Actor.system()
        people.create_preset_roles(system)
        outlet_services.create_preset_channels(system)
        outlet_services.create_preset_schemes(system)
        approvals.create_preset_chains(system)
        calendar.seed_china(system)
        logins = load.load("tiny", echo=said.append)
        company = company_of(plan_for("tiny", end_on=_TODAY))
        yield Loaded(company, tuple(company.sales()), logins, tuple(said))
        transaction.set_rollback(True)


def _outlets():
    """The generated book; a shop that registered itself through the portal comes on top."""
    return Outlet.objects.unscoped(_WHY).filter(code__startswith="LZ-")


def _story(number: int) -> Outlet:
    return _outlets().get(pk=stable_id("outlet", number))


@pytest.mark.req("HOUSE")
def test_everything_that_was_generated_is_there_and_nothing_else(loaded: Loaded) -> None:
    company = loaded.company
    assert Unit.objects.count() == len(company.staff.units)
    assert Person.objects.unscoped(_WHY).count() == len(company.staff.people)
    assert _outlets().count() == len(company.outlets) == 60
    assert Contact.objects.unscoped(_WHY).count() == sum(len(outlet.contacts) for outlet in company.outlets)
    assert Sku.objects.count() == len(company.goods.skus) == 60
    assert Barcode.objects.count() == 2 * 60
    assert ShouldList.objects.count() == len(company.goods.should_list)
    facts = SalesFact.objects.unscoped(_WHY)
    assert facts.count() == len(loaded.lines)
    assert facts.aggregate(total=Sum("amount"))["total"] == sum(line.amount_fen for line in loaded.lines)
    connection.check_constraints()


@pytest.mark.req("PRC-01")
def test_every_price_of_the_plan_holds_on_its_days(loaded: Loaded) -> None:
    begun = [row for row in loaded.company.goods.prices if row.valid_from <= _TODAY]
    held = {
        (price.sku.code, price.level.code, price.valid_from): (price.price, price.valid_to)
        for price in Price.objects.select_related("sku", "level")
    }
    assert held == {(row.sku, row.level, row.valid_from): (row.price, row.valid_to) for row in begun}


@pytest.mark.req("CUS-17")
def test_every_outlet_has_exactly_one_open_ownership_its_owner_s(loaded: Loaded) -> None:
    rows = _outlets().annotate(open=Count("ownerships", filter=Q(ownerships__to_on__isnull=True)))
    assert {outlet.open for outlet in rows} == {1}
    owners = {outlet.id: outlet.owner for outlet in loaded.company.outlets}
    for row in (
        Ownership.objects.unscoped(_WHY)
        .filter(to_on__isnull=True, outlet__code__startswith="LZ-")
        .select_related("outlet", "owner")
    ):
        assert row.owner_id == row.outlet.owner_id
        assert row.owner.login == owners[row.outlet_id]
        assert row.owner.is_active


@pytest.mark.req("CUS-17")
def test_the_outlets_of_the_rep_who_left_were_handed_over_in_one_step(loaded: Loaded) -> None:
    handed_over_on = loaded.company.plan.handed_over_on
    gone = Person.objects.unscoped(_WHY).get(login=FORMER_REP[0])
    past = Ownership.objects.unscoped(_WHY).filter(owner=gone)
    expected = {outlet.id for outlet in loaded.company.outlets if len(outlet.owners) > 1}
    assert expected
    assert set(past.values_list("outlet_id", flat=True)) == expected
    assert set(past.values_list("to_on", flat=True)) == {handed_over_on}
    following = Ownership.objects.unscoped(_WHY).filter(outlet__in=expected, from_on=handed_over_on)
    assert set(following.values_list("reason", flat=True)) == {f"{FORMER_REP[1]}离职，片区交接"}
    assert not gone.is_active
    assert gone.left_on == handed_over_on


@pytest.mark.req("CUS-01")
def test_schools_are_a_leaf_of_the_special_channel_and_every_outlet_hangs_on_a_leaf(loaded: Loaded) -> None:
    school = Channel.objects.get(code="school")
    assert (school.parent.code, school.family, school.is_leaf) == ("special", "special", True)
    held = {outlet.code: outlet.channel.code for outlet in _outlets().select_related("channel")}
    assert held == {outlet.code: outlet.channel for outlet in loaded.company.outlets}
    assert set(Channel.objects.filter(outlets__isnull=False).values_list("is_leaf", flat=True)) == {True}


@pytest.mark.req("CUS-04")
def test_the_grading_of_today_counts_every_customer_and_explains_each_class(loaded: Loaded) -> None:
    buyers = {line.outlet for line in loaded.lines}
    rows = Classification.objects.unscoped(_WHY).filter(scheme__code="abc", valid_to__isnull=True)
    assert rows.count() == len(buyers)
    by_rule = rows.filter(source="rule").count()
    assert rows.filter(source="manual").count() == len(buyers) - by_rule == 1
    assert not rows.filter(reason="").exists()
    counts = Counter(GradingRun.objects.order_by("-as_of", "-at")[0].summary["outlets"]["by_count"])
    top, upper = -(-20 * len(buyers) // 100), -(-50 * len(buyers) // 100)
    assert counts == {"A": top, "B": upper - top, "C": len(buyers) - upper}
    assert GradingRun.objects.count() == 3
    assert rows.model.objects.unscoped(_WHY).filter(scheme__code="abc", valid_to__isnull=False).exists()


@pytest.mark.req("CUS-04")
def test_a_class_set_by_hand_stays_through_the_grading_and_knows_what_the_rule_says(loaded: Loaded) -> None:
    outlet = _story(RAISED)
    held = Classification.objects.unscoped(_WHY).get(outlet=outlet, scheme__code="abc", valid_to__isnull=True)
    assert (outlet.grade, held.value, held.source) == ("B", "B", "manual")
    assert held.inputs["rule_value"] in ("B", "C")
    assert held.inputs["rule_on"] == _TODAY.isoformat()


@pytest.mark.req("CUS-03")
def test_key_ordinary_and_potential_follow_from_the_traits(loaded: Loaded) -> None:
    standing = {outlet.id: outlet.standing for outlet in loaded.company.outlets}
    rows = Classification.objects.unscoped(_WHY).filter(scheme__code="key", valid_to__isnull=True)
    assert {row.outlet_id: row.value for row in rows} == standing
    assert set(standing.values()) == {"key", "ordinary", "potential"}


@pytest.mark.req("CUS-13", "CUS-14")
def test_the_third_terminal_has_all_five_classes_with_address_phone_and_its_own_fields(
    loaded: Loaded,
) -> None:
    codes = [channel.code for channel in THIRD_TERMINAL]
    rural = _outlets().filter(channel__code__in=codes)
    classes = Classification.objects.unscoped(_WHY).filter(
        scheme__code="third_terminal", valid_to__isnull=True
    )
    assert sorted(classes.values_list("value", flat=True)) == sorted(codes)
    for outlet in rural:
        assert outlet.address
        assert outlet.phone
        assert outlet.attributes["nature"]
        assert outlet.district in ("云石县", "青岚县")
    vips = Classification.objects.unscoped(_WHY).filter(scheme__code="vip", value="vip")
    assert [row.outlet_id for row in vips] == [rural.order_by("-sales_12m").first().pk]


@pytest.mark.req("CUS-16")
def test_every_phone_of_a_contact_is_kept_for_a_purpose_and_one_consent_was_withdrawn(loaded: Loaded) -> None:
    without = 0
    for contact in Contact.objects.unscoped(_WHY):
        assert bool(contact.phone) == ("phone" in contact.consents)
        assert not contact.hobbies
        assert (contact.birthday is None) == ("birthday" not in contact.consents)
        without += not contact.phone
    assert without == 1


@pytest.mark.req("CUS-10")
def test_the_shop_that_was_typed_in_twice_waits_for_somebody_to_judge(loaded: Loaded) -> None:
    pairs = [
        {outlet.n, tie.other}
        for outlet in loaded.company.outlets
        for tie in outlet.ties
        if tie.kind == "duplicate_suspect"
    ]
    found = outlets_read.open_suspects(Actor.system(now=_NOW))
    numbers = {outlet.id: outlet.n for outlet in loaded.company.outlets}
    assert [{numbers[link.outlet_id], numbers[link.other_id]} for link in found] == pairs
    assert len(pairs) == 1


@pytest.mark.req("CUS-10")
def test_the_shop_that_changed_hands_is_confirmed_as_two_customers(loaded: Loaded) -> None:
    link = OutletLink.objects.unscoped(_WHY).get(state="confirmed")
    assert link.kind == "successor"
    assert (link.outlet.name, link.other.name) == story.SUCCESSION[:2]
    assert (link.outlet.status, link.other.status) == ("closed", "active")


@pytest.mark.req("HOUSE")
def test_figures_are_those_of_the_twelve_months_that_end_today(loaded: Loaded) -> None:
    totals: Counter[int] = Counter()
    last: dict[int, object] = {}
    for line in loaded.lines:
        totals[line.outlet] += line.amount_fen
        if line.kind == "sale":
            last[line.outlet] = max(last.get(line.outlet, line.day), line.day)
    numbers = {outlet.id: outlet.n for outlet in loaded.company.outlets}
    for outlet in _outlets():
        n = numbers[outlet.pk]
        assert (outlet.sales_12m, outlet.last_order_on) == (totals[n], last.get(n))
    assert _TODAY - max(line.day for line in loaded.lines) <= timedelta(days=3)


@pytest.mark.req("HOUSE")
def test_every_return_has_found_its_sale(loaded: Loaded) -> None:
    returned = -sum(line.quantity for line in loaded.lines if line.kind == "return")
    assert returned > 0
    assert ReturnMatch.objects.aggregate(total=Sum("quantity"))["total"] == returned


@pytest.mark.req("CUS-07", "CUS-11", "CUS-18")
def test_views_segments_and_parameters_with_history_and_a_coming_change_are_there(loaded: Loaded) -> None:
    assert set(SavedView.objects.filter(is_shared=True).values_list("name", flat=True)) >= {
        "档案过期",
        "没有坐标",
    }
    assert Segment.objects.exclude(strategy="").count() == 3
    cycle = ParameterValue.objects.filter(code="P-73").order_by("valid_from")
    assert [row.valid_from > _TODAY for row in cycle] == [False, False, True]
    kept = SavedView.objects.get(name="档案过期")
    shown = outlets_read.filtered(Actor.system(now=_NOW), OutletFilter.from_mapping(parse_qs(kept.query)))
    assert shown.filter(pk=_story(356).pk).exists()


@pytest.mark.req("HOUSE")
def test_the_audit_chain_holds_and_the_year_stands_in_it_in_order(loaded: Loaded) -> None:
    verdict = audit.verify()
    assert verdict.holds
    trail = audit.trail_of("outlets.Outlet", stable_id("outlet", 417), limit=50)
    assert [entry.at for entry in trail] == sorted((entry.at for entry in trail), reverse=True)
    assert {"outlets.created", "outlets.updated", "outlets.verified"} <= {entry.action for entry in trail}
    assert "林小满" in {entry.actor_name for entry in trail}
    assert max(entry.at for entry in trail) <= _NOW


@pytest.mark.req("HOUSE")
def test_whoever_is_printed_may_sign_in_with_the_printed_password(loaded: Loaded) -> None:
    assert loaded.logins.password == DEMO_PASSWORD
    assert len(DEMO_PASSWORD) >= 12
    rows = {row.login: row.role for row in loaded.logins.rows}
    assert rows["admin"].startswith("系统管理员")
    assert rows["linxiaoman"].endswith("Sales representative")
    assert len(rows) == 9
    for login in rows:
        person = people_read.person_by_login(login)
        assert person is not None
        assert person.is_active
        assert check_password(DEMO_PASSWORD, person.password)


@pytest.mark.req("HOUSE")
def test_a_rep_sees_the_own_patch_and_an_office_manager_the_office(loaded: Loaded) -> None:
    for login, mine in (
        ("linxiaoman", [o for o in loaded.company.outlets if o.owner == "linxiaoman"]),
        ("jiangxiazhi", [o for o in loaded.company.outlets if o.unit.startswith("LZ-DD")]),
    ):
        person = people_read.person_by_login(login)
        assert person is not None
        actor = people_read.actor_of(person, now=_NOW)
        seen = set(_outlets().visible_to(actor).values_list("pk", flat=True))
        assert seen == {outlet.id for outlet in mine}
        assert seen


@pytest.mark.req("SEC-03")
def test_the_branch_manager_is_away_and_the_first_office_decides_for_her(loaded: Loaded) -> None:
    away, deputy = (people_read.person_by_login(login) for login in ("xialixia", "jiangxiazhi"))
    assert away is not None
    assert deputy is not None
    assert people_read.is_away(away.pk, on=_TODAY)
    assert people_read.acting_for(deputy.pk, on=_TODAY) == {away.pk}
    assert people_read.acting_for(deputy.pk, on=_TODAY + timedelta(days=6)) == frozenset()


@pytest.mark.req("HOUSE")
def test_loading_says_what_happens_one_line_per_month(loaded: Loaded) -> None:
    assert loaded.said[0] == "演示公司 demo company (tiny)"
    months = [line.split()[0] for line in loaded.said if line.strip().startswith("20")]
    assert months == sorted(set(months))
    assert len(months) == 13


@pytest.mark.req("HOUSE")
def test_loading_twice_is_refused_and_changes_nothing(loaded: Loaded) -> None:
    before = audit.head()
    with pytest.raises(load.DemoIsLoaded) as refused:
        load.load("tiny", echo=lambda line: None)
    assert refused.value.code == "demo_is_loaded"
    assert audit.head() == before
    assert _outlets().count() == 60


@pytest.mark.req("HOUSE")
def test_a_second_start_prints_the_logins_and_loads_nothing(loaded: Loaded, capsys) -> None:
    before = audit.head()
    given = argparse.Namespace(size="small", host="127.0.0.1", port=8000, no_serve=True, no_worker=False)
    assert command.run(given) == 0
    printed = capsys.readouterr().out
    assert "http://127.0.0.1:8000/" in printed
    for row in loaded.logins.rows:
        assert row.login in printed
    assert DEMO_PASSWORD in printed
    assert audit.head() == before


@pytest.mark.req("HOUSE")
def test_the_tiny_company_is_not_offered() -> None:
    assert OFFERED == ("small", "medium")
    assert set(SIZES) == {"tiny", *OFFERED}


@pytest.mark.req("ORD-04", "SET-01", "SET-05")
def test_trade_runs_from_the_contract_to_settled_orders_and_the_books_agree(loaded: Loaded) -> None:
    contracts = Contract.objects.unscoped(_WHY).filter(state="active")
    orders = Order.objects.unscoped(_WHY)
    visits = orders.order_by().values("outlet").annotate(n=Count("pk")).values_list("n", flat=True)
    assert contracts.count() > 0
    assert list(visits) == [6] * contracts.count()
    states = Counter(orders.values_list("state", flat=True))
    assert states["confirmed"] > 0  # so small a company stores little: what is short follows later
    held = orders.filter(held_at__isnull=False)
    assert {hold.code for hold in Hold.objects.unscoped(_WHY).filter(order__in=held)} <= {
        "advance_short",
        "no_stock",
    }
    assert Payment.objects.unscoped(_WHY).filter(state="reported").count() == 1
    shipped = orders.exclude(state__in=["draft", "cancelled"]).aggregate(sum=Sum("shipped_total"))["sum"]
    invoiced = Invoice.objects.unscoped(_WHY).aggregate(sum=Sum("total"))["sum"]
    assert invoiced == shipped > 0
    assert checking.check() == []
