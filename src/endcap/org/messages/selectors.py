"""Reading messages, wishes, channels and the log of what was sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from endcap.kernel import clock, cursors
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere
from endcap.kernel.parameters import selectors as parameters
from endcap.kernel.parameters.definitions import P
from endcap.org.messages import quiet, topics
from endcap.org.messages.models import Channel, Delivery, Notification, PersonChannel, TopicWish
from endcap.org.messages.rights import Rights
from endcap.org.messages.topics import Way
from endcap.org.messages.wishes import Choice, Exit, Reader
from endcap.org.people.models import Person

MOST_COUNTED = 99


def own(actor: Actor) -> QuerySet[Notification]:
    """One's own messages; the installation itself has none."""
    if actor.person_id is None:
        return Notification.objects.none()
    return Notification.objects.filter(person_id=actor.person_id)


def unread_count(actor: Actor) -> int:
    """How many of one's own messages are unread; counted no further than one more than ``MOST_COUNTED``."""
    unread = own(actor).filter(read_at__isnull=True).order_by()
    return unread.values("pk")[: MOST_COUNTED + 1].count()


def latest(actor: Actor, *, limit: int = 8) -> list[Notification]:
    """The newest of one's own messages."""
    return list(own(actor)[:limit])


@dataclass(frozen=True)
class Page:
    """A page of a list, with the cursor behind which the next one starts."""

    items: tuple[Notification, ...]
    next: str


def page(
    actor: Actor, *, only_unread: bool = False, topic: str = "", after: str = "", limit: int = 50
) -> Page:
    """One's own messages, newest first. Raises InvalidInput for a cursor that is none."""
    rows = own(actor)
    if only_unread:
        rows = rows.filter(read_at__isnull=True)
    if topic:
        rows = rows.filter(topic=topic)
    if after:
        at, pk = cursors.read_moment(after)
        rows = rows.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=pk))
    found = list(rows[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    return Page(tuple(found[:limit]), cursors.write(last.created_at, last.pk) if last else "")


def notification_of(actor: Actor, notification_id: UUID) -> Notification:
    """One of one's own messages."""
    found = own(actor).filter(pk=notification_id).first()
    if found is None:
        raise NotFoundHere
    return found


def open_exits() -> tuple[Exit, ...]:
    """The channels that are open."""
    return tuple(
        Exit(row.pk, row.kind == Channel.Kind.EMAIL, row.takes_address, row.is_default)
        for row in Channel.objects.filter(is_active=True)
    )


def readers(person_ids: Iterable[UUID], *, with_channels: bool) -> tuple[Reader, ...]:
    """Active people with what they have chosen, in three statements at most; who has left gets nothing."""
    wanted = set(person_ids)
    rows = list(
        Person.objects.unscoped("a message reaches people whom its sender may not see")
        .filter(pk__in=wanted, is_active=True)
        .values_list("pk", "name", "language", "email")
    )
    ways: dict[UUID, dict[str, Way]] = {}
    for person_id, topic, way in TopicWish.objects.filter(person_id__in=wanted).values_list(
        "person_id", "topic", "way"
    ):
        ways.setdefault(person_id, {})[topic] = Way(way)
    choices: dict[UUID, dict[UUID, Choice]] = {}
    for chosen in PersonChannel.objects.filter(person_id__in=wanted) if with_channels else ():
        choices.setdefault(chosen.person_id, {})[chosen.channel_id] = Choice(chosen.is_on, chosen.address)
    return tuple(
        Reader(pk, name, language, email, ways.get(pk, {}), choices.get(pk, {}))
        for pk, name, language, email in rows
    )


def quiet_hours(at: datetime) -> tuple[time, time]:
    """From when to when nothing leaves the house, as set for that day."""
    hours = parameters.value(P.QUIET_HOURS, on=clock.business_date(at))
    return hours.begins, hours.ends


def first_loud(at: datetime) -> datetime:
    """The first moment from ``at`` on at which a message may leave the house."""
    begins, ends = quiet_hours(at)
    return quiet.first_loud(at, begins=begins, ends=ends, zone=clock.business_zone())


def is_quiet(at: datetime) -> bool:
    """Whether nothing may leave the house at a moment."""
    begins, ends = quiet_hours(at)
    return quiet.is_quiet(at, begins=begins, ends=ends, zone=clock.business_zone())


@dataclass(frozen=True)
class TopicLine:
    """One topic on the page of wishes."""

    key: str
    name: str
    help: str
    way: Way
    is_chosen: bool


@dataclass(frozen=True)
class ChannelLine:
    """One open channel on the page of wishes."""

    channel: Channel
    is_on: bool
    address: str
    own_address: str  # as typed; empty where the file's e-mail is used


def topic_lines(actor: Actor) -> list[TopicLine]:
    """Every topic with the way that the actor's messages about it go."""
    wishes = TopicWish.objects.filter(person_id=actor.person_id) if actor.person_id else ()
    chosen = {wish.topic: wish.way for wish in wishes}
    return [
        TopicLine(
            topic.key,
            str(topic.name),
            str(topic.help),
            Way(chosen.get(topic.key, topic.default_channels)),
            topic.key in chosen,
        )
        for topic in topics.everything()
    ]


def channel_lines(actor: Actor) -> list[ChannelLine]:
    """Every open channel with what the actor has chosen."""
    if actor.person_id is None:
        return []
    found = readers([actor.person_id], with_channels=True)
    lines = []
    for channel in Channel.objects.filter(is_active=True) if found else ():
        exit_ = Exit(
            channel.pk, channel.kind == Channel.Kind.EMAIL, channel.takes_address, channel.is_default
        )
        choice = found[0].choices.get(channel.pk)
        lines.append(
            ChannelLine(
                channel,
                choice.is_on if choice else channel.is_default,
                found[0].address_for(exit_) if channel.takes_address else "",
                choice.address if choice else "",
            )
        )
    return lines


def channels(actor: Actor) -> list[Channel]:
    """Every channel, open or closed."""
    actor.require(Rights.CONFIGURE)
    return list(Channel.objects.all())


def channel_of(actor: Actor, channel_id: UUID) -> Channel:
    """One channel."""
    actor.require(Rights.CONFIGURE)
    found = Channel.objects.filter(pk=channel_id).first()
    if found is None:
        raise NotFoundHere
    return found


@dataclass(frozen=True)
class DeliveryPage:
    """A page of the log, with the cursor behind which the next one starts."""

    items: tuple[Delivery, ...]
    next: str


def deliveries(
    actor: Actor, *, channel_id: UUID | None = None, state: str = "", after: str = "", limit: int = 50
) -> DeliveryPage:
    """What was sent, tried again or given up, newest first."""
    actor.require(Rights.CONFIGURE)
    rows = Delivery.objects.select_related("channel", "person")
    if channel_id:
        rows = rows.filter(channel_id=channel_id)
    if state:
        rows = rows.filter(state=state)
    if after:
        at, pk = cursors.read_moment(after)
        rows = rows.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=pk))
    found = list(rows[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    return DeliveryPage(tuple(found[:limit]), cursors.write(last.created_at, last.pk) if last else "")


def something_to_send(now: datetime) -> bool:
    """Whether a delivery waits for its moment, or was left in the middle."""
    return Delivery.objects.filter(state__in=["waiting", "sending"], not_before__lte=now).exists()


def topic_choices() -> Sequence[tuple[str, str]]:
    """Topics for a menu."""
    return [("", _("全部主题")), *((topic.key, str(topic.name)) for topic in topics.everything())]
