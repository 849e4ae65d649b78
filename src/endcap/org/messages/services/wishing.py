"""What a person wants: how each topic reaches him, through which channels, to which address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.org.messages import topics
from endcap.org.messages.models import Channel, PersonChannel, TopicWish
from endcap.org.messages.topics import Way

ADDRESS_LENGTH = 200


@dataclass(frozen=True)
class ChannelWish:
    """Whether a person wants a channel, and where to (empty: the address of the file)."""

    channel_id: UUID
    is_on: bool
    address: str = ""


@transaction.atomic
def choose(actor: Actor, *, ways: Mapping[str, Way], channels: Iterable[ChannelWish]) -> None:
    """Set how one's own messages arrive. Topics and channels that are not named stay as they are."""
    if actor.person_id is None:
        raise NotFoundHere
    wishes = {wish.channel_id: wish for wish in channels}
    found = {row.pk: row for row in Channel.objects.filter(is_active=True, pk__in=wishes)}

    collect(_problems(ways, wishes, found))

    TopicWish.objects.bulk_create(
        [TopicWish(person_id=actor.person_id, topic=key, way=way) for key, way in sorted(ways.items())],
        update_conflicts=True,
        unique_fields=["person", "topic"],
        update_fields=["way"],
    )
    PersonChannel.objects.bulk_create(
        [
            PersonChannel(
                person_id=actor.person_id,
                channel_id=wish.channel_id,
                is_on=wish.is_on,
                address=wish.address.strip() if found[wish.channel_id].takes_address else "",
            )
            for wish in wishes.values()
        ],
        update_conflicts=True,
        unique_fields=["person", "channel"],
        update_fields=["is_on", "address"],
    )
    audit.record_event(
        actor,
        "messages.chosen",
        "people.Person",
        str(actor.person_id),
        topics=sorted(ways),
        channels=len(wishes),
    )


def _problems(
    ways: Mapping[str, Way], wishes: Mapping[UUID, ChannelWish], found: Mapping[UUID, Channel]
) -> Sequence[Problem]:
    problems = [
        Problem(f"topic:{key}", "unknown", _("没有这个主题。")) for key in ways if topics.known(key) is None
    ]
    for channel_id, wish in wishes.items():
        channel, field = found.get(channel_id), f"address:{channel_id}"
        if channel is None:
            problems.append(Problem(f"channel:{channel_id}", "unknown", _("没有这个渠道，或已关闭。")))
        elif not channel.takes_address or not wish.address.strip():
            continue
        elif len(wish.address.strip()) > ADDRESS_LENGTH or not wish.address.strip().isprintable():
            problems.append(Problem(field, "bad_address", _("地址读不懂，核对后再填。")))
        elif channel.kind == Channel.Kind.EMAIL and not _is_mail(wish.address.strip()):
            problems.append(Problem(field, "bad_address", _("不是邮箱地址，例如 lin@example.com。")))
    return problems


def _is_mail(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True
