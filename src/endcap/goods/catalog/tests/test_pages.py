"""The pages of products and prices: what one sees, what a mistake costs, and how many statements."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse

from endcap.customers.outlets import selectors as outlets
from endcap.customers.outlets import services as outlet_services
from endcap.goods.catalog import selectors, services
from endcap.goods.catalog.models import Barcode, Category, Price, ShouldList, Sku
from endcap.goods.catalog.services import Stub

pytestmark = [pytest.mark.django_db, pytest.mark.req("SYS-01"), pytest.mark.usefixtures("frozen")]
GOOD_CODE = "6901234567892"
STATEMENTS = 12  # sign-in and shell included


@pytest.fixture
def sign_in(client, person):
    """Somebody of a role at the browser: ``sign_in("rep")``."""

    def enter(role: str):
        client.force_login(person(role=role), backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return enter


@pytest.fixture
def page(sign_in):
    return sign_in("sales_manager")


@pytest.fixture
def channel(system):
    outlet_services.create_preset_channels(system)
    return outlets.leaves()[0]


def get(client, name, *args, **query) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, answer.content.decode()[:600]
    return answer.content.decode()


def price(system, sku, amount, since, level="dealer"):
    services.set_price(system, sku_id=sku.pk, level=level, price=amount, valid_from=since)


# the list


def test_the_list_names_products_with_packing_and_todays_prices(page, system, sku):
    tea = sku("柠檬茶 500ml", case_factor=15, brand="屿泉")
    price(system, tea, 3_1500, date(2026, 1, 1))
    price(system, tea, 5_0000, date(2026, 1, 1), "retail_suggested")
    text = get(page, "catalog:list")
    for words in ("柠檬茶 500ml", "1 箱 = 15 瓶", "屿泉", "3.15", "5.00", "建议零售价"):
        assert words in text


@pytest.mark.parametrize("words", ["nmc", "ningmeng", "LT500", GOOD_CODE])
def test_a_search_by_pinyin_code_or_barcode_answers_the_rows_only(page, sku, words):
    sku("柠檬茶", code="LT500", barcode=GOOD_CODE)
    sku("气泡水")
    answer = page.get(reverse("catalog:list"), {"q": words}, headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert "柠檬茶" in text
    assert "气泡水" not in text
    assert "<html" not in text


def test_conditions_stay_in_the_address_and_can_be_dropped_one_by_one(page, system, sku):
    drinks = services.create_category(system, code="D", name="饮料")
    tea = services.create_category(system, code="T", name="茶", parent_id=drinks.pk)
    sku("柠檬茶", category_id=tea.pk, role="main")
    sku("橙汁", category_id=drinks.pk, role="profit")
    sku("毛巾", role="main")
    text = get(page, "catalog:list", category=str(drinks.pk), role="main")
    assert "柠檬茶" in text
    assert "橙汁" not in text
    assert "毛巾" not in text
    assert f'href="?category={drinks.pk}"' in text  # the cross of the role keeps the category
    assert 'href="?role=main"' in text


def test_the_stage_and_the_flag_narrow_the_list(page, sku):
    sku("旧茶", stage="delisted")
    sku("新茶", barcode=GOOD_CODE)
    sku("老茶", barcode=GOOD_CODE)
    assert "新茶" not in get(page, "catalog:list", stage="delisted")
    shared = get(page, "catalog:list", flag="barcode_shared")
    assert "新茶" in shared
    assert "老茶" in shared
    assert "旧茶" not in shared
    assert "条码重复" in shared


def test_columns_are_chosen_in_the_address_and_go_into_the_export(page, sku):
    sku("茶", barcode=GOOD_CODE)
    text = get(page, "catalog:list", cols=["barcode", "price:retail_suggested"], q="茶", sort="-name")
    assert GOOD_CODE in text
    link = text.split('id="export"')[1].split('href="')[1].split('"')[0]
    assert link == (
        "/exchange/export/products/?q=%E8%8C%B6&amp;sort=-name&amp;cols=code&amp;cols=name&amp;cols=barcode"
        "&amp;cols=price_retail"
    )


def test_the_export_holds_exactly_what_the_list_shows(system, sku):
    from endcap.goods.catalog.sheets import PRODUCTS

    sku("茶 A", role="main")
    sku("茶 B", role="main")
    sku("水", role="lead")
    rows = list(PRODUCTS.export(system, {"role": "main", "sort": "-name"}, ["name"]))
    assert rows == [("茶 B",), ("茶 A",)]


@pytest.mark.parametrize("sort", ["code", "-name", "listed", "-listed", "stage"])
def test_paging_in_any_order_shows_every_product_once(page, system, sku, monkeypatch, sort):
    monkeypatch.setattr(selectors, "PAGE", 2)
    for number in range(5):
        sku(f"茶{number % 2}", code=f"S{number}", listed_on=date(2026, 1, number) if number % 2 else None)
    seen, after = [], ""
    while True:
        found = selectors.skus_page(system, wanted=selectors.SkuFilter(), sort=sort, after=after)
        seen += [row.code for row in found.rows]
        after = found.next
        if not after:
            break
    assert sorted(seen) == ["S0", "S1", "S2", "S3", "S4"]
    assert "下一页" in get(page, "catalog:list", sort=sort)


def test_an_empty_list_says_how_to_begin_and_a_filtered_one_what_to_drop(page, sku, levels):
    assert "还没有商品" in get(page, "catalog:list")
    sku("茶")
    text = get(page, "catalog:list", q="查无此物", role="main")
    assert "没有符合条件的品项" in text
    assert "去掉“角色”" in text


@pytest.mark.parametrize(
    "query",
    [
        {"brand": "x"},
        {"category": "x"},
        {"q": "\0"},
        {"role": "none"},
        {"sort": "x"},
        {"after": "x"},
        {"on": "x"},
        {"cols": "x"},
        {"kind": "x"},
        {"flag": "%"},
    ],
)
def test_odd_conditions_break_nothing(page, query, levels):
    get(page, "catalog:list", **query)
    get(page, "catalog:prices", **query)


def test_codes_without_a_master_row_and_codes_that_are_no_goods_have_their_own_tabs(page, system, sku):
    services.create_stub_skus(system, stubs=[Stub("X1"), Stub("POST")], reason="stub_no_master")
    sku("茶")
    assert "POST" not in get(page, "catalog:list")
    assert "X1" in get(page, "catalog:list", kind="stub")
    others = get(page, "catalog:list", kind="other")
    assert "POST" in others
    assert "不是商品" in others


# one product


def test_a_product_page_answers_what_it_costs_and_what_it_costed(page, system, sku):
    tea = sku("柠檬茶", case_factor=24, inner_unit="提", inner_factor=6, barcode=GOOD_CODE)
    price(system, tea, 3_0000, date(2026, 1, 1))
    price(system, tea, 3_1500, date(2026, 5, 1))
    price(system, tea, 3_3000, date(2026, 9, 1))
    text = get(page, "catalog:sku", tea.pk)
    for words in (
        "1 箱 = 24 瓶",
        "1 提 = 6 瓶",
        "<b>3.15</b>",
        "2026-05-01 至 2026-08-31",
        "<b>3.30</b>",
        "2026-09-01 起",
    ):
        assert words in text, words
    assert "以前的 1 个价格" in text
    assert "2026-01-01 至 2026-04-30" in text
    assert "定价：经销价 3.15" in text  # the trail


def test_barcodes_say_in_words_how_far_they_can_be_trusted(page, system, sku):
    tea = sku("茶", barcode=GOOD_CODE)
    services.add_barcode(system, sku_id=tea.pk, kind="case", barcode="36000291452")
    Barcode.objects.create(sku=tea, kind="inner", gtin="6901234567890", is_valid=False)
    text = get(page, "catalog:sku", tea.pk)
    assert "036000291452" in text
    for words in ("校验位对", "校验位对，补过开头的 0", "校验位不对"):
        assert f'">{words}</span>' in text


def test_who_shares_a_barcode_is_named(page, sku):
    tea, other = sku("茶", barcode=GOOD_CODE), sku("茶（新包装）", barcode=GOOD_CODE)
    text = get(page, "catalog:sku", tea.pk)
    assert "条码重复" in text
    assert "同一条码还有" in text
    assert reverse("catalog:sku", args=[other.pk]) in text


@pytest.mark.req("PRC-05")
def test_retail_prices_are_called_suggested_and_bind_nobody(page, sku):
    text = get(page, "catalog:sku", sku().pk)
    assert "建议零售价" in text
    assert "终端卖多少钱由终端自己定" in text
    assert ">零售价" not in text


def test_where_a_product_is_a_must_stands_by_channel_and_grade(page, system, sku, channel):
    tea = sku("茶")
    services.set_should_list(system, channel_id=channel.pk, grade="A", sku_ids=[tea.pk])
    text = get(page, "catalog:sku", tea.pk)
    assert text.count("必须有") == 1
    services.set_should_list(system, channel_id=channel.pk, grade="", sku_ids=[tea.pk])
    assert get(page, "catalog:sku", tea.pk).count("必须有") == 3  # every grade


def test_a_product_that_is_not_there_is_not_found(page, system):
    assert page.get(reverse("catalog:sku", args=[system.request_id])).status_code == 404


# forms


def test_a_new_product_with_several_mistakes_hears_of_all_and_keeps_what_was_typed(page, sku):
    sku("水", code="W1")
    typed = {
        "code": "W1",
        "name": "",
        "base_unit": "瓶",
        "case_unit": "箱",
        "case_factor": "0",
        "inner_factor": "1",
        "stage": "mature",
        "barcode": "6901234567890",
        "brand": "屿泉",
        "listed_on": "2026-13-01",
    }
    answer = page.post(reverse("catalog:new"), typed)
    text = answer.content.decode()
    assert answer.status_code == 422
    for words in (
        "品项编码已被使用",
        "条码的位数或校验位不对",
        'value="屿泉"',
        'value="6901234567890"',
        "有 5 处没填对",
    ):
        assert words in text, words
    assert Sku.objects.count() == 1


def test_a_new_product_is_typed_in_once(page):
    typed = {
        "code": "W1",
        "name": "天然水",
        "base_unit": "瓶",
        "case_unit": "箱",
        "case_factor": "24",
        "inner_factor": "1",
        "stage": "growth",
        "barcode": GOOD_CODE,
        "brand": "屿泉",
    }
    answer = page.post(reverse("catalog:new"), typed)
    made = Sku.objects.get(code="W1")
    assert answer.url == reverse("catalog:sku", args=[made.pk])
    assert (made.brand.name, made.case_factor, made.stage) == ("屿泉", 24, "growth")
    assert made.barcodes.get().gtin == GOOD_CODE


def test_editing_changes_and_empties_fields(page, system, sku):
    tea = services.create_category(system, code="T", name="茶")
    made = sku("茶", category_id=tea.pk, volume_ml=500, listed_on=date(2026, 1, 1))
    form = get(page, "catalog:edit", made.pk)
    assert 'value="500"' in form
    typed = {
        "name": "绿茶",
        "base_unit": "瓶",
        "case_unit": "箱",
        "case_factor": "12",
        "inner_factor": "1",
        "stage": "mature",
        "category": "",
        "volume_ml": "",
        "listed_on": "",
    }
    assert page.post(reverse("catalog:edit", args=[made.pk]), typed).status_code == 302
    made.refresh_from_db()
    assert (made.name, made.category_id, made.volume_ml, made.listed_on, made.case_factor) == (
        "绿茶",
        None,
        None,
        None,
        12,
    )


@pytest.mark.req("PRC-01")
def test_a_new_price_ends_the_former_the_day_before(page, system, sku):
    tea = sku("茶")
    price(system, tea, 3_0000, date(2026, 1, 1))
    typed = {"level": "dealer", "price": "3.15", "valid_from": "2026-08-01"}
    answer = page.post(reverse("catalog:set_price", args=[tea.pk]), typed, follow=True)
    assert "价格 3.15 已记下，2026-08-01 起生效" in answer.content.decode()
    held = Price.objects.filter(sku=tea).order_by("valid_from").values_list("price", "valid_from", "valid_to")
    assert list(held) == [
        (3_0000, date(2026, 1, 1), date(2026, 7, 31)),
        (3_1500, date(2026, 8, 1), None),
    ]


@pytest.mark.req("PRC-01")
def test_a_wrong_price_hears_everything_at_once_and_changes_nothing(page, system, sku):
    tea = sku("茶")
    typed = {"level": "dealer", "price": "三块", "valid_from": "2026-08-02", "valid_to": "2026-08-01"}
    answer = page.post(reverse("catalog:set_price", args=[tea.pk]), typed)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "价格写成数字，例如 3.50。" in text
    assert "截止日不能早于生效日。" in text
    assert 'value="三块"' in text
    assert 'value="2026-08-02"' in text
    assert not Price.objects.exists()


@pytest.mark.req("PRC-01")
def test_a_price_in_force_and_a_planned_one_are_not_overwritten(page, system, sku):
    tea = sku("茶")
    price(system, tea, 3_0000, date(2026, 1, 1))
    price(system, tea, 3_3000, date(2026, 9, 1))
    here = reverse("catalog:set_price", args=[tea.pk])
    past = page.post(here, {"level": "dealer", "price": "1", "valid_from": "2026-01-01"}).content.decode()
    assert "2026-01-01 已有价格生效过" in past
    over = {"level": "dealer", "price": "1", "valid_from": "2026-08-01", "valid_to": "2026-09-05"}
    assert "和 2026-09-01 起生效的价格重叠" in page.post(here, over).content.decode()
    assert sorted(Price.objects.values_list("price", flat=True)) == [3_0000, 3_3000]


def test_a_barcode_is_added_refused_and_taken_off(page, sku):
    tea = sku("茶")
    here = reverse("catalog:add_barcode", args=[tea.pk])
    wrong = page.post(here, {"kind": "base", "barcode": "6901234567890"})
    assert wrong.status_code == 422
    assert 'value="6901234567890"' in wrong.content.decode()
    assert page.post(here, {"kind": "base", "barcode": GOOD_CODE}).status_code == 302
    assert "这个包装已有这个条码" in page.post(here, {"kind": "base", "barcode": GOOD_CODE}).content.decode()
    assert "69012" in Sku.objects.get().search_text
    off = reverse("catalog:remove_barcode", args=[tea.pk, Barcode.objects.get().pk])
    assert page.post(off).status_code == 302
    assert not Barcode.objects.exists()
    assert "69012" not in Sku.objects.get().search_text
    assert page.post(off).status_code == 404


# prices, lists, categories


@pytest.mark.req("PRC-01")
def test_the_price_table_shows_the_prices_of_a_day(page, system, sku):
    tea = sku("茶")
    price(system, tea, 3_0000, date(2026, 1, 1))
    price(system, tea, 3_1500, date(2026, 5, 1))
    assert "3.15" in get(page, "catalog:prices")
    march = get(page, "catalog:prices", on="2026-03-01")
    assert "3.00" in march
    assert "3.15" not in march
    assert "/exchange/export/prices/?on=2026-03-01" in march


@pytest.mark.req("PRC-01")
def test_the_price_export_of_a_day_holds_that_day(system, sku):
    from endcap.goods.catalog.sheets import PRICES

    tea, water = sku("茶", code="T"), sku("水", code="W")
    price(system, tea, 3_0000, date(2026, 1, 1))
    price(system, tea, 3_1500, date(2026, 5, 1))
    price(system, water, 1_0000, date(2026, 1, 1))
    columns = ["code", "price"]
    assert list(PRICES.export(system, {"on": "2026-03-01", "q": "茶"}, columns)) == [("T", 3_0000)]
    assert len(list(PRICES.export(system, {}, columns))) == 3


@pytest.mark.req("PRC-01")
def test_the_stability_report_says_how_often_and_how_far_prices_moved(page, system, sku):
    tea = sku("柠檬茶")
    price(system, tea, 2_0000, date(2025, 1, 1))
    price(system, tea, 2_2000, date(2026, 5, 1))
    text = get(page, "catalog:stability")
    for words in ("+10 %", "调价 1 次，1 个品项", "经销价变动最大", "柠檬茶", "没有价格"):
        assert words in text, words
    assert "没有调过价" in get(page, "catalog:stability", first="2026-06-01", last="2026-07-01")


@pytest.mark.req("CUS-05")
def test_a_should_list_is_pasted_and_unknown_codes_are_named(page, sku, channel):
    sku("茶", code="T1")
    sku("水", code="W1")
    here = f"{reverse('catalog:should_list')}?channel={channel.pk}&grade=A"
    wrong = page.post(here, {"codes": "T1\nX9"})
    text = wrong.content.decode()
    assert wrong.status_code == 422
    assert "没有这些品项编码：X9" in text
    assert "T1\nX9" in text
    assert not ShouldList.objects.exists()
    assert page.post(here, {"codes": "T1\nW1"}).status_code == 302
    assert set(ShouldList.objects.values_list("sku__code", "grade")) == {("T1", "A"), ("W1", "A")}
    overview = get(page, "catalog:should_list")
    assert f"channel={channel.pk}&amp;grade=A" in overview
    assert ">2</a>" in overview


def test_categories_count_what_lies_below_and_new_ones_are_made(page, system, sku):
    drinks = services.create_category(system, code="D", name="饮料")
    tea = services.create_category(system, code="T", name="茶", parent_id=drinks.pk)
    sku("柠檬茶", category_id=tea.pk, brand="屿泉")
    assert [(node.name, depth, count) for node, depth, count in selectors.counted_categories()] == [
        ("饮料", 0, 1),
        ("茶", 1, 1),
    ]
    assert "屿泉" in get(page, "catalog:groups")
    wrong = page.post(reverse("catalog:groups"), {"code": "D", "name": "水", "parent_id": ""})
    assert wrong.status_code == 422
    assert "品类编码已被使用" in wrong.content.decode()
    page.post(reverse("catalog:groups"), {"code": "W", "name": "水", "parent_id": str(drinks.pk)})
    assert Category.objects.get(code="W").parent_id == drinks.pk


# who may, and what it costs


def test_a_rep_looks_but_finds_no_way_to_change(sign_in, sku, channel):
    page, tea = sign_in("rep"), sku("茶")
    text = get(page, "catalog:sku", tea.pk)
    assert reverse("catalog:edit", args=[tea.pk]) not in text
    assert "记下价格" not in text
    assert "新增品项" not in get(page, "catalog:list")
    for name, args in (("new", ()), ("edit", (tea.pk,))):
        assert page.get(reverse(f"catalog:{name}", args=args)).status_code == 403
    for name in ("set_price", "add_barcode"):
        assert page.post(reverse(f"catalog:{name}", args=[tea.pk]), {}).status_code == 403
    listed = page.post(f"{reverse('catalog:should_list')}?channel={channel.pk}", {"codes": "S01"})
    assert listed.status_code == 403
    assert page.post(reverse("catalog:groups"), {"code": "x", "name": "x"}).status_code == 403
    assert not ShouldList.objects.exists()


def test_who_may_not_look_sees_nothing(sign_in, sku):
    page, tea = sign_in("equipment_coordinator"), sku("茶")
    for name, args in (
        ("list", ()),
        ("sku", (tea.pk,)),
        ("prices", ()),
        ("stability", ()),
        ("should_list", ()),
        ("groups", ()),
    ):
        assert page.get(reverse(f"catalog:{name}", args=args)).status_code == 403, name


@pytest.mark.parametrize("many", [1, 30])
def test_a_page_costs_a_fixed_number_of_statements(
    page, system, sku, channel, django_assert_max_num_queries, many
):
    made = [sku(f"茶{n}", brand=f"牌{n}", barcode=GOOD_CODE) for n in range(many)]
    for one in made:
        price(system, one, 3_0000, date(2026, 1, 1))
        price(system, one, 3_1500, date(2026, 5, 1))
    services.set_should_list(system, channel_id=channel.pk, grade="A", sku_ids=[one.pk for one in made])
    one = made[0]
    get(page, "catalog:list")  # what a process asks once
    for name, args, query in (
        ("list", (), {"cols": ["barcode", "price:dealer", "brand"]}),
        ("sku", (one.pk,), {}),
        ("edit", (one.pk,), {}),
        ("prices", (), {}),
        ("stability", (), {}),
        ("should_list", (), {}),
        ("should_list", (), {"channel": str(channel.pk), "grade": "A"}),
        ("groups", (), {}),
    ):
        with django_assert_max_num_queries(STATEMENTS):
            get(page, f"catalog:{name}", *args, **query)


@pytest.mark.req("HOUSE")
def test_every_page_speaks_english(page, system, sku, channel):
    tea = sku(
        "Lemon tea",
        base_unit="bottle",
        case_unit="case",
        barcode=GOOD_CODE,
        case_factor=12,
        inner_unit="tray",
    )
    price(system, tea, 3_0000, date(2026, 1, 1))
    page.cookies["django_language"] = "en"
    for name, args in (
        ("list", ()),
        ("sku", (tea.pk,)),
        ("new", ()),
        ("prices", ()),
        ("stability", ()),
        ("groups", ()),
    ):
        text = page.get(
            reverse(f"catalog:{name}", args=args), headers={"Accept-Language": "en"}
        ).content.decode()
        body = re.sub(r"<title>.*?</title>", "", text.split("<main")[1].split("</main>")[0], flags=re.S)
        assert not re.findall(r"[\u4e00-\u9fff]+", body), (name, re.findall(r"[\u4e00-\u9fff]+", body)[:8])
