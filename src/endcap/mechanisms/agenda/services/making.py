"""Rules make items: every occasion that comes near, once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from endcap.kernel import clock
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.calendar import selectors as calendar
from endcap.kernel.calendar.errors import CalendarYearMissing
from endcap.kernel.calendar.working_days import WorkingCalendar
from endcap.mechanisms.agenda import kinds
from endcap.mechanisms.agenda.cadence import Basis, Cadence, Shift, occasion_of, shifted
from endcap.mechanisms.agenda.kinds import Subject
from endcap.mechanisms.agenda.models import Item, Rule
from endcap.mechanisms.agenda.rights import Rights
from endcap.mechanisms.agenda.services.items import NewItem, put_many

BATCH = 500


@dataclass(frozen=True)
class Made:
    """What a run of the rules did: items made, subjects looked at, and what stood in the way."""

    items: int
    subjects: int
    rules: int
    problems: tuple[str, ...]


@dataclass
class _Tally:
    items: int = 0
    subjects: int = 0
    problems: dict[str, None] = field(default_factory=dict)  # each once, in order


def make_due(actor: Actor, *, on: date | None = None, rule_id: UUID | None = None) -> Made:
    """Let the rules put on the agenda what falls due soon. Running it again adds nothing."""
    actor.require(Rights.CONFIGURE)

    today = on or actor.today
    rules = Rule.objects.filter(closed_on__isnull=True)
    chosen = list(rules.filter(pk=rule_id) if rule_id else rules)

    tally = _Tally()
    for rule in chosen:
        _run(actor, rule, today, tally)
    if tally.items:
        audit.record_event(actor, "agenda.made", "agenda.Rule", str(rule_id or "all"), items=tally.items)
    return Made(tally.items, tally.subjects, len(chosen), tuple(tally.problems))


def _run(actor: Actor, rule: Rule, today: date, tally: _Tally) -> None:
    kind = kinds.of(rule.kind)
    if kind.subjects is None:
        return
    until = today + timedelta(days=rule.lead_days)
    cadence = rule.cadence(today)
    # a due day may be moved over a holiday, so both years around the horizon are read
    years = {today.year - 1, today.year, until.year, until.year + 1}
    worked = calendar.working_calendar(years) if cadence.shift is not Shift.NONE else _NO_CALENDAR
    for group in _groups(kind.subjects(actor, rule.query, until)):
        tally.subjects += len(group)
        tally.items += _make(actor, rule, group, cadence, today, until, worked, tally)


_NO_CALENDAR = WorkingCalendar(frozenset(), {})


def _groups(subjects: Iterable[Subject]) -> Iterator[list[Subject]]:
    source = iter(subjects)
    while group := list(islice(source, BATCH)):
        yield group


@transaction.atomic
def _make(
    actor: Actor,
    rule: Rule,
    group: Sequence[Subject],
    cadence: Cadence,
    today: date,
    until: date,
    worked: WorkingCalendar,
    tally: _Tally,
) -> int:
    ids = [subject.subject_id for subject in group]
    items = Item.objects.unscoped("which of these subjects wait or were dealt with").filter(
        rule=rule, subject_id__in=ids
    )
    waiting = set(items.filter(state=Item.State.OPEN).values_list("subject_id", flat=True))
    ended = items.filter(state__in=[Item.State.DONE, Item.State.SKIPPED]).order_by()
    last = dict(ended.values_list("subject_id").annotate(last=Max("ended_on")))
    since = clock.business_date(rule.updated_at)  # what was never dealt with counts from the rule's day
    news = []
    for subject in group:
        # one open item of a rule is enough: an interval counts on only when it has been dealt with
        if subject.subject_id in waiting and cadence.basis is Basis.INTERVAL:
            continue
        known = [day for day in (subject.last_on, last.get(subject.subject_id)) if day] or [since]
        occasion = occasion_of(
            cadence,
            grade=subject.grade,
            last_on=max(known),
            anchor_on=subject.anchor_on,
            not_before=today,
        )
        if occasion is None or occasion > until + timedelta(days=_SHIFT_AT_MOST):
            continue
        try:
            due_on = _in_working_days(occasion, cadence.shift, today, worked)
        except CalendarYearMissing as missing:  # the others are made; this one comes once the year is there
            tally.problems[f"{rule}: {missing.message}"] = None
            continue
        if due_on <= until:
            news.append(_new(rule, subject, occasion, due_on))
    return put_many(actor, news) if news else 0


_SHIFT_AT_MOST = 14  # the longest holiday with its weekends is shorter


def _in_working_days(occasion: date, shift: Shift, today: date, worked: WorkingCalendar) -> date:
    """What is long overdue stays on the day it was due: only days ahead are moved to working days."""
    return occasion if occasion < today else shifted(occasion, shift, worked)


def _new(rule: Rule, subject: Subject, occasion: date, due_on: date) -> NewItem:
    return NewItem(
        kind=rule.kind,
        key=":".join(filter(None, (rule.code, occasion.isoformat(), subject.mark))),
        subject_type=subject.subject_type,
        subject_id=subject.subject_id,
        title=subject.title,
        due_on=due_on,
        person_id=subject.person_id,
        unit_id=subject.unit_id,
        url=subject.url,
        rule_id=rule.pk,
    )
