"""Roles: what they give, and that nobody gives more than he has."""

from __future__ import annotations

import pytest

from endcap.kernel.audit import selectors as audit
from endcap.kernel.errors import InvalidInput, NotFoundHere, RightMissing
from endcap.kernel.ids import new_id
from endcap.kernel.rights import all_rights
from endcap.org.people import selectors, services
from endcap.org.people.errors import BeyondOwnRights, LastAdministrator
from endcap.org.people.models import Role
from endcap.org.people.presets import ROLES

pytestmark = [pytest.mark.django_db, pytest.mark.req("SEC-03", "HOUSE")]


def snapshot():
    return list(Role.objects.order_by("pk").values())


def codes(refused):
    return [(p.field, p.code) for p in refused.value.problems]


def test_a_new_installation_has_the_roles_of_the_specification(roles):
    assert list(roles) == [preset.code for preset in ROLES]
    assert len(roles) == 24
    assert roles["admin"].rights == ["*"]


def test_making_the_presets_again_leaves_what_the_company_changed(roles, system):
    services.update_role(system, role_id=roles["rep"].pk, name="业代", name_en="Rep", reach=1, rights=[])
    assert services.create_preset_roles(system) == []
    assert Role.objects.get(code="rep").name == "业代"


def test_the_system_administrator_holds_every_right_there_is(actor):
    assert actor("admin").rights == {right.code for right in all_rights()}


def test_a_company_makes_a_role_of_its_own(roles, system):
    role = services.create_role(
        system, code="auditor", name="审计", name_en="Auditor", reach=3, rights=["people.view", "audit.view"]
    )
    assert (role.rights, role.order) == (["audit.view", "people.view"], 24)
    entry = audit.trail_of("people.Role", role.pk)[0]
    assert entry.detail == {"reach": 3, "rights": ["audit.view", "people.view"]}


def test_all_problems_of_a_role_are_told_at_once(roles, actor):
    before = snapshot()
    with pytest.raises(InvalidInput) as refused:
        services.create_role(actor("admin"), code="Rep!", name="", name_en="", reach=-1, rights=[])
    assert codes(refused) == [
        ("code", "malformed"),
        ("name", "required"),
        ("name_en", "required"),
        ("reach", "unknown"),
    ]
    with pytest.raises(InvalidInput) as refused:
        services.create_role(actor("admin"), code="rep", name="业代", name_en="Rep", reach=1, rights=[])
    assert codes(refused) == [("code", "taken")]
    assert snapshot() == before


def test_a_changed_role_holds_at_the_next_click(roles, system, person, actor):
    someone = person("林小满", "rep")
    rights = [*roles["rep"].rights, "people.view"]
    services.update_role(system, role_id=roles["rep"].pk, name="业代", name_en="Rep", reach=2, rights=rights)
    after = actor(of=someone)
    assert "people.view" in after.rights
    assert after.reach == 2
    entry = audit.trail_of("people.Role", roles["rep"].pk)[0]
    assert (entry.action, entry.detail["given"], entry.detail["taken"]) == (
        "people.role_updated",
        ["people.view"],
        [],
    )


def test_nobody_puts_rights_into_a_role_that_he_does_not_hold(roles, actor):
    device_admin = actor("it_admin")
    before = snapshot()
    clerk = roles["store_clerk"]
    for rights in (["*"], [*clerk.rights, "units.edit"]):
        with pytest.raises(BeyondOwnRights):
            services.update_role(
                device_admin, role_id=clerk.pk, name=clerk.name, name_en=clerk.name_en, reach=1, rights=rights
            )
    with pytest.raises(BeyondOwnRights, match="改组织架构"):
        services.create_role(device_admin, code="x1", name="X", name_en="X", reach=1, rights=["units.edit"])
    assert snapshot() == before


def test_nobody_takes_rights_out_of_a_role_that_he_does_not_hold(roles, actor):
    device_admin = actor("it_admin")
    before = snapshot()
    with pytest.raises(BeyondOwnRights):
        services.update_role(
            device_admin, role_id=roles["admin"].pk, name="系统管理员", name_en="Admin", reach=3, rights=[]
        )
    assert snapshot() == before


def test_a_role_may_be_renamed_without_holding_its_rights(roles, actor):
    role = roles["sales_manager"]
    services.update_role(
        actor("it_admin"), role_id=role.pk, name="销售总监", name_en="Sales head", reach=3, rights=role.rights
    )
    assert Role.objects.get(pk=role.pk).name == "销售总监"


def test_the_last_administrators_role_keeps_everything(roles, person, system):
    person("江夏至", "admin")
    before = snapshot()
    for reach, rights in ((3, ["people.edit"]), (1, ["*"])):
        with pytest.raises(LastAdministrator):
            services.update_role(
                system,
                role_id=roles["admin"].pk,
                name="系统管理员",
                name_en="Admin",
                reach=reach,
                rights=rights,
            )
    assert snapshot() == before


def test_without_the_right_no_role_changes(roles, actor):
    rep = actor("rep")
    before = snapshot()
    with pytest.raises(RightMissing):
        services.create_role(rep, code="x1", name="X", name_en="X", reach=1, rights=[])
    with pytest.raises(RightMissing):
        services.update_role(rep, role_id=roles["rep"].pk, name="X", name_en="X", reach=1, rights=[])
    with pytest.raises(RightMissing):
        selectors.role_of(rep, roles["rep"].pk)
    assert snapshot() == before


def test_a_role_that_is_not_there_is_not_found(system):
    with pytest.raises(NotFoundHere):
        services.update_role(system, role_id=new_id(), name="X", name_en="X", reach=1, rights=[])


def test_the_matrix_shows_every_right_once(roles):
    known = selectors.roles()
    rows = [row for group in selectors.matrix(known) for row in group.rows]
    assert sorted(row.right.code for row in rows) == [right.code for right in all_rights()]
    assert all(row.held[0] for row in rows)  # the system administrator
    assert [sum(row.held) for row in rows if row.right.code == "units.edit"] == [1]
