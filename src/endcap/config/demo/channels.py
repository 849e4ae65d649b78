"""The channel tree of the demo company: three families and their leaves, with how common each leaf is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Channel:
    """One leaf of the channel tree, and how shops of that kind behave in the demo company."""

    code: str
    family: str  # traditional, modern, special
    name: str
    name_en: str
    permille: int  # of all outlets
    weight: float  # how big its shops are: shift on the scale of log sales
    price_level: str
    urban: float
    town: float
    village: float


CHANNELS: tuple[Channel, ...] = (
    Channel(
        "wholesale_market", "traditional", "批发市场", "Wholesale market", 25, 2.0, "dealer", 0.3, 0.6, 0.0
    ),
    Channel(
        "small_supermarket",
        "traditional",
        "小型超市",
        "Small supermarket",
        155,
        0.7,
        "sub_dealer",
        1.0,
        1.4,
        0.2,
    ),
    Channel(
        "small_convenience",
        "traditional",
        "小型便利店",
        "Small convenience store",
        225,
        0.1,
        "sub_dealer",
        1.2,
        0.7,
        0.15,
    ),
    Channel("grocery", "traditional", "食杂店", "Grocery", 255, -0.6, "sub_dealer", 0.8, 1.3, 3.0),
    Channel(
        "personal_care",
        "traditional",
        "日化店",
        "Personal-care shop",
        20,
        -0.8,
        "sub_dealer",
        1.0,
        0.6,
        0.0,
    ),
    Channel("liangfan", "modern", "量贩店", "Bulk-sale store", 4, 2.5, "dealer", 1.0, 0.0, 0.0),
    Channel("hypermarket", "modern", "大卖场", "Hypermarket", 6, 2.4, "dealer", 1.0, 0.0, 0.0),
    Channel("chain_supermarket", "modern", "连锁超市", "Chain supermarket", 35, 1.5, "dealer", 1.0, 0.5, 0.0),
    Channel(
        "chain_convenience",
        "modern",
        "连锁便利店",
        "Chain convenience store",
        50,
        0.9,
        "dealer",
        1.0,
        0.2,
        0.0,
    ),
    Channel("catering", "special", "餐饮", "Catering", 130, -0.1, "sub_dealer", 1.0, 1.0, 0.3),
    Channel("hotel", "special", "酒店", "Hotel", 22, -0.2, "sub_dealer", 1.0, 0.7, 0.0),
    Channel("factory", "special", "工厂", "Factory", 26, 0.5, "sub_dealer", 0.3, 0.6, 0.0),
    Channel("station", "special", "车站", "Station", 13, 0.6, "sub_dealer", 0.1, 0.1, 0.02),
    Channel("school", "special", "学校", "School", 34, 0.5, "sub_dealer", 0.6, 0.5, 0.0),
)
# Clinics and drugstores in the countryside; how many there are is set in ``clinics``, not by permille
THIRD_TERMINAL: tuple[Channel, ...] = tuple(
    Channel(code, "special", name, name_en, 0, weight, "sub_dealer", 0.0, 1.0, 1.0)
    for code, name, name_en, weight in (
        ("county_hospital", "县级综合医院和中医院", "County general and TCM hospital", 0.9),
        ("township_health_centre", "乡镇卫生院", "Township health centre", 0.2),
        ("village_clinic", "村卫生室", "Village clinic", -1.2),
        ("private_clinic", "个体诊所", "Private clinic", -0.8),
        ("rural_drugstore", "乡村药店", "Village or town drugstore", -0.5),
    )
)
FAMILIES: tuple[tuple[str, str, str], ...] = (
    ("traditional", "传统通路", "Traditional trade"),
    ("modern", "现代通路", "Modern trade"),
    ("special", "特殊通路", "Special channel"),
)
CHANNEL_BY_CODE: Mapping[str, Channel] = MappingProxyType({c.code: c for c in (*CHANNELS, *THIRD_TERMINAL)})
# Streets where a channel is at home, and how much more often it is found there
HAUNTS: Mapping[str, tuple[tuple[str, float], ...]] = MappingProxyType(
    {
        "factory": (
            ("临港街道", 6.0),
            ("纺城街道", 3.0),
            ("水泥厂路", 8.0),
            ("窑厂路", 6.0),
            ("茶厂路", 6.0),
        ),
        "station": (("车站", 40.0), ("站前街", 40.0), ("渡口路", 30.0), ("船闸路", 25.0), ("埠头路", 15.0)),
        "school": (("大学城街道", 6.0), ("中学路", 10.0), ("学宫路", 5.0), ("数谷路", 3.0)),
        "hotel": (("望湖街道", 4.0), ("站前街", 5.0)),
        "catering": (("望湖街道", 2.0), ("大学城街道", 1.8)),
    }
)
# Chains in the order in which a growing demo company meets them: (name, channel)
CHAINS: tuple[tuple[str, str], ...] = (
    ("禾兴超市", "chain_supermarket"),
    ("芳邻便利", "chain_convenience"),
    ("万家灯超市", "chain_supermarket"),
    ("拾光便利", "chain_convenience"),
    ("家康里超市", "chain_supermarket"),
    ("七号铺便利", "chain_convenience"),
)
STORES_PER_CHAIN = 150


def chains_of(channel: str, stores: int) -> tuple[str, ...]:
    """The chains that share a channel's stores: one, until it would be too big for one city."""
    names = [name for name, its in CHAINS if its == channel]
    return tuple(names[: max(1, min(len(names), -(-stores // STORES_PER_CHAIN)))])
