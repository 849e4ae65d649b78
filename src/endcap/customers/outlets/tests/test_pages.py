"""The pages of outlets."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from endcap.customers.outlets import services
from endcap.customers.outlets.models import Contact, Outlet, Ownership


@pytest.fixture
def office(unit):
    return unit("东渡办事处")


@pytest.fixture
def manager(person, office):
    return person("江夏至", "office_manager", unit=office)


@pytest.fixture
def signed(manager, frozen):
    client = Client()
    client.force_login(manager, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.mark.req("CUS-11")
def test_the_list_finds_an_outlet_by_pinyin_initials(signed, outlet, manager):
    outlet("福满园便利店", owner=manager)
    outlet("张家小卖部", owner=manager)
    page = signed.get(reverse("outlets:list"), {"q": "fmy"})
    assert page.status_code == 200
    assert "福满园便利店" in text_of(page)
    assert "张家小卖部" not in text_of(page)


@pytest.mark.req("CUS-06")
def test_one_page_shows_the_whole_file(signed, outlet, manager, schemes):
    shop = outlet("福满园便利店", owner=manager, address="石桥路 5 号", remark="欠款未清")
    page = signed.get(reverse("outlets:outlet", args=[shop.pk]))
    assert page.status_code == 200
    for word in ("福满园便利店", "石桥路 5 号", "江夏至", "欠款未清", "食杂店"):
        assert word in text_of(page)


def form_of(outlet=None, **changes):
    base = {
        "name": "福满园便利店",
        "status": "active",
        "party_kind": "organisation",
        "dealing": "goods",
        "datum": "wgs84",
    }
    return {**base, **changes}


@pytest.mark.req("CUS-01", "CUS-10")
def test_the_form_tells_every_problem_at_once_and_loses_nothing(signed, channels):
    sent = form_of(name="", phone="无", position="9999,1", remark="欠款未清", licence_no="#")
    page = signed.post(reverse("outlets:new"), sent)
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"name", "channel", "owner", "phone", "position", "licence_no"}
    assert "欠款未清" in page.content.decode()
    assert Outlet.objects.unscoped("a test counts").count() == 0


@pytest.mark.req("CUS-10")
def test_a_likely_repeat_is_shown_and_may_be_entered_all_the_same(signed, outlet, manager, channels):
    outlet("福满园便利店", owner=manager, address="石桥路 5 号", city="厦门")
    sent = form_of(channel=channels["grocery"].pk, owner=manager.pk, address="石桥路5号", city="厦门")
    page = signed.post(reverse("outlets:new"), sent)
    assert page.status_code == 422
    assert "名称相同、地址相同" in text_of(page)
    page = signed.post(
        reverse("outlets:new"), {**sent, "is_no_duplicate": "on", "not_same_because": "对面的分店"}
    )
    assert page.status_code == 302
    assert Outlet.objects.unscoped("a test counts").count() == 2


@pytest.mark.req("HOUSE")
def test_a_file_changed_by_somebody_else_is_not_overwritten(signed, outlet, manager, channels, system):
    from dataclasses import replace
    from datetime import timedelta

    from endcap.customers.outlets import selectors

    shop = outlet("福满园便利店", owner=manager)
    later = replace(system, now=system.now + timedelta(minutes=1))
    services.update_outlet(
        later, outlet_id=shop.pk, draft=replace(selectors.draft_of(shop), remark="别人写的")
    )
    sent = form_of(
        code=shop.code,
        channel=shop.channel_id,
        unit=shop.unit_id,
        remark="我写的",
        seen=shop.updated_at.isoformat(),
    )
    page = signed.post(reverse("outlets:edit", args=[shop.pk]), sent)
    assert page.status_code == 422
    assert "我写的" in page.content.decode()
    assert Outlet.objects.unscoped("a test looks").get(pk=shop.pk).remark == "别人写的"


@pytest.mark.req("CUS-06")
def test_only_the_basic_data_are_edited_and_derived_ones_survive(signed, outlet, manager):
    shop = outlet("福满园便利店", owner=manager, declared_sales=123, flags=("grade_unknown",))
    sent = form_of(
        code=shop.code,
        channel=shop.channel_id,
        unit=shop.unit_id,
        remark="新",
        seen=shop.updated_at.isoformat(),
    )
    assert signed.post(reverse("outlets:edit", args=[shop.pk]), sent).status_code == 302
    after = Outlet.objects.unscoped("a test looks").get(pk=shop.pk)
    assert (after.remark, after.declared_sales, after.flags, after.owner_id) == (
        "新",
        123,
        ["grade_unknown"],
        manager.pk,
    )


@pytest.mark.req("HOUSE")
def test_a_foreign_outlet_is_not_found_and_a_missing_right_is_said(outlet, person, unit, frozen):
    client = Client()
    client.force_login(
        person("李", "store_clerk"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    foreign = outlet("别人的店", owner=person(unit=unit("河埠办事处")))
    assert client.get(reverse("outlets:outlet", args=[foreign.pk])).status_code == 404
    assert client.get(reverse("outlets:new")).status_code == 403
    assert client.post(reverse("outlets:verify", args=[foreign.pk])).status_code == 403


@pytest.mark.req("CUS-16", "CUS-09")
def test_phones_are_masked_until_somebody_looks_on_record(signed, outlet, manager, system):
    shop = outlet("福满园便利店", owner=manager, phone="13800001234")
    contact = services.add_contact(
        system,
        outlet_id=shop.pk,
        draft=services.ContactDraft(
            "邱店主", "buyer", "base", phone="13900005678", purposes={"phone": "order"}
        ),
    )
    page = signed.get(reverse("outlets:outlet", args=[shop.pk])).content.decode()
    assert "13800001234" not in page
    assert "13900005678" not in page
    shown = signed.post(reverse("outlets:show_contact", args=[shop.pk, contact.pk])).content.decode()
    assert "13900005678" in shown


@pytest.mark.req("CUS-16")
def test_the_contact_form_asks_for_a_purpose(signed, outlet, manager):
    shop = outlet(owner=manager)
    url = reverse("outlets:new_contact", args=[shop.pk])
    sent = {"name": "邱店主", "role": "buyer", "level": "base", "birthday": "1980-05-01"}
    page = signed.post(url, sent)
    assert page.status_code == 422
    assert "先写明用途" in text_of(page)
    assert signed.post(url, {**sent, "birthday_purpose": "care"}).status_code == 302
    assert Contact.objects.unscoped("a test looks").get().consents["birthday"]["purpose"] == "care"


@pytest.mark.req("CUS-17")
def test_picked_outlets_are_handed_over(signed, outlet, manager, person, office):
    heir = person("林小满", unit=office)
    shops = [outlet(f"店{n}", owner=manager) for n in range(2)]
    sent = {
        "ids": [shop.pk for shop in shops],
        "kind": "owner",
        "value": heir.pk,
        "reason": "调片区",
        "back": "/outlets/?grade=A",
    }
    preview = signed.post(reverse("outlets:mass_preview"), sent)["Location"]
    assert "林小满" in text_of(signed.get(preview))
    page = signed.post(f"{preview}run/")
    assert page["Location"] == "/outlets/?grade=A"
    assert Ownership.objects.unscoped("a test looks").filter(to_on=None, owner=heir).count() == 2


@pytest.mark.req("HOUSE")
def test_a_way_back_never_leads_out_of_the_house(signed, outlet, manager):
    sent = {"ids": [outlet(owner=manager).pk], "kind": "tag", "value": "样板店", "back": "//evil.example/x"}
    preview = signed.post(reverse("outlets:mass_preview"), sent)["Location"]
    assert signed.post(f"{preview}run/")["Location"] == reverse("outlets:list")
    assert signed.post(reverse("outlets:mass_preview"), {**sent, "ids": []})["Location"] == reverse(
        "outlets:list"
    )


@pytest.mark.req("CUS-03")
def test_the_classification_panel_classes_by_the_rule_and_by_hand(signed, outlet, manager, schemes):
    shop = outlet(owner=manager)
    url = reverse("outlets:classes", args=[shop.pk, "key"])
    strong = dict.fromkeys(("market_share", "buying_power", "will", "loyalty", "profit"), "3")
    assert signed.post(url, {"by_rule": "1", "has_bought": "on", **strong}).status_code == 302
    assert signed.post(url, {"value": "ordinary", "reason": ""}).status_code == 422
    page = signed.get(reverse("outlets:outlet", args=[shop.pk]))
    assert "份额、购买力、合作意愿、忠诚度、利润都高" in text_of(page)


@pytest.mark.req("CUS-11", "CUS-18", "CUS-05", "CUS-01", "CUS-10")
@pytest.mark.parametrize(
    "name",
    ["list", "filters", "owner_choices", "new", "segments", "new_segment", "channels", "misfits", "suspects"],
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens_empty_and_filled_in_both_languages(
    signed, outlet, manager, schemes, name, language
):
    signed.cookies["django_language"] = language
    for _round in range(2):
        assert signed.get(reverse(f"outlets:{name}")).status_code == 200
        outlet("福满园便利店", owner=manager, flags=("stub",))


@pytest.mark.req("HOUSE")
def test_english_pages_hold_no_chinese_of_ours(signed, outlet, manager, schemes):
    shop = outlet("Corner Shop", owner=manager, address="5 Bridge Rd")
    signed.cookies["django_language"] = "en"
    for url in (reverse("outlets:new"), reverse("outlets:edit", args=[shop.pk]), reverse("outlets:segments")):
        main = (
            signed.get(url)
            .content.decode()
            .partition("<main")[2]
            .replace("江夏至", "")
            .replace("东渡办事处", "")
        )
        assert not re.findall(r"[\u4e00-\u9fff]+", re.sub(r"<option[^>]*>.*?</option>", "", main)), url


@pytest.mark.req("CUS-11")
def test_a_list_page_costs_few_statements(signed, outlet, manager, django_assert_max_num_queries):
    for n in range(8):
        outlet(f"店{n}", owner=manager)
    with django_assert_max_num_queries(12):
        assert signed.get(reverse("outlets:list"), {"grade": "none", "q": "店"}).status_code == 200


@pytest.mark.req("CUS-06")
def test_an_outlet_page_costs_few_statements(
    signed, system, outlet, manager, schemes, django_assert_max_num_queries
):
    shop = outlet(owner=manager)
    services.add_tag(system, outlet_ids=[shop.pk], name="样板店")
    for name in ("outlet", "people", "trade", "aside", "timeline", "papers", "history"):
        with django_assert_max_num_queries(12):
            page = signed.get(reverse(f"outlets:{name}", args=[shop.pk]), headers={"HX-Request": "true"})
    assert page.status_code == 200
    assert "样板店" in text_of(signed.get(reverse("outlets:people", args=[shop.pk])))


@pytest.mark.req("CUS-06")
def test_the_timeline_in_a_tab_of_its_own_is_the_page_of_the_outlet(signed, outlet, manager):
    shop = outlet(owner=manager)
    opened = signed.get(reverse("outlets:timeline", args=[shop.pk]), {"group": "talk"})
    assert (opened.status_code, opened["Location"]) == (302, f"/outlets/{shop.pk}/#timeline")


@pytest.mark.req("CUS-18")
def test_a_filtered_list_becomes_a_segment_and_says_in_words_which_outlets(signed, outlet, manager):
    outlet(owner=manager)
    listed = signed.get(reverse("outlets:list"), {"grade": "A", "status": "active"}).content.decode()
    link = re.search(r'href="(/outlets/segments/new/\?query=[^"]+)"', listed)
    assert link
    page = signed.get(link[1])
    assert page.context["form"]["query"].value() == "grade=A&status=active"
    assert {str(chip.words) for chip in page.context["conditions"]} == {"A", "正常"}


@pytest.mark.req("CUS-01")
def test_the_classification_page_says_what_the_outlet_is_now(signed, system, outlet, manager, schemes):
    shop = outlet(owner=manager)
    url = reverse("outlets:classes", args=[shop.pk, "key"])
    assert "取消现在的分类" not in text_of(signed.get(url))
    services.classify(system, outlet_id=shop.pk, scheme="key", value="key", reason="年年返单")
    page = text_of(signed.get(url))
    assert "年年返单" in page
    assert "取消现在的分类" in page
