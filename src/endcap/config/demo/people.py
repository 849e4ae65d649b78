"""The demo company's units and its people: who works where, and as whom one can sign in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from endcap.config.demo import names, phones
from endcap.config.demo.places import DISTRICTS
from endcap.config.demo.plan import Plan, stable_id
from endcap.kernel import money

DEMO_PASSWORD = "endcap-demo-1"  # noqa: S105 (printed on purpose: the demo has nothing to protect)
COMPANY = "屿泉饮料"
TEAMS_PER_OFFICE = 2


@dataclass(frozen=True, slots=True)
class DemoUnit:
    """One unit of the tree, parents before children."""

    n: int
    code: str
    name: str
    kind: str
    parent: str | None

    @property
    def id(self) -> UUID:
        """Its stable id."""
        return stable_id("unit", self.n)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One employee; somebody who has left is there too, because history names him."""

    n: int
    login: str
    name: str
    employee_no: str
    unit: str
    role: str
    phone: str
    line: str = ""  # the name of a rep's line, such as 东渡一线
    left: bool = False

    @property
    def id(self) -> UUID:
        """Their stable id."""
        return stable_id("person", self.n)


@dataclass(frozen=True, slots=True)
class Office:
    """A sales office with the districts it serves and the number of its reps."""

    code: str
    name: str
    districts: tuple[str, ...]
    reps: int

    def team_code(self, n: int) -> str:
        """Code of the office's n-th team, counted from 1."""
        return f"{self.code}-{n}"


@dataclass(frozen=True, slots=True)
class Staff:
    """Units and people together."""

    offices: tuple[Office, ...]
    units: tuple[DemoUnit, ...]
    people: tuple[DemoPerson, ...]

    def reps_of(self, office: Office) -> tuple[DemoPerson, ...]:
        """The active reps of an office, in the order of their patches."""
        teams = {office.team_code(n) for n in range(1, TEAMS_PER_OFFICE + 1)}
        return tuple(p for p in self.people if p.role == "rep" and p.unit in teams and not p.left)


_OFFICES_BY_COUNT = {
    3: (("DD", ("东渡区", "柳浦区")), ("HB", ("河埠区", "望湖区")), ("YS", ("云石县", "青岚县"))),
    6: tuple((d.code, (d.name,)) for d in DISTRICTS),
}
_HEAD_OFFICE = (
    ("admin", "陶秋分", "admin"),
    ("gulichun", "顾立春", "executive"),
    ("songchushu", "宋处暑", "sales_manager"),
    ("yinyushui", "尹雨水", "sales_clerk"),
    ("xudongzhi", "许冬至", "finance"),
    ("luolidong", "罗立冬", "marketing"),
    ("suchunfen", "苏春分", "key_account_manager"),
    ("dengdaxue", "邓大雪", "it_admin"),
)
_REGION_HEAD = ("xialixia", "夏立夏", "branch_manager")
_OFFICE_HEADS = {"DD": ("jiangxiazhi", "江夏至"), "HB": ("hedahan", "何大寒"), "YS": ("baixiaoxue", "白小雪")}
_NAMED_REPS = {
    "DD": (
        ("linxiaoman", "林小满"),
        ("zhengjingzhe", "郑惊蛰"),
        ("heshuangjiang", "何霜降"),
        ("xuxiaohan", "许小寒"),
        ("hanqingming", "韩清明"),
    ),
    "HB": (
        ("chenliqiu", "陈立秋"),
        ("qinxiaoshu", "秦小暑"),
        ("zhoubailu", "周白露"),
        ("shendashu", "沈大暑"),
    ),
    "YS": (("wuguyu", "吴谷雨"), ("fengmangzhong", "冯芒种"), ("jianghanlu", "蒋寒露")),
}
FORMER_REP = ("zhouxiaoxue", "周小雪")  # left with her outlets handed over: ownership history names her
_NUMERALS = "一二三四五六七八九十"


def staff_of(plan: Plan) -> Staff:
    """Units and people of the demo company."""
    offices = _offices(plan)
    return Staff(offices=offices, units=tuple(_units(offices)), people=tuple(_people(plan, offices)))


def _offices(plan: Plan) -> tuple[Office, ...]:
    served = _OFFICES_BY_COUNT[plan.size.offices]
    shares = {district.name: district.share for district in DISTRICTS}
    weights = [sum(shares[name] for name in districts) for _, districts in served]
    reps = money.split(plan.size.reps, weights)
    short = {district.code: district.name[:2] for district in DISTRICTS}
    return tuple(
        Office(f"LZ-{code}", f"{short[code]}办事处", districts, count)
        for (code, districts), count in zip(served, reps, strict=True)
    )


def _units(offices: Sequence[Office]) -> Sequence[DemoUnit]:
    rows: list[tuple[str, str, str, str | None]] = [
        ("HQ", COMPANY, "company", None),
        ("LZ", "澜州大区", "region", "HQ"),
    ]
    for office in offices:
        rows.append((office.code, office.name, "office", "LZ"))
        rows.extend(
            (office.team_code(n), f"{office.name[:2]}{_NUMERALS[n - 1]}组", "team", office.code)
            for n in range(1, TEAMS_PER_OFFICE + 1)
        )
    return [DemoUnit(n, *row) for n, row in enumerate(rows, start=1)]


def _people(plan: Plan, offices: Sequence[Office]) -> Sequence[DemoPerson]:
    """Head office first, then each office: its manager, a business manager per team, the reps."""
    chance = plan.dice("people")
    found: list[DemoPerson] = []
    logins: set[str] = set()

    def add(
        unit: str, role: str, known: tuple[str, str] | None, *, line: str = "", left: bool = False
    ) -> None:
        login, name = known or ("", "")
        while not login or login in logins:
            name = names.person_name(chance)
            login = names.login_of(name)
        logins.add(login)
        n = len(found) + 1
        found.append(DemoPerson(n, login, name, f"YQ{n:04d}", unit, role, phones.staff_phone(n), line, left))

    for login, name, role in _HEAD_OFFICE:
        add("HQ", role, (login, name))
    add("LZ", _REGION_HEAD[2], _REGION_HEAD[:2])
    for office in offices:
        key, short = office.code[3:], office.name[:2]
        add(office.code, "office_manager", _OFFICE_HEADS.get(key))
        for n in range(1, TEAMS_PER_OFFICE + 1):
            add(office.team_code(n), "business_manager", None)
        named = _NAMED_REPS.get(key, ())[: office.reps]
        for n in range(office.reps):
            team = office.team_code(1 + n * TEAMS_PER_OFFICE // office.reps)
            line = f"{short}{_NUMERALS[n]}线" if n < len(_NUMERALS) else f"{short} {n + 1} 线"
            add(team, "rep", named[n] if n < len(named) else None, line=line)
    last = offices[-1].team_code(1)
    add(last, "rep", FORMER_REP, left=True)
    return found
