"""What falls due about outlets: kinds of the agenda, and what their rules look at."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from urllib.parse import parse_qs
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.customers.outlets import selectors
from endcap.customers.outlets.events import OwnersChanged
from endcap.customers.outlets.filters import OutletFilter
from endcap.customers.outlets.models import Outlet
from endcap.customers.outlets.rights import Rights
from endcap.customers.outlets.services.upkeep import CALL, CARE, REFRESH, SUBJECT
from endcap.kernel.actor import Actor
from endcap.kernel.clock import business_date
from endcap.kernel.parameters import selectors as parameters
from endcap.kernel.parameters.definitions import P
from endcap.mechanisms.agenda import selectors as agenda_read
from endcap.mechanisms.agenda import services as agenda
from endcap.mechanisms.agenda.kinds import Kind, Subject
from endcap.mechanisms.agenda.models import Item
from endcap.mechanisms.agenda.services import RuleDraft
from endcap.org.people import selectors as people
from endcap.org.people.events import PersonLeft
from endcap.org.units import selectors as units
from endcap.org.units.models import Unit
from endcap.ui.figures import masked_name_text

BIRTHDAY = "outlets.birthday"
REVIEW = "outlets.grade_review"
UNIT = Unit._meta.label
_FIRST_QUARTER = date(2020, 1, 1)  # from which every third month is counted


def page_of(item: Item) -> str:
    """The outlet that the item is about."""
    place = {REFRESH: "#file", CARE: "#care", BIRTHDAY: "#contacts"}.get(item.kind, "#notes")
    return reverse("outlets:outlet", args=[item.subject_id]) + place


def _filter(query: str) -> OutletFilter:
    return OutletFilter.from_mapping(parse_qs(query.lstrip("?")))


def _subject(outlet: Outlet, **values: object) -> Subject:
    return Subject(
        subject_type=SUBJECT,
        subject_id=outlet.pk,
        person_id=outlet.owner_id,
        unit_id=outlet.unit_id,
        grade=outlet.grade,
        **{"title": outlet.name, **values},  # type: ignore[arg-type]
    )


def files_to_check(actor: Actor, query: str, until: date) -> Iterator[Subject]:
    """Files whose cycle ends by a day."""
    for outlet in selectors.to_check_by(actor, _filter(query), until):
        checked = outlet.last_verified_at or outlet.created_at
        yield _subject(outlet, last_on=business_date(checked))


def outlets_to_call(actor: Actor, query: str, until: date) -> Iterator[Subject]:
    """Outlets that somebody should talk to again."""
    for outlet, talked_on in selectors.last_talks(actor, _filter(query)):
        yield _subject(outlet, last_on=talked_on)


def birthdays(actor: Actor, query: str, until: date) -> Iterator[Subject]:
    """Birthdays that may be kept for care, since the person agreed; the name stays masked."""
    for contact in selectors.agreed_birthdays(actor, _filter(query)):
        title = f"{masked_name_text(contact.name)}（{contact.outlet.name}）"
        yield _subject(contact.outlet, title=title, anchor_on=contact.birthday, mark=str(contact.pk))


def follow_the_owner(actor: Actor, event: OwnersChanged) -> None:
    """What is due about outlets that were handed over is due for their new owner."""
    agenda.reassign(
        actor,
        subject_type=SUBJECT,
        subject_ids=event.outlet_ids,
        person_id=event.owner_id,
        unit_id=selectors.unit_of_owner(event.owner_id),
    )


def outlets_in_sight(actor: Actor, outlet_ids: Collection[UUID]) -> Collection[UUID]:
    """Which outlets a deputy may open."""
    return selectors.seen_of(actor, outlet_ids)


def grades_to_review(actor: Actor, query: str, until: date) -> Iterator[Subject]:
    """Units with outlets, for whoever reviews their grades at the beginning of every quarter (CUS-05)."""
    reviewers = {}
    for unit_id in selectors.units_with_outlets(actor, _filter(query)):
        for person_id in people.managers_of_unit(unit_id, holding=Rights.CLASSIFY)[:1]:
            reviewers[person_id] = selectors.unit_of_owner(person_id)
    names = units.names_of(set(reviewers.values()))
    of_units = {unit_id: person_id for person_id, unit_id in sorted(reviewers.items(), reverse=True)}
    for unit_id, person_id in of_units.items():
        yield Subject(UNIT, unit_id, names[unit_id], person_id, unit_id, anchor_on=_FIRST_QUARTER)


def review_page(_item: Item) -> str:
    """The list of outlets whose purchases no longer fit their grade."""
    return reverse("outlets:misfits")


def pass_review_on(actor: Actor, event: PersonLeft) -> None:
    """Whoever leaves leaves the review of grades to the next one who may do it."""
    for unit_id in agenda_read.open_subjects(event.person_id, REVIEW):
        next_one = people.managers_of_unit(unit_id, holding=Rights.CLASSIFY)[:1]
        if next_one:
            agenda.reassign(
                actor,
                subject_type=UNIT,
                subject_ids=[unit_id],
                person_id=next_one[0],
                from_person_id=event.person_id,
            )
        else:
            agenda.withdraw_items(actor, subject_type=UNIT, subject_id=unit_id, kind=REVIEW)


def refresh_cycle(on: date) -> Mapping[str, int]:
    """The cycle of checking files, by grade (P-73)."""
    days = parameters.value(P.FILE_REFRESH_DAYS, on=on)
    return {"A": days.a, "": days.other}


KINDS: Iterable[Kind] = (
    Kind(
        REFRESH,
        _("档案核对"),
        "checks",
        page=page_of,
        verb=_("去核对"),
        sentence=pgettext_lazy("agenda", "核对“%(title)s”的档案"),
        done_here=False,
        subjects=files_to_check,
        every=refresh_cycle,
        order=10,
        in_sight=outlets_in_sight,
    ),
    Kind(
        CARE,
        _("关怀计划"),
        "bulb",
        page=page_of,
        verb=_("写下一步"),
        sentence=pgettext_lazy("agenda", "按关怀计划联系“%(title)s”"),
        done_here=False,
        order=20,
        in_sight=outlets_in_sight,
    ),
    Kind(
        CALL,
        _("定期联系"),
        "phone",
        page=page_of,
        sentence=pgettext_lazy("agenda", "联系“%(title)s”"),
        subjects=outlets_to_call,
        order=30,
        in_sight=outlets_in_sight,
    ),
    Kind(
        BIRTHDAY,
        _("生日关怀"),
        "star",
        page=page_of,
        sentence=pgettext_lazy("agenda", "%(title)s 生日"),
        subjects=birthdays,
        order=40,
        in_sight=outlets_in_sight,
    ),
    Kind(
        REVIEW,
        _("等级复核"),
        "scale",
        page=review_page,
        sentence=pgettext_lazy("agenda", "复核“%(title)s”里进货和等级不符的终端"),
        subjects=grades_to_review,
        order=50,
    ),
)
RULES: tuple[RuleDraft, ...] = (
    RuleDraft(
        code="file-refresh",
        kind=REFRESH,
        name="客户档案核对",
        name_en="Check the file of an outlet",
        lead_days=14,
    ),
    RuleDraft(
        code="birthday",
        kind=BIRTHDAY,
        name="联系人生日",
        name_en="Birthday of a contact",
        basis="anchor",
        step="months",
        every={"": 12},
        shift="previous",
        lead_days=7,
    ),
    RuleDraft(
        code="grade-review",
        kind=REVIEW,
        name="每季度复核等级",
        name_en="Review grades every quarter",
        basis="anchor",
        step="months",
        every={"": 3},
        lead_days=14,
    ),
)
