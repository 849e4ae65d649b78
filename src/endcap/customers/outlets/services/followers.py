"""What of this area follows an outlet in a merge: contacts, classes, reviews, links, tags, earlier merges."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.customers.outlets import following
from endcap.customers.outlets.following import Follower, Pair
from endcap.customers.outlets.models import (
    Classification,
    Contact,
    FileNote,
    GradeReview,
    Outlet,
    OutletLink,
)
from endcap.kernel.actor import Actor
from endcap.mechanisms.agenda import services as agenda
from endcap.mechanisms.agenda.models import Item
from endcap.mechanisms.evidence.models import Evidence

_THROUGH = Outlet.tags.through
_OUTLETS = "outlets.Outlet"


def _follow_classes(actor: Actor, pair: Pair) -> int:
    """Classes go over with their history; where both have one that holds, the survivor's goes on holding."""
    rows = following.rows_of(Classification)
    open_here = set(
        rows.filter(outlet_id=pair.survivor_id, valid_to__isnull=True).values_list("scheme_id", flat=True)
    )
    moving = list(rows.filter(outlet_id=pair.loser_id).order_by("pk"))
    ended = [held for held in moving if held.valid_to is None and held.scheme_id in open_here]
    for held in ended:
        held.valid_to = max(actor.today, held.valid_from)
        held.save(update_fields=["valid_to"])
    for part in following.chunks([held.pk for held in moving]):
        rows.filter(pk__in=part).update(outlet_id=pair.survivor_id)
    ends = {held.pk: held.valid_to.isoformat() for held in ended if held.valid_to}
    following.remember(pair, "classes", [[str(held.pk), ends.get(held.pk)] for held in moving])
    return len(moving)


def _classes_back(_actor: Actor, pair: Pair) -> None:
    for pk, ended_on in following.remembered(pair, "classes"):
        held = following.rows_of(Classification).filter(pk=pk, outlet_id=pair.survivor_id).first()
        if held is None:
            continue
        held.outlet_id = pair.loser_id
        if ended_on and held.valid_to and held.valid_to.isoformat() == ended_on:
            held.valid_to = None
        held.save(update_fields=["outlet", "valid_to"])


def _links_of(outlet_id: UUID) -> list[OutletLink]:
    rows = following.rows_of(OutletLink)
    return list(rows.filter(Q(outlet_id=outlet_id) | Q(other_id=outlet_id)).order_by("pk"))


def _ends(link: OutletLink) -> tuple[UUID, UUID, str]:
    ends = (link.outlet_id, link.other_id)
    if (
        link.kind != OutletLink.Kind.SUCCESSOR
    ):  # a relation without direction is one, whichever end stands first
        ends = (min(ends), max(ends))
    return (*ends, link.kind)


def _follow_links(_actor: Actor, pair: Pair) -> int:
    """Relations to third outlets go over unless the survivor has the same one."""
    held = {_ends(link) for link in _links_of(pair.survivor_id)}
    moved = []
    for link in _links_of(pair.loser_id):
        side = "outlet_id" if link.outlet_id == pair.loser_id else "other_id"
        if pair.survivor_id in (link.outlet_id, link.other_id):
            continue  # between the two themselves: the merge judges it
        setattr(link, side, pair.survivor_id)
        if _ends(link) in held:
            continue
        held.add(_ends(link))
        link.save(update_fields=["outlet", "other"])
        moved.append([str(link.pk), side])
    following.remember(pair, "links", moved)
    return len(moved)


def _links_back(_actor: Actor, pair: Pair) -> None:
    for pk, side in following.remembered(pair, "links"):
        rows = following.rows_of(OutletLink).filter(**{"pk": pk, side: pair.survivor_id})
        rows.update(**{side: pair.loser_id})


def _follow_verdict(actor: Actor, pair: Pair) -> int:
    """The suspicion between the two is confirmed."""
    ends = Q(outlet_id=pair.loser_id, other_id=pair.survivor_id)
    ends |= Q(outlet_id=pair.survivor_id, other_id=pair.loser_id)
    judged = []
    for link in following.rows_of(OutletLink).filter(ends, kind=OutletLink.Kind.DUPLICATE):
        decided = link.decided_at.isoformat() if link.decided_at else None
        judged.append([str(link.pk), link.state, decided, link.decided_by])
        link.state, link.decided_at, link.decided_by = OutletLink.State.CONFIRMED, actor.now, actor.name
        link.save(update_fields=["state", "decided_at", "decided_by"])
    following.remember(pair, "verdict", judged)
    return len(judged)


def _verdict_back(_actor: Actor, pair: Pair) -> None:
    for pk, state, decided_at, decided_by in following.remembered(pair, "verdict"):
        rows = following.rows_of(OutletLink).filter(pk=pk)
        rows.update(state=state, decided_at=decided_at, decided_by=decided_by)


def _follow_tags(_actor: Actor, pair: Pair) -> int:
    """The survivor gets the tags that it lacks."""
    held = set(_THROUGH.objects.filter(outlet_id=pair.survivor_id).values_list("tag_id", flat=True))
    tags = (
        _THROUGH.objects.filter(outlet_id=pair.loser_id).order_by("tag_id").values_list("tag_id", flat=True)
    )
    added = [tag for tag in tags if tag not in held]
    _THROUGH.objects.bulk_create([_THROUGH(outlet_id=pair.survivor_id, tag_id=tag) for tag in added])
    following.remember(pair, "tags", [str(tag) for tag in added])
    return len(added)


def _tags_back(_actor: Actor, pair: Pair) -> None:
    added = list(following.remembered(pair, "tags"))
    _THROUGH.objects.filter(outlet_id=pair.survivor_id, tag_id__in=added).delete()


def _follow_agenda(actor: Actor, pair: Pair) -> int:
    """What is due goes over to whoever looks after the survivor; what is due there as well is due once."""
    rows = following.rows_of(Item).filter(subject_type=_OUTLETS)
    before = {
        item.pk: [str(item.person_id), str(item.unit_id), item.is_open]
        for item in rows.filter(subject_id=pair.loser_id)
    }
    if not before:
        return 0
    moved = agenda.move_items(actor, subject_type=_OUTLETS, from_id=pair.loser_id, to_id=pair.survivor_id)
    survivor = following.rows_of(Outlet).get(pk=pair.survivor_id)
    rows.filter(pk__in=moved, state=Item.State.OPEN).update(
        person_id=survivor.owner_id, unit_id=survivor.unit_id
    )
    following.remember(pair, "agenda", [[str(pk), pk in moved, *before[pk]] for pk in sorted(before)])
    return len(moved)


def _agenda_back(_actor: Actor, pair: Pair) -> None:
    rows = following.rows_of(Item).filter(subject_type=_OUTLETS)
    for pk, has_moved, person_id, unit_id, was_open in following.remembered(pair, "agenda"):
        if has_moved:
            rows.filter(pk=pk, subject_id=pair.survivor_id).update(
                subject_id=pair.loser_id, person_id=person_id, unit_id=unit_id
            )
        elif was_open:
            rows.filter(pk=pk, subject_id=pair.loser_id, state=Item.State.WITHDRAWN).update(
                state=Item.State.OPEN, ended_at=None, ended_on=None, ended_by="", ended_by_id=None, note=""
            )


AGENDA = Follower(
    "agenda",
    pgettext_lazy("agenda", "待办"),
    _follow_agenda,
    _agenda_back,
    lambda outlet_id: following.rows_of(Item).filter(subject_type=_OUTLETS, subject_id=outlet_id).count(),
    order=70,
)
EVIDENCE = following.table(
    "evidence",
    _("照片和资料"),
    Evidence,
    field="subject_id",
    where={"subject_type": _OUTLETS},
    order=75,
)
NOTES = following.table("notes", _("台账记录"), FileNote, order=15)
CONTACTS = following.table("contacts", _("联系人"), Contact, order=10)
CLASSES = Follower(
    "classes",
    _("分类"),
    _follow_classes,
    _classes_back,
    lambda outlet_id: following.rows_of(Classification).filter(outlet_id=outlet_id).count(),
    order=20,
)
REVIEWS = following.table("reviews", _("等级复核"), GradeReview, order=30)
LINKS = Follower(
    "links",
    _("前后手和同一地址"),
    _follow_links,
    _links_back,
    lambda outlet_id: len(_links_of(outlet_id)),
    order=40,
)
VERDICT = Follower("verdict", _("疑似重复"), _follow_verdict, _verdict_back, lambda _id: 0, order=45)
TAGS = Follower(
    "tags",
    _("标签"),
    _follow_tags,
    _tags_back,
    lambda outlet_id: _THROUGH.objects.filter(outlet_id=outlet_id).count(),
    order=50,
)
# an outlet that was merged into the loser earlier now leads to the survivor directly
EARLIER = following.table("absorbed", _("以前并入的终端"), Outlet, field="merged_into_id", order=60)
OWN = (CONTACTS, NOTES, CLASSES, REVIEWS, LINKS, VERDICT, TAGS, EARLIER, AGENDA, EVIDENCE)


def everything() -> tuple[Follower, ...]:
    """Every follower: of this area, then of higher ones."""
    return (*OWN, *following.registered())
