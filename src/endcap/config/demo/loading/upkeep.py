"""What an office does with its book over the year: classes, tags, segments, views, checks, corrections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from endcap.config.demo import story
from endcap.config.demo.channels import THIRD_TERMINAL
from endcap.config.demo.loading.diary import Diary
from endcap.config.demo.loading.outlets import CLERK, REGION_HEAD, Book
from endcap.config.demo.loading.sales import SALES_MANAGER
from endcap.config.demo.outlets import DemoOutlet
from endcap.config.demo.plan import months_before
from endcap.customers.outlets import selectors as outlets_read
from endcap.customers.outlets import services as outlets
from endcap.customers.outlets.keyclass import KeyTraits, Level
from endcap.customers.outlets.services.arrange import SegmentDraft
from endcap.kernel.actor import Actor
from endcap.kernel.parameters import services as parameters
from endcap.kernel.parameters.values import GradeCounts, RefreshDays

STAR, RAISED, LAPSED, TWICE = 417, 356, 952, 224  # numbers of outlets with a story
_CLASSED_AT_MOST = 120  # of each standing: enough to filter by, and a manager's work for a week
_VERIFIED = 8
_SHARED_VIEWS = (
    ("档案过期", "stale=1"),
    ("没有坐标", "unplaced=1"),
    ("A 级待复核", "grade=A&stale=1"),
    ("第三终端", "channel=third_terminal"),
)
_OWN_VIEWS = (
    ("linxiaoman", "我的 A 级店", "owner=me&grade=A"),
    ("jiangxiazhi", "禾兴超市各店", "q=禾兴超市"),
    ("songchushu", "重点客户", "cls=key:key"),
)
_SEGMENTS = (
    SegmentDraft(
        name="大店主推",
        basis="spending",
        query="grade=A&status=active",
        strategy="保面位、保新品。每月一次主管陪访，新口味先进这些店，断货当天补。",
        plan="三个月内每家陈列不少于 18 个单品；每季度谈一次年度目标。",
    ),
    SegmentDraft(
        name="校园店",
        basis="need",
        query="channel=school",
        strategy="跟着校历走：开学前两周压货，放假前一周清货，不在假期算流失。",
        plan="开学前逐家确认冰柜和堆头；假期只留水和电解质水。",
    ),
    SegmentDraft(
        name="乡镇第三终端",
        basis="region",
        query="channel=third_terminal",
        strategy="先谈县医院和乡镇卫生院，再带村卫生室。小箱装，随车送，现结。",
        plan="每季度走完一遍；VIP 每月联系一次。",
    ),
)


def note_upkeep(diary: Diary, book: Book) -> None:
    """Spread over the year, so that every page has something to show and to explain."""
    start, end = book.cast.company.plan.start_on, book.cast.company.plan.end_on
    company = book.cast.company
    diary.note(start + timedelta(days=1), "admin", _save_shared_views)
    for login, name, query in _OWN_VIEWS:
        diary.note(start + timedelta(days=12), login, partial(_save_view, name, query))
    diary.note(start + timedelta(days=30), SALES_MANAGER, partial(_save_segments, book), hour=14)
    _note_parameters(diary, book)
    _note_classes(diary, book)
    for n, tag in enumerate(sorted({tag for outlet in company.outlets for tag in outlet.tags})):
        ids = [outlet.id for outlet in company.outlets if tag in outlet.tags]
        diary.note(end - timedelta(days=20), CLERK, partial(_tag, tag, ids), hour=10, minute=n)
    diary.note(end - timedelta(days=6), CLERK, partial(_scan, book), hour=16)
    _note_corrections(diary, book)


def _save_shared_views(actor: Actor) -> int:
    for name, query in _SHARED_VIEWS:
        outlets.save_view(actor, name=name, query=query, is_shared=True)
    return len(_SHARED_VIEWS)


def _save_view(name: str, query: str, actor: Actor) -> int:
    outlets.save_view(actor, name=name, query=query)
    return 1


def _save_segments(book: Book, actor: Actor) -> int:
    review_on = book.cast.company.plan.end_on + timedelta(days=45)
    for draft in _SEGMENTS:
        outlets.save_segment(actor, draft=replace(draft, next_review_on=review_on))
    return len(_SEGMENTS)


def _tag(tag: str, ids: Sequence[UUID], actor: Actor) -> int:
    return outlets.add_tag(actor, outlet_ids=ids, name=tag)


def _note_parameters(diary: Diary, book: Book) -> None:
    """The refresh cycle was lengthened once and is shortened next month; one office has its own rhythm."""
    plan = book.cast.company.plan
    changed = months_before(plan.end_on, 7).replace(day=1)
    next_month = (plan.end_on.replace(day=28) + timedelta(days=4)).replace(day=1)
    office = next(unit for unit in book.cast.company.staff.units if unit.kind == "office")
    for day, since, code, value, reason, unit_id in (
        (plan.start_on, plan.start_on, "P-73", RefreshDays(90, 180), "上线时按默认值确认", None),
        (changed, changed, "P-73", RefreshDays(120, 180), "A 级店多，90 天核实不完", None),
        (
            plan.end_on - timedelta(days=9),
            next_month,
            "P-73",
            RefreshDays(120, 150),
            "年底前把旧档案核实一遍",
            None,
        ),
        (changed, changed, "P-06", GradeCounts(5, 2, 1), "城区网点密，A 级每周多跑一次", office.id),
    ):
        set_value = partial(_set, code, value, since, reason, unit_id)
        diary.note(day, SALES_MANAGER, set_value, hour=11)


def _set(code: str, value: object, since: date, reason: str, unit_id: UUID | None, actor: Actor) -> int:
    parameters.set_value(actor, code=code, value=value, valid_from=since, reason=reason, unit_id=unit_id)
    return 1


def chosen_for_classing(book: Book) -> list[DemoOutlet]:
    """Whom the managers have classed as key, ordinary or potential: not everybody yet."""
    found: list[DemoOutlet] = []
    for standing in ("key", "ordinary", "potential"):
        alike = [outlet for outlet in book.cast.company.outlets if outlet.standing == standing]
        found += alike[:_CLASSED_AT_MOST]
    return found


def _note_classes(diary: Diary, book: Book) -> None:
    """Managers class the outlets of their offices by the rule; the region classes the third terminal."""
    company = book.cast.company
    day = company.plan.end_on - timedelta(days=34)
    by_boss: dict[str, list[DemoOutlet]] = {}
    for outlet in chosen_for_classing(book):
        by_boss.setdefault(book.cast.boss_of(outlet.unit), []).append(outlet)
    for boss, group in by_boss.items():
        diary.note(day, boss, partial(_class_by_traits, group), kind="classed", hour=13)
    rural = third_terminal_of(company.outlets)
    diary.note(day, REGION_HEAD, partial(_class_rural, rural), kind="classed", hour=15)


def third_terminal_of(found: Sequence[DemoOutlet]) -> list[DemoOutlet]:
    """The outlets of the third terminal, the biggest buyers first."""
    codes = {channel.code for channel in THIRD_TERMINAL}
    return sorted((o for o in found if o.channel in codes), key=lambda o: (-o.year_fen, o.n))


def traits_of(outlet: DemoOutlet) -> KeyTraits:
    """How strong an outlet is, as its manager would judge it."""
    if outlet.standing == "potential":
        return KeyTraits(False, Level.LOW, Level.HIGH, Level.MEDIUM, Level.LOW, Level.MEDIUM)
    if outlet.standing == "key":
        return KeyTraits(True, *[Level.HIGH] * 5)
    will = Level.LOW if outlet.archetype in ("declining", "churned") else Level.MEDIUM
    return KeyTraits(
        True, Level.MEDIUM, Level.HIGH if outlet.rank_z > 0.8 else Level.MEDIUM, will, Level.MEDIUM, will
    )


def _class_by_traits(group: Sequence[DemoOutlet], actor: Actor) -> int:
    for outlet in group:
        outlets.set_key_class_by_rule(actor, outlet_id=outlet.id, traits=traits_of(outlet))
    return len(group)


def _class_rural(rural: Sequence[DemoOutlet], actor: Actor) -> int:
    vips = -(-len(rural) // 5)
    for place, outlet in enumerate(rural):
        outlets.classify(
            actor, outlet_id=outlet.id, scheme="third_terminal", value=outlet.channel, reason="按机构性质"
        )
        outlets.classify(
            actor,
            outlet_id=outlet.id,
            scheme="vip",
            value="vip" if place < vips else "regular",
            reason=f"第三终端采购额第 {place + 1} 名，共 {len(rural)} 家",
        )
    return len(rural)


def _scan(book: Book, actor: Actor) -> int:
    """Look for repeats; the shop that changed hands is confirmed as two customers, the rest waits."""
    outlets.scan_duplicates(actor)
    by_name = {outlet.name: outlet.id for outlet in book.cast.company.outlets}
    before, after = by_name[story.SUCCESSION[0]], by_name[story.SUCCESSION[1]]
    for near in outlets_read.file_of(actor, after).neighbours:
        if near.other.pk == before:
            outlets.confirm_link(actor, link_id=near.link.pk)
    return 0


def _note_corrections(diary: Diary, book: Book) -> None:
    """The last weeks: files checked, remarks, a class set by hand, files put away, a consent withdrawn."""
    end = book.cast.company.plan.end_on
    by_number = {outlet.n: outlet for outlet in book.cast.company.outlets}
    star, raised, lapsed, twice = (by_number[n] for n in (STAR, RAISED, LAPSED, TWICE))
    remark = "门口新增双门冰柜，老板同意放电解质水整排。早上七点前到货。"
    diary.note(end - timedelta(days=12), star.owner, partial(_remark, star, remark), hour=10, minute=20)
    diary.note(end - timedelta(days=8), star.owner, partial(_verify, [star]), hour=10, minute=5)
    diary.note(
        end - timedelta(days=3),
        twice.owner,
        partial(_remark, twice, "送货走后门，前面是单行道。"),
        hour=9,
        minute=40,
    )
    diary.note(
        end - timedelta(days=5),
        book.cast.boss_of(raised.unit),
        partial(_raise_by_hand, raised),
        hour=15,
        minute=10,
    )
    diary.note(
        end - timedelta(days=4),
        book.cast.boss_of(lapsed.unit),
        partial(_review_lapsed, lapsed),
        hour=16,
        minute=30,
    )
    diary.note(end - timedelta(days=2), CLERK, partial(_archive_oldest_closed, book), hour=11, minute=15)
    diary.note(end - timedelta(days=2), CLERK, partial(_withdraw_one, book), hour=14)
    for owner in sorted({outlet.owner for outlet in book.cast.company.outlets}):
        own = [
            o
            for o in book.cast.company.outlets
            if o.owner == owner and o.status == "active" and o.n not in (RAISED, STAR)
        ]
        diary.note(end - timedelta(days=1), owner, partial(_verify, own[:_VERIFIED]), hour=17, minute=30)


def _verify(group: Sequence[DemoOutlet], actor: Actor) -> int:
    for outlet in group:
        outlets.verify_file(actor, outlet_id=outlet.id)
    return len(group)


def _remark(outlet: DemoOutlet, remark: str, actor: Actor) -> int:
    held = outlets_read.draft_of(outlets_read.outlet_of(actor, outlet.id))
    outlets.update_outlet(actor, outlet_id=outlet.id, draft=replace(held, remark=remark))
    return 1


def _raise_by_hand(outlet: DemoOutlet, actor: Actor) -> int:
    outlets.classify(
        actor,
        outlet_id=outlet.id,
        scheme="abc",
        value="B",
        reason="山脚乡唯一开到夜里的店，按 B 级跑，半年后再看",
    )
    return 1


def _review_lapsed(outlet: DemoOutlet, actor: Actor) -> int:
    outlets.review_grade(
        actor,
        outlet_id=outlet.id,
        scheme="abc",
        criteria="近 4 个月没有订货，12 个月销售还排在前面",
        value=_grade_of(actor, outlet),
        rival_view="竞品业代上月来过",
        note="先不降级，业代这周上门问原因",
    )
    return 1


def _grade_of(actor: Actor, outlet: DemoOutlet) -> str:
    return outlets_read.outlet_of(actor, outlet.id).grade


def _archive_oldest_closed(book: Book, actor: Actor) -> int:
    shut = sorted(
        (o for o in book.cast.company.outlets if o.closed_on), key=lambda o: (str(o.closed_on), o.n)
    )
    told = {name for name in story.SUCCESSION if isinstance(name, str)}
    for outlet in [o for o in shut if o.name not in told][:2]:
        outlets.archive(actor, outlet_id=outlet.id, archive_class="closed")
    return 2


def _withdraw_one(book: Book, actor: Actor) -> int:
    """Somebody no longer wants messages: his number goes with its purpose."""
    told = {tale.number for tale in story.STORIES}
    agreed = (
        o
        for o in book.cast.company.outlets
        if o.n % 5 == 0
        and o.n not in told
        and o.status == "active"
        and o.contacts[0].role == "decision_maker"
    )
    outlet = next(agreed)
    outlets.withdraw_consent(actor, outlet_id=outlet.id, contact_id=book.contacts[outlet.n][0], field="phone")
    return 1
