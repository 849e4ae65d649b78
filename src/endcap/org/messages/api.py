"""The API of messages: one's own without any right, the channels of the company with the right to set them up."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from endcap.kernel.actor import Actor
from endcap.kernel.errors import InvalidInput, Problem
from endcap.kernel.idempotency import services as idempotency
from endcap.org.messages import selectors, services
from endcap.org.messages.models import Channel, Delivery, Notification
from endcap.org.messages.rights import Rights
from endcap.org.messages.schemas import (
    ChannelWishOut,
    DeliveryOut,
    DeliveryPageOut,
    MarkedOut,
    MarkIn,
    MessageChannelIn,
    MessageChannelOut,
    MessageChannelPageOut,
    MessageChannelPatch,
    MessageOut,
    MessagePageOut,
    TopicOut,
    TrialIn,
    WishesIn,
    WishesOut,
)
from endcap.org.messages.services import ChannelFields, ChannelWish
from endcap.org.messages.topics import Way

router = Router()


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _message(note: Notification) -> MessageOut:
    return MessageOut(**{name: getattr(note, name) for name in MessageOut.model_fields})


def _channel(channel: Channel) -> MessageChannelOut:
    return MessageChannelOut(**{name: getattr(channel, name) for name in MessageChannelOut.model_fields})


def _delivery(delivery: Delivery) -> DeliveryOut:
    return DeliveryOut(**{name: getattr(delivery, name) for name in DeliveryOut.model_fields})


@router.get("", response=MessagePageOut, summary="One's own messages, newest first")
def list_messages(
    request: HttpRequest,
    unread: bool = False,
    topic: str = Query("", max_length=60),
    after: str = Query("", max_length=200),
    limit: int = Query(50, ge=1, le=200),
) -> MessagePageOut:
    """Nobody else's, whatever the reach."""
    page = selectors.page(
        _actor(request), only_unread=unread, topic=topic.replace("\0", ""), after=after, limit=limit
    )
    return MessagePageOut(items=[_message(note) for note in page.items], next=page.next)


@router.post("/mark", response=MarkedOut, summary="Mark one's own messages as read or unread")
def mark(request: HttpRequest, body: MarkIn) -> MarkedOut:
    """Others' ids are passed over. Without ids everything is marked as read, or everything of a topic."""
    actor = _actor(request)
    if body.ids is not None:
        changed = services.mark_read(actor, notification_ids=body.ids, is_read=body.is_read)
    else:
        changed = services.mark_all_read(actor, topic=body.topic.replace("\0", ""))
    return MarkedOut(changed=changed)


def _wishes(actor: Actor) -> WishesOut:
    return WishesOut(
        topics=[
            TopicOut(key=line.key, name=line.name, way=line.way.value, is_chosen=line.is_chosen)
            for line in selectors.topic_lines(actor)
        ],
        channels=[
            ChannelWishOut(
                id=line.channel.pk,
                name=line.channel.name,
                kind=line.channel.kind,
                takes_address=line.channel.takes_address,
                is_on=line.is_on,
                address=line.address,
            )
            for line in selectors.channel_lines(actor)
        ],
    )


@router.get("/wishes", response=WishesOut, summary="How one's own messages arrive")
def get_wishes(request: HttpRequest) -> WishesOut:
    """Topics with their way, and the open channels."""
    return _wishes(_actor(request))


@router.patch("/wishes", response=WishesOut, summary="Choose how one's own messages arrive")
def choose(request: HttpRequest, body: WishesIn) -> WishesOut:
    """All or nothing; every problem is named."""
    actor = _actor(request)
    wrong = [
        Problem(f"topic:{key}", "unknown_way", "app, now, digest")
        for key, way in body.topics.items()
        if way not in set(Way)
    ]
    if wrong:
        raise InvalidInput(wrong)
    services.choose(
        actor,
        ways={key: Way(way) for key, way in body.topics.items()},
        channels=[ChannelWish(wish.id, wish.is_on, wish.address) for wish in body.channels],
    )
    return _wishes(actor)


@router.get("/channels", response=MessageChannelPageOut, summary="The channels of the company")
def list_channels(request: HttpRequest) -> MessageChannelPageOut:
    """All of them, by name, with masked addresses."""
    items = [_channel(channel) for channel in selectors.channels(_actor(request))]
    return MessageChannelPageOut(items=items, next="")


@router.post("/channels", response={201: MessageChannelOut, 200: MessageChannelOut}, summary="Open a channel")
def create_channel(request: HttpRequest, body: MessageChannelIn) -> Status[MessageChannelOut]:
    """The address is sealed and never answered again."""
    actor = _actor(request)
    actor.require(Rights.CONFIGURE)
    fields = ChannelFields(**body.model_dump(exclude={"id"}))
    channel, is_new = idempotency.create_once(
        actor,
        model=Channel,
        id=body.id,
        body=body.model_dump(mode="json"),
        make=lambda: services.create_channel(actor, fields=fields, id=body.id),
        find=lambda known: selectors.channel_of(actor, known),
    )
    return Status(201 if is_new else 200, _channel(channel))


@router.patch("/channels/{uuid:channel_id}", response=MessageChannelOut, summary="Change a channel")
def update_channel(request: HttpRequest, channel_id: UUID, body: MessageChannelPatch) -> MessageChannelOut:
    """Only the fields that are sent; without ``url`` the known address stays."""
    actor = _actor(request)
    known = selectors.channel_of(actor, channel_id)
    given = body.model_dump(exclude_none=True)
    fields = ChannelFields(
        name=given.get("name", known.name),
        kind=given.get("kind", known.kind),
        url=given.get("url", ""),
        is_active=given.get("is_active", known.is_active),
        is_default=given.get("is_default", known.is_default),
    )
    return _channel(services.update_channel(actor, channel_id=channel_id, fields=fields))


@router.post(
    "/channels/{uuid:channel_id}/trial", response=MessageChannelOut, summary="Send a trial message now"
)
def try_channel(request: HttpRequest, channel_id: UUID, body: TrialIn) -> MessageChannelOut:
    """409 channel_refused with what the service answered."""
    return _channel(services.send_trial(_actor(request), channel_id=channel_id, address=body.address))


@router.get("/deliveries", response=DeliveryPageOut, summary="What was sent, newest first")
def list_deliveries(
    request: HttpRequest,
    channel_id: UUID | None = None,
    state: Literal["", "waiting", "sending", "sent", "failed"] = "",
    after: str = Query("", max_length=200),
    limit: int = Query(50, ge=1, le=200),
) -> DeliveryPageOut:
    """The log of 90 days."""
    page = selectors.deliveries(_actor(request), channel_id=channel_id, state=state, after=after, limit=limit)
    return DeliveryPageOut(items=[_delivery(delivery) for delivery in page.items], next=page.next)


@router.post(
    "/deliveries/{uuid:delivery_id}/again", response=DeliveryOut, summary="Send again what was given up"
)
def send_again(request: HttpRequest, delivery_id: UUID) -> DeliveryOut:
    """409 for what has not failed."""
    return _delivery(services.send_again(_actor(request), delivery_id=delivery_id))
