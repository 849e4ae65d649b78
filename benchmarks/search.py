"""Finding an outlet by whatever people remember of it, among 100,000 or a million, as company, unit and rep.

``python benchmarks/search.py [--outlets N] [--rounds N] [--database-url URL]``; budget: p95 ≤ 50 ms at 100,000
outlets, ≤ 100 ms at 1,000,000. Prints wall and CPU milliseconds for each kind of query and reach, the size of the
index, and how long it took to write the texts and to build it.
"""

from __future__ import annotations

import random
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import book

SIGNS = (
    "福满丰顺永兴隆盛和美佳惠民新华东升万家百姓天红旗金桥好又多吉祥如意康乐园春晓晨光明月星海江河湖山林泉青绿"
    "大中小广宏达通利源鑫宝聚德仁义礼信诚友邻里乡村城南北西街口老记阿婆妹哥姐张王李赵刘陈杨黄周吴徐孙马朱胡郭何高罗郑"
)
KINDS = (
    "超市",
    "便利店",
    "小卖部",
    "烟酒行",
    "批发部",
    "食杂店",
    "生鲜超市",
    "饮品店",
    "商行",
    "副食店",
    "粮油店",
    "百货",
)
CITIES = ("东渡市", "石桥市", "云岭市", "北埠市", "河埠市", "望湖市", "枫木市", "栖霞市")
DISTRICTS = ("城关区", "新城区", "江北区", "高新区", "开发区")
ROADS = "采石石桥云石北埠栖霞东渡望湖枫木临江解放人民建设和平中山新华胜利文化青年"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂兰"
AT = datetime(2026, 7, 1, tzinfo=UTC)
KINDS_OF_QUERY = (
    *("initials 2", "initials 3", "name 1", "name 2", "name 3", "pinyin", "code", "code part"),
    *("phone tail", "address", "contact", "licence", "two words", "nothing"),
)


def _argument(name: str, default: int) -> int:
    return int(sys.argv[sys.argv.index(name) + 1]) if name in sys.argv else default


def _people(offices: int, reps: int):
    from endcap.kernel.actor import Actor
    from endcap.kernel.bulk import insert_many
    from endcap.org.people import services as people_services
    from endcap.org.people.models import Person, Role
    from endcap.org.units import services as units

    system = Actor.system(name="benchmark")
    root = units.create_unit(system, code="HQ", name="青禾饮品", kind="company")
    made = [
        units.create_unit(system, code=f"O{n}", name=f"第{n}办事处", kind="office", parent_id=root.pk)
        for n in range(offices)
    ]

    def add(login: str, role: str, unit):
        return people_services.create_person(
            system, login=login, name=login, unit_id=unit.pk, role_codes=[role], trusted_password_hash="!"
        )

    admin, manager = add("admin", "admin", root), add("m0", "office_manager", made[0])
    rows = [
        Person(login=f"r{n}", name=f"r{n}", password="!", unit_id=made[n % offices].pk, created_at=AT)
        for n in range(reps)
    ]
    insert_many(rows)
    role = Role.objects.get(code="rep")
    Person.roles.through.objects.bulk_create(
        [Person.roles.through(person_id=row.pk, role_id=role.pk) for row in rows], batch_size=500
    )
    return system, admin, manager, rows


def _outlet(number: int, dice: random.Random, leaves, reps):
    from endcap.customers.outlets import writing
    from endcap.customers.outlets.models import Outlet
    from endcap.kernel.ids import new_id

    rep = reps[number % len(reps)]
    name = "".join(dice.choices(SIGNS, k=dice.choice((2, 3, 3, 4)))) + dice.choice(KINDS)
    if number % 5 == 0:
        name += f"（{dice.choice(DISTRICTS)[:2]}店）"
    city, district = dice.choice(CITIES), dice.choice(DISTRICTS)
    road = "".join(dice.choices(ROADS, k=2)) + dice.choice(("路", "街", "巷", "大道"))
    outlet = Outlet(
        id=new_id(AT),
        code=f"LZ-{number:07d}",
        name=name,
        channel=leaves[number % len(leaves)],
        unit_id=rep.unit_id,
        owner_id=rep.pk,
        city=city,
        district=district,
        address=f"{road}{dice.randrange(1, 900)}号",
        phone=f"1{dice.choice('3578')}{dice.randrange(10**9):09d}",
        contact_name=dice.choice(SIGNS[-30:]) + "".join(dice.choices(GIVEN, k=dice.choice((1, 2)))),
        licence_no=f"9{dice.randrange(10**7):07d}MA{dice.randrange(36**8):08X}"[:18] if number % 2 else "",
        grade="AABBBCCCCC"[number % 10],
        sales_12m=int(dice.lognormvariate(13, 1.5)),
        created_at=AT,
        updated_at=AT,
    )
    writing.set_keys(outlet)
    return outlet


def _fill(count: int, reps) -> float:
    """Write the book; answers the seconds that the texts of the search took of it."""
    from django.db import transaction

    from endcap.customers.outlets.models import Channel
    from endcap.customers.outlets.services import search_index
    from endcap.kernel.bulk import insert_many

    dice, leaves, texts_s = random.Random(7), list(Channel.objects.filter(is_leaf=True)), 0.0
    for start in range(0, count, 10_000):
        rows = [_outlet(number, dice, leaves, reps) for number in range(start, min(count, start + 10_000))]
        with transaction.atomic():
            insert_many(rows)
            with book.Timer() as writing:
                search_index.write(rows, are_new=True)
            texts_s += writing.seconds
    return texts_s


def _queries(actor, each: int) -> dict[str, list[str]]:
    """Queries as people type them, made from outlets that they see."""
    from endcap.customers.outlets.models import Outlet
    from endcap.customers.outlets.spelling import spelling_of

    dice = random.Random(11)
    visible = Outlet.objects.visible_to(actor)
    codes = list(visible.values_list("code", flat=True))
    rows = visible.filter(code__in=dice.sample(codes, min(each, len(codes))))
    found: dict[str, list[str]] = {kind: [] for kind in KINDS_OF_QUERY}
    for row in rows:
        spelled = spelling_of(row.name)
        begin = dice.randrange(2)
        syllables = spelled.sound.split("'")[1:]
        found["initials 2"].append(spelled.initials[begin : begin + 2])
        found["initials 3"].append(spelled.initials[begin : begin + 3])
        found["name 1"].append(row.name[begin])
        found["name 2"].append(row.name[begin : begin + 2])
        found["name 3"].append(row.name[begin : begin + 3])
        found["pinyin"].append("".join(syllables[begin : begin + 2]) + syllables[begin + 2][:1])
        found["code"].append(row.code)
        found["code part"].append(row.code[-5:-1])
        found["phone tail"].append(row.phone[-4:])
        found["address"].append(row.address[:5])
        found["contact"].append(row.contact_name)
        found["licence"].append(row.licence_no[:6] or row.phone[-5:])
        found["two words"].append(f"{spelled.initials[:2]} {row.address[:3]}")
        found["nothing"].append("鑫鑫鑫鑫" + row.name[0])
    found["initials 2"] += ["sx", "bl", "ds", "cs"]  # what stands in every other name
    return found


def _measure(who: str, actor, queries: dict[str, list[str]], rounds: int) -> list[float]:
    from endcap.customers.outlets.selectors import search

    everything: list[float] = []
    for kind, asked in queries.items():
        wall, busy, hits = [], time.process_time(), 0
        for turn in range(rounds):
            began = time.perf_counter()
            found = search.find(actor, asked[turn % len(asked)])
            wall.append((time.perf_counter() - began) * 1000)
            hits += len(found)
        cpu = (time.process_time() - busy) * 1000 / rounds
        book.say(
            who=who,
            query=f"'{kind}'",
            p50_ms=round(book.quantile(wall, 0.5), 1),
            p95_ms=round(book.quantile(wall, 0.95), 1),
            max_ms=round(max(wall), 1),
            cpu_ms=round(cpu, 1),
            hits=round(hits / rounds, 1),
        )
        everything += wall
    return everything


def _size_mb() -> str:
    from django.db import connection

    tables = ("outlets_searchentry", "outlets_searchposting", "outlets_searchblock")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SELECT {' , '.join(f'pg_total_relation_size({name!r})' for name in tables)}")
            sizes = list(cursor.fetchone())
        else:
            try:
                sizes = []
                for table in tables:
                    cursor.execute(
                        "SELECT SUM(pgsize) FROM dbstat WHERE aggregate = TRUE AND (name = %s OR name LIKE %s)",
                        [table, f"%{table}%"],
                    )
                    sizes.append(cursor.fetchone()[0] or 0)
            except Exception:
                return "unknown"
    return " + ".join(str(size >> 20) for size in sizes)


def main() -> None:
    """Fill, build, ask."""
    count, rounds = _argument("--outlets", 100_000), _argument("--rounds", 200)
    book.start(book.database_argument())

    from django.db import connection

    from endcap.customers.outlets.models import SearchBlock
    from endcap.customers.outlets.selectors import search
    from endcap.customers.outlets.services import search_index
    from endcap.kernel import clock
    from endcap.org.people import selectors as people

    system, admin, manager, reps = _people(offices=50, reps=500)
    with book.Timer() as filling:
        texts_s = _fill(count, reps)
    book.say(
        database=connection.vendor,
        outlets=count,
        machine=f"'{book.machine()}'",
        filled_s=round(filling.seconds),
        texts_s=round(texts_s, 1),
    )
    now = clock.now()
    actors = {
        "company": people.actor_of(admin, now=now),
        "unit": people.actor_of(manager, now=now),
        "own": people.actor_of(reps[0], now=now),
    }
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    fresh = [time.perf_counter()]
    for q in ("fmy", "福满", "0417"):
        search.find(actors["company"], q)
        fresh.append(time.perf_counter())
    book.say(before_the_index="", ms=round((fresh[-1] - fresh[0]) / 3 * 1000), fresh=count)
    busy = time.process_time()
    with book.Timer() as building:
        done = search_index.take_in(system)
    book.say(
        built_s=round(building.seconds, 1),
        cpu_s=round(time.process_time() - busy, 1),
        blocks=done.blocks,
        entries_postings_blocks_mb=f"'{_size_mb()}'",
        peak_mb=book.peak_mb(),
    )
    assert SearchBlock.objects.count() == done.blocks
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for who, actor in actors.items():
        wall = _measure(who, actor, _queries(actor, 200), rounds)
        book.say(
            who=who,
            query="all",
            p50_ms=round(book.quantile(wall, 0.5), 1),
            p95_ms=round(book.quantile(wall, 0.95), 1),
            max_ms=round(max(wall), 1),
            budget_ms=50 if count <= 100_000 else 100,
        )


if __name__ == "__main__":
    main()
