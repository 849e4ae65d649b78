"""Reading the channel tree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from endcap.customers.outlets.models import Channel, Outlet
from endcap.kernel.actor import Actor


@dataclass(frozen=True)
class ChannelNode:
    """A channel in its place in the tree, with the number of outlets that the actor sees on it."""

    channel: Channel
    depth: int
    outlets: int


def channels_in_order() -> list[Channel]:
    """Every open channel, parents before children."""
    return [node for node, _depth in _walk(Channel.objects.filter(closed_on__isnull=True))]


def _walk(channels: Iterable[Channel]) -> list[tuple[Channel, int]]:
    below: dict[UUID | None, list[Channel]] = {}
    for channel in channels:
        below.setdefault(channel.parent_id, []).append(channel)
    found: list[tuple[Channel, int]] = []

    def visit(parent_id: UUID | None, depth: int) -> None:
        for channel in below.get(parent_id, ()):
            found.append((channel, depth))
            visit(channel.pk, depth + 1)

    visit(None, 0)
    return found


def channel_tree(actor: Actor) -> list[ChannelNode]:
    """The whole tree with the number of visible outlets on each leaf."""
    counts = dict(
        Outlet.objects.visible_to(actor)
        .filter(archived_at__isnull=True)
        .order_by()
        .values_list("channel_id")
        .annotate(n=Count("pk"))
    )
    return [
        ChannelNode(channel, depth, counts.get(channel.pk, 0))
        for channel, depth in _walk(Channel.objects.all())
    ]


def leaves() -> list[Channel]:
    """Channels that an outlet may carry, in tree order."""
    return [channel for channel in channels_in_order() if channel.is_leaf]


def channel_by_code(code: str) -> Channel | None:
    """A channel by its code."""
    return Channel.objects.filter(code=code).first()


def ids_below(codes: Iterable[str]) -> list[UUID]:
    """The channels with these codes and everything below them."""
    wanted = set(codes)
    found: set[UUID] = set()
    for channel, _depth in _walk(Channel.objects.all()):
        if channel.code in wanted or channel.parent_id in found:
            found.add(channel.pk)
    return list(found)


def by_words() -> dict[str, UUID]:
    """Leaves by everything that a list may call them: code, Chinese name, English name, in lower case."""
    found: dict[str, UUID] = {}
    for channel in Channel.objects.filter(Q(is_leaf=True), closed_on__isnull=True):
        for word in (channel.name_en, channel.name, channel.code):
            if word:
                found[word.strip().casefold()] = channel.pk
    return found


def channels_of_type(outlet_type: str) -> list[str]:
    """Ids of the leaves of one outlet type, for pages that show more fields there."""
    found = Channel.objects.filter(outlet_type=outlet_type, is_leaf=True).values_list("pk", flat=True)
    return [str(pk) for pk in found]
