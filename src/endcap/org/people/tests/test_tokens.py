"""Keys of machines."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from endcap.kernel.errors import InvalidInput, NotFoundHere, RightMissing
from endcap.kernel.ids import new_id
from endcap.org.people import selectors, services
from endcap.org.people.models import ApiToken

pytestmark = [pytest.mark.django_db, pytest.mark.req("SEC-03", "HOUSE")]


@pytest.fixture
def rep(person):
    return person("林小满", "rep")


def test_a_token_acts_as_its_person_and_only_its_hash_is_kept(rep, system, now):
    secret = services.create_token(system, person_id=rep.pk, name="电商对接", expires_on=date(2026, 12, 31))
    person, token = selectors.person_of_token(secret, now=now)
    assert person.pk == rep.pk
    assert secret.startswith(token.prefix)
    assert secret not in str(ApiToken.objects.values())


def test_a_token_ends_after_its_last_day_in_the_companys_zone(rep, system):
    secret = services.create_token(system, person_id=rep.pk, name="电商对接", expires_on=date(2026, 7, 20))
    last_minute = datetime(2026, 7, 20, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai
    assert selectors.person_of_token(secret, now=last_minute)
    assert selectors.person_of_token(secret, now=last_minute + timedelta(minutes=1)) is None


def test_a_revoked_token_opens_nothing(rep, system, now):
    secret = services.create_token(system, person_id=rep.pk, name="电商对接")
    [token] = selectors.tokens_of(system, rep.pk)
    services.revoke_token(system, token_id=token.pk)
    assert selectors.person_of_token(secret, now=now) is None
    [token] = selectors.tokens_of(system, rep.pk)
    assert token.revoked_at == now


@pytest.mark.parametrize(
    ("name", "expires_on", "expected"),
    [
        (" ", None, [("name", "required")]),
        ("对接", date(2026, 7, 15), [("expires_on", "past")]),
        ("对接", date(2028, 1, 1), [("expires_on", "too_far")]),
        ("长" * 61, None, [("name", "too_long")]),
    ],
)
def test_a_token_needs_a_purpose_and_a_day_within_a_year(rep, system, name, expires_on, expected):
    with pytest.raises(InvalidInput) as refused:
        services.create_token(system, person_id=rep.pk, name=name, expires_on=expires_on)
    assert [(p.field, p.code) for p in refused.value.problems] == expected
    assert not ApiToken.objects.exists()


def test_somebody_who_has_left_gets_no_token(rep, system):
    services.disable_person(system, person_id=rep.pk)
    with pytest.raises(InvalidInput):
        services.create_token(system, person_id=rep.pk, name="对接")
    assert not ApiToken.objects.exists()


def test_a_person_ends_his_own_token_and_nobody_elses(rep, person, system, actor, now):
    services.create_token(system, person_id=rep.pk, name="对接")
    [token] = selectors.tokens_of(actor(of=rep), rep.pk)
    other = actor(of=person("吴谷雨", "rep"))
    with pytest.raises(RightMissing):
        services.revoke_token(other, token_id=token.pk)
    with pytest.raises(RightMissing):
        selectors.tokens_of(other, rep.pk)
    assert ApiToken.objects.get().revoked_at is None
    services.revoke_token(actor(of=rep), token_id=token.pk)
    assert ApiToken.objects.get().revoked_at == now


def test_without_the_right_there_is_no_token(rep, actor):
    with pytest.raises(RightMissing):
        services.create_token(actor(of=rep), person_id=rep.pk, name="对接")
    assert not ApiToken.objects.exists()


def test_a_token_that_is_not_there_is_not_found(system):
    with pytest.raises(NotFoundHere):
        services.revoke_token(system, token_id=new_id())


def test_the_last_use_is_written_once_a_day(rep, system, now, django_assert_num_queries):
    secret = services.create_token(system, person_id=rep.pk, name="对接")
    services.note_use(selectors.person_of_token(secret, now=now)[1], on=date(2026, 7, 16))
    token = selectors.person_of_token(secret, now=now)[1]
    assert token.last_used_on == date(2026, 7, 16)
    with django_assert_num_queries(0):
        services.note_use(token, on=date(2026, 7, 16))
