"""How the outlets come to be: which shop opens at which door, who looks after it, and what happens to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from statistics import NormalDist

from endcap.config.demo import clinics, licences, names, phones, shops, story
from endcap.config.demo.channels import CHANNEL_BY_CODE, CHANNELS, HAUNTS, Channel, chains_of
from endcap.config.demo.outlets import DemoContact, DemoOutlet, OutletTie, OwnerSpell, year_fen
from endcap.config.demo.people import FORMER_REP, DemoPerson, Staff
from endcap.config.demo.places import (
    DISTRICT_BY_NAME,
    Quarter,
    Spot,
    Street,
    quarters,
    spot,
    streets,
    streets_by_name,
)
from endcap.config.demo.plan import Plan, months_before
from endcap.kernel import money

_PER_1200 = {"twins": 6, "successions": 5}
_PROSPECTS, _SUSPENDED, _NO_POSITION, _STALE = 0.05, 0.02, 0.03, 0.12
_ARCHETYPES = (("growing", 16), ("declining", 10), ("churned", 6), ("new", 8), ("steady", 60))
_LOADERS = 0.05
_TAGS_BY_CHANCE = (("冰柜", 0.22), ("夜间营业", 0.08), ("早上不收货", 0.05))


@dataclass(slots=True)
class _Draft:
    """An outlet on its way; becomes a DemoOutlet once owners and codes are known."""

    name: str
    channel: str
    spot: Spot
    chain: str = ""
    archetype: str = "steady"
    month: int = 0
    rank_z: float | None = None
    status: str = "active"
    owner_name: str = ""
    phone: str = ""
    code_number: int = 0
    opened_on: date | None = None
    closed_on: date | None = None
    has_position: bool = True
    stale: bool = False
    remark: str = ""
    tags: tuple[str, ...] = ()
    nudge_m: int = 0
    ties: list[tuple[str, _Draft]] = field(default_factory=list)


def outlets_of(plan: Plan, staff: Staff) -> tuple[DemoOutlet, ...]:
    """All outlets in the order of their codes."""
    town = _Town(plan)
    drafts = _stories(town)
    scale = plan.size.outlets / 1_200
    twins, successions = (round(count * scale) for count in _PER_1200.values())
    drafts += _clinics(town)
    crowd = _crowd(town, plan.size.outlets - len(drafts) - twins - successions)
    chance = plan.dice("mishaps")
    usual = [
        d for d in crowd if d.channel in ("grocery", "small_convenience", "catering") and d.rank_z is not None
    ]
    chosen = chance.sample(usual, twins + successions)
    drafts += crowd
    drafts += [_twin_of(town, draft, chance) for draft in chosen[:twins]]
    drafts += [_successor_of(town, draft, chance) for draft in chosen[twins:]]
    _number(drafts)
    owners = _owners(plan, staff, drafts)
    return tuple(_finished(plan, draft, owners) for draft in sorted(drafts, key=lambda d: d.code_number))


class _Town:
    """Doors and names that are still free."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.chance = plan.dice("town")
        self._doors: set[tuple[str, int]] = set()
        self._names: set[str] = set()
        self._streets = streets()
        by_name = {quarter.name: quarter for quarter in quarters()}
        self._weights = {
            channel.code: tuple(
                accumulate(_pull(channel, street, by_name[street.quarter]) for street in self._streets)
            )
            for channel in CHANNELS
        }

    def street_for(self, channel: str) -> Street:
        """A street where a shop of a channel would open."""
        return self.chance.choices(self._streets, cum_weights=self._weights[channel])[0]

    def door(self, street: Street, number: int = 0) -> Spot:
        """A free door on a street, or the one asked for."""
        while not number or (street.name, number) in self._doors:
            number = self.chance.randint(1, street.numbers)
        self._doors.add((street.name, number))
        return spot(street.name, number)

    def name(self, channel: str, street: Street, *, hospital: bool = False) -> str:
        """A name that no other shop has."""
        name = ""
        for _ in range(4):
            name = shops.shop_name(channel, street, self.chance, hospital=hospital)
            if self.claim(name):
                return name
        name = shops.with_place(name, street)
        return name if self.claim(name) else self._numbered(name)

    def chain_name(self, chain: str, street: Street) -> str:
        """A chain store's name; a second one on the same street carries a number."""
        name = shops.chain_store_name(chain, street)
        return name if self.claim(name) else self._numbered(name)

    def claim(self, name: str) -> bool:
        """Take a name unless it is taken."""
        taken = name in self._names
        self._names.add(name)
        return not taken

    def _numbered(self, name: str) -> str:
        for n in range(2, 1_000):
            candidate = f"{name[:-2]}{n}店）" if name.endswith("店）") else f"{name}{n}店"
            if self.claim(candidate):
                return candidate
        raise ValueError(f"the town has no room for another {name}")


def _pull(channel: Channel, street: Street, quarter: Quarter) -> float:
    """How strongly a street draws shops of a channel."""
    if street.kind == "market":
        return 2.5 * DISTRICT_BY_NAME[street.district].share if channel.code == "wholesale_market" else 0.0
    urban = quarter.name.endswith("街道")
    fit = channel.village if street.kind == "village" else channel.urban if urban else channel.town
    for word, factor in HAUNTS.get(channel.code, ()):
        if word in street.name or word == quarter.name:
            fit = max(fit, 0.3) * factor
            break
    total = sum(q.weight for q in quarters() if q.district == quarter.district)
    lanes = len(quarter.streets) + quarter.villages * 0.35
    size = 0.35 if street.kind == "village" else 1.0
    return DISTRICT_BY_NAME[street.district].share * quarter.weight / total * size / lanes * fit


def _stories(town: _Town) -> list[_Draft]:
    """The outlets that have a story, the double entry of one of them, and the shop that changed hands."""
    found: list[_Draft] = []
    for tale in story.STORIES:
        town.claim(tale.name)
        draft = _Draft(
            tale.name,
            tale.channel,
            town.door(streets_by_name()[tale.street], tale.door),
            chain=tale.chain,
            archetype=tale.archetype,
            month=tale.month,
            rank_z=tale.rank_z,
            owner_name=tale.owner_name,
            code_number=tale.number,
            has_position=tale.has_position,
            stale=tale.stale,
        )
        found.append(draft)
        if tale.name == "福民园小卖部":
            found.append(_twin_of(town, draft, town.chance))
    before, after, street, door = story.SUCCESSION
    town.claim(before)
    old = _Draft(
        before, "catering", town.door(streets_by_name()[street], door), rank_z=0.7, owner_name="侯水根"
    )
    new = _successor_of(town, old, town.chance, name=after, owner_name="苏静怡")
    return [*found, old, new]


def _clinics(town: _Town) -> list[_Draft]:
    """The third terminal: hospitals, clinics and drugstores of the two counties."""
    found = []
    for clinic in clinics.clinics_of(town.plan):
        town.claim(clinic.name)
        draft = _Draft(clinic.name, clinic.channel, town.door(streets_by_name()[clinic.street]))
        draft.rank_z, draft.status = clinic.rank_z, "active" if clinic.buys else "prospect"
        found.append(draft)
    return found


def _crowd(town: _Town, count: int) -> list[_Draft]:
    """Everybody else, by the shares of the channels; then their places in the sales ranking."""
    chance = town.plan.dice("crowd")
    kinds = [
        channel
        for channel, stores in zip(CHANNELS, money.split(count, [c.permille for c in CHANNELS]), strict=True)
        for _ in range(stores)
    ]
    per_channel = {channel.code: kinds.count(channel) for channel in CHANNELS}
    chance.shuffle(kinds)
    drafts, scores = [], []
    for channel in kinds:
        draft = _newcomer(town, channel, per_channel[channel.code], chance)
        drafts.append(draft)
        rural = draft.spot.quarter.endswith(("镇", "乡"))
        scores.append(channel.weight - 0.3 * rural + chance.gauss(0, 0.9))
    sellers = [n for n, draft in enumerate(drafts) if draft.status != "prospect"]
    ranking = NormalDist()
    for place, n in enumerate(sorted(sellers, key=lambda n: scores[n])):
        drafts[n].rank_z = ranking.inv_cdf((place + 0.5) / len(sellers))
        _choose_fate(drafts[n], chance)
    return drafts


def _newcomer(town: _Town, channel: Channel, stores: int, chance: Random) -> _Draft:
    street = town.street_for(channel.code)
    chains = chains_of(channel.code, stores)
    chain = chance.choice(chains) if chains else ""
    hospital = channel.code == "small_convenience" and chance.random() < 0.04
    name = town.chain_name(chain, street) if chain else town.name(channel.code, street, hospital=hospital)
    draft = _Draft(name, channel.code, town.door(street), chain=chain)
    tags = [tag for tag, share in _TAGS_BY_CHANCE if chance.random() < share]
    tags += ["医院内"] * hospital + ["学校旁"] * (
        draft.spot.quarter == "大学城街道" or channel.code == "school"
    )
    draft.tags = tuple(tags)
    draft.has_position = chance.random() >= _NO_POSITION
    draft.stale = chance.random() < _STALE
    if not chain and chance.random() < _PROSPECTS:
        draft.status = "prospect"
    return draft


def _choose_fate(draft: _Draft, chance: Random) -> None:
    """What the twelve months do to an outlet; big shops and chains are steadier than small ones."""
    draft.archetype = chance.choices(
        [kind for kind, _ in _ARCHETYPES], [weight for _, weight in _ARCHETYPES]
    )[0]
    z = draft.rank_z or 0.0
    if draft.channel == "school":
        draft.archetype = "holiday"
    elif z > 0.4 and chance.random() < _LOADERS:
        draft.archetype = "loader"
    elif draft.archetype in ("churned", "new") and (draft.chain or z > 1.8):
        draft.archetype = "steady"
    if draft.archetype == "churned":
        draft.month = chance.randint(3, 9)
        if chance.random() < 0.4:
            draft.status = "closed"
    elif draft.archetype == "new":
        draft.month = chance.randint(2, 10)
    elif chance.random() < _SUSPENDED:
        draft.status = "suspended"


def _twin_of(town: _Town, draft: _Draft, chance: Random) -> _Draft:
    """The same shop typed in once more by somebody else: other words, same phone, a few metres off."""
    name = shops.written_differently(draft.name, chance)
    town.claim(name)
    twin = _Draft(name, draft.channel, draft.spot, archetype="new", month=chance.randint(6, 9))
    twin.rank_z, twin.nudge_m, twin.owner_name = -1.3, chance.randint(8, 18), draft.owner_name
    twin.ties.append(("duplicate_suspect", draft))
    return twin


def _successor_of(
    town: _Town, draft: _Draft, chance: Random, *, name: str = "", owner_name: str = ""
) -> _Draft:
    """Another owner in the same rooms, after the first has closed."""
    draft.archetype, draft.month, draft.status = "churned", chance.randint(3, 6), "closed"
    if name:
        town.claim(name)
    else:
        name = town.name(draft.channel, streets_by_name()[draft.spot.street])
    after = _Draft(
        name, draft.channel, draft.spot, archetype="new", month=draft.month + 1, owner_name=owner_name
    )
    after.rank_z = (draft.rank_z or 0.0) * 0.8
    after.ties.append(("successor", draft))
    return after


def _number(drafts: Sequence[_Draft]) -> None:
    """Codes follow the order of opening, around the codes that a story has fixed."""
    fixed = {draft.code_number for draft in drafts if draft.code_number}
    free = (number for number in range(1, len(drafts) + 1) if number not in fixed)
    order = {id(draft): n for n, draft in enumerate(drafts)}
    rest = [draft for draft in drafts if not draft.code_number]

    def opening(draft: _Draft) -> tuple[int, int, int]:
        late = 1 if draft.archetype == "new" else 2 if draft.status == "prospect" else 0
        return late, draft.month if late else 0, order[id(draft)]

    for draft in sorted(rest, key=opening):
        draft.code_number = next(free)


def _owners(plan: Plan, staff: Staff, drafts: Sequence[_Draft]) -> dict[int, DemoPerson]:
    """Each office's outlets, in the order of its streets, cut into equal patches for its reps."""
    place = {(street.quarter, street.name): n for n, street in enumerate(streets())}
    found: dict[int, DemoPerson] = {}
    for office in staff.offices:
        reps = staff.reps_of(office)
        patch = sorted(
            (d for d in drafts if d.spot.district in office.districts),
            key=lambda d: (place[d.spot.quarter, d.spot.street], d.spot.number, d.code_number),
        )
        for n, draft in enumerate(patch):
            found[draft.code_number] = reps[n * len(reps) // len(patch)]
    return found


def _finished(plan: Plan, draft: _Draft, owners: dict[int, DemoPerson]) -> DemoOutlet:
    """The outlet with its dates, people, papers and owner."""
    n, chance = draft.code_number, plan.dice("outlet", draft.code_number)
    channel, owner = CHANNEL_BY_CODE[draft.channel], owners[draft.code_number]
    opened, closed = _dates(plan, draft, chance)
    company = bool(draft.chain) or channel.family == "modern" or chance.random() < 0.15
    contacts = _contacts(draft, chance)
    lat, lon = draft.spot.lat_e7 + draft.nudge_m * 90, draft.spot.lon_e7 + draft.nudge_m * 60
    z = draft.rank_z if draft.rank_z is not None and draft.status != "prospect" else None
    return DemoOutlet(
        n=n,
        code=f"LZ-{n:05d}",
        name=draft.name,
        channel=draft.channel,
        chain=draft.chain,
        party_kind="organisation" if company else "person",
        status=draft.status,
        district=draft.spot.district,
        quarter=draft.spot.quarter,
        street=draft.spot.street,
        zip=DISTRICT_BY_NAME[draft.spot.district].zip,
        address=draft.spot.address,
        lat_e7=lat if draft.has_position else None,
        lon_e7=lon if draft.has_position else None,
        unit=owner.unit,
        owner=owner.login,
        owners=_spells(plan, owner, opened, chance),
        contacts=contacts,
        phone=contacts[0].phone,
        licence_no=licences.licence_code(n, company=company) if opened and chance.random() < 0.88 else "",
        opened_on=opened,
        closed_on=closed,
        last_verified_on=_verified(plan, draft, opened, closed, chance),
        standing="potential" if z is None else "key" if z > 1.28 else "ordinary",
        tags=draft.tags,
        remark=draft.remark,
        archetype=draft.archetype,
        archetype_month=draft.month,
        rank_z=z if z is not None else -3.0,
        year_fen=year_fen(z) if z is not None else 0,
        ties=tuple(OutletTie(kind, other.code_number) for kind, other in draft.ties),
        attributes=clinics.attributes_of(draft.channel, plan.dice("clinic", n)),
    )


def _dates(plan: Plan, draft: _Draft, chance: Random) -> tuple[date | None, date | None]:
    """Opened and closed: prospects have not opened an account, churned shops may have shut for good."""
    if draft.status == "prospect":
        return None, None
    starts = plan.month_starts
    youth = min(draft.code_number / (0.9 * plan.size.outlets), 1.0)
    opened = months_before(plan.start_on, 2 + round(70 * (1 - youth) ** 1.5)).replace(
        day=chance.randint(1, 28)
    )
    if draft.archetype == "new":
        opened = starts[draft.month] + timedelta(days=chance.randint(0, 6))
    closed = starts[draft.month] + timedelta(days=chance.randint(1, 25)) if draft.status == "closed" else None
    return opened, closed


def _contacts(draft: _Draft, chance: Random) -> tuple[DemoContact, ...]:
    """A small shop's owner decides himself; a chain's store has a supervisor, and buying sits elsewhere."""
    original = next((other for kind, other in draft.ties if kind == "duplicate_suspect"), None)
    number = (original or draft).code_number
    first = DemoContact(
        draft.owner_name or names.person_name(chance),
        "store_supervisor" if draft.chain else "decision_maker",
        "middle" if draft.chain else "top",
        phones.contact_phone(2 * number),
    )
    if original is not None or chance.random() < 0.7:
        return (first,)
    role = "buyer" if draft.channel in ("liangfan", "hypermarket", "hotel", "factory") else "clerk"
    level = "middle" if role == "buyer" else "base"
    return first, DemoContact(names.person_name(chance), role, level, phones.contact_phone(2 * number + 1))


def _spells(plan: Plan, owner: DemoPerson, opened: date | None, chance: Random) -> tuple[OwnerSpell, ...]:
    """Who was responsible when: most of 冯芒种's patch came from a colleague who left four months ago."""
    since = opened or months_before(plan.end_on, 3)
    handed_over = plan.handed_over_on
    if owner.login == "fengmangzhong" and since < handed_over and chance.random() < 0.7:
        until = handed_over - timedelta(days=1)
        return (OwnerSpell(FORMER_REP[0], since, until), OwnerSpell(owner.login, handed_over, None))
    return (OwnerSpell(owner.login, since, None),)


def _verified(
    plan: Plan, draft: _Draft, opened: date | None, closed: date | None, chance: Random
) -> date | None:
    """When the file was last checked: mostly within the cycle, some long ago, prospects never."""
    if draft.status == "prospect":
        return None
    days = chance.randint(380, 620) if draft.stale else chance.randint(2, 160)
    day = (closed or plan.end_on) - timedelta(days=days)
    return max(day, opened) if opened is not None else day
