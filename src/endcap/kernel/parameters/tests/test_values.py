"""Setting parameters, and the value in force on a day in a unit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from endcap.kernel import events, slots
from endcap.kernel.actor import Actor
from endcap.kernel.audit import selectors as audit
from endcap.kernel.errors import InvalidInput, NotFoundHere, RightMissing
from endcap.kernel.parameters import places, selectors, services
from endcap.kernel.parameters.definitions import P
from endcap.kernel.parameters.errors import CompanyValueOnly
from endcap.kernel.parameters.events import ParameterSet
from endcap.kernel.parameters.models import ParameterValue
from endcap.kernel.parameters.values import GradeShares
from endcap.kernel.scope import Reach

pytestmark = pytest.mark.django_db
JULY = date(2026, 7, 1)


def put(actor: Actor, parameter, value, *, since: date = JULY, unit_id=None, reason: str = "经理会决定"):
    return services.set_value(
        actor, code=parameter.code, value=value, valid_from=since, unit_id=unit_id, reason=reason
    )


@pytest.mark.req("CUS-04", "HOUSE")
def test_the_default_holds_until_something_is_set() -> None:
    assert selectors.value(P.ABC_CUSTOMER_SHARES, on=JULY) == GradeShares(2000, 3000, 5000)


@pytest.mark.req("CUS-04", "HOUSE")
def test_a_value_holds_from_its_day_on_and_not_before(system) -> None:
    put(system, P.ABC_CUSTOMER_SHARES, GradeShares(1000, 3000, 6000))

    assert selectors.value(P.ABC_CUSTOMER_SHARES, on=JULY - timedelta(days=1)) == GradeShares(
        2000, 3000, 5000
    )
    assert selectors.value(P.ABC_CUSTOMER_SHARES, on=JULY) == GradeShares(1000, 3000, 6000)


@pytest.mark.req("HOUSE")
def test_a_correction_for_the_same_day_is_a_new_fact_and_wins(system) -> None:
    put(system, P.ABC_WINDOW_MONTHS, 6)
    later = replace(system, now=system.now + timedelta(minutes=1))
    put(later, P.ABC_WINDOW_MONTHS, 9, reason="上次填错")

    assert selectors.value(P.ABC_WINDOW_MONTHS, on=JULY) == 9
    assert [change.value for change in selectors.history(P.ABC_WINDOW_MONTHS)] == [9, 6]


@pytest.mark.req("HOUSE")
def test_the_nearest_unit_wins_over_its_region_and_the_company(system) -> None:
    office, region, elsewhere = uuid4(), uuid4(), uuid4()
    put(system, P.SPOT_CHECKS, 4)
    put(system, P.SPOT_CHECKS, 5, unit_id=region)
    put(system, P.SPOT_CHECKS, 6, unit_id=office)
    put(
        system, P.SPOT_CHECKS, 7, since=JULY + timedelta(days=1)
    )  # a newer company value does not reach the office

    on = JULY + timedelta(days=2)
    assert selectors.value(P.SPOT_CHECKS, on=on, unit_id=office, ancestors=[region]) == 6
    assert selectors.value(P.SPOT_CHECKS, on=on, unit_id=uuid4(), ancestors=[region]) == 5
    assert selectors.value(P.SPOT_CHECKS, on=on, unit_id=elsewhere) == 7
    assert selectors.value(P.SPOT_CHECKS, on=on) == 7


@pytest.mark.req("HOUSE")
def test_a_value_costs_one_statement_and_a_snapshot_of_all_costs_one(
    system, django_assert_num_queries
) -> None:
    put(system, P.SPOT_CHECKS, 4)

    with django_assert_num_queries(1):
        selectors.value(P.SPOT_CHECKS, on=JULY, unit_id=uuid4(), ancestors=[uuid4()])
    with django_assert_num_queries(1):
        snapshot = selectors.snapshot(on=JULY)
        assert (snapshot.value(P.SPOT_CHECKS), snapshot.value(P.ADVANCE_CAP)) == (4, 300_000)
    with django_assert_num_queries(1):
        selectors.overview(JULY)


@pytest.mark.req("HOUSE")
def test_whoever_lacks_the_right_changes_nothing(system) -> None:
    reader = replace(system, rights=frozenset({"parameters.view"}))

    with pytest.raises(RightMissing):
        put(reader, P.SPOT_CHECKS, 4)

    assert not ParameterValue.objects.exists()


@pytest.mark.req("HOUSE")
def test_everything_wrong_is_said_at_once_and_nothing_is_written(system) -> None:
    with pytest.raises(InvalidInput) as refused:
        services.set_value(system, code="P-21", value={"value": -1}, valid_from=None, reason="  ")

    assert {(problem.field, problem.code) for problem in refused.value.problems} == {
        ("value", "out_of_range"),
        ("valid_from", "required"),
        ("reason", "required"),
    }
    assert not ParameterValue.objects.exists()


@pytest.mark.req("HOUSE")
def test_an_unknown_code_is_not_found(system) -> None:
    with pytest.raises(NotFoundHere):
        services.set_value(system, code="P-99", value=1, valid_from=JULY, reason="试试")
    with pytest.raises(NotFoundHere):
        selectors.parameter_of("P-99")


@pytest.mark.req("HOUSE")
def test_a_value_of_the_wrong_shape_names_every_part(system) -> None:
    with pytest.raises(InvalidInput) as refused:
        put(system, P.ABC_CUSTOMER_SHARES, 20)

    assert {problem.field for problem in refused.value.problems} == {"a", "b", "c"}


@pytest.mark.req("HOUSE")
def test_an_office_manager_sets_values_for_the_own_office_only(system) -> None:
    own, foreign = uuid4(), uuid4()
    manager = replace(system, reach=Reach.UNIT, unit_id=own, unit_ids=frozenset({own}))

    put(manager, P.SPOT_CHECKS, 5, unit_id=own)
    with pytest.raises(CompanyValueOnly):
        put(manager, P.SPOT_CHECKS, 6)
    with pytest.raises(NotFoundHere):
        put(manager, P.SPOT_CHECKS, 6, unit_id=foreign)

    assert [change.value for change in selectors.history(P.SPOT_CHECKS)] == [5]


@pytest.mark.req("HOUSE")
def test_a_change_is_audited_and_announced(system) -> None:
    heard: list[ParameterSet] = []
    events.subscribe(ParameterSet, lambda _actor, event: heard.append(event))

    row = put(system, P.SPOT_CHECKS, 4)

    [entry] = audit.trail_of("parameters.ParameterValue", row.pk)
    assert (entry.action, entry.detail["code"], entry.detail["valid_from"]) == (
        "parameters.set",
        "P-22",
        "2026-07-01",
    )
    assert heard[-1] == ParameterSet("P-22", JULY, None)


@pytest.mark.req("HOUSE")
def test_the_database_refuses_to_change_what_was_set(system) -> None:
    put(system, P.SPOT_CHECKS, 4)

    with pytest.raises(IntegrityError), transaction.atomic():
        ParameterValue.objects.update(value="{}")

    assert selectors.value(P.SPOT_CHECKS, on=JULY) == 4


@pytest.mark.req("HOUSE")
def test_the_list_shows_what_is_in_force_what_was_changed_and_what_comes(system) -> None:
    put(system, P.SPOT_CHECKS, 4)
    put(system, P.SPOT_CHECKS, 8, since=JULY + timedelta(days=30))
    put(system, P.ADVANCE_CAP, 300_000)
    put(system, P.SPOT_CHECKS, 9, unit_id=uuid4())

    lines = {line.parameter.code: line for _group, group in selectors.overview(JULY) for line in group}

    assert len(lines) == 92
    changed, same = lines["P-22"], lines["P-21"]
    assert (changed.words, changed.is_default, changed.own_units) == ("4 家", False, 1)
    assert [(change.valid_from, change.words) for change in changed.upcoming] == [(date(2026, 7, 31), "8 家")]
    assert (same.words, same.is_default, same.current is not None) == ("3,000 元", True, True)
    assert changed.default_words == "3 家"


@pytest.mark.req("HOUSE")
@pytest.mark.parametrize(
    ("search", "codes"),
    [
        ("P-21", ["P-21"]),
        ("借款", ["P-21"]),
        ("g-06", ["P-78"]),
        ("免打扰", ["G-09"]),
        ("abc 方法", ["P-03"]),
        ("没有这样的词", []),
    ],
)
def test_the_list_is_searched_by_code_name_and_guardrail(search: str, codes: list[str]) -> None:
    found = selectors.overview(JULY, search=search)
    assert [line.parameter.code for _group, lines in found for line in lines] == codes


@pytest.mark.req("HOUSE")
def test_units_are_named_by_the_area_that_knows_them(system, monkeypatch) -> None:
    monkeypatch.setattr(slots, "_slots", {})
    office = uuid4()
    put(system, P.SPOT_CHECKS, 5, unit_id=office)
    assert (places.choices_for(system), places.ancestors_of(office)) == ((), ())

    slots.register(
        places.SLOT,
        places.UnitDirectory(
            names_of=lambda ids: dict.fromkeys(ids, "东渡办事处"),
            choices_for=lambda actor: [(office, "东渡办事处")],
            ancestors_of=lambda unit_id: [],
        ),
    )

    assert [change.unit_name for change in selectors.history(P.SPOT_CHECKS)] == ["东渡办事处"]
    assert places.choices_for(system) == [(office, "东渡办事处")]
