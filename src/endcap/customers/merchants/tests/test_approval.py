"""Asking for approval, its answers, and who may trade."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from endcap.customers.merchants import approval, errors, sections, selectors, services
from endcap.customers.merchants.drafts import LICENCE_PHOTO, SUBJECT, TermDraft
from endcap.customers.merchants.licence import Licence
from endcap.customers.merchants.models import Merchant, Reading, Renewal
from endcap.customers.merchants.services.readings import as_stored
from endcap.customers.merchants.tests.conftest import BANK, LICENCE, fresh, sent
from endcap.customers.merchants.tests.licences import CODE
from endcap.customers.outlets.models import Outlet
from endcap.customers.outlets.timeline import Asked
from endcap.kernel.errors import InvalidInput, NotFoundHere, RightMissing
from endcap.kernel.ids import new_id
from endcap.mechanisms.agenda.models import Item
from endcap.mechanisms.approvals import selectors as approvals_read
from endcap.mechanisms.approvals import services as approvals
from endcap.mechanisms.approvals.models import Request
from endcap.mechanisms.evidence import services as evidence
from endcap.org.people.models import Person

pytestmark = pytest.mark.req("CUS-15", "M73")
OTHER = "91350100M000100Y43"


def outlet_id(merchant) -> object:
    return merchant.holdings.unscoped("a test looks").get().outlet_id


def problem(team, merchant, **at):
    return selectors.trading_problem(replace(team.rep, **at), outlet_id(merchant))


def test_a_complete_merchant_goes_to_the_next_in_line_and_may_trade_when_approved(team, filled, decide):
    merchant = filled()
    services.submit(team.rep, merchant_id=merchant.pk)
    assert fresh(merchant).state == "submitted"
    request = approvals_read.request_of(team.manager, fresh(merchant).request_id)
    assert request.title == "商户准入 青禾百货（东渡）有限公司"
    assert "柳青禾" not in str(request.drafts.get().document)
    assert isinstance(problem(team, merchant), errors.MerchantNotApproved)

    decided = decide(merchant)

    assert (decided.state, decided.approved_at) == ("approved", team.rep.now)
    assert problem(team, merchant) is None


def test_everything_that_is_missing_is_named_and_nothing_is_submitted(team, begun):
    merchant = begun()
    with pytest.raises(InvalidInput) as said:
        services.submit(team.rep, merchant_id=merchant.pk)
    assert set(said.value.by_field()) == {
        "licence_no",
        "legal_person",
        "address",
        "contact_name",
        "contact_phone",
        "account_name",
        "bank_name",
        "account_tail",
        "valid_to",
        "photo",
        "bank_paper",
    }
    assert fresh(merchant).state == "draft"
    assert not Request.objects.unscoped("a test counts").exists()


def test_an_expired_licence_is_not_submitted(team, filled):
    merchant = filled(valid_to=date(2026, 7, 15))
    with pytest.raises(InvalidInput) as said:
        services.submit(team.rep, merchant_id=merchant.pk)
    assert said.value.by_field() == {"valid_to": ["执照已过期。换新执照后再提交。"]}
    assert fresh(merchant).state == "draft"


def test_what_is_in_approval_or_approved_is_not_edited(team, filled, decide):
    merchant = filled()
    services.submit(team.rep, merchant_id=merchant.pk)
    for _each in range(2):
        for act in (
            lambda: services.save_licence(
                team.rep, merchant_id=merchant.pk, draft=replace(LICENCE, name="别的")
            ),
            lambda: services.save_bank(
                team.rep, merchant_id=merchant.pk, draft=replace(BANK, bank_name="别的")
            ),
            lambda: services.add_photos(
                team.rep, merchant_id=merchant.pk, kind=LICENCE_PHOTO, files=[sent()]
            ),
        ):
            with pytest.raises(errors.NotEditable):
                act()
        with pytest.raises(errors.StateRefused):
            services.submit(team.rep, merchant_id=merchant.pk)
        decide(merchant)
    assert fresh(merchant).name == LICENCE.name


def test_returned_with_a_note_it_is_mended_and_submitted_as_the_next_version(team, filled, decide):
    merchant = filled()
    services.submit(team.rep, merchant_id=merchant.pk)
    returned = decide(merchant, "returned", note="户名补一下")
    assert (returned.state, returned.state_note) == ("returned", "户名补一下")

    services.save_bank(team.rep, merchant_id=merchant.pk, draft=replace(BANK, branch_name="渡口支行"))
    services.submit(team.rep, merchant_id=merchant.pk)

    again = fresh(merchant)
    request = approvals_read.request_of(team.manager, again.request_id)
    assert (again.state, request.draft_no, again.request_id) == ("submitted", 2, returned.request_id)
    assert decide(merchant).state == "approved"


def test_somebody_else_submits_what_was_returned_to_a_colleague(team, filled, decide, system):
    from endcap.customers.outlets import services as outlets

    merchant = filled()
    services.submit(team.rep, merchant_id=merchant.pk)
    returned = decide(merchant, "returned", note="补照片")
    outlets.change_owner(system, outlet_ids=[outlet_id(merchant)], owner_id=team.people.colleague.pk)

    services.submit(team.colleague, merchant_id=merchant.pk)

    again = fresh(merchant)
    assert again.state == "submitted"
    assert again.request_id != returned.request_id
    assert Request.objects.unscoped("a test looks").get(pk=returned.request_id).state == "withdrawn"


def test_rejected_it_does_not_trade_and_frees_the_licence_for_another(team, filled, decide, begun):
    merchant = filled()
    services.submit(team.rep, merchant_id=merchant.pk)
    assert decide(merchant, "rejected", note="执照是别人的").state == "rejected"
    assert (
        problem(team, merchant).message == "“福满小卖部”的商户现在是“已驳回”，不能交易。准入批准后才能下单。"
    )
    other = begun("二店")
    services.save_licence(team.rep, merchant_id=other.pk, draft=LICENCE)
    with pytest.raises(InvalidInput):  # it can't come back while another has its licence
        services.reopen(team.rep, merchant_id=merchant.pk)
    assert fresh(merchant).state == "rejected"


def test_withdrawn_it_is_a_draft_again(team, filled):
    merchant = filled()
    services.submit(team.rep, merchant_id=merchant.pk)
    assert services.withdraw(team.rep, merchant_id=merchant.pk, reason="写错").state == "draft"
    with pytest.raises(errors.StateRefused) as said:
        services.withdraw(team.rep, merchant_id=merchant.pk)
    assert said.value.message == "“青禾百货（东渡）有限公司”现在是“待提交”，不能改成“待提交”。"


def test_nobody_approves_his_own_merchant(team, filled):
    merchant = filled(by=team.manager)
    services.submit(team.manager, merchant_id=merchant.pk)
    request = approvals_read.request_of(team.manager, fresh(merchant).request_id)
    with pytest.raises(Exception) as said:
        approvals.decide(team.manager, request_id=request.pk, outcome="approved", version=request.version)
    assert said.value.code == "approval_own_request"
    assert fresh(merchant).state == "submitted"


def test_an_outlet_without_merchant_does_not_trade(team, outlet):
    shop = outlet()
    refused = selectors.trading_problem(team.rep, shop.pk)
    assert (refused.code, refused.message) == (
        "no_merchant",
        "“福满小卖部”还没有办商户准入，不能交易。先办准入。",
    )
    with pytest.raises(NotFoundHere):
        selectors.trading_problem(team.stranger, shop.pk)


@pytest.mark.parametrize(("days", "may_trade"), [(0, True), (1, False), (-1, True)])
def test_the_licence_holds_until_its_last_day(team, approved, now, days, may_trade):
    merchant = approved(valid_to=date(2026, 8, 1))
    at = now + timedelta(days=(date(2026, 8, 1) - date(2026, 7, 16)).days + days)
    refused = problem(team, merchant, now=at)
    assert (refused is None) == may_trade
    if refused:
        assert refused.message == "“福满小卖部”的营业执照 2026-08-01 到期，不能交易。先换新执照。"
    assert selectors.trading_outlets(replace(team.rep, now=at), [outlet_id(merchant)]) == (
        {outlet_id(merchant)} if may_trade else frozenset()
    )


def test_a_long_term_licence_never_runs_out(team, approved, now):
    merchant = approved(valid_to=None, is_long_term=True)
    assert problem(team, merchant, now=now + timedelta(days=20_000)) is None


def test_suspended_with_a_reason_it_stops_and_resumed_it_goes_on(team, approved):
    merchant = approved()
    with pytest.raises(RightMissing):
        services.suspend(team.rep, merchant_id=merchant.pk, reason="欠款")
    with pytest.raises(errors.ReasonMissing):
        services.suspend(team.office_manager, merchant_id=merchant.pk, reason=" ")
    assert fresh(merchant).state == "approved"
    services.suspend(team.office_manager, merchant_id=merchant.pk, reason="欠款 90 天")
    assert problem(team, merchant).message == "“福满小卖部”的商户已暂停交易：欠款 90 天。恢复后才能下单。"
    services.resume(team.office_manager, merchant_id=merchant.pk)
    assert problem(team, merchant) is None
    with pytest.raises(errors.StateRefused):
        services.resume(team.office_manager, merchant_id=merchant.pk)


def test_changing_data_of_an_approved_merchant_needs_approval_again(team, approved, decide):
    merchant = approved()
    services.reopen(team.rep, merchant_id=merchant.pk)
    assert isinstance(problem(team, merchant), errors.MerchantNotApproved)
    services.save_licence(team.rep, merchant_id=merchant.pk, draft=replace(LICENCE, address="渡口街 3 号"))
    services.submit(team.rep, merchant_id=merchant.pk)
    assert decide(merchant).state == "approved"
    assert problem(team, merchant) is None


def renewed(team, merchant, valid_to=date(2046, 3, 7), **more):
    term = TermDraft(date(2026, 7, 1), valid_to, **more)
    return services.request_renewal(team.rep, merchant_id=merchant.pk, term=term, files=[sent()])


def test_a_renewal_holds_when_approved_and_trading_goes_on_meanwhile(team, approved, decide):
    merchant = approved(valid_to=date(2026, 8, 1))
    renewal = renewed(team, merchant)
    assert fresh(merchant).valid_to == date(2026, 8, 1)
    assert problem(team, merchant) is None
    for somebody in (team.manager, team.office_manager):
        request = approvals_read.request_of(somebody, renewal.request_id)
        if request.state == "open":
            approvals.decide(somebody, request_id=request.pk, outcome="approved", version=request.version)
    assert Renewal.objects.unscoped("a test looks").get().state == "approved"
    assert (fresh(merchant).valid_from, fresh(merchant).valid_to) == (date(2026, 7, 1), date(2046, 3, 7))


@pytest.mark.parametrize(
    ("term", "field", "sentence"),
    [
        (TermDraft(None, date(2046, 1, 1)), "valid_from", "填营业期限从哪天起。"),
        (TermDraft(date(2026, 7, 1)), "valid_to", "填营业期限到哪天"),
        (TermDraft(date(2020, 7, 1), date(2026, 7, 1)), "valid_to", "这张执照也已过期"),
        (TermDraft(date(2020, 7, 1), date(2026, 8, 1)), "valid_to", "没有比现在的更晚"),
        (TermDraft(date(2026, 7, 1), date(2046, 1, 1), True), "valid_to", "长期有效的执照没有到期日"),
    ],
)
def test_a_renewal_that_makes_no_sense_is_refused(team, approved, term, field, sentence):
    merchant = approved(valid_to=date(2026, 8, 1))
    with pytest.raises(InvalidInput) as said:
        services.request_renewal(team.rep, merchant_id=merchant.pk, term=term, files=[sent()])
    assert sentence in said.value.by_field()[field][0]
    assert not Renewal.objects.unscoped("a test counts").exists()


def test_a_renewal_needs_a_photo_a_trading_merchant_and_no_other_renewal(team, approved, begun):
    merchant = approved(valid_to=date(2026, 8, 1))
    term = TermDraft(date(2026, 7, 1), date(2046, 3, 7))
    with pytest.raises(InvalidInput) as said:
        services.request_renewal(team.rep, merchant_id=merchant.pk, term=term, files=[])
    assert said.value.by_field() == {"files": ["传一张新执照的照片。"]}
    with pytest.raises(errors.NotTrading):
        renewed(team, begun("二店"))
    renewed(team, merchant)
    with pytest.raises(errors.RenewalOpen):
        renewed(team, merchant)
    services.withdraw_renewal(team.rep, merchant_id=merchant.pk)
    assert Renewal.objects.unscoped("a test looks").get().state == "withdrawn"
    with pytest.raises(errors.NoRenewal):
        services.withdraw_renewal(team.rep, merchant_id=merchant.pk)
    with pytest.raises(NotFoundHere):
        services.withdraw_renewal(team.stranger, merchant_id=merchant.pk)


def test_licences_are_warned_of_30_days_ahead_to_whoever_looks_after_the_outlet(team, filled, decide, system):
    near = filled("一店", valid_to=date(2026, 8, 15))
    far = filled("二店", valid_to=date(2026, 8, 16), licence_no=OTHER)
    draft = filled("三店", valid_to=date(2026, 8, 1), licence_no="914403001922038216")
    for merchant in (near, far):
        services.submit(team.rep, merchant_id=merchant.pk)
        decide(merchant)

    assert services.warn_of_expiry(system) == 1
    assert services.warn_of_expiry(system) == 1  # again the same day changes nothing

    [item] = Item.objects.unscoped("a test looks").filter(kind=services.EXPIRY)
    assert (item.subject_id, item.due_on, item.person_id) == (near.pk, date(2026, 8, 15), team.rep.person_id)
    assert item.words == "青禾百货（东渡）有限公司 的营业执照到期，换新执照"
    assert draft.pk != item.subject_id
    assert selectors.counts(team.rep)["expiring"] == 1


def test_a_renewal_takes_the_warning_off_the_agenda(team, approved, system):
    merchant = approved(valid_to=date(2026, 8, 1))
    services.warn_of_expiry(system)
    renewal = renewed(team, merchant)
    for somebody in (team.manager, team.office_manager):
        request = approvals_read.request_of(somebody, renewal.request_id)
        if request.state == "open":
            approvals.decide(somebody, request_id=request.pk, outcome="approved", version=request.version)
    assert Item.objects.unscoped("a test looks").get(kind=services.EXPIRY).state == "withdrawn"
    assert services.warn_of_expiry(system) == 0


def read_as(merchant, rep, **fields) -> None:
    """A machine has read the photo so."""
    known = Licence(
        number=CODE,
        name=LICENCE.name,
        legal_person="柳青禾",
        valid_from=date(2016, 3, 8),
        valid_to=date(2036, 3, 7),
    )
    photo = evidence.keep(
        rep,
        content=sent().content,
        file_name="a.jpg",
        kind=LICENCE_PHOTO,
        subject_type=SUBJECT,
        subject_id=merchant.pk,
    )
    Reading(
        id=new_id(),
        merchant=merchant,
        evidence_id=photo.pk,
        state="read",
        fields=as_stored(replace(known, **fields)),
        created_at=rep.now,
    ).save(force_insert=True)


def checks(team, merchant) -> list[tuple[str, str, str]]:
    services.submit(team.rep, merchant_id=merchant.pk)
    request = approvals_read.request_of(team.manager, fresh(merchant).request_id)
    return [(str(c.label), c.tone, str(c.text)) for c in approval.machine_checks(team.manager, request)]


def test_the_approver_is_shown_that_the_photo_says_the_same(team, filled):
    merchant = filled()
    read_as(merchant, team.rep)
    assert checks(team, merchant) == [
        ("统一社会信用代码", "ok", "校验位正确"),
        ("营业期限", "ok", "还有 3522 天到期"),
        ("执照照片", "ok", "读出 5 项，与填写一致"),
        ("户名", "ok", "与执照名称一致"),
    ]


def test_the_approver_is_shown_what_was_typed_otherwise_than_the_photo_says(team, filled):
    merchant = filled(legal_person="柳青未", valid_to=date(2038, 3, 7))
    read_as(merchant, team.rep)
    found = checks(team, merchant)
    assert ("法定代表人或经营者", "warn", "填的是“柳青未”，照片上读出“柳青禾”") in found
    assert ("营业期限至", "warn", "填的是“2038-03-07”，照片上读出“2036-03-07”") in found


def test_the_page_of_the_merchant_masks_what_the_approver_compares(team, filled):
    merchant = filled(legal_person="周青未")
    read_as(merchant, team.rep)
    shown = approval.checks_of(team.rep, selectors.file_of(team.rep, merchant.pk), is_masked=True)
    assert "填的是“周**”，照片上读出“柳**”" in [str(check.text) for check in shown]


def test_the_approver_is_shown_an_account_that_another_merchant_has(team, filled):
    other = filled("一店", licence_no=OTHER)
    merchant = filled("二店")
    assert ("银行账号", "warn", f"商户 {other.number} 也用这个账号") in checks(team, merchant)


def test_the_approver_sees_facts_and_photos_whatever_his_scope(team, filled):
    merchant = filled()
    services.submit(team.rep, merchant_id=merchant.pk)
    request = approvals_read.request_of(team.manager, fresh(merchant).request_id)
    facts = {str(fact.label): str(fact.value) for fact in approval.facts(team.manager, request)}
    assert facts["银行账号"] == "东渡银行 **** 5678"
    assert facts["营业期限"] == "2016-03-08 至 2036-03-07"
    [section] = approval.sections(team.manager, request)
    assert [str(label) for label, _file in section.context["shots"]] == ["营业执照照片", "开户证明"]
    assert approval.page(request) == f"/merchants/{merchant.pk}/"


def test_a_leaver_orphans_no_merchant(team, approved, system):
    from endcap.customers.outlets import services as outlets

    merchant = approved()
    outlets.change_owner(system, outlet_ids=[outlet_id(merchant)], owner_id=team.people.colleague.pk)
    assert not selectors.is_visible(team.rep, merchant.pk)
    assert selectors.is_visible(team.colleague, merchant.pk)
    assert Person.objects.unscoped("a test counts").count() >= 6
    assert Merchant.objects.unscoped("a test counts").count() == 1


@pytest.mark.req("CUS-06")
def test_the_outlet_tells_what_was_asked_and_decided_about_its_merchant(team, filled, decide):
    merchant = filled()
    services.submit(team.rep, merchant_id=merchant.pk)
    decide(merchant, "returned", note="照片看不清")
    outlet = Outlet.objects.visible_to(team.rep).get(pk=outlet_id(merchant))

    told = sections.approvals_told(team.rep, outlet, Asked(None, 10))

    assert [(entry.title, entry.text, entry.by, entry.tone) for entry in told] == [
        ("审批退回：商户准入 青禾百货（东渡）有限公司", "照片看不清", "沈大暑", "warn"),
        ("提交审批：商户准入 青禾百货（东渡）有限公司", "", "林小满", "accent"),
    ]
    assert {entry.url for entry in told} == {f"/approvals/{fresh(merchant).request_id}/"}


def test_whoever_does_not_see_the_request_is_not_told_of_it(team, filled, decide):
    merchant = filled()
    services.submit(team.rep, merchant_id=merchant.pk)
    outlet = Outlet.objects.visible_to(team.rep).get(pk=outlet_id(merchant))
    assert sections.approvals_told(team.stranger, outlet, Asked(None, 10)) == []
    assert len(sections.approvals_told(team.manager, outlet, Asked(None, 10))) == 1
    assert sections.approvals_told(team.manager, outlet, Asked(team.rep.now - timedelta(days=1), 10)) == []


def test_the_timeline_of_the_outlet_shows_the_approval_with_its_link(client, team, approved, frozen):
    merchant = approved()
    client.force_login(team.people.rep)
    page = client.get(f"/outlets/{outlet_id(merchant)}/timeline/?group=file", headers={"HX-Request": "true"})
    assert "审批通过：商户准入" in page.content.decode()
    assert f"/approvals/{fresh(merchant).request_id}/" in page.content.decode()
