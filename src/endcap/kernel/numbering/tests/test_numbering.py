"""Numbers without gaps and doubles."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import transaction

from endcap.kernel.numbering import definitions, services
from endcap.kernel.numbering.models import Series

RECEIPT = definitions.define(
    definitions.SeriesKind("test receipt", "RC-", width=4, period=definitions.Period.YEAR)
)


@pytest.mark.req("CUS-01", "HOUSE")
@pytest.mark.django_db
def test_outlets_are_numbered_from_one(system) -> None:
    assert services.next_number(system, "outlet") == "T-000001"
    assert services.take(system, "outlet", 3) == ["T-000002", "T-000003", "T-000004"]
    assert services.next_number(system, series="outlet") == "T-000005"


@pytest.mark.req("HOUSE")
@pytest.mark.django_db
def test_a_yearly_series_starts_again_in_the_business_year(system) -> None:
    last_hour = replace(system, now=datetime(2026, 12, 31, 15, 59, tzinfo=UTC))  # 23:59 in Shanghai
    new_year = replace(system, now=datetime(2026, 12, 31, 16, 0, tzinfo=UTC))

    assert services.take(last_hour, "test receipt", 2) == ["RC-2026-0001", "RC-2026-0002"]
    assert services.next_number(new_year, "test receipt") == "RC-2027-0001"
    assert services.next_number(last_hour, "test receipt") == "RC-2026-0003"


@pytest.mark.req("HOUSE")
@pytest.mark.django_db
def test_numbers_return_when_the_operation_fails(system) -> None:
    @transaction.atomic
    def create_in_vain() -> None:
        assert services.next_number(system, "outlet") == "T-000002"
        raise RuntimeError("the outlet was not created after all")

    services.next_number(system, "outlet")
    with pytest.raises(RuntimeError):
        create_in_vain()

    assert services.next_number(system, "outlet") == "T-000002"


@pytest.mark.req("HOUSE")
@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_no_number_is_given(system) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        services.next_number(system, "outlet")

    assert not Series.objects.exists()


@pytest.mark.req("HOUSE")
@pytest.mark.django_db
def test_past_the_last_figure_the_number_grows_wider(system) -> None:
    services.next_number(system, "outlet")
    Series.objects.filter(key="outlet").update(next_value=999_999)

    assert services.take(system, "outlet", 2) == ["T-999999", "T-1000000"]


@pytest.mark.req("HOUSE")
@pytest.mark.django_db
def test_a_series_keeps_the_form_with_which_it_began(system) -> None:
    services.next_number(system, "outlet")
    Series.objects.filter(key="outlet").update(prefix="门店-", width=3)

    assert services.next_number(system, "outlet") == "门店-002"


@pytest.mark.req("HOUSE")
@pytest.mark.django_db
def test_a_fixed_number_of_statements_whatever_the_count(system, django_assert_num_queries) -> None:
    services.next_number(system, "outlet")
    with django_assert_num_queries(2):
        assert len(services.take(system, "outlet", 5000)) == 5000


@pytest.mark.req("HOUSE")
@pytest.mark.django_db
def test_none_at_all_or_of_an_unknown_kind_is_a_programming_error(system) -> None:
    with pytest.raises(ValueError, match="at least one"):
        services.take(system, "outlet", 0)
    with pytest.raises(KeyError):
        services.next_number(system, "unheard of")
    with pytest.raises(ValueError, match="declared twice"):
        definitions.define(definitions.SeriesKind("outlet", "X-"))
