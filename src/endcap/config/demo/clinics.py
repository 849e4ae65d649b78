"""The third terminal of the two counties: hospitals, health centres, clinics, drugstores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from types import MappingProxyType

from endcap.config.demo import names
from endcap.config.demo.channels import CHANNEL_BY_CODE, THIRD_TERMINAL
from endcap.config.demo.places import quarters, streets
from endcap.config.demo.plan import Plan, words
from endcap.kernel import money

COUNTIES = ("云石县", "青岚县")
_PER_1200, _MOST = 24, 48
_MIX = (3, 6, 8, 3, 4)  # beyond the one that each class has at least
_HOSPITALS = ("人民医院", "中医院", "第二人民医院", "妇幼保健院", "第三人民医院")
_HOSPITAL_STREETS = (("云石县", "县前街"), ("青岚县", "县医院路"))
_DRUGSTORES = words("百草堂 仁济堂 康宁堂 杏林 本草 济安堂 回春 同源堂 益寿 葆元")
_NEVER_BOUGHT = 0.2
_WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "nature": {
            "county_hospital": ("公立综合医院", "公立中医院"),
            "township_health_centre": ("公立卫生院",),
            "village_clinic": ("村集体办", "卫生院下设"),
            "private_clinic": ("个体",),
            "rural_drugstore": ("个体药店", "连锁分店"),
        },
        "yearly_volume": {
            "county_hospital": ("饮用水约 2,600 箱", "饮用水约 3,200 箱"),
            "township_health_centre": ("饮用水约 400 箱", "饮用水约 650 箱"),
            "": ("饮用水约 60 箱", "饮用水约 90 箱", "饮用水约 120 箱"),
        },
        "replenish_cycle": {"county_hospital": ("每周",), "": ("半个月", "一个月")},
        "replenish_channel": {"": ("业代送货", "县城批发部自提", "经销商配送")},
        "payment_way": {"county_hospital": ("月结",), "": ("现结", "微信转账")},
        "wishes": {"": ("小箱装，好搬", "送到二楼", "夏天加送一次", "要开发票", "")},
        "view_of_product": {"": ("电解质水卖得动", "觉得矿泉水偏贵", "桶装水要换饮水机", "")},
    }
)


@dataclass(frozen=True, slots=True)
class Clinic:
    """One of them, before it has a door."""

    name: str
    channel: str
    street: str
    rank_z: float
    buys: bool


def clinics_of(plan: Plan) -> Sequence[Clinic]:
    """So many that every class has one, and more of the small ones than of the large."""
    wanted = min(max(len(THIRD_TERMINAL), round(_PER_1200 * plan.size.outlets / 1_200)), _MOST)
    counts = money.split(wanted - len(THIRD_TERMINAL), _MIX)
    chance = plan.dice("clinics")
    return [
        clinic
        for channel, more in zip(THIRD_TERMINAL, counts, strict=True)
        for clinic in _of_class(channel.code, 1 + more, chance)
    ]


def attributes_of(channel: str, chance: Random) -> tuple[tuple[str, str], ...]:
    """What the file of a third-terminal outlet says; nothing for others."""
    if channel not in {each.code for each in THIRD_TERMINAL}:
        return ()
    said = ((key, chance.choice(of.get(channel) or of[""])) for key, of in _WORDS.items())
    return tuple((key, word) for key, word in said if word)


def _of_class(channel: str, count: int, chance: Random) -> Iterator[Clinic]:
    places = {
        "county_hospital": _hospitals,
        "township_health_centre": _health_centres,
        "village_clinic": _village_clinics,
        "private_clinic": _private_clinics,
        "rural_drugstore": _drugstores,
    }[channel](chance)
    weight = CHANNEL_BY_CODE[channel].weight
    for name, street in list(places)[:count]:
        buys = channel != "village_clinic" or chance.random() >= _NEVER_BOUGHT
        yield Clinic(name, channel, street, weight + chance.gauss(0, 0.3), buys)


def _hospitals(chance: Random) -> Iterator[tuple[str, str]]:
    for kind in _HOSPITALS:
        for county, street in _HOSPITAL_STREETS:
            yield county + kind, street


def _towns(chance: Random) -> list[tuple[str, str]]:
    """Towns and townships of the counties, each with its main street, in no order."""
    found = [(quarter.name, quarter.streets[0]) for quarter in quarters() if quarter.district in COUNTIES]
    chance.shuffle(found)
    return found


def _health_centres(chance: Random) -> Iterator[tuple[str, str]]:
    for town, street in _towns(chance):
        yield f"{town}卫生院", street


def _village_clinics(chance: Random) -> Iterator[tuple[str, str]]:
    villages = [s.name for s in streets() if s.kind == "village" and s.district in COUNTIES]
    chance.shuffle(villages)
    for village in villages:
        yield f"{village}卫生室", village


def _private_clinics(chance: Random) -> Iterator[tuple[str, str]]:
    for town, street in _towns(chance):
        yield f"{names.person_name(chance)}诊所（{town}）", street


def _drugstores(chance: Random) -> Iterator[tuple[str, str]]:
    for sign, (town, street) in zip(_DRUGSTORES, _towns(chance), strict=False):
        yield f"{sign}药店（{town}店）", street
