"""Keys that repeats share, and keys that find a Chinese name."""

from __future__ import annotations

import pytest

from endcap.kernel.exchange.match import address_key, name_key, phone_tail, search_keys


@pytest.mark.req("CUS-10")
@pytest.mark.parametrize(
    "name",
    [
        "CASEY'S GENERAL STORE #2773 / CEDAR RAPIDS",
        "casey’s general store ＃2773 / cedar rapids",
        "  CASEY'S  GENERAL  STORE  #2773  /  CEDAR  RAPIDS ",
        "CASEY'S GENERAL STORE # 2773/CEDAR RAPIDS",
        "CASEY'S GENERAL STORE #2773 / CEDAR",
        "CASEYS GENERAL STORE 2773",
        "Casey'S General Store #2773 - Cedar Rapids",
    ],
)
def test_one_store_has_one_name_key(name):
    assert name_key(name, "CEDAR RAPIDS") == "caseysgeneralstore2773"


@pytest.mark.req("CUS-10")
def test_what_stands_after_a_slash_stays_unless_it_is_a_place():
    assert name_key("HAWKEYE CONVENIENCE STORES / WILEY", "CEDAR RAPIDS") == "hawkeyeconveniencestoreswiley"
    assert name_key("BROTHERS / ELY", "", places=frozenset(["ely"])) == "brothers"
    assert name_key("SOUTHSIDE LIQUOR & TOBACCO") == name_key("Southside Liquor and Tobacco")
    assert name_key("好运来超市（二店）") == name_key("好运来超市(二店)")


@pytest.mark.req("CUS-10")
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1843 JOHNSON AVENUE, N.W.", "1843 Johnson Ave NW"),
        ("812, SIXTH  ST SW", "812 6th Street Southwest"),
        ("2711 MOUNT VERNON RD", "2711 Mt. Vernon Road"),
        ("人民路 1 号", "人民路１号"),
    ],
)
def test_one_address_has_one_key(one, other):
    assert address_key(one) == address_key(other)


@pytest.mark.req("CUS-10")
def test_other_addresses_have_other_keys():
    assert address_key("1581 1ST AVE SE") != address_key("1581 1ST AVE NE")


@pytest.mark.req("CUS-10")
def test_phones_share_their_tail():
    assert phone_tail("+86 138-1234-5678") == phone_tail("13812345678") == "12345678"


@pytest.mark.req("CUS-10")
def test_a_name_is_found_by_itself_by_pinyin_and_by_initials():
    keys = search_keys("重庆好运来超市 No.2").split(" ")
    assert "chongqinghaoyunlaichaoshino2" in keys
    assert "cqhylcsno2" in keys
    assert search_keys("重庆好运来超市 No.2").startswith("重庆好运来超市")
    assert search_keys("7STAR LIQUOR") == "7star liquor 7starliquor"
