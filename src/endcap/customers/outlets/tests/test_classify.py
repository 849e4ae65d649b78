"""Classes with validity, reason and history: key customers, ABC, reviews."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from endcap.customers.outlets import keyclass, selectors, services
from endcap.customers.outlets.errors import SchemeUnknown
from endcap.customers.outlets.keyclass import KeyTraits, Level
from endcap.customers.outlets.models import Classification, GradeReview, Outlet
from endcap.customers.outlets.services import FigureRow, GradeRow
from endcap.kernel.errors import InvalidInput, RightMissing

AS_OF = date(2026, 6, 30)


def held(outlet, scheme="abc"):
    return list(
        Classification.objects.unscoped("a test looks at all")
        .filter(outlet=outlet, scheme__code=scheme)
        .order_by("valid_from", "at")
        .values_list("value", "valid_from", "valid_to", "source")
    )


def grade_of(outlet):
    return Outlet.objects.unscoped("a test looks at all").get(pk=outlet.pk).grade


def row(outlet, value, rank=1, amount=100_00):
    return GradeRow(outlet.pk, value, rank, 5000, amount, f"近 12 个月净销售额第 {rank} 名")


def traits(**changes):
    strong = dict.fromkeys(("market_share", "buying_power", "will", "loyalty", "profit"), Level.HIGH)
    return KeyTraits(**{"has_bought": True, **strong, **changes})


@pytest.mark.req("CUS-03")
@pytest.mark.parametrize(
    ("given", "value"),
    [
        (traits(), "key"),
        (traits(loyalty=Level.MEDIUM), "ordinary"),
        (traits(profit=Level.LOW, will=Level.LOW), "ordinary"),
        (traits(has_bought=False), "potential"),
        (traits(has_bought=False, profit=Level.LOW), "potential"),
    ],
)
def test_the_rule_of_key_ordinary_and_potential(given, value):
    assert keyclass.judge(given).value == value


@pytest.mark.req("CUS-03")
def test_the_rule_says_why_and_keeps_what_it_looked_at(system, outlet, schemes):
    shop = outlet()
    made = services.set_key_class_by_rule(system, outlet_id=shop.pk, traits=traits(loyalty=Level.LOW))
    assert (made.value, made.source) == ("ordinary", "rule")
    assert "忠诚度：低" in made.reason
    assert made.inputs["loyalty"] == 1


@pytest.mark.req("CUS-03")
def test_a_person_may_overrule_with_a_reason(system, outlet, schemes):
    shop = outlet()
    services.set_key_class_by_rule(system, outlet_id=shop.pk, traits=traits(loyalty=Level.LOW))
    with pytest.raises(InvalidInput):
        services.classify(system, outlet_id=shop.pk, scheme="key", value="key", reason=" ")
    assert [value for value, *_rest in held(shop, "key")] == ["ordinary"]

    made = services.classify(system, outlet_id=shop.pk, scheme="key", value="key", reason="样板店，带动周边")
    assert (made.source, made.inputs["rule_value"]) == ("manual", "ordinary")
    assert held(shop, "key") == [
        ("ordinary", system.today, system.today, "rule"),
        ("key", system.today, None, "manual"),
    ]


@pytest.mark.req("CUS-04")
def test_a_grading_writes_class_rank_and_share_and_shows_the_grade(system, outlet, schemes):
    shop = outlet()
    written = services.write_grades(system, scheme="abc", as_of=AS_OF, rows=[row(shop, "A")])
    assert (written.written, written.changed) == (1, 0)
    assert held(shop) == [("A", AS_OF, None, "rule")]
    found = selectors.file_of(system, shop.pk).grading
    assert (found.rank, found.share_bp, found.amount) == (1, 5000, 100_00)
    assert grade_of(shop) == "A"


@pytest.mark.req("CUS-04")
def test_both_readings_stand_beside_each_other_and_one_gives_the_grade(system, outlet, schemes):
    shop = outlet()
    services.write_grades(system, scheme="abc", as_of=AS_OF, rows=[row(shop, "A")])
    services.write_grades(system, scheme="abc_sales", as_of=AS_OF, rows=[row(shop, "B")])
    assert grade_of(shop) == "A"
    assert [(found.scheme.code, found.value) for found in selectors.file_of(system, shop.pk).current] == [
        ("abc", "A"),
        ("abc_sales", "B"),
    ]


@pytest.mark.req("CUS-04")
def test_a_class_that_stays_keeps_its_beginning_and_one_that_changes_ends(system, outlet, schemes):
    shop = outlet()
    services.write_grades(system, scheme="abc", as_of=AS_OF, rows=[row(shop, "A")])
    later = AS_OF + timedelta(days=31)
    assert (
        services.write_grades(system, scheme="abc", as_of=later, rows=[row(shop, "A", rank=2)]).unchanged == 1
    )
    assert held(shop) == [("A", AS_OF, None, "rule")]
    assert (
        services.write_grades(system, scheme="abc", as_of=later, rows=[row(shop, "B", rank=9)]).changed == 1
    )
    assert held(shop) == [("A", AS_OF, later, "rule"), ("B", later, None, "rule")]
    assert grade_of(shop) == "B"


@pytest.mark.req("CUS-04")
def test_a_class_set_by_hand_stands_against_the_rule(system, outlet, schemes):
    shop = outlet()
    services.classify(system, outlet_id=shop.pk, scheme="abc", value="A", reason="新开旗舰店")
    written = services.write_grades(system, scheme="abc", as_of=system.today, rows=[row(shop, "C")])
    assert written.kept_manual == 1
    assert grade_of(shop) == "A"
    assert selectors.file_of(system, shop.pk).grading.inputs["rule_value"] == "C"


@pytest.mark.req("CUS-04")
def test_a_grading_costs_few_statements_whatever_the_number(
    system, outlet, schemes, person, django_assert_max_num_queries
):
    owner = person()
    shops = [outlet(f"店{n}", owner=owner) for n in range(40)]
    with django_assert_max_num_queries(60):  # executemany is counted per row on some drivers
        services.write_grades(
            system,
            scheme="abc",
            as_of=AS_OF,
            rows=[row(shop, "C", rank=n + 1) for n, shop in enumerate(shops)],
        )
    assert {grade_of(shop) for shop in shops} == {"C"}


@pytest.mark.req("CUS-04")
def test_figures_are_kept_for_lists_without_touching_the_file(system, outlet):
    shop = outlet()
    before = shop.updated_at
    count = services.record_figures(system, [FigureRow(shop.pk, 12_000_00, 900_00, 24, AS_OF)], as_of=AS_OF)
    shop.refresh_from_db()
    assert count == 1
    assert (shop.sales_12m, shop.sales_30d, shop.orders_12m, shop.last_order_on, shop.figures_on) == (
        12_000_00,
        900_00,
        24,
        AS_OF,
        AS_OF,
    )
    assert shop.updated_at == before


@pytest.mark.req("CUS-05")
def test_outlets_whose_sales_no_longer_fit_the_grade_are_listed(system, outlet, schemes, person):
    owner = person()
    big, middle, small = (outlet(name, owner=owner) for name in ("大", "中", "小"))
    services.write_grades(
        system,
        scheme="abc",
        as_of=AS_OF,
        rows=[row(big, "A", 1, 1000_00), row(middle, "B", 2, 500_00), row(small, "C", 3, 100_00)],
    )
    services.record_figures(
        system,
        [
            FigureRow(big.pk, 1200_00, 0, 1, None),
            FigureRow(middle.pk, 90_00, 0, 1, None),
            FigureRow(small.pk, 2000_00, 0, 1, None),
        ],
        as_of=AS_OF,
    )
    services.classify(system, outlet_id=small.pk, scheme="rival", value="A", reason="竞品业务员常驻")
    report = selectors.misfits(system)
    assert (report.boundaries.a, report.boundaries.b) == (1000_00, 500_00)
    assert [(one.outlet.name, one.fits, one.rival) for one in report.rows] == [
        ("小", "A", "A"),
        ("中", "C", ""),
    ]


@pytest.mark.req("CUS-05")
def test_a_review_has_criteria_date_and_reviewer(actor, outlet, schemes, unit, person):
    office = unit("东渡办事处")
    manager = actor("office_manager", unit=office)
    shop = outlet(owner=person(unit=office))
    services.classify(manager, outlet_id=shop.pk, scheme="abc", value="B", reason="初评")
    with pytest.raises(InvalidInput):
        services.review_grade(manager, outlet_id=shop.pk, scheme="abc", criteria="", value="B")
    kept = services.review_grade(manager, outlet_id=shop.pk, scheme="abc", criteria="近 12 月进货", value="B")
    assert (kept.outcome, kept.on, kept.reviewer_id) == ("kept", manager.today, manager.person_id)
    changed = services.review_grade(
        manager, outlet_id=shop.pk, scheme="abc", criteria="近 12 月进货", value="A", rival_view="竞品列 A"
    )
    assert changed.outcome == "changed"
    assert grade_of(shop) == "A"
    assert GradeReview.objects.unscoped("a test looks at all").count() == 2


@pytest.mark.req("CUS-05")
def test_grades_are_due_for_review_after_a_quarter(system, outlet, schemes):
    shop = outlet()
    services.write_grades(system, scheme="abc", as_of=system.today, rows=[row(shop, "A")])
    assert selectors.review_due(system).count() == 0
    later = replace(system, now=system.now + timedelta(days=100))
    assert [found.outlet_id for found in selectors.review_due(later)] == [shop.pk]
    services.review_grade(later, outlet_id=shop.pk, scheme="abc", criteria="季度复核", value="A")
    assert selectors.review_due(later).count() == 0


@pytest.mark.req("HOUSE")
def test_the_database_refuses_two_open_classes_of_one_scheme(system, outlet, schemes):
    shop = outlet()
    made = services.classify(system, outlet_id=shop.pk, scheme="vip", value="vip", reason="采购前 20%")
    with pytest.raises(IntegrityError), transaction.atomic():
        Classification.objects.create(
            outlet=shop,
            scheme=made.scheme,
            value="regular",
            valid_from=system.today,
            source="manual",
            reason="另一个",
            by_name="",
            at=system.now,
        )
    assert len(held(shop, "vip")) == 1


@pytest.mark.req("HOUSE")
def test_unknown_classes_schemes_and_missing_rights_are_refused(system, actor, outlet, schemes):
    rep = actor("rep")
    shop = outlet(owner=rep.person_id)
    with pytest.raises(SchemeUnknown):
        services.classify(system, outlet_id=shop.pk, scheme="zodiac", value="ox", reason="属相")
    with pytest.raises(InvalidInput):
        services.classify(system, outlet_id=shop.pk, scheme="vip", value="gold", reason="金牌")
    with pytest.raises(RightMissing):
        services.classify(rep, outlet_id=shop.pk, scheme="vip", value="vip", reason="我说的")
    assert held(shop, "vip") == []


@pytest.mark.req("CUS-13")
def test_a_company_may_add_a_scheme_of_its_own(system, outlet, schemes):
    services.create_scheme(system, code="decor", name="店面档次", values=[("high", "高"), ("low", "低")])
    made = services.classify(system, outlet_id=outlet().pk, scheme="decor", value="high", reason="新装修")
    assert made.scheme.kind == "custom"


@pytest.mark.req("CUS-04")
def test_ending_a_manual_grade_hands_it_back_to_the_rule(system, outlet, schemes):
    shop = outlet()
    services.classify(system, outlet_id=shop.pk, scheme="abc", value="A", reason="旗舰店")
    services.end_classification(system, outlet_id=shop.pk, scheme="abc", reason="旗舰店撤销")
    assert grade_of(shop) == ""
    services.write_grades(system, scheme="abc", as_of=system.today, rows=[row(shop, "C")])
    assert grade_of(shop) == "C"
