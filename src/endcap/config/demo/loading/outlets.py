"""Outlets as they open, change hands and close, with the people to talk to at each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from endcap.config.demo.channels import CHANNEL_BY_CODE
from endcap.config.demo.loading.cast import Cast
from endcap.config.demo.loading.diary import Deed, Diary
from endcap.config.demo.outlets import DemoContact, DemoOutlet
from endcap.config.demo.people import FORMER_REP
from endcap.config.demo.places import CITY, PROVINCE
from endcap.customers.outlets import selectors as outlets_read
from endcap.customers.outlets import services as outlets
from endcap.kernel.actor import Actor
from endcap.kernel.geo import Position

SCHOOL = "school"
CLERK = "yinyushui"
REGION_HEAD = "xialixia"
_PURPOSES = {
    "decision_maker": "order",
    "store_supervisor": "delivery",
    "buyer": "settlement",
    "clerk": "delivery",
}


@dataclass
class Book:
    """What later deeds need to know of the outlets that are in the book."""

    cast: Cast
    channels: Mapping[str, UUID]
    people: Mapping[str, UUID]
    contacts: dict[int, list[UUID]] = field(default_factory=dict)

    def draft_of(self, outlet: DemoOutlet) -> outlets.OutletDraft:
        """An outlet as it is typed in on its first day."""
        return outlets.OutletDraft(
            id=outlet.id,
            code=outlet.code,
            name=outlet.name,
            channel_id=self.channels[outlet.channel],
            owner_id=self.people[outlet.owners[0].login],
            status="active" if outlet.status == "closed" else outlet.status,
            party_kind=outlet.party_kind,
            chain_name=outlet.chain,
            province=PROVINCE,
            city=CITY,
            district=outlet.district,
            address=outlet.address,
            zip=outlet.zip,
            phone=outlet.phone,
            contact_name=outlet.contacts[0].name,
            licence_no=outlet.licence_no,
            position=_position(outlet),
            position_source="imported" if outlet.lat_e7 is not None else "",
            remark=outlet.remark,
            attributes=dict(outlet.attributes),
            last_verified_at=self.cast.moment(outlet.last_verified_on, 15)
            if outlet.last_verified_on
            else None,
            opened_on=outlet.opened_on,
        )


def _position(outlet: DemoOutlet) -> Position | None:
    if outlet.lat_e7 is None or outlet.lon_e7 is None:
        return None
    return Position(outlet.lat_e7, outlet.lon_e7)


def channel_ids(actor: Actor) -> dict[str, UUID]:
    """The leaves by code; schools are a channel of this company's own."""
    school = CHANNEL_BY_CODE[SCHOOL]
    special = outlets_read.channel_by_code(school.family)
    if special is None:
        raise LookupError(school.family)
    if outlets_read.channel_by_code(SCHOOL) is None:
        outlets.add_channel(
            actor, parent_id=special.pk, code=SCHOOL, name=school.name, name_en=school.name_en
        )
    return {channel.code: channel.pk for channel in outlets_read.leaves()}


def note_outlets(diary: Diary, book: Book) -> None:
    """Everything known on the first day at once; later ones on the day on which a rep took them on."""
    plan = book.cast.company.plan
    by_day: dict[date, list[DemoOutlet]] = {}
    for outlet in book.cast.company.outlets:
        by_day.setdefault(max(outlet.owners[0].from_on, plan.start_on), []).append(outlet)
    for day, group in sorted(by_day.items()):
        diary.note(
            day,
            "admin" if day == plan.start_on else CLERK,
            _opening(book, group),
            kind="opened",
            hour=8,
            minute=30,
        )
    for outlet in book.cast.company.outlets:
        if outlet.closed_on:
            diary.note(
                outlet.closed_on,
                _owner_on(outlet, outlet.closed_on),
                _closing(book, outlet),
                kind="closed",
                hour=17,
            )
    diary.note(plan.handed_over_on, REGION_HEAD, _handing_over(book), kind="moved", hour=10)


def _opening(book: Book, group: Sequence[DemoOutlet]) -> Deed:
    def deed(actor: Actor) -> int:
        made = outlets.create_many(actor, [book.draft_of(outlet) for outlet in group])
        drafts = [(outlet.id, _contact(outlet, n)) for outlet in group for n in range(len(outlet.contacts))]
        numbers = [outlet.n for outlet in group for _ in outlet.contacts]
        for n, contact in zip(numbers, outlets.add_contacts(actor, drafts=drafts), strict=True):
            book.contacts.setdefault(n, []).append(contact.pk)
        return len(made)

    return deed


def _contact(outlet: DemoOutlet, n: int) -> outlets.ContactDraft:
    """A phone number is kept for a stated purpose only; every fifth owner agreed to promotion messages."""
    contact: DemoContact = outlet.contacts[n]
    agreed = contact.role == "decision_maker" and outlet.n % 5 == 0
    return outlets.ContactDraft(
        name=contact.name,
        role=contact.role,
        level=contact.level,
        phone=contact.phone,
        purposes={"phone": "promotion" if agreed else _PURPOSES[contact.role]},
    )


def _owner_on(outlet: DemoOutlet, day: date) -> str:
    return next(spell.login for spell in outlet.owners if spell.until_on is None or day <= spell.until_on)


def _closing(book: Book, outlet: DemoOutlet) -> Deed:
    def deed(actor: Actor) -> int:
        shut = replace(book.draft_of(outlet), status="closed", closed_on=outlet.closed_on)
        outlets.update_outlet(actor, outlet_id=outlet.id, draft=shut)
        return 1

    return deed


def _handing_over(book: Book) -> Deed:
    """Whoever left has no outlets any more; each successor takes over in one step."""
    heirs: dict[str, list[UUID]] = {}
    for outlet in book.cast.company.outlets:
        if outlet.owners[0].login == FORMER_REP[0]:
            heirs.setdefault(outlet.owner, []).append(outlet.id)

    def deed(actor: Actor) -> int:
        return sum(
            len(
                outlets.change_owner(
                    actor, outlet_ids=ids, owner_id=book.people[heir], reason=f"{FORMER_REP[1]}离职，片区交接"
                )
            )
            for heir, ids in heirs.items()
        )

    return deed
