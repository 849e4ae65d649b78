"""Every address × every role × {own, same team, other team, nobody}: the answer is what the declaration
says."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from endcap.kernel.actor import Actor
from endcap.org.people import selectors as people
from endcap.org.people.rights import Rights
from tests.architecture import matrix, world
from tests.architecture.doors import DOORS
from tests.architecture.matrix import Door, Visitor

pytestmark = pytest.mark.req("SEC-03", "HOUSE")


@pytest.fixture(scope="module")
def company(shared_database, django_db_blocker, tmp_path_factory):
    """The company of the matrix, made once and gone afterwards."""
    with (
        django_db_blocker.unblock(),
        override_settings(HOME=tmp_path_factory.mktemp("home"), MEDIA_ROOT=tmp_path_factory.mktemp("media")),
        transaction.atomic(),
    ):
        yield world.build(Actor.system())
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def schema():
    from endcap.config.api import api

    return api.get_openapi_schema()


def test_every_address_is_declared(schema):
    assert matrix.undeclared(DOORS, schema) == []


def test_an_undeclared_address_is_caught(schema):
    known = set(matrix.undeclared(DOORS, schema))
    less = {door: need for door, need in DOORS.items() if door[0] not in ("people:list", "/api/v1/people/me")}
    assert set(matrix.undeclared(less, schema)) - known == {
        "people:list is in no matrix",
        "GET /api/v1/people/me is in no matrix",
    }
    more = {**DOORS, ("people:odd", "GET"): Door("people.view")}
    assert set(matrix.undeclared(more, schema)) - known == {"people:odd is declared but does not exist"}


def test_every_right_of_a_declaration_exists(company):
    assert {code for door in DOORS.values() for code in door.rights} <= company.admin.rights


@pytest.mark.parametrize("position", range(24))
def test_each_role_gets_what_it_may_have_and_nothing_else(company, position):
    tried = company.visitors[position]
    alike = [one for one in company.visitors[:position] if may_the_same(one, tried)]
    assert alike or matrix.surprises([tried], DOORS) == []  # who may the same gets the same; once is enough


def may_the_same(one: Visitor, other: Visitor) -> bool:
    """Whether two roles have the same rights and the same reach."""
    return (one.rights, one.reach) == (other.rights, other.reach)


def test_the_matrix_tries_every_preset_role(company):
    assert len(company.visitors) == 24


def test_nobody_gets_in_without_signing_in(company):
    assert matrix.surprises([company.stranger], DOORS) == []


def test_a_made_up_token_opens_nothing(company):
    machine = Client(headers={"Authorization": "Bearer ec_madeup"})
    visitor = world.replace(company.stranger, client=machine)
    doors = {door: need for door, need in DOORS.items() if door[0].startswith(("/", "api:"))}
    assert matrix.surprises([visitor], doors) == []


def test_no_page_answers_a_method_that_nobody_declared(company):
    assert matrix.undeclared_methods(company.admin, DOORS) == []


# What a careless colleague might add: a page without its right, a page that shows anybody, a page for
# everybody.


def no_right(request):
    return HttpResponse("everything")


def no_scope(request, person_id):
    request.actor.require(Rights.VIEW)
    return HttpResponse(str(person_id))


def as_it_should_be(request, person_id):
    return HttpResponse(people.person_of(request.actor, person_id).name)


urlpatterns = [
    path("accounts/", include("endcap.org.people.sign_in_urls")),
    path("planted/all/", no_right, name="no_right"),
    path("planted/<uuid:person_id>/", no_scope, name="no_scope"),
    path("sound/<uuid:person_id>/", as_it_should_be, name="sound"),
]
SOUND = ("sound", "GET"), Door("people.view", "person", own_needs_nothing=True)
NO_RIGHT = ("no_right", "GET"), Door("people.view")
NO_SCOPE = ("no_scope", "GET"), Door("people.view", "person")


def visitor(company, role):
    return next(visitor for visitor in company.visitors if visitor.role == role)


@override_settings(ROOT_URLCONF="tests.architecture.test_permission_matrix")
def test_a_planted_page_without_a_right_is_caught(company):
    some = [visitor(company, "rep"), visitor(company, "office_manager")]
    assert matrix.surprises(some, dict([SOUND])) == []
    assert matrix.surprises(some, dict([NO_RIGHT])) == ["GET no_right as rep: 200, expected 403"]


@override_settings(ROOT_URLCONF="tests.architecture.test_permission_matrix")
def test_a_planted_page_that_shows_foreign_records_is_caught(company):
    some = [visitor(company, "office_manager"), visitor(company, "executive")]
    assert matrix.surprises(some, dict([NO_SCOPE])) == [
        "GET no_scope (other team) as office_manager: 200, expected 404"
    ]


@override_settings(
    ROOT_URLCONF="tests.architecture.test_permission_matrix",
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "endcap.org.people.middleware.ActorMiddleware",
    ],
)
def test_a_house_whose_door_stands_open_is_caught(company):
    nobody = world.replace(company.stranger, client=Client())
    assert matrix.surprises([nobody], dict([NO_RIGHT])) == ["GET no_right as nobody: 200, expected sign in"]


@override_settings(ROOT_URLCONF="tests.architecture.test_permission_matrix")
def test_a_page_that_answers_more_methods_than_declared_is_caught(company):
    found = matrix.undeclared_methods(company.admin, dict([NO_RIGHT]))
    assert found == [
        f"{method} no_right answers 200 and is in no matrix" for method in ("POST", "PUT", "DELETE")
    ]
