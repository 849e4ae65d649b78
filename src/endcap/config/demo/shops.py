"""What shops are called: lucky words, owners' names, places, and a word for the kind of shop."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from types import MappingProxyType

from endcap.config.demo import names
from endcap.config.demo.places import Street
from endcap.config.demo.plan import words

_FIRST = "福丰芳枫峰宏惠汇佳嘉聚康乐利隆美民明顺泰万旺祥鑫兴永友裕源正众荣德恒瑞和"
_SECOND = "满民美茂鸣达发康乐隆诚信安顺家源福泰丰盛鑫盈佳客来邻悦禾"
_THIRD = ("", "", "", "园", "源", "缘", "居", "坊", "轩", "隆", "和", "里")
_KINDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "wholesale_market": ("批发部", "副食批发", "商贸行", "饮料批发", "副食经营部"),
        "small_supermarket": ("超市", "生活超市", "购物中心", "平价超市", "生鲜超市", "惠民超市"),
        "small_convenience": ("便利店", "便利", "烟酒便利店", "生活馆", "便民超市"),
        "grocery": ("小卖部", "食杂店", "副食店", "杂货店", "烟酒行", "水果饮品", "粮油店"),
        "personal_care": ("洗化店", "日用洗护", "美妆洗护店"),
        "liangfan": ("量贩广场", "量贩仓储"),
        "hypermarket": ("大卖场", "购物广场"),
        "catering": (
            "饭店",
            "农家饭庄",
            "餐馆",
            "面馆",
            "大排档",
            "茶餐厅",
            "酒家",
            "烧烤店",
            "快餐店",
            "土菜馆",
            "早餐店",
        ),
        "hotel": ("宾馆", "大酒店", "客栈", "商务酒店", "民宿"),
        "factory": (
            "纺织厂职工超市",
            "机械厂职工食堂",
            "电子厂小卖部",
            "食品厂职工食堂",
            "包装厂食堂",
            "建材厂小卖部",
        ),
        "station": ("客运站便利店", "候车厅小店", "加油站便利店", "公交站书报亭"),
        "school": ("中学小卖部", "小学文具副食店", "学院食堂超市", "职校生活超市", "书吧", "鲜奶站"),
    }
)
_OTHER_WORDS = tuple(
    (pair.split("|")[0], pair.split("|")[1])
    for pair in words(
        """
        副食小卖部|副食店 小卖部|副食小卖部 便利店|便利商店 便利|便利商店 便民超市|便民商店
        超市|超级市场 食杂店|杂货铺 杂货店|杂货铺 副食店|副食商店 烟酒行|烟酒店
        水果饮品|水果冷饮店 粮油店|粮油副食店 生活馆|生活超市 饭店|饭馆 饭庄|菜馆 餐馆|饭馆
        面馆|面店 大排档|排档 茶餐厅|茶餐馆 酒家|酒楼 烧烤店|烧烤 快餐店|快餐 土菜馆|土菜
        早餐店|早点铺 便民店|便民商店 供销店|供销小店 小店|小卖部
        """
    )
)
_HOSPITAL = ("医院便利店", "卫生院小卖部", "医院住院部超市")


def shop_name(channel: str, street: Street, chance: Random, *, hospital: bool = False) -> str:
    """A name for an independent shop of a channel on a street."""
    kind = chance.choice(_HOSPITAL if hospital else _KINDS[channel])
    if hospital or channel in ("station", "school"):
        return _place_word(street, chance) + kind
    draw = chance.random()
    if channel == "grocery" and street.kind == "village" and draw < 0.4:
        return street.name + chance.choice(("便民店", "小卖部", "供销店", "村口小店"))
    if channel in ("grocery", "catering", "wholesale_market") and draw < 0.62:
        return _owner_word(chance, channel) + kind
    if draw > 0.86 and street.kind == "street":
        return _place_word(street, chance) + kind
    return _lucky_word(chance) + kind


def chain_store_name(chain: str, street: Street) -> str:
    """A chain's store is told from the others by its street."""
    return f"{chain}（{street.name}店）"


def with_place(name: str, street: Street) -> str:
    """A second shop of a name says where it is."""
    return f"{name}（{street.name}店）"


def written_differently(name: str, chance: Random) -> str:
    """How a second clerk typed the same shop's name."""
    for before, after in _OTHER_WORDS:
        if name.endswith(before):
            return name[: -len(before)] + after
    return chance.choice((f"{name}店", f"{name}铺"))


def _lucky_word(chance: Random) -> str:
    first = chance.choice(_FIRST)
    second = chance.choice(_SECOND.replace(first, ""))
    return first + second + chance.choice(_THIRD)


def _owner_word(chance: Random, channel: str) -> str:
    person = names.person_name(chance)
    if channel == "wholesale_market":
        return f"{person[0]}记"
    return chance.choice(
        (
            f"老{person[0]}",
            f"阿{person[-1]}",
            f"小{person[0]}",
            f"{person[0]}家",
            *([person[1:]] * (len(person) > 2)),
        )
    )


def _place_word(street: Street, chance: Random) -> str:
    """A short form of the street or of its sub-district: 栖霞街 → 栖霞."""
    word = street.name if chance.random() < 0.6 else street.quarter
    for tail in (
        "街道",
        "后街",
        "老街",
        "大街",
        "正街",
        "南街",
        "东街",
        "大道",
        "南路",
        "北路",
        "路",
        "街",
        "巷",
        "里",
        "弄",
        "镇",
        "乡",
        "村",
    ):
        if word.endswith(tail) and len(word) - len(tail) >= 2:
            return word[: -len(tail)]
    return word
