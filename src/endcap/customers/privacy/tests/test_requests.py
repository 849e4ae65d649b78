"""What people may ask: to know, to correct, to be forgotten; and what is forgotten by itself (CPL-04, G-02)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import connection

from endcap.customers.outlets import services as outlets
from endcap.customers.outlets.models import Contact, Outlet
from endcap.customers.privacy import selectors, services
from endcap.customers.privacy.errors import ClassInUse, NobodyFound, RequestClosed, WrongKind
from endcap.customers.privacy.holders import Identity
from endcap.customers.privacy.models import ArchiveClass, RetentionRun, SubjectRequest
from endcap.customers.privacy.services.archiving import ClassDraft
from endcap.kernel.errors import InvalidInput, NotFoundHere, RightMissing
from endcap.kernel.exchange import services as exchange
from endcap.kernel.scope import Reach
from endcap.org.people.models import Person

pytestmark = pytest.mark.django_db
PHONE = "13912345678"


def tables_that_mention(word: str) -> list[str]:
    """Every table of the database in which a word still stands, whatever the column."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")
            if any(word in str(value) for row in cursor.fetchall() for value in row):
                found.append(model._meta.label)
    return found


@pytest.fixture
def listed(system, shop, tmp_path):
    """The same person in a list that was imported."""
    path = tmp_path / "名单.csv"
    path.write_text(
        f"终端编码,终端名称,渠道,详细地址,城市,电话,联系人\nX-9,桥头小店,,桥头路 9 号,东渡,{PHONE},柳如烟\n",
        "utf-8",
    )
    return exchange.run_import(system, sheet_key="outlets", path=path, dry_run=True)


@pytest.mark.req("CPL-04", "CUS-09")
def test_an_erasure_leaves_no_trace_of_the_person_and_all_of_the_trade(handler, shop, buyer, listed):
    wide = replace(handler, unit_ids=handler.unit_ids | {shop.unit_id})
    asked = services.open_request(wide, kind="erase", name="柳如烟", phone="139-1234-5678")
    assert {one.holder.key for one in selectors.held_about(wide, Identity("柳如烟", PHONE))} == {
        "contacts", "outlets", "lists",
    }  # fmt: skip

    done = services.erase(wide, request_id=asked.pk)

    assert tables_that_mention(PHONE) == []
    assert tables_that_mention("柳如烟") == []
    assert (done.state, done.name, done.counts["contacts"], done.counts["outlets"]) == ("done", "—", 1, 1)
    held = Outlet.objects.unscoped("the whole table").get(pk=shop.pk)
    assert (held.name, held.address) == ("福满超市", "滨江路 1 号")
    assert Contact.objects.unscoped("the whole table").get(pk=buyer.pk).role == "buyer"


@pytest.mark.req("CPL-04")
def test_a_name_alone_is_too_little_to_erase_by(handler, buyer):
    with pytest.raises(InvalidInput) as refused:
        services.open_request(handler, kind="erase", name="柳如烟")

    assert [(problem.field, problem.code) for problem in refused.value.problems] == [("phone", "required")]
    assert not SubjectRequest.objects.unscoped("the whole table").exists()


@pytest.mark.req("CPL-04")
def test_nobody_found_nothing_erased(handler, buyer):
    asked = services.open_request(handler, kind="erase", name="钱不多", phone="13800000000")

    with pytest.raises(NobodyFound):
        services.erase(handler, request_id=asked.pk)

    assert selectors.request_of(handler, asked.pk).is_open
    assert Contact.objects.unscoped("the whole table").get(pk=buyer.pk).name == "柳如烟"


@pytest.mark.req("CPL-04")
def test_a_request_to_know_lists_what_is_held_and_is_answered_within_fifteen_working_days(handler, buyer):
    asked = services.open_request(handler, kind="access", name="柳如烟", phone=PHONE)
    [people, phones] = selectors.held_about(handler, Identity("柳如烟", PHONE))

    assert asked.number == "PI-2026-0001"
    assert asked.due_on == date(2026, 8, 6)
    assert dict(people.records[0].facts)["生日"] == "1985-03-09"
    assert dict(phones.records[0].facts) == {"电话": PHONE, "联系人": "柳如烟"}
    with pytest.raises(WrongKind):
        services.erase(handler, request_id=asked.pk)
    services.answer(handler, request_id=asked.pk, outcome="当面告知")
    with pytest.raises(RequestClosed):
        services.answer(handler, request_id=asked.pk, outcome="再说一次")
    assert selectors.request_of(handler, asked.pk).outcome == "当面告知"


@pytest.mark.req("CPL-04")
def test_only_who_may_handle_requests_does_and_only_within_reach(handler, actor, unit, buyer):
    asked = services.open_request(handler, kind="erase", name="柳如烟", phone=PHONE)
    stranger = replace(actor("office_manager", unit=unit("河埠办事处")), rights=handler.rights)

    with pytest.raises(RightMissing):
        services.erase(actor("rep"), request_id=asked.pk)
    with pytest.raises(NotFoundHere):
        services.erase(stranger, request_id=asked.pk)

    assert tables_that_mention(PHONE) != []


@pytest.mark.req("CPL-04")
def test_people_who_left_a_year_ago_are_forgotten_by_the_nightly_run_and_others_stay(system, handler, buyer):
    Contact.objects.unscoped("a person leaves").filter(pk=buyer.pk).update(
        left_on=system.today - timedelta(days=365)
    )
    assert services.apply_retention(system) == []
    later = replace(system, now=system.now + timedelta(days=1))

    [run] = services.apply_retention(later)

    assert (run.rule, run.removed, run.left) == ("contacts_left", 1, 0)
    assert Contact.objects.unscoped("the whole table").get(pk=buyer.pk).name == "—"
    assert services.apply_retention(later) == []
    assert RetentionRun.objects.count() == 1


@pytest.mark.req("CUS-08", "CPL-04")
def test_archived_files_are_kept_as_long_as_their_class_says(system, handler, shop, buyer):
    services.create_preset_classes(system)
    outlets.archive(system, outlet_id=shop.pk, archive_class="closed")
    keeps = (24 * 30 + 30, 24 * 30 + 31)
    early, late = (replace(system, now=system.now + timedelta(days=days)) for days in keeps)

    assert services.apply_retention(early) == []
    [run] = services.apply_retention(late)

    assert (run.rule, run.removed) == ("archived_files", 1)
    assert tables_that_mention(PHONE) == []
    held = Outlet.objects.unscoped("the whole table").get(pk=shop.pk)
    assert (held.is_archived, held.phone, held.name) == (True, "", "福满超市")


@pytest.mark.req("CUS-08")
def test_a_class_in_use_is_not_closed_and_a_disputed_file_is_kept(system, handler, shop, buyer):
    services.create_preset_classes(system)
    outlets.archive(system, outlet_id=shop.pk, archive_class="dispute")
    dispute = ArchiveClass.objects.get(code="dispute")

    with pytest.raises(ClassInUse):
        services.close_archive_class(handler, class_id=dispute.pk)

    assert services.apply_retention(replace(system, now=system.now + timedelta(days=6000))) == []
    assert Contact.objects.unscoped("the whole table").get(pk=buyer.pk).name == "柳如烟"


@pytest.mark.req("CUS-08")
def test_a_class_says_everything_that_is_wrong_with_it(handler):
    with pytest.raises(InvalidInput) as refused:
        services.save_archive_class(handler, draft=ClassDraft(code="", name=" ", keep_months=0, then="x"))

    assert [problem.field for problem in refused.value.problems] == ["code", "name", "keep_months", "then"]
    assert not ArchiveClass.objects.exists()


@pytest.mark.req("CPL-04")
def test_how_long_is_the_companys_to_decide_and_on_record(handler):
    services.set_days(handler, rule_key="contacts_left", days=90)

    [line] = [one for one in selectors.rule_lines(handler) if one.rule.key == "contacts_left"]
    assert (line.days, line.is_changed) == (90, True)
    with pytest.raises(InvalidInput):
        services.set_days(handler, rule_key="contacts_left", days=0)
    with pytest.raises(NotFoundHere):
        services.set_days(handler, rule_key="nothing", days=9)
    assert selectors.days_of(line.rule) == 90


@pytest.mark.req("CPL-02", "CPL-04")
def test_the_pages_open_and_a_request_travels_through_them(client, system, person, office, buyer):
    admin = person("陶秋分", "admin")
    client.force_login(admin, backend="allauth.account.auth_backends.AuthenticationBackend")

    for page in (
        "",
        "?state=closed",
        "consents/",
        "keeping/",
        "directory/",
        "requests/new/",
        "keeping/classes/new/",
    ):
        assert client.get(f"/privacy/{page}").status_code == 200, page
    wrong = client.post("/privacy/requests/new/", {"kind": "erase", "name": "柳如烟"})
    assert wrong.status_code == 422
    assert "柳如烟" in wrong.content.decode()
    made = client.post("/privacy/requests/new/", {"kind": "erase", "name": "柳如烟", "phone": PHONE})
    page = client.get(made["Location"]).content.decode()
    assert "福满超市" in page
    assert client.post(f"{made['Location']}erase/").status_code == 302
    assert tables_that_mention(PHONE) == []
    assert "去掉个人信息" in client.get(made["Location"]).content.decode()


@pytest.mark.req("CPL-04", "SYS-03")
def test_the_sales_department_answers_people_as_the_roles_come(actor, company, shop, buyer):
    boss = actor("sales_manager", unit=company)
    asked = services.open_request(boss, kind="erase", name="柳如烟", phone=PHONE)
    services.erase(boss, request_id=asked.pk)
    assert tables_that_mention(PHONE) == []
    with pytest.raises(RightMissing):
        services.open_request(actor("rep"), kind="erase", name="柳如烟", phone=PHONE)


@pytest.mark.req("CPL-04")
def test_only_roles_that_see_the_whole_company_may_erase(roles):
    may = [
        role for role in roles.values() if "outlets.forget" in role.rights or "privacy.handle" in role.rights
    ]
    assert {role.code for role in may} == {"sales_manager"}  # besides the administrator, who may everything
    assert {role.reach for role in may} == {int(Reach.COMPANY)}


@pytest.mark.req("CPL-02")
def test_the_card_of_a_contact_leads_to_recording_a_consent(client, person, shop, buyer):
    rep = Person.objects.unscoped("a test looks").get(name="林小满")
    client.force_login(rep, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = f"/privacy/consents/{shop.pk}/{buyer.pk}/new/"

    card = client.get(f"/outlets/{shop.pk}/people/").content.decode()
    assert f'href="{address}"' in card
    assert client.get(address).status_code == 200
    given = client.post(
        address, {"purpose": "order", "channel": "", "way": "spoken", "given_on": "2026-07-16"}
    )
    assert given["Location"] == f"/outlets/{shop.pk}/"

    client.force_login(
        person("孔", "dealer_coach", unit=shop.unit),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    assert address not in client.get(f"/outlets/{shop.pk}/people/").content.decode()
