"""澜州: a city region that does not exist. Streets are lines with house numbers, so an address and its
position always agree. Lengths are metres east and north of the old ferry; the map frame is WGS-84.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from types import MappingProxyType

from endcap.config.demo.plan import dice, words

PROVINCE = "江南省"
CITY = "澜州市"
CENTRE_LAT, CENTRE_LON = 30.27, 119.90
_M_PER_DEGREE = 111_195.0
_SHRINK = math.cos(math.radians(CENTRE_LAT))
_DOOR_STEP_M = 7.0  # along the street from one house number to the next but one
_KERB_M = 9.0


@dataclass(frozen=True, slots=True)
class District:
    """A district or county with its box: west, south, east, north in metres."""

    code: str
    name: str
    zip: str
    box: tuple[int, int, int, int]
    share: int  # of all outlets, in percent

    def contains(self, lat_e7: int, lon_e7: int) -> bool:
        """Whether a position lies in the district."""
        x, y = metres_of(lat_e7, lon_e7)
        west, south, east, north = self.box
        return west <= x <= east and south <= y <= north


@dataclass(frozen=True, slots=True)
class Street:
    """A street, village lane or market hall on which house numbers run."""

    name: str
    district: str
    quarter: str
    kind: str  # "street", "village" or "market"
    x: float
    y: float
    bearing: float
    bend_m: float
    numbers: int


@dataclass(frozen=True, slots=True)
class Spot:
    """One door: its words and its position."""

    district: str
    quarter: str
    street: str
    number: int
    address: str
    lat_e7: int
    lon_e7: int


@dataclass(frozen=True, slots=True)
class Quarter:
    """A sub-district (街道), town (镇) or township (乡): where it is and how busy."""

    name: str
    district: str
    x: int
    y: int
    radius_m: int
    weight: int
    streets: tuple[str, ...]
    villages: int = 0


DISTRICTS: tuple[District, ...] = (
    District("DD", "东渡区", "399001", (0, -6_000, 7_000, 5_000), 27),
    District("LP", "柳浦区", "399004", (7_000, -6_000, 16_000, 14_000), 15),
    District("HB", "河埠区", "399002", (-8_000, -6_000, 0, 5_000), 22),
    District("WH", "望湖区", "399003", (-8_000, 5_000, 7_000, 14_000), 14),
    District("YS", "云石县", "399100", (-32_000, -26_000, -8_000, 14_000), 12),
    District("QL", "青岚县", "399200", (-8_000, -26_000, 16_000, -6_000), 10),
)
DISTRICT_BY_NAME: Mapping[str, District] = MappingProxyType({d.name: d for d in DISTRICTS})

_QUARTERS = """
东渡区|栖霞街道|1400|300|950|18|东渡路 栖霞街 渔市巷 石桥路 采石巷 柳荫路 东门街|0
东渡区|码头街道|1300|-1900|900|14|埠头路 码头街 盐仓巷 船坞路 望江里 税关巷|0
东渡区|东门街道|3100|1300|1000|14|东门外街 鼓楼后街 文昌巷 学宫路 桂香里 织坊路|0
东渡区|大学城街道|5500|3400|1100|12|大学城南街 大学城东街 青禾路 弦歌路 墨池路 求实街|0
东渡区|石桥街道|3600|-1800|1000|12|石桥南路 酒坊巷 铸锅街 灯笼巷 五福里 三眼井路|0
东渡区|新渡街道|5500|-4300|1100|8|新渡大道 物流北路 汽配街 枫木营路 车站路 站前街|0
柳浦区|柳浦街道|8600|800|1000|14|柳浦路 柳浦老街 槐花路 磨坊巷 棠梨街 井栏路|0
柳浦区|临港街道|11800|-2800|1300|10|临港大道 工业一路 工业三路 冷链路 宿舍区街 班车路|0
柳浦区|东塘镇|11600|5200|650|7|东塘大街 窑厂路 砖桥路|4
柳浦区|杏坞镇|9200|9800|600|5|杏坞街 果园路 老车站路|4
柳浦区|白苇镇|13800|10600|550|4|白苇街 苇场路 渡口路|3
河埠区|河埠街道|-1500|-500|900|16|河埠街 米市巷 酱园弄 竹行街 油车巷 石阶路|0
河埠区|北埠街道|-2600|2400|1000|14|北埠街 北埠新村路 船厂路 缆绳巷 锚链街 灰坊路|0
河埠区|南浦街道|-2900|-3500|1000|12|南浦路 荷花池街 菱角巷 藕香路 水车街 鸭栏桥路|0
河埠区|纺城街道|-5300|300|1100|12|纺城大道 梭子路 棉花巷 染坊街 锦云路 绣娘里|0
河埠区|西闸街道|-6500|-3800|1000|8|西闸路 闸口街 水文站路 芦席巷 堤顶路|0
望湖区|望湖街道|800|6900|1000|14|望湖路 听雨街 荷风路 画舫巷 碧波里 湖滨东街|0
望湖区|烟雨街道|-3200|7300|1000|10|烟雨路 杨柳岸街 渡鹤路 莲蓬巷 莼菜街|0
望湖区|云帆街道|5000|7600|1000|8|云帆路 数谷路 园区南街 灯塔街 孵化路|0
望湖区|湖西镇|-6300|10600|600|6|湖西大街 菜市路 鱼塘路|4
望湖区|鹤鸣镇|2600|11700|600|6|鹤鸣大街 茶厂路 供销路|4
云石县|云石镇|-17000|-2000|1000|16|云石路 云石老街 县前街 汽车站路 中学路 南货巷|3
云石县|石门镇|-12200|6500|500|6|石门街 矿工路 水泥厂路|5
云石县|松岭镇|-24500|-9500|500|5|松岭街 林场路 木材市场路|5
云石县|银坑镇|-13500|-12500|500|5|银坑街 选矿路 老戏台路|5
云石县|山脚乡|-22500|4200|350|3|山脚街 乡中路|6
云石县|竹篷乡|-27500|-1500|350|3|竹篷街 笋厂路|5
云石县|雾顶乡|-28500|9000|300|2|雾顶街|5
青岚县|青岚镇|3000|-15500|1000|14|青岚路 青岚正街 塔山路 油坊巷 茶市街 县医院路|3
青岚县|下洲镇|9800|-11000|500|6|下洲街 沙洲路 船闸路|4
青岚县|桥亭镇|-3500|-10800|500|6|桥亭街 廊桥路 豆腐坊路|4
青岚县|渡头镇|-4600|-20500|450|4|渡头街 江堤路|5
青岚县|茶坪乡|11800|-20500|350|3|茶坪街 制茶路|5
青岚县|沙坝乡|6500|-23000|320|2|沙坝街|5
"""

MARKETS: tuple[tuple[str, str, str, int, int], ...] = (
    ("河埠市场", "河埠区", "河埠街道", -1_150, -150),
    ("新渡副食市场", "东渡区", "新渡街道", 5_200, -3_700),
    ("云石山货市场", "云石县", "云石镇", -16_600, -2_400),
    ("青岚副食市场", "青岚县", "青岚镇", 3_300, -15_100),
)
STALLS_PER_ROW = 24
_VILLAGE_HEADS = "上下前后东西南北大小新老"
_VILLAGE_TAILS = words(
    "柳 樟 塘 坪 坞 桥 溪口 岭脚 石磨 麻园 茶亭 莲塘 竹坑 沙田 瓦窑 枫湾 水碓 梨园 桑园 鹭洲"
)


def metres_of(lat_e7: int, lon_e7: int) -> tuple[float, float]:
    """Metres east and north of the centre."""
    return (
        (lon_e7 / 1e7 - CENTRE_LON) * _M_PER_DEGREE * _SHRINK,
        (lat_e7 / 1e7 - CENTRE_LAT) * _M_PER_DEGREE,
    )


def position_of(x: float, y: float) -> tuple[int, int]:
    """Latitude and longitude × 10^7 (WGS-84) of a point in metres."""
    return (
        round((CENTRE_LAT + y / _M_PER_DEGREE) * 1e7),
        round((CENTRE_LON + x / (_M_PER_DEGREE * _SHRINK)) * 1e7),
    )


@cache
def quarters() -> tuple[Quarter, ...]:
    """Every sub-district, town and township, in the order in which a rep's patch runs."""
    rows = (line.split("|") for line in _QUARTERS.strip().splitlines())
    return tuple(
        Quarter(name, district, int(x), int(y), int(radius), int(weight), tuple(names.split()), int(villages))
        for district, name, x, y, radius, weight, names, villages in rows
    )


@cache
def streets() -> tuple[Street, ...]:
    """All streets, village lanes and market halls of the region."""
    chance = dice("澜州", "streets")
    found: list[Street] = []
    taken: set[str] = set()
    for quarter in quarters():
        found.extend(_streets_of(quarter, chance))
        found.extend(_villages_of(quarter, chance, taken))
    found.extend(
        Street(name, district, quarter, "market", x, y, 0.0, 0.0, 8 * STALLS_PER_ROW)
        for name, district, quarter, x, y in MARKETS
    )
    return tuple(found)


@cache
def streets_by_name() -> Mapping[str, Street]:
    """Streets by their name, which is unique in the region."""
    return MappingProxyType({street.name: street for street in streets()})


def spot(street_name: str, number: int) -> Spot:
    """The door with a house number (in a market: the stall counted through all rows)."""
    street = streets_by_name()[street_name]
    if street.kind == "market":
        x, y, words = _stall(street, number)
    else:
        x, y = _door(street, number)
        words = f"{street.name} {number} 号"
        if street.kind == "village":
            words = street.quarter + words
    west, south, east, north = DISTRICT_BY_NAME[street.district].box
    lat, lon = position_of(min(max(x, west + 20), east - 20), min(max(y, south + 20), north - 20))
    return Spot(street.district, street.quarter, street.name, number, words, lat, lon)


def _door(street: Street, number: int) -> tuple[float, float]:
    """Odd numbers on one side, even ones on the other; the street bends a little in its middle."""
    length = street.numbers / 2 * _DOOR_STEP_M
    along = (number + 1) // 2 * _DOOR_STEP_M
    across = street.bend_m * math.sin(math.pi * along / length) + (_KERB_M if number % 2 else -_KERB_M)
    east, north = math.sin(street.bearing), math.cos(street.bearing)
    return street.x + along * east + across * north, street.y + along * north - across * east


def _stall(street: Street, number: int) -> tuple[float, float, str]:
    row, stall = divmod(number - 1, STALLS_PER_ROW)
    return street.x + stall * 5.0, street.y + row * 14.0, f"{street.name} {row + 1} 排 {stall + 1} 号"


def _streets_of(quarter: Quarter, chance: Random) -> Sequence[Street]:
    """A slightly turned grid: every other street crosses the one before."""
    turn = math.radians(chance.uniform(-18, 18))
    lanes = len(quarter.streets)
    found = []
    for n, name in enumerate(quarter.streets):
        bearing = turn + (math.pi / 2 if n % 2 else 0.0)
        length = quarter.radius_m * (1.5 if n < 2 else chance.uniform(0.7, 1.3))
        off = ((n // 2) - (lanes / 2 - 1) / 2) * 2 * quarter.radius_m / max(lanes / 2, 1) * 0.75
        east, north = math.sin(bearing), math.cos(bearing)
        mid_x, mid_y = quarter.x + off * north, quarter.y - off * east
        found.append(
            Street(
                name,
                quarter.district,
                quarter.name,
                "street",
                mid_x - east * length / 2,
                mid_y - north * length / 2,
                bearing,
                chance.uniform(-45, 45),
                int(length / _DOOR_STEP_M) * 2,
            )
        )
    return found


def _villages_of(quarter: Quarter, chance: Random, taken: set[str]) -> Sequence[Street]:
    """Villages lie a few kilometres around their town, each one lane long."""
    west, south, east, north = DISTRICT_BY_NAME[quarter.district].box
    found: list[Street] = []
    for n in range(quarter.villages):
        name = ""
        while not name or name in taken:
            name = chance.choice(_VILLAGE_HEADS) + chance.choice(_VILLAGE_TAILS) + "村"
        taken.add(name)
        angle = 2 * math.pi * (n + chance.random() * 0.6) / quarter.villages
        away = chance.uniform(1_400, 3_800)
        x = min(max(quarter.x + away * math.sin(angle), west + 400), east - 700)
        y = min(max(quarter.y + away * math.cos(angle), south + 400), north - 700)
        bearing = chance.uniform(0, math.pi / 2)
        found.append(Street(name, quarter.district, quarter.name, "village", x, y, bearing, 12.0, 90))
    return found
