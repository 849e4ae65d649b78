"""Entering a merchant: what is kept, what is refused, who sees it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from endcap.customers.merchants import errors, selectors, services
from endcap.customers.merchants.drafts import BANK_PAPER, LICENCE_PHOTO, SUBJECT, BankDraft, LicenceDraft
from endcap.customers.merchants.models import Merchant, MerchantOutlet, Reading
from endcap.customers.merchants.tests.conftest import BANK, LICENCE, fresh, sent
from endcap.customers.merchants.tests.licences import CODE, OLD
from endcap.kernel.audit import selectors as audit
from endcap.kernel.errors import Conflict, InvalidInput, NotFoundHere, RightMissing
from endcap.kernel.ids import new_id
from endcap.mechanisms.evidence import errors as file_errors
from endcap.mechanisms.evidence import selectors as evidence

pytestmark = pytest.mark.req("CUS-15", "SYS-05")


def merchants() -> int:
    return Merchant.objects.unscoped("a test counts").count()


def test_onboarding_begins_from_an_outlet_and_has_a_number(team, outlet):
    shop = outlet("福满小卖部")
    made = services.start_merchant(team.rep, outlet_ids=[shop.pk])
    assert (made.number, made.name, made.state) == ("M-2026-000001", "福满小卖部", "draft")
    assert [held.outlet_id for held in selectors.file_of(team.rep, made.pk).outlets] == [shop.pk]


def test_one_owner_may_have_several_outlets_and_each_outlet_one_merchant(team, outlet, begun):
    first, second = outlet("一店"), outlet("二店")
    made = services.start_merchant(team.rep, outlet_ids=[first.pk, second.pk])
    assert len(selectors.file_of(team.rep, made.pk).outlets) == 2
    with pytest.raises(errors.OutletTaken) as said:
        services.start_merchant(team.rep, outlet_ids=[second.pk])
    assert said.value.message == "“二店”已经挂在商户 M-2026-000001 名下。先从那边移出，再挂过来。"
    assert merchants() == 1


def test_the_same_id_again_answers_the_same_merchant(team, outlet):
    shop, id = outlet(), new_id()
    one = services.start_merchant(team.rep, outlet_ids=[shop.pk], id=id)
    assert services.start_merchant(team.rep, outlet_ids=[shop.pk], id=id) == one
    assert merchants() == 1


def test_nobody_begins_for_an_outlet_of_others_for_none_or_without_the_right(team, outlet, actor):
    foreign = outlet(owner=team.people.stranger)
    for outlet_ids in ([foreign.pk], [new_id()]):
        with pytest.raises(NotFoundHere):
            services.start_merchant(team.rep, outlet_ids=outlet_ids)
    with pytest.raises(InvalidInput):
        services.start_merchant(team.rep, outlet_ids=[])
    with pytest.raises(RightMissing):
        services.start_merchant(actor("finance"), outlet_ids=[foreign.pk])
    assert merchants() == 0


def test_merchants_are_seen_through_their_outlets(team, begun):
    mine, theirs = begun("一店"), begun("二店", by=team.stranger, owner=team.people.stranger)
    assert selectors.is_visible(team.rep, mine.pk)
    assert not selectors.is_visible(team.colleague, mine.pk)
    assert selectors.is_visible(team.manager, mine.pk)
    assert not selectors.is_visible(team.manager, theirs.pk)
    with pytest.raises(NotFoundHere):
        selectors.file_of(team.rep, theirs.pk)


def test_the_licence_is_kept_as_it_is_copied(team, begun):
    made = begun()
    services.save_licence(
        team.rep, merchant_id=made.pk, draft=replace(LICENCE, licence_no=f" {CODE.lower()} ")
    )
    kept = fresh(made)
    assert (kept.licence_no, kept.legal_person, kept.valid_to) == (CODE, "柳青禾", date(2036, 3, 7))
    assert kept.consents == {
        field: {"purpose": "contract", "on": "2026-07-16"}
        for field in ("legal_person", "contact_name", "contact_phone")
    }


def test_an_old_registration_number_is_accepted(team, begun):
    made = begun()
    services.save_licence(team.rep, merchant_id=made.pk, draft=replace(LICENCE, licence_no=OLD))
    assert fresh(made).licence_no == OLD


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"name": " "}, "name", "填执照上的名称。"),
        ({"licence_no": CODE[:-1] + "X"}, "licence_no", "校验位对不上"),
        ({"licence_no": "123"}, "licence_no", "这里有 3 位"),
        ({"contact_phone": "没有"}, "contact_phone", "不像电话号码"),
        ({"kind": "shop"}, "kind", "选列表里的一项。"),
        ({"valid_from": date(2027, 1, 1)}, "valid_from", "不能晚于今天"),
        ({"valid_to": date(2010, 1, 1)}, "valid_to", "结束早于开始"),
        ({"is_long_term": True}, "valid_to", "长期有效的执照没有到期日"),
        ({"established_on": date(2027, 1, 1)}, "established_on", "成立日期不能晚于今天"),
        ({"valid_to": date(9999, 12, 31)}, "valid_to", "日期不对"),
        ({"legal_person": "长" * 61}, "legal_person", "最多 60 个字"),
    ],
)
def test_a_wrong_licence_is_refused_at_its_field_and_nothing_changes(team, begun, changes, field, sentence):
    made = begun()
    with pytest.raises(InvalidInput) as said:
        services.save_licence(team.rep, merchant_id=made.pk, draft=replace(LICENCE, **changes))
    assert sentence in said.value.by_field()[field][0]
    assert fresh(made) == made
    assert fresh(made).licence_no == ""


def test_all_problems_are_named_at_once(team, begun):
    draft = LicenceDraft(name="", licence_no="1", contact_phone="x", kind="?")
    with pytest.raises(InvalidInput) as said:
        services.save_licence(team.rep, merchant_id=begun().pk, draft=draft)
    assert set(said.value.by_field()) == {"name", "licence_no", "contact_phone", "kind"}


def test_a_licence_is_registered_once_and_strangers_do_not_learn_whose(team, begun):
    first = begun("一店")
    services.save_licence(team.rep, merchant_id=first.pk, draft=LICENCE)
    own, foreign = begun("二店"), begun("三店", by=team.stranger, owner=team.people.stranger)
    with pytest.raises(InvalidInput) as said:
        services.save_licence(team.rep, merchant_id=own.pk, draft=LICENCE)
    assert "M-2026-000001（青禾百货（东渡）有限公司）名下" in said.value.by_field()["licence_no"][0]
    with pytest.raises(InvalidInput) as said:
        services.save_licence(team.stranger, merchant_id=foreign.pk, draft=LICENCE)
    assert "不在可见范围内" in said.value.by_field()["licence_no"][0]
    assert "青禾" not in said.value.by_field()["licence_no"][0]
    assert (fresh(own).licence_no, fresh(foreign).licence_no) == ("", "")


def test_who_looked_at_an_older_state_is_told_so(team, begun, now):
    made = begun()
    services.save_licence(
        replace(team.rep, now=now + timedelta(minutes=1)), merchant_id=made.pk, draft=LICENCE
    )
    with pytest.raises(Conflict):
        services.save_licence(
            team.rep, merchant_id=made.pk, draft=replace(LICENCE, name="别的"), seen=made.updated_at
        )
    assert fresh(made).name == LICENCE.name


@pytest.mark.req("CPL-02")
def test_the_account_is_sealed_and_shown_whole_only_by_right_with_a_trace(team, begun):
    made = begun()
    services.save_bank(team.rep, merchant_id=made.pk, draft=BANK)
    kept = fresh(made)
    assert kept.account_tail == "5678"
    assert "6222" not in kept.account_sealed
    with pytest.raises(RightMissing):
        services.show_account(team.rep, merchant_id=made.pk)
    assert services.show_account(team.clerk, merchant_id=made.pk) == "6222000012345678"
    assert audit.trail_of("merchants.Merchant", made.pk)[0].action == "merchants.account_shown"


def test_an_account_number_that_is_left_empty_stays(team, begun):
    made = begun()
    services.save_bank(team.rep, merchant_id=made.pk, draft=BANK)
    services.save_bank(team.rep, merchant_id=made.pk, draft=BankDraft(bank_name="河埠银行"))
    kept = fresh(made)
    assert (kept.account_tail, kept.bank_name, kept.account_name) == ("5678", "河埠银行", "")


@pytest.mark.parametrize("number", ["12", "6222-abcd-0000", "6" * 33, "六二二二零零零零"])
def test_an_account_that_is_none_is_refused(team, begun, number):
    made = begun()
    with pytest.raises(InvalidInput) as said:
        services.save_bank(team.rep, merchant_id=made.pk, draft=replace(BANK, account_no=number))
    assert said.value.by_field() == {"account_no": ["银行账号是 8 到 32 位数字。核对后再填。"]}
    assert fresh(made).account_tail == ""


def test_a_licence_photo_is_kept_and_handed_to_the_reader(team, begun):
    made = begun()
    [kept] = services.add_photos(team.rep, merchant_id=made.pk, kind=LICENCE_PHOTO, files=[sent()])
    reading = Reading.objects.unscoped("a test looks").get()
    assert (reading.evidence_id, reading.state) == (kept.pk, "waiting")
    services.add_photos(team.rep, merchant_id=made.pk, kind=BANK_PAPER, files=[sent(name="许可.jpg")])
    assert Reading.objects.unscoped("a test counts").count() == 1
    assert len(evidence.of_subject(team.rep, SUBJECT, made.pk)) == 2
    with pytest.raises(NotFoundHere):
        evidence.of_subject(team.stranger, SUBJECT, made.pk)


def test_a_file_that_is_no_photo_is_refused_and_nothing_kept(team, begun):
    made = begun()
    with pytest.raises(InvalidInput) as said:
        services.add_photos(
            team.rep, merchant_id=made.pk, kind=LICENCE_PHOTO, files=[sent(), sent(b"MZ", "a.exe")]
        )
    assert [problem.code for problem in said.value.problems] == [file_errors.KindRefused.code]
    with pytest.raises(InvalidInput):
        services.add_photos(team.rep, merchant_id=made.pk, kind="cat", files=[sent()])
    assert evidence.of_subject(team.rep, SUBJECT, made.pk) == []
    assert not Reading.objects.unscoped("a test counts").exists()


def test_outlets_are_linked_and_unlinked_but_never_the_last(team, begun, outlet):
    made, second = begun("一店"), outlet("二店")
    [first] = selectors.file_of(team.rep, made.pk).outlets
    with pytest.raises(errors.LastOutlet):
        services.unlink_outlets(team.rep, merchant_id=made.pk, outlet_ids=[first.outlet_id])
    services.link_outlets(team.rep, merchant_id=made.pk, outlet_ids=[second.pk])
    services.unlink_outlets(team.rep, merchant_id=made.pk, outlet_ids=[first.outlet_id])
    assert [held.outlet_id for held in selectors.file_of(team.rep, made.pk).outlets] == [second.pk]
    assert MerchantOutlet.objects.unscoped("history stays").count() == 2
    with pytest.raises(NotFoundHere):
        services.unlink_outlets(team.rep, merchant_id=made.pk, outlet_ids=[first.outlet_id])


def test_the_list_finds_by_pinyin_number_code_and_telephone(team, filled):
    made = filled()
    for text in ("青禾", "qhbh", "qinghe", "m-2026-000001", CODE.lower(), "0417"):
        found = selectors.merchants_page(team.rep, selectors.MerchantFilter(text=text))
        assert [row.merchant for row in found.rows] == [made], text
    assert not selectors.merchants_page(team.rep, selectors.MerchantFilter(text="无此")).rows


def test_pages_follow_each_other_without_a_gap(team, begun, now):
    made = [begun(f"店{n}", by=replace(team.rep, now=now + timedelta(seconds=n))) for n in range(7)]
    seen, after = [], ""
    while True:
        page = selectors.merchants_page(team.rep, selectors.MerchantFilter(), after=after, limit=3)
        seen += [row.merchant.pk for row in page.rows]
        after = page.next
        if not after:
            break
    assert seen == [merchant.pk for merchant in reversed(made)]
    back = selectors.merchants_page(team.rep, selectors.MerchantFilter(), before=page.previous, limit=3)
    assert [row.merchant.pk for row in back.rows] == seen[3:6]


def test_a_page_of_the_list_costs_a_fixed_number_of_statements(team, begun, django_assert_num_queries):
    for n in range(3):
        begun(f"店{n}")
    with django_assert_num_queries(2):
        selectors.merchants_page(team.rep, selectors.MerchantFilter())
