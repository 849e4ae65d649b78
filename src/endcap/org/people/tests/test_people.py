"""Who works here: new people, changes, leaving and coming back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from endcap.kernel.audit import selectors as audit
from endcap.kernel.errors import InvalidInput, NotFoundHere, RightMissing
from endcap.kernel.scope import Reach, UnscopedRead
from endcap.org.people import selectors, services
from endcap.org.people.errors import BeyondOwnReach, BeyondOwnRights, LastAdministrator, NotOneself, Outranked
from endcap.org.people.models import Person
from endcap.org.people.selectors import PeopleFilter

pytestmark = [pytest.mark.django_db, pytest.mark.req("SEC-03", "HOUSE")]
GOOD = "correct horse battery"


def everybody():
    rows = Person.objects.unscoped("tests compare everything").order_by("pk")
    return list(rows.values()), list(Person.roles.through.objects.order_by("pk").values())


def fresh(person):
    return Person.objects.unscoped("tests look at the row itself").get(pk=person.pk)


def codes(refused):
    return [(p.field, p.code) for p in refused.value.problems]


@pytest.fixture
def admin(person):
    return person("江夏至", "admin", login="admin")


@pytest.fixture
def admin_actor(admin, actor):
    return actor(of=admin)


def change(actor, person, **changes):
    kept = {
        "name": person.name,
        "unit_id": person.unit_id,
        "role_codes": [role.code for role in person.roles.all()],
        "employee_no": person.employee_no,
        "phone": person.phone,
        "email": person.email,
    }
    return services.update_person(actor, person_id=person.pk, **(kept | changes))


def test_a_person_is_who_the_roles_say(actor, unit):
    office = unit("东渡办事处")
    manager = actor("office_manager", unit=office)
    assert manager.reach == Reach.UNIT
    assert manager.unit_ids == {office.pk}
    assert "people.view" in manager.rights
    assert "people.edit" not in manager.rights


def test_several_roles_add_up(system, company, roles, now):
    made = services.create_person(
        system, login="x", name="许冬至", unit_id=company.pk, role_codes=["rep", "finance"]
    )
    both = selectors.actor_of(made, now=now)
    assert both.reach == Reach.COMPANY
    assert both.rights == set(roles["rep"].rights) | set(roles["finance"].rights)


def test_reading_people_without_saying_for_whom_is_an_error(person):
    with pytest.raises(UnscopedRead):
        list(Person.objects.all())


def test_all_problems_of_a_new_person_are_told_at_once(admin, system):
    before = everybody()
    with pytest.raises(InvalidInput) as refused:
        services.create_person(
            system, login="ADMIN", name=" ", unit_id=None, role_codes=["nobody"], password="123", email="x@"
        )
    assert codes(refused) == [
        ("name", "required"),
        ("login", "taken"),
        ("unit", "unknown"),
        ("roles", "unknown"),
        ("email", "malformed"),
        ("password", "weak"),
    ]
    assert everybody() == before


@pytest.mark.req("SEC-02")
def test_a_password_needs_as_many_characters_as_the_parameter_says(person, system):
    someone = person()
    before = fresh(someone).password
    with pytest.raises(InvalidInput, match="12"):
        services.set_password(system, person_id=someone.pk, password="elevenchars")
    assert fresh(someone).password == before
    services.set_password(system, person_id=someone.pk, password="twelvechars!")
    assert fresh(someone).check_password("twelvechars!")


def test_a_change_names_its_fields_and_no_personal_values(person, system, unit):
    someone, office = person("林小满"), unit("东渡办事处")
    change(system, someone, phone="13800000417", unit_id=office.pk)
    after = fresh(someone)
    assert (after.phone, after.unit_id) == ("13800000417", office.pk)
    entry = audit.trail_of("people.Person", someone.pk)[0]
    assert (entry.action, entry.detail) == ("people.updated", {"fields": ["phone", "unit"]})


def test_saving_unchanged_leaves_no_trace(person, system):
    someone = person("林小满")
    change(system, someone)
    assert audit.trail_of("people.Person", someone.pk)[0].action == "people.created"


def test_somebody_beyond_the_reach_is_not_found(person, actor, unit):
    north, south = unit("北区", kind="region"), unit("南区", kind="region")
    someone = person("林小满", unit=north)
    from_south = replace(
        actor("office_manager", unit=south), rights=frozenset({"people.edit", "people.view"})
    )
    before = everybody()
    for attempt in (
        lambda: change(from_south, someone, name="X"),
        lambda: services.disable_person(from_south, person_id=someone.pk),
        lambda: services.end_sessions(from_south, person_id=someone.pk),
        lambda: services.set_password(from_south, person_id=someone.pk, password=GOOD),
        lambda: selectors.person_of(from_south, someone.pk),
    ):
        with pytest.raises(NotFoundHere):
            attempt()
    assert everybody() == before


def test_nobody_is_moved_beyond_the_reach_of_who_moves_him(person, actor, unit):
    north, south = unit("北区", kind="region"), unit("南区", kind="region")
    from_south = actor("office_manager", unit=south)
    from_south = replace(from_south, rights=from_south.rights | {"people.edit"})
    someone = person("林小满", "store_clerk", unit=south)
    with pytest.raises(InvalidInput) as refused:
        change(from_south, someone, unit_id=north.pk)
    assert codes(refused) == [("unit", "unknown")]
    assert fresh(someone).unit_id == south.pk


def test_without_the_right_nothing_changes(person, actor):
    someone, rep = person("林小满"), actor("rep")
    before = everybody()
    for attempt in (
        lambda: change(rep, someone, name="X"),
        lambda: services.disable_person(rep, person_id=someone.pk),
        lambda: services.enable_person(rep, person_id=someone.pk),
        lambda: services.set_password(rep, person_id=someone.pk, password=GOOD),
        lambda: selectors.people_page(rep, PeopleFilter()),
        lambda: selectors.person_of(rep, someone.pk),
    ):
        with pytest.raises(RightMissing):
            attempt()
    assert everybody() == before


def test_nobody_gives_a_role_with_rights_that_he_does_not_hold(person, actor, company):
    device_admin, someone = actor("it_admin"), person("林小满", "store_clerk")
    before = everybody()
    with pytest.raises(BeyondOwnRights, match=r"业务参数|终端"):
        change(device_admin, someone, role_codes=["sales_manager"])
    with pytest.raises(BeyondOwnRights):
        services.create_person(device_admin, login="y", name="Y", unit_id=company.pk, role_codes=["admin"])
    assert everybody() == before


def test_roles_that_stay_as_they_are_need_no_rights(person, actor):
    device_admin, someone = actor("it_admin"), person("林小满", "rep")
    change(device_admin, someone, name="林大满")
    assert fresh(someone).name == "林大满"


def test_nobody_gives_a_reach_wider_than_his_own(person, actor, unit, system):
    narrow = services.create_role(system, code="seer", name="看全公司", name_en="Seer", reach=3, rights=[])
    office = unit("东渡办事处")
    manager = actor("office_manager", unit=office)
    manager = replace(manager, rights=manager.rights | {"people.edit"})
    someone = person("林小满", "store_clerk", unit=office)
    with pytest.raises(BeyondOwnReach):
        change(manager, someone, role_codes=["store_clerk", narrow.code])
    assert [role.code for role in fresh(someone).roles.all()] == ["store_clerk"]


def test_a_device_administrator_does_not_take_over_a_system_administrator(admin, actor):
    device_admin = actor("it_admin")
    before = fresh(admin).password
    for attempt in (
        lambda: services.set_password(device_admin, person_id=admin.pk, password=GOOD),
        lambda: services.disable_person(device_admin, person_id=admin.pk),
        lambda: services.create_token(device_admin, person_id=admin.pk, name="x"),
        lambda: change(device_admin, admin, email="me@example.com"),
    ):
        with pytest.raises(Outranked, match="江夏至"):
            attempt()
    after = fresh(admin)
    assert (after.password, after.is_active, after.email) == (before, True, "")


def test_a_device_administrator_resets_the_password_of_a_rep(person, actor):
    rep = person("林小满", "rep")
    services.set_password(actor("it_admin"), person_id=rep.pk, password=GOOD)
    assert fresh(rep).check_password(GOOD)


def test_the_last_administrator_stays(admin, person, system, admin_actor):
    with pytest.raises(LastAdministrator):
        services.disable_person(system, person_id=admin.pk)
    with pytest.raises(LastAdministrator):
        change(admin_actor, admin, role_codes=["rep"])
    assert fresh(admin).is_active
    assert [role.code for role in fresh(admin).roles.all()] == ["admin"]

    person("许冬至", "admin")
    services.disable_person(system, person_id=admin.pk)
    assert not fresh(admin).is_active


def test_a_disabled_administrator_is_none(admin, person, system):
    second = person("许冬至", "admin")
    services.disable_person(system, person_id=second.pk)
    with pytest.raises(LastAdministrator):
        services.disable_person(system, person_id=admin.pk)


def test_nobody_disables_himself(admin, admin_actor, person):
    person("许冬至", "admin")
    with pytest.raises(NotOneself):
        services.disable_person(admin_actor, person_id=admin.pk)
    assert fresh(admin).is_active


def test_leaving_ends_sessions_and_tokens_and_coming_back_does_not_revive_them(person, system, now):
    someone = person("林小满")
    secret = services.create_token(system, person_id=someone.pk, name="对接")
    before = someone.get_session_auth_hash()
    services.disable_person(system, person_id=someone.pk)
    gone = fresh(someone)
    assert (gone.is_active, gone.left_on) == (False, date(2026, 7, 16))
    assert gone.get_session_auth_hash() != before
    assert selectors.person_of_token(secret, now=now) is None
    services.enable_person(system, person_id=someone.pk)
    back = fresh(someone)
    assert (back.is_active, back.left_on) == (True, None)
    assert back.get_session_auth_hash() != before
    assert selectors.person_of_token(secret, now=now) is None


def test_ones_own_password_needs_the_present_one(person, system, actor):
    someone = person("林小满", password=GOOD)
    own = actor(of=someone)
    with pytest.raises(InvalidInput) as refused:
        services.change_own_password(own, current="wrong", password="another good one")
    assert codes(refused) == [("current", "wrong")]
    with pytest.raises(InvalidInput) as refused:
        services.change_own_password(own, current=GOOD, password=GOOD)
    assert codes(refused) == [("password", "same")]
    assert fresh(someone).check_password(GOOD)
    services.change_own_password(own, current=GOOD, password="another good one")
    assert fresh(someone).check_password("another good one")


def test_ones_own_language(person, actor):
    someone = person("林小满")
    with pytest.raises(InvalidInput):
        services.change_own_language(actor(of=someone), language="fr")
    services.change_own_language(actor(of=someone), language="en")
    assert fresh(someone).language == "en"


@pytest.fixture
def many(person, unit):
    office = unit("东渡办事处")
    team = unit("一组", kind="team", parent=office)
    return {
        "office": office,
        "people": [person(f"员工{n:02d}", "rep", unit=team, login=f"w{n:02d}") for n in range(5)]
        + [person("柳新", "sales_clerk", unit=office, login="x1")],
    }


def logins(page):
    return [person.login for person in page.people]


def test_the_list_goes_on_and_back_by_login(many, system):
    first = selectors.people_page(system, PeopleFilter(), limit=4)
    assert (logins(first), first.before, first.after) == (["w00", "w01", "w02", "w03"], "", "w03")
    second = selectors.people_page(system, PeopleFilter(), after=first.after, limit=4)
    assert (logins(second), second.before, second.after) == (["w04", "x1"], "w04", "")
    back = selectors.people_page(system, PeopleFilter(), before=second.before, limit=4)
    assert (logins(back), back.before) == (logins(first), "")


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"text": "柳"}, ["x1"]),
        ({"text": "w03"}, ["w03"]),
        ({"role": "sales_clerk"}, ["x1"]),
        ({"text": "x\0"}, ["x1"]),
        ({"status": "left"}, []),
    ],
)
def test_the_list_is_filtered(many, system, wanted, expected):
    assert logins(selectors.people_page(system, PeopleFilter(**wanted))) == expected


def test_a_unit_filter_includes_the_units_below(many, system):
    assert len(selectors.people_page(system, PeopleFilter(unit_id=many["office"].pk)).people) == 6


def test_the_list_costs_a_fixed_number_of_statements(many, system, django_assert_num_queries):
    with django_assert_num_queries(2):
        page = selectors.people_page(system, PeopleFilter())
        assert [[role.code for role in person.roles.all()] for person in page.people]
