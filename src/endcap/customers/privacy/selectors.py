"""Reading consents, archive classes, what is due for removal, and requests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from endcap.customers.outlets.models import Contact, Outlet
from endcap.customers.privacy import holders, retention
from endcap.customers.privacy.holders import Held, Holder, Identity
from endcap.customers.privacy.models import ArchiveClass, Consent, KeptFor, RetentionRun, SubjectRequest
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere

MOST = 60


@dataclass(frozen=True)
class ConsentLine:
    """A consent with the person it belongs to."""

    consent: Consent
    person: str
    phone: str


@dataclass(frozen=True)
class RuleLine:
    """A retention rule as it stands today."""

    rule: retention.Rule
    days: int
    before: date
    due: int
    last: RetentionRun | None

    @property
    def is_changed(self) -> bool:
        """Whether the company decided otherwise than proposed."""
        return self.days != self.rule.days


@dataclass(frozen=True)
class Found:
    """What one holder has about a person."""

    holder: Holder
    records: Sequence[Held]


def consents(
    actor: Actor, *, q: str = "", purpose: str = "", ended: bool = False, before: UUID | None = None
) -> list[ConsentLine]:
    """Consents within reach, newest first, MOST at a time."""
    rows = Consent.objects.visible_to(actor).select_related("outlet").filter(withdrawn_on__isnull=not ended)
    if purpose:
        rows = rows.filter(purpose=purpose)
    if q.strip():
        people = Contact.objects.visible_to(actor).filter(Q(name__contains=q.strip())).values("pk")
        rows = rows.filter(Q(outlet__name__contains=q.strip()) | Q(contact_id__in=people))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: MOST + 1])
    people_by_id = Contact.objects.visible_to(actor).in_bulk([one.contact_id for one in found])
    return [
        ConsentLine(
            one,
            people_by_id[one.contact_id].name if one.contact_id in people_by_id else "—",
            people_by_id[one.contact_id].phone if one.contact_id in people_by_id else "",
        )
        for one in found
    ]


def contact_of(actor: Actor, outlet_id: UUID, contact_id: UUID) -> Contact:
    """A person at an outlet that the actor sees. Raises NotFoundHere."""
    found = Contact.objects.visible_to(actor).filter(pk=contact_id, outlet_id=outlet_id).first()
    if found is None:
        raise NotFoundHere()
    return found


def consents_at(actor: Actor, outlet: Outlet) -> list[Consent]:
    """Consents of the people at one outlet that hold today."""
    return list(Consent.objects.visible_to(actor).filter(outlet=outlet, withdrawn_on__isnull=True))


def may_use(actor: Actor, *, contact_id: UUID, purpose: str, channel: str = "") -> bool:
    """Whether a person agreed to a use of their data, for this channel or for any."""
    rows = Consent.objects.visible_to(actor).filter(
        contact_id=contact_id, purpose=purpose, withdrawn_on__isnull=True
    )
    return rows.filter(channel__in=("", channel)).exists()


def archive_classes(*, with_closed: bool = False) -> list[ArchiveClass]:
    """The classes under which files are put away."""
    rows = ArchiveClass.objects.all()
    return list(rows if with_closed else rows.filter(closed_on__isnull=True))


def archive_choices() -> list[tuple[str, str]]:
    """The same as (code, name), for whoever puts a file away."""
    return [(one.code, str(one)) for one in archive_classes()]


def days_of(rule: retention.Rule) -> int:
    """How long the data of a rule is kept."""
    held = KeptFor.objects.filter(pk=rule.key).first()
    return held.days if held else rule.days


def rule_lines(actor: Actor) -> list[RuleLine]:
    """Every rule with what is due today."""
    decided = dict(KeptFor.objects.values_list("pk", "days"))
    lines = []
    for rule in retention.rules():
        days = decided.get(rule.key, rule.days)
        before = actor.today - timedelta(days=days)
        last = RetentionRun.objects.filter(rule=rule.key).first()
        lines.append(RuleLine(rule, days, before, rule.due(actor, before), last))
    return lines


def requests(actor: Actor, *, closed: bool = False) -> list[SubjectRequest]:
    """Requests within reach: the open ones by due day, or the closed ones, newest first."""
    rows = SubjectRequest.objects.visible_to(actor).select_related("unit")
    if closed:
        return list(rows.exclude(state="open").order_by("-closed_at")[:MOST])
    return list(rows.filter(state="open").order_by("due_on", "pk"))


def count_open(actor: Actor) -> int:
    """How many requests wait for an answer."""
    return SubjectRequest.objects.visible_to(actor).filter(state="open").count()


def request_of(actor: Actor, request_id: UUID) -> SubjectRequest:
    """A request within reach. Raises NotFoundHere."""
    found = SubjectRequest.objects.visible_to(actor).select_related("unit").filter(pk=request_id).first()
    if found is None:
        raise NotFoundHere()
    return found


def held_about(actor: Actor, identity: Identity) -> list[Found]:
    """Everything that any holder has about a person, within the actor's reach."""
    found = [Found(holder, holder.find(actor, identity)) for holder in holders.holders()]
    return [one for one in found if one.records]
