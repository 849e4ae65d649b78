"""The pages of people, units and roles: what one sees, and what a mistake costs (nothing)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from endcap.org.people import selectors
from endcap.org.people.models import ApiToken, Person, Role
from endcap.org.units.models import Unit

pytestmark = [pytest.mark.django_db, pytest.mark.req("SEC-03", "HOUSE")]
GOOD = "correct horse battery"


@pytest.fixture
def admin(person):
    return person("江夏至", "admin", login="admin")


@pytest.fixture
def page(client, admin):
    client.force_login(admin, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def get(client, name, *args, **query):
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, answer.content.decode()[:400]
    return answer.content.decode()


def fresh(person):
    return Person.objects.unscoped("tests look at the row itself").get(pk=person.pk)


def test_the_list_shows_people_with_masked_phones(page, person):
    someone = person("林小满")
    Person.objects.unscoped("a phone for the list").filter(pk=someone.pk).update(phone="13800000417")
    text = get(page, "people:list")
    assert "林小满" in text
    assert "13800000417" not in text
    assert "1** **** 0417" in text


def test_a_search_answers_the_rows_only(page, person):
    person("林小满")
    answer = page.get("/people/", {"q": "林"}, headers={"HX-Request": "true"})
    assert "林小满" in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_a_search_without_result_says_what_to_do(page):
    assert "没有符合条件的人" in get(page, "people:list", q="查无此人")


@pytest.mark.parametrize("query", [{"unit": "x"}, {"status": "x"}, {"q": "\0"}, {"role": "none"}])
def test_odd_conditions_break_nothing(page, query):
    get(page, "people:list", **query)


def test_a_new_person_is_typed_in_once(page, company):
    typed = {"name": "吴谷雨", "login": "wugy", "unit": str(company.pk), "roles": ["rep"], "password": GOOD}
    wrong = page.post(reverse("people:new"), {**typed, "login": "admin", "password": "short"})
    assert wrong.status_code == 422
    text = wrong.content.decode()
    assert "登录名已被使用" in text
    assert "密码至少 12 个字符，现在 5 个。" in text
    assert 'value="吴谷雨"' in text
    assert page.post(reverse("people:new"), typed).status_code == 302
    assert selectors.person_by_login("wugy").check_password(GOOD)


def test_a_person_is_changed_on_the_page(page, person, unit):
    someone, office = person("林小满"), unit("东渡办事处")
    here = reverse("people:person", args=[someone.pk])
    typed = {"name": "林大满", "unit": str(office.pk), "roles": ["store_rep"], "phone": "139"}
    assert page.post(here, typed).status_code == 302
    after = fresh(someone)
    assert (after.name, after.unit_id, after.phone) == ("林大满", office.pk, "139")
    assert page.post(here, {**typed, "roles": []}).status_code == 422
    assert [role.code for role in fresh(someone).roles.all()] == ["store_rep"]


def test_a_refusal_is_shown_above_the_form_and_keeps_what_was_typed(page, admin, company):
    typed = {"name": "江大夏", "unit": str(company.pk), "roles": ["rep"]}
    answer = page.post(reverse("people:person", args=[admin.pk]), typed)
    assert answer.status_code == 422
    assert "这样就没有系统管理员了" in answer.content.decode()
    assert 'value="江大夏"' in answer.content.decode()
    assert fresh(admin).name == "江夏至"


def test_the_account_is_handled_by_buttons(page, person):
    someone = person("林小满", password=GOOD)
    for name, active in (("disable", False), ("enable", True), ("end_sessions", True)):
        assert page.get(reverse(f"people:{name}", args=[someone.pk])).status_code == 405
        assert page.post(reverse(f"people:{name}", args=[someone.pk])).status_code == 302
        assert fresh(someone).is_active is active
    here = reverse("people:set_password", args=[someone.pk])
    assert page.post(here, {"password": "short"}).status_code == 422
    assert page.post(here, {"password": "another good one"}).status_code == 302
    assert fresh(someone).check_password("another good one")


def test_a_token_is_shown_once(page, person):
    someone = person("林小满")
    answer = page.post(
        reverse("people:create_token", args=[someone.pk]), {"name": "电商对接", "expires_on": "2027-01-01"}
    )
    token = ApiToken.objects.get()
    assert f"{token.prefix}" in answer.content.decode()
    assert "只显示这一次" in answer.content.decode()
    again = get(page, "people:person", someone.pk)
    assert "只显示这一次" not in again
    assert page.post(reverse("people:revoke_token", args=[token.pk])).status_code == 302
    assert ApiToken.objects.get().revoked_at


def test_the_tree_is_edited_beside_itself(page, company, unit):
    office = unit("东渡办事处")
    assert "东渡办事处" in get(page, "people:units")
    assert (
        page.post(
            reverse("people:unit_new"),
            {"name": "一组", "code": "T1", "kind": "team", "parent": str(office.pk)},
        ).status_code
        == 302
    )
    here = reverse("people:unit", args=[office.pk])
    assert page.post(here, {"name": "东渡", "code": "DD", "kind": "office"}).status_code == 302
    assert Unit.objects.get(pk=office.pk).name == "东渡"
    wrong = page.post(here, {"name": "东渡", "code": "HQ", "kind": "office"})
    assert wrong.status_code == 422
    assert "单位编码已被使用" in wrong.content.decode()
    assert page.post(reverse("people:unit_close", args=[office.pk])).status_code == 409
    team = Unit.objects.get(code="T1")
    assert page.post(reverse("people:unit_close", args=[team.pk])).status_code == 302
    assert page.post(reverse("people:unit_reopen", args=[team.pk])).status_code == 302
    assert Unit.objects.get(code="T1").closed_on is None


def test_the_company_itself_can_be_renamed_but_not_moved(page, company):
    text = get(page, "people:unit", company.pk)
    assert 'name="parent"' not in text
    assert (
        page.post(reverse("people:unit", args=[company.pk]), {"name": "青禾集团", "code": "HQ"}).status_code
        == 302
    )
    assert Unit.objects.get(pk=company.pk).name == "青禾集团"


def test_the_matrix_and_a_role(page, roles):
    assert "谁能做什么" in get(page, "people:roles")
    typed = {"code": "auditor", "name": "审计", "name_en": "Auditor", "reach": "3", "rights": ["people.view"]}
    assert page.post(reverse("people:role_new"), {**typed, "code": "rep"}).status_code == 422
    assert page.post(reverse("people:role_new"), typed).status_code == 302
    role = Role.objects.get(code="auditor")
    here = reverse("people:role", args=[role.pk])
    assert 'value="people.view" checked' in get(page, "people:role", role.pk)
    assert page.post(here, {**typed, "rights": ["audit.view"]}).status_code == 302
    assert Role.objects.get(pk=role.pk).rights == ["audit.view"]


def test_pages_in_english_show_no_chinese_words_of_the_house(page, admin, settings):
    from endcap.config import catalogs

    catalogs.compile_all()
    page.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    text = get(page, "people:list")
    assert "<h1>People</h1>" in text
    assert "System administrator" in text


def test_ones_own_page_needs_no_right(client, person):
    rep = person("林小满", "store_clerk")
    client.force_login(rep, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "林小满" in get(client, "people:me")
    assert client.get(reverse("people:list")).status_code == 403
    assert client.get(reverse("people:person", args=[rep.pk])).status_code == 403
    assert client.post(reverse("people:language"), {"language": "en"}).status_code == 302
    assert fresh(rep).language == "en"


def test_somebody_beyond_the_reach_is_not_found_on_the_page(client, person, unit):
    north, south = unit("北区", kind="region"), unit("南区", kind="region")
    manager = person("许冬至", "office_manager", unit=south)
    someone = person("林小满", unit=north)
    client.force_login(manager, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(reverse("people:person", args=[someone.pk])).status_code == 404
    assert client.get(reverse("people:unit", args=[north.pk])).status_code == 404
    assert "林小满" not in get(client, "people:list")
