"""How the demo company looks after its outlets: what is due, what was talked about, care plans, birthdays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from endcap.config.demo.loading.diary import Diary
from endcap.config.demo.loading.outlets import Book
from endcap.config.demo.loading.sales import SALES_MANAGER
from endcap.config.demo.loading.upkeep import STAR
from endcap.config.demo.outlets import DemoOutlet
from endcap.customers.outlets import duties, services
from endcap.customers.outlets import selectors as outlets_read
from endcap.kernel.actor import Actor
from endcap.mechanisms.agenda import selectors as agenda_read
from endcap.mechanisms.agenda import services as agenda

_EACH = 6  # outlets of every owner with a story of their own
_RULE = agenda.RuleDraft(
    code="call-a",
    kind="outlets.call",
    name="A 级店每 6 周至少谈一次",
    name_en="Talk to grade A outlets every six weeks",
    every={"A": 42},
    lead_days=7,
    query="status=active",
)
# days before the end, kind, what was said; each outlet of an owner gets the next line
_TALKS: tuple[tuple[int, str, str], ...] = (
    (38, "meeting", "看了冰柜和堆头，电解质水面位被压到最下层，老板答应月底调回来。"),
    (31, "opinion", "嫌小箱装不好搬，问能不能出 12 瓶装。"),
    (24, "call", "问了库存：柠檬茶还有两箱，气泡水白桃断了三天，已报给送货。"),
    (19, "message", "发了新品图和价目，老板说周末看看卖得动再订。"),
    (12, "meeting", "谈了年底陈列，愿意给门口端架，要求每月送一箱试饮。"),
    (9, "opinion", "旁边新开一家便利店，客流少了两成，希望搞一次两瓶九折。"),
    (5, "call", "确认下周二早上七点前到货，走后门。"),
)
# days before the end on which it was written, days from the end of the next date, the plan
_PLANS: tuple[tuple[int, int, str], ...] = (
    (26, -3, "把电解质水调回齐眼层，补两张价签；断货当天补。"),
    (20, 2, "带白桃新品上门试饮，谈一次进 5 箱；同去的还有陈列员。"),
    (15, 9, "年底前谈妥门口端架位置，先给三个月试摆。"),
    (12, 0, "打电话问试饮反应，卖得动就按周补货。"),
    (8, 21, "下次带年度目标表，对着上年同月逐月看。"),
    (4, 40, "春节前一个月锁定备货量，送货排在腊月二十前。"),
)


def note_care(diary: Diary, book: Book) -> None:
    """The rules are there from the first week; the last weeks are full of talk; today things are due."""
    plan = book.cast.company.plan
    diary.note(plan.start_on + timedelta(days=2), "admin", _rules)
    diary.note(plan.end_on - timedelta(days=45), SALES_MANAGER, _rule_of_talks)
    for owner, group in _stories(book):
        _note_talks(diary, plan.end_on, owner, group)
    star = next(outlet for outlet in book.cast.company.outlets if outlet.n == STAR)
    for days, kind, text in _TALKS[:4]:
        diary.note(
            plan.end_on - timedelta(days=days), star.owner, partial(_talk, star.id, kind, text), hour=15
        )
    birthdays = [outlet for _owner, group in _stories(book) for outlet in group[:1]][:12]
    for n, outlet in enumerate([star, *birthdays]):
        day = plan.end_on + timedelta(days=n % 8)
        deed = partial(_birthday, outlet.id, book.contacts, outlet.n, day)
        diary.note(plan.end_on - timedelta(days=30), outlet.owner, deed, hour=16)
    diary.note(plan.end_on, "admin", _make_due, hour=5)
    for owner, group in _stories(book):
        diary.note(plan.end_on, owner, partial(_begin_the_day, group), hour=8, minute=10)


def _stories(book: Book) -> list[tuple[str, list[DemoOutlet]]]:
    """Every owner with the largest outlets."""
    held: dict[str, list[DemoOutlet]] = {}
    for outlet in sorted(book.cast.company.outlets, key=lambda o: (-o.year_fen, o.n)):
        if outlet.status == "active" and outlet.n != STAR:
            held.setdefault(outlet.owner, []).append(outlet)
    return [(owner, group[:_EACH]) for owner, group in sorted(held.items())]


def _note_talks(diary: Diary, end: date, owner: str, group: Sequence[DemoOutlet]) -> None:
    for n, outlet in enumerate(group):
        for turn in range(3):
            days, kind, text = _TALKS[(n + turn * 2) % len(_TALKS)]
            deed = partial(_talk, outlet.id, kind, text)
            diary.note(end - timedelta(days=days), owner, deed, hour=10 + turn, minute=7 * n)
        days, ahead, text = _PLANS[n % len(_PLANS)]
        deed = partial(_plan, outlet.id, text, end + timedelta(days=ahead))
        diary.note(end - timedelta(days=days), owner, deed, hour=17, minute=5 * n)


def _rules(actor: Actor) -> int:
    agenda.create_preset_rules(actor, drafts=duties.RULES)
    return 0


def _rule_of_talks(actor: Actor) -> int:
    agenda.save_rule(actor, draft=_RULE)
    return 1


def _talk(outlet_id: UUID, kind: str, text: str, actor: Actor) -> int:
    services.add_note(actor, outlet_id=outlet_id, kind=kind, text=text)
    return 1


def _plan(outlet_id: UUID, text: str, next_on: date, actor: Actor) -> int:
    services.write_care_plan(actor, outlet_id=outlet_id, text=text, next_on=next_on)
    return 1


def _birthday(outlet_id: UUID, contacts: dict[int, list[UUID]], number: int, day: date, actor: Actor) -> int:
    """Somebody agreed to be congratulated: the day is kept for that and for nothing else."""
    held = outlets_read.contact_of(actor, outlet_id, contacts[number][0])
    purposes = {name: kept["purpose"] for name, kept in held.consents.items()}
    draft = services.ContactDraft(
        name=held.name,
        role=held.role,
        level=held.level,
        phone=held.phone,
        birthday=date(1984 + number % 16, day.month, min(day.day, 28)),
        purposes={**purposes, "birthday": "care"},
    )
    services.update_contact(actor, outlet_id=outlet_id, contact_id=held.pk, draft=draft)
    return 1


def _make_due(actor: Actor) -> int:
    return agenda.make_due(actor).items


def _begin_the_day(group: Sequence[DemoOutlet], actor: Actor) -> int:
    """Each owner has done one thing this morning and put one off, with the reason."""
    mine = {outlet.id for outlet in group}
    waiting = agenda_read.due(actor, until=actor.today + timedelta(days=7))
    here = [item for item in waiting if item.of_kind.done_here and item.subject_id not in mine]
    for item in here[:1]:
        agenda.done(actor, item_id=item.pk, note="电话里谈过，下周补货")
    for item in here[1:2]:
        agenda.skip(actor, item_id=item.pk, reason="店里盘点，改到下周")
    return 0
