"""A big book of outlets for benchmarks: made from a seed, written with bulk statements, the same on both databases."""

from __future__ import annotations

import os
import platform
import random
import resource
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

SURNAMES = "福满丰顺永兴隆盛和美佳惠民新华东升万家百姓天天红旗金桥好又多"
KINDS = ("超市", "便利店", "小卖部", "烟酒行", "批发部", "食杂店", "生鲜", "饮品店")
ROADS = (
    "采石巷",
    "石桥路",
    "云石路",
    "北埠街",
    "大学城东门",
    "栖霞街",
    "河埠市场",
    "东渡路",
    "望湖路",
    "枫木营路",
)
LAST_DAY = date(2026, 6, 30)


def start(database_url: str = "") -> Path:
    """A fresh home and a migrated database; answers the home."""
    home = Path(tempfile.mkdtemp(prefix="endcap-benchmark-"))
    os.environ["ENDCAP_HOME"] = str(home)
    os.environ["ENDCAP_HOSTS"] = "testserver,127.0.0.1"
    if database_url:
        os.environ["DATABASE_URL"] = database_url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "endcap.config.settings")
    import django

    from endcap.config.catalogs import compile_all

    compile_all()
    django.setup()
    from endcap.config import bootstrap

    bootstrap.prepare()
    return home


def peak_mb() -> int:
    """The largest resident size of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def machine() -> str:
    """Where the figures were measured."""
    return f"{os.cpu_count()} cores, Python {platform.python_version()}"


def say(**figures: object) -> None:
    """Print one line of figures."""
    print("  ".join(f"{name}={value}" for name, value in figures.items()), flush=True)


def quantile(values: list[float], share: float) -> float:
    """The value below which a share of the sorted values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def name_of(number: int, dice: random.Random) -> str:
    """A shop's name."""
    return (
        "".join(dice.choices(SURNAMES, k=3))
        + dice.choice(KINDS)
        + (f"（{number % 97}店）" if number % 3 else "")
    )


def people():
    """The company, six offices and a rep for each hundred outlets of an office; answers (admin, offices, reps)."""
    from endcap.kernel.actor import Actor
    from endcap.org.people import services as people_services
    from endcap.org.units import services as units

    system = Actor.system(name="benchmark")
    root = units.create_unit(system, code="HQ", name="青禾饮品", kind="company")
    region = units.create_unit(system, code="R1", name="华东大区", kind="region", parent_id=root.pk)
    offices = [
        units.create_unit(system, code=f"O{n}", name=f"第{n}办事处", kind="office", parent_id=region.pk)
        for n in range(6)
    ]

    def add(login: str, role: str, unit: UUID):
        return people_services.create_person(
            system, login=login, name=login, unit_id=unit, role_codes=[role], trusted_password_hash="!"
        )

    admin = add("admin", "admin", root.pk)
    managers = [add(f"m{n}", "office_manager", office.pk) for n, office in enumerate(offices)]
    reps = [add(f"r{n}", "rep", offices[n % 6].pk) for n in range(60)]
    return system, admin, managers, offices, reps


def outlets(count: int, offices, reps, *, now: datetime | None = None) -> list[UUID]:
    """Write that many outlets with ownerships; answers their ids."""
    from endcap.customers.outlets import keys
    from endcap.customers.outlets.models import Channel, Outlet, Ownership
    from endcap.kernel.ids import new_id

    at = now or datetime(2026, 7, 1, tzinfo=UTC)
    dice = random.Random(7)
    leaves = list(Channel.objects.filter(is_leaf=True))
    ids: list[UUID] = []
    rows, held = [], []
    for number in range(count):
        rep = reps[number % len(reps)]
        name, address = name_of(number, dice), f"{dice.choice(ROADS)}{dice.randrange(1, 900)}号"
        code, phone = f"LZ-{number:06d}", f"1990000{number % 10000:04d}"
        outlet = Outlet(
            id=new_id(at),
            code=code,
            name=name,
            channel=leaves[number % len(leaves)],
            unit_id=rep.unit_id,
            owner_id=rep.pk,
            address=address,
            city="东渡市",
            phone=phone,
            lat_e7=302_700_000 + dice.randrange(-2_000_000, 2_000_000),
            lon_e7=1_199_000_000 + dice.randrange(-2_000_000, 2_000_000),
            grade="ABC"[min(2, number % 10 // 2 if number % 10 < 4 else 2)],
            sales_12m=dice.randrange(1_000_00, 500_000_00),
            sales_30d=dice.randrange(100_00, 50_000_00),
            orders_12m=dice.randrange(1, 60),
            last_order_on=LAST_DAY - timedelta(days=dice.randrange(200)),
            created_at=at,
            updated_at=at,
            code_key=keys.code_key(code),
            name_key=keys.name_key(name),
            name_sort=keys.sort_key(name),
            address_key=keys.address_key(address, "东渡市"),
            phone_key=keys.phone_key(phone),
        )
        rows.append(outlet)
        held.append(
            Ownership(
                outlet_id=outlet.pk, owner_id=rep.pk, from_on=date(2025, 1, 1), by_name="benchmark", at=at
            )
        )
        ids.append(outlet.pk)
        if len(rows) >= 5000:
            Outlet.objects.bulk_create(rows, batch_size=500)
            Ownership.objects.bulk_create(held, batch_size=500)
            rows, held = [], []
    Outlet.objects.bulk_create(rows, batch_size=500)
    Ownership.objects.bulk_create(held, batch_size=500)
    return ids


class Timer:
    """Wall seconds of a block."""

    def __enter__(self) -> Timer:
        self.began = time.perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.perf_counter() - self.began


def database_argument() -> str:
    """``--database-url URL`` on the command line; empty for SQLite."""
    return (
        sys.argv[sys.argv.index("--database-url") + 1]
        if "--database-url" in sys.argv
        else os.environ.get("DATABASE_URL", "")
    )
