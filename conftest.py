"""Fixtures that every test may use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from tests import schema_cache


def pytest_configure() -> None:
    """Test databases begin with a schema that was migrated before, if nothing about it has changed."""
    schema_cache.install()


NOW = datetime(2026, 7, 16, 6, 20, tzinfo=UTC)  # 14:20 in Shanghai


@pytest.fixture(scope="session", autouse=True)
def _empty_a_test_database_in_spite_of_its_guards():
    """Tests with real transactions end with ``flush``, which the append-only audit log would refuse."""
    from django.core.management.commands import flush
    from django.db import connections

    from endcap.kernel.audit import guards
    from endcap.mechanisms.agenda import guards as agenda_guards
    from endcap.mechanisms.approvals import guards as approval_guards
    from endcap.mechanisms.ledger import guards as ledger_guards
    from endcap.mechanisms.questions import guards as question_guards

    as_django_does = flush.Command.handle

    def handle(self, **options):
        emptied = connections[options["database"]]
        with (
            guards.lifted(emptied),
            agenda_guards.lifted(emptied),
            approval_guards.lifted(emptied),
            ledger_guards.lifted(emptied),
            question_guards.lifted(emptied),
        ):
            return as_django_does(self, **options)

    flush.Command.handle = handle
    yield
    flush.Command.handle = as_django_does


@pytest.fixture(autouse=True)
def _the_books_are_right(request):
    """After every test that booked something, whatever it was about, every invariant of the ledger holds."""
    if not {"db", "transactional_db"} & set(request.fixturenames) and not request.node.get_closest_marker(
        "django_db"
    ):
        yield
        return
    request.getfixturevalue("_django_db_helper")  # so that the database is still there after the test
    yield
    from endcap.mechanisms.ledger import checking, selectors

    if request.node.get_closest_marker("tampers") is None and not selectors.is_empty():
        assert checking.check() == []


@pytest.fixture(scope="session", autouse=True)
def _nothing_leaves_the_house():
    """No test ever sends a message anywhere: what would go out is kept in ``fakes.Outbox``."""
    from django.conf import settings

    settings.MESSAGES_NOTIFIER = "endcap.org.messages.tests.fakes.Outbox"


@pytest.fixture(scope="session")
def shared_database(django_db_setup, django_db_blocker):
    """The test database for records that a whole module shares.

    pytest-django makes it only when a chosen test is marked; without it such a module would write into
    the real one.
    """
    from django.conf import settings
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    from endcap.config.configuration import database_of

    if connection.settings_dict["NAME"] != database_of(settings.CONFIGURATION)["NAME"]:
        yield
        return
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, aliases={"default"})
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(autouse=True)
def chinese():
    """Every test begins in Chinese, whatever language the one before it left active."""
    from django.utils import translation

    with translation.override("zh-hans"):
        yield


@pytest.fixture
def now() -> datetime:
    """The moment at which tests happen unless they say otherwise."""
    return NOW


@pytest.fixture
def frozen(now):
    """The clock stands still at ``now``."""
    from endcap.kernel import clock

    with clock.frozen(now):
        yield now


@pytest.fixture
def system(now):
    """The installation itself: every right, the whole company."""
    from endcap.kernel.actor import Actor

    return Actor.system(now=now)


@pytest.fixture
def company(db, system):
    """The root unit."""
    from endcap.org.units import services as units

    return units.create_unit(system, code="HQ", name="青禾饮品", kind="company")


@pytest.fixture
def unit(company, system) -> Callable:
    """Makes units: ``unit("东渡办事处", kind="office", parent=region)``; under the company unless told."""
    from endcap.org.units import services as units

    made = {"n": 0}

    def make(name: str, *, kind: str = "office", parent=None, code: str | None = None):
        made["n"] += 1
        return units.create_unit(
            system, code=code or f"U{made['n']:02d}", name=name, kind=kind, parent_id=(parent or company).pk
        )

    return make


@pytest.fixture
def roles(db, system):
    """The preset roles."""
    from endcap.org.people import services as people

    return {role.code: role for role in people.create_preset_roles(system)}


@pytest.fixture
def person(company, roles, system) -> Callable:
    """Makes people: ``person("林小满", "rep", unit=team)`` answers a Person (login is p1, p2 … unless
    told)."""
    from endcap.org.people import services as people

    made = {"n": 0}

    def make(
        name: str = "", role: str = "rep", *, unit=None, login: str | None = None, password: str | None = None
    ):
        made["n"] += 1
        return people.create_person(
            system,
            login=login or f"p{made['n']}",
            name=name or f"员工{made['n']}",
            unit_id=(unit or company).pk,
            role_codes=[role],
            password=password,
        )

    return make


@pytest.fixture
def actor(person, now) -> Callable:
    """Makes actors: ``actor("rep", unit=team)``; ``actor(of=someone)`` for an existing person."""
    from endcap.org.people import selectors as people

    def make(role: str = "rep", *, unit=None, of=None):
        return people.actor_of(of or person(role=role, unit=unit), now=now)

    return make
