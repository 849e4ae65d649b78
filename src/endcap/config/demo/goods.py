"""The demo company's drinks: brands, categories, sixty products, their codes, prices and should-lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from endcap.config.demo.plan import Plan, months_before, stable_id
from endcap.kernel import money

GTIN_PREFIX = "2099"  # GS1 keeps 20–29 for numbers that are valid inside one company only
BRANDS: tuple[tuple[str, str, str], ...] = (("YQ", "屿泉", "Yuquan"), ("GY", "果屿", "Guoyu"))
CATEGORIES: tuple[tuple[str, str | None, str, str], ...] = (
    ("DRINKS", None, "饮料", "Drinks"),
    ("WATER", "DRINKS", "水", "Water"),
    ("TEA", "DRINKS", "茶", "Tea"),
    ("SODA", "DRINKS", "汽水", "Sparkling"),
    ("JUICE", "DRINKS", "果汁", "Juice"),
    ("SPORT", "DRINKS", "功能饮料", "Functional drinks"),
    ("MILK", "DRINKS", "乳饮", "Milk drinks"),
)
# (code, name zh, name en); shares of the suggested retail price in basis points
PRICE_LEVELS: tuple[tuple[str, str, str, int], ...] = (
    ("ex_factory", "出厂价", "Ex-factory", 5_600),
    ("dealer", "经销价", "Dealer", 6_300),
    ("sub_dealer", "分销价", "Sub-dealer", 6_900),
    ("retail_suggested", "建议零售价", "Suggested retail", 10_000),
    ("promo", "促销价", "Promotion", 6_200),
)
# category | code | name | ml | bottles in a tray | trays in a case | retail in fen | role | stage | appeal
_RANGE = """
WATER|YQ-W350|天然水 350ml|350|6|4|150|lead|mature|55
WATER|YQ-W550|天然水 550ml|550|6|4|200|lead|mature|100
WATER|YQ-W1500|天然水 1.5L|1500|6|2|350|main|mature|34
WATER|YQ-W5L|天然水 5L|5000|2|2|900|main|mature|22
WATER|YQ-W12L|桶装天然水 12L|12000|1|1|1600|main|growth|12
WATER|YQ-P550|纯净水 550ml|550|6|4|150|lead|mature|60
WATER|YQ-P1500|纯净水 1.5L|1500|6|2|300|main|decline|16
WATER|YQ-M500|矿泉水 500ml|500|6|4|300|profit|growth|24
WATER|YQ-M380|婴儿水 380ml|380|6|4|400|profit|intro|6
WATER|YQ-S500|苏打水 500ml|500|5|3|400|profit|growth|18
TEA|YQ-LT500|柠檬茶 500ml|500|5|3|400|main|growth|72
TEA|YQ-LT1L|柠檬茶 1L|1000|6|2|600|main|growth|30
TEA|YQ-LT310|柠檬茶罐装 310ml|310|6|4|400|profit|growth|14
TEA|YQ-QG500|青柑茶 500ml|500|5|3|450|profit|growth|40
TEA|YQ-QG1L|青柑茶 1L|1000|6|2|680|profit|growth|14
TEA|YQ-JM500|茉莉清茶 500ml|500|5|3|350|main|mature|46
TEA|YQ-JM1L|茉莉清茶 1L|1000|6|2|550|main|mature|16
TEA|YQ-GT500|青梅绿茶 500ml|500|5|3|350|main|mature|36
TEA|YQ-GT1L|青梅绿茶 1L|1000|6|2|550|main|mature|13
TEA|YQ-RT500|冰红茶 500ml|500|5|3|300|lead|mature|58
TEA|YQ-RT1L|冰红茶 1L|1000|6|2|480|main|mature|24
TEA|YQ-RT250|冰红茶盒装 250ml|250|6|4|150|lead|decline|18
TEA|YQ-WL500|无糖乌龙 500ml|500|5|3|500|profit|growth|28
TEA|YQ-PE500|无糖普洱 500ml|500|5|3|500|profit|intro|9
TEA|YQ-DM500|无糖大麦茶 500ml|500|5|3|500|profit|intro|8
TEA|YQ-NC450|奶茶 450ml|450|5|3|550|profit|decline|12
SODA|YQ-SP330|气泡水 白桃 330ml|330|6|4|400|profit|growth|30
SODA|YQ-SG330|气泡水 青提 330ml|330|6|4|400|profit|growth|20
SODA|YQ-SL330|气泡水 柠檬 330ml|330|6|4|400|profit|mature|18
SODA|YQ-SP480|气泡水 白桃 480ml|480|5|3|500|profit|growth|18
SODA|YQ-SC480|气泡水 海盐 480ml|480|5|3|500|profit|intro|8
SODA|YQ-OR500|橙味汽水 500ml|500|6|4|300|main|mature|28
SODA|YQ-OR2L|橙味汽水 2L|2000|6|1|700|main|mature|14
SODA|YQ-LE330|柠檬汽水罐装 330ml|330|6|4|250|main|mature|26
SODA|YQ-CO330|可乐型汽水罐装 330ml|330|6|4|250|lead|decline|15
SODA|YQ-GL275|玻璃瓶汽水 275ml|275|6|4|350|profit|mature|20
SODA|YQ-YM450|盐汽水 450ml|450|6|4|250|main|mature|16
SODA|YQ-XM330|姜味汽水 330ml|330|6|4|450|profit|intro|5
JUICE|GY-OJ1L|橙汁 1L|1000|6|2|1200|main|mature|26
JUICE|GY-OJ300|橙汁 300ml|300|6|4|600|profit|mature|20
JUICE|GY-OJ2L|橙汁礼盒 2L×2|4000|1|4|2800|profit|mature|16
JUICE|GY-PE1L|水蜜桃汁 1L|1000|6|2|1100|main|mature|15
JUICE|GY-GR1L|葡萄汁 1L|1000|6|2|1100|main|mature|13
JUICE|GY-AP300|苹果汁 300ml|300|6|4|550|profit|mature|12
JUICE|GY-CO330|椰子水 330ml|330|6|2|800|profit|growth|18
JUICE|GY-SP450|桂花酸梅汤 450ml|450|5|3|500|main|growth|32
JUICE|GY-SP1L|桂花酸梅汤 1L|1000|6|2|800|main|growth|15
JUICE|GY-HA350|山楂汁 350ml|350|5|3|600|profit|growth|14
JUICE|GY-MX250|混合果蔬汁 250ml|250|6|4|700|profit|intro|6
SPORT|YQ-EL600|电解质水 600ml|600|5|3|500|profit|growth|44
SPORT|YQ-EL900|电解质水 900ml|900|6|2|700|profit|growth|14
SPORT|YQ-EG600|电解质水 西柚 600ml|600|5|3|500|profit|intro|12
SPORT|YQ-VT500|维生素饮料 500ml|500|5|3|500|main|mature|26
SPORT|YQ-EN250|能量饮料罐装 250ml|250|6|4|550|main|growth|36
SPORT|YQ-EN500|能量饮料瓶装 500ml|500|5|3|600|main|growth|22
MILK|GY-MK250|乳味饮料 250ml|250|6|4|300|main|mature|26
MILK|GY-MK450|乳味饮料 450ml|450|5|3|450|main|mature|18
MILK|GY-AD220|钙奶 220ml|220|4|6|250|lead|mature|22
MILK|GY-PN300|花生牛奶 300ml|300|6|4|450|main|decline|10
MILK|GY-OA330|燕麦饮 330ml|330|6|4|700|profit|intro|6
"""
_RAISED = frozenset({"YQ-W550", "YQ-LT500", "YQ-RT500", "YQ-EN250", "GY-OJ1L", "YQ-EL600"})
_RAISE_BP = 500
_SUMMER_PROMO = ("WATER", "SODA", "TEA")
_SPRING_PROMO = ("JUICE", "MILK")


@dataclass(frozen=True, slots=True)
class DemoSku:
    """One product with its packs: bottles (瓶) in a tray (提), trays in a case (箱)."""

    n: int
    code: str
    name: str
    brand: str
    category: str
    volume_ml: int
    base_unit: str
    inner_unit: str
    case_unit: str
    inner_factor: int
    case_factor: int
    role: str
    stage: str
    listed_on: date
    ean13: str
    case_gtin14: str
    retail_fen: int
    appeal: int

    @property
    def id(self) -> UUID:
        """Its stable id."""
        return stable_id("sku", self.n)


@dataclass(frozen=True, slots=True)
class DemoPrice:
    """A price of one base unit in 1/10,000 yuan, valid from a day until another (open if None)."""

    sku: str
    level: str
    price: int
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class ShouldListRow:
    """A product that every outlet of a channel and grade should carry."""

    channel: str
    grade: str
    sku: str


@dataclass(frozen=True)
class Goods:
    """The catalogue as a whole."""

    skus: tuple[DemoSku, ...]
    prices: tuple[DemoPrice, ...]
    should_list: tuple[ShouldListRow, ...]

    @cached_property
    def _rows(self) -> Mapping[tuple[str, str], tuple[DemoPrice, ...]]:
        found: dict[tuple[str, str], list[DemoPrice]] = {}
        for row in self.prices:
            found.setdefault((row.sku, row.level), []).append(row)
        return {key: tuple(rows) for key, rows in found.items()}

    def price_of(self, sku: str, level: str, day: date) -> int | None:
        """The price in 1/10,000 yuan per base unit on a day, or None if that level has none then."""
        for row in self._rows.get((sku, level), ()):
            if row.valid_from <= day and (row.valid_to is None or day <= row.valid_to):
                return row.price
        return None


def goods_of(plan: Plan) -> Goods:
    """Products, prices and should-lists of the demo company."""
    skus = _skus(plan)
    return Goods(skus=skus, prices=tuple(_prices(plan, skus)), should_list=tuple(_should_list(skus)))


def check_digit(digits: str) -> str:
    """The GS1 check digit of a number without it."""
    total = sum(int(d) * (3 if place % 2 == 0 else 1) for place, d in enumerate(reversed(digits)))
    return str(-total % 10)


def is_valid_gtin(code: str) -> bool:
    """Whether a GTIN-8, -12, -13 or -14 ends with its check digit."""
    return len(code) in (8, 12, 13, 14) and code.isdigit() and check_digit(code[:-1]) == code[-1]


def _skus(plan: Plan) -> tuple[DemoSku, ...]:
    chance = plan.dice("goods")
    brand_names = {code: name for code, name, _ in BRANDS}
    found = []
    for n, line in enumerate(_RANGE.strip().splitlines()[: plan.size.skus], start=1):
        category, code, name, ml, inner, trays, retail, role, stage, appeal = line.split("|")
        body = f"{GTIN_PREFIX}{code.startswith('GY') + 1}{n:07d}"
        age = {"intro": 4, "growth": 20, "mature": 48, "decline": 90}[stage]
        listed = months_before(plan.end_on, age + chance.randrange(0, 5)).replace(day=1)
        large = int(ml) >= 5_000
        found.append(
            DemoSku(
                n=n,
                code=code,
                name=f"{brand_names[code[:2]]} {name}",
                brand=code[:2],
                category=category,
                volume_ml=int(ml),
                base_unit="桶" if large else "罐" if "罐" in name else "盒" if "盒" in name else "瓶",
                inner_unit="提",
                case_unit="箱",
                inner_factor=int(inner),
                case_factor=int(inner) * int(trays),
                role=role,
                stage=stage,
                listed_on=listed,
                ean13=body + check_digit(body),
                case_gtin14=f"1{body}" + check_digit(f"1{body}"),
                retail_fen=int(retail),
                appeal=int(appeal),
            )
        )
    return tuple(found)


def _prices(plan: Plan, skus: Sequence[DemoSku]) -> Sequence[DemoPrice]:
    """List prices in force for two years; six products were raised in the year, so both rows stand."""
    opened = months_before(plan.start_on, 12).replace(month=1, day=1)
    raised_on = months_before(plan.end_on, 4).replace(day=1)
    found: list[DemoPrice] = []
    for sku in skus:
        for level, _, _, share in PRICE_LEVELS:
            now = _price(sku.retail_fen, share)
            if level == "promo":
                found.extend(DemoPrice(sku.code, level, now, *window) for window in _promo_windows(plan, sku))
            elif sku.code in _RAISED and level != "retail_suggested":
                before = _price(money.round_half_up(sku.retail_fen * (10_000 - _RAISE_BP), 10_000), share)
                last = date.fromordinal(raised_on.toordinal() - 1)
                found.append(DemoPrice(sku.code, level, before, max(opened, sku.listed_on), last))
                found.append(DemoPrice(sku.code, level, now, raised_on, None))
            else:
                found.append(DemoPrice(sku.code, level, now, max(opened, sku.listed_on), None))
    return found


def _price(retail_fen: int, share_bp: int) -> int:
    """A share of the retail price, rounded to a whole fen, in 1/10,000 yuan."""
    return money.round_half_up(retail_fen * share_bp, 10_000) * (money.PRICE_UNIT // money.FEN)


def _promo_windows(plan: Plan, sku: DemoSku) -> Sequence[tuple[date, date]]:
    """Main and lead products: water, tea and sparkling in July, juice and milk drinks in January."""
    if sku.role == "profit":
        return ()
    month = 7 if sku.category in _SUMMER_PROMO else 1 if sku.category in _SPRING_PROMO else 0
    years = range(plan.start_on.year, plan.end_on.year + 1)
    windows = ((date(year, month, 1), date(year, month, 31)) for year in years) if month else ()
    return tuple(
        w for w in windows if w[1] >= plan.start_on and w[0] <= plan.end_on and w[0] >= sku.listed_on
    )


# How many of the most wanted products each grade should carry, and from which categories
_RANGE_BY_CHANNEL: Mapping[str, tuple[tuple[int, int, int], tuple[str, ...]]] = {
    "wholesale_market": ((18, 12, 8), ("WATER", "TEA", "SODA", "JUICE", "SPORT", "MILK")),
    "small_supermarket": ((18, 12, 8), ("WATER", "TEA", "SODA", "JUICE", "SPORT", "MILK")),
    "small_convenience": ((14, 10, 6), ("WATER", "TEA", "SODA", "JUICE", "SPORT")),
    "grocery": ((12, 8, 5), ("WATER", "TEA", "SODA", "SPORT", "MILK")),
    "personal_care": ((6, 4, 3), ("WATER", "TEA", "SPORT")),
    "liangfan": ((32, 26, 20), ("WATER", "TEA", "SODA", "JUICE", "SPORT", "MILK")),
    "hypermarket": ((36, 28, 22), ("WATER", "TEA", "SODA", "JUICE", "SPORT", "MILK")),
    "chain_supermarket": ((24, 20, 16), ("WATER", "TEA", "SODA", "JUICE", "SPORT", "MILK")),
    "chain_convenience": ((20, 16, 12), ("WATER", "TEA", "SODA", "JUICE", "SPORT")),
    "catering": ((8, 6, 4), ("SODA", "JUICE", "TEA", "WATER")),
    "hotel": ((6, 5, 3), ("WATER", "JUICE", "SODA")),
    "factory": ((8, 6, 4), ("WATER", "SPORT", "TEA", "SODA")),
    "station": ((10, 8, 6), ("WATER", "TEA", "SPORT")),
    "school": ((10, 8, 5), ("WATER", "TEA", "MILK", "SPORT")),
    "county_hospital": ((8, 6, 4), ("WATER", "SPORT", "MILK")),
    "township_health_centre": ((6, 4, 3), ("WATER", "SPORT", "MILK")),
    "village_clinic": ((4, 3, 2), ("WATER", "SPORT")),
    "private_clinic": ((4, 3, 2), ("WATER", "SPORT")),
    "rural_drugstore": ((6, 4, 3), ("WATER", "SPORT", "MILK")),
}


def categories_of(channel: str) -> tuple[str, ...]:
    """The categories that a channel buys."""
    return _RANGE_BY_CHANNEL[channel][1]


def _should_list(skus: Sequence[DemoSku]) -> Sequence[ShouldListRow]:
    wanted = sorted((s for s in skus if s.stage != "decline"), key=lambda s: (-s.appeal, s.code))
    return [
        ShouldListRow(channel, grade, sku.code)
        for channel, (counts, categories) in _RANGE_BY_CHANNEL.items()
        for grade, count in zip("ABC", counts, strict=True)
        for sku in [s for s in wanted if s.category in categories][:count]
    ]
