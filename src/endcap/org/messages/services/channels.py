"""Opening, changing, trying and closing the channels that lead out of the house."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from endcap.kernel import sealed
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import Problem, collect
from endcap.kernel.ids import new_id
from endcap.org.messages import notifier, selectors
from endcap.org.messages.errors import ChannelRefused
from endcap.org.messages.models import Channel
from endcap.org.messages.notifier import ADDRESS, NotSent
from endcap.org.messages.rights import Rights

PURPOSE = "messages.channel"
URL_LENGTH = 1000
SCHEMES: Mapping[str, tuple[str, ...]] = {
    Channel.Kind.WECOM: ("wecombot",),
    Channel.Kind.DINGTALK: ("dingtalk",),
    Channel.Kind.FEISHU: ("feishu", "lark"),
    Channel.Kind.EMAIL: ("mailto", "mailtos"),
}
EXAMPLES: Mapping[str, str] = {
    Channel.Kind.WECOM: "wecombot://KEY",
    Channel.Kind.DINGTALK: "dingtalk://TOKEN",
    Channel.Kind.FEISHU: "feishu://TOKEN",
    Channel.Kind.EMAIL: "mailtos://user:password@smtp.example.com?from=endcap@example.com&to={address}",
    Channel.Kind.OTHER: "ntfys://example.com/topic",
}


@dataclass(frozen=True)
class ChannelFields:
    """What an administrator says about a channel. An empty ``url`` keeps the one that is known."""

    name: str
    kind: str
    url: str = ""
    is_active: bool = True
    is_default: bool = False


def address_of(channel: Channel) -> str:
    """The channel's address with its secrets, for sending."""
    return sealed.unseal(channel.sealed_url, purpose=PURPOSE)


@transaction.atomic
def create_channel(actor: Actor, *, fields: ChannelFields, id: UUID | None = None) -> Channel:
    """Open a channel. Its address is sealed and never shown again."""
    actor.require(Rights.CONFIGURE)

    collect([*_problems(fields, None), _wanted(fields.url)])

    channel = Channel(id=id or new_id(actor.now), created_at=actor.now, updated_at=actor.now)
    _write(channel, fields)
    channel.save(force_insert=True)
    audit.record(actor, "messages.channel_opened", channel, kind=channel.kind)
    return channel


@transaction.atomic
def update_channel(actor: Actor, *, channel_id: UUID, fields: ChannelFields) -> Channel:
    """Change a channel; who has chosen it keeps it."""
    actor.require(Rights.CONFIGURE)
    channel = selectors.channel_of(actor, channel_id)

    moved = fields.kind != channel.kind
    collect([*_problems(fields, channel.pk), _wanted(fields.url) if moved else None])

    _write(channel, fields)
    channel.updated_at = actor.now
    channel.save()
    audit.record(actor, "messages.channel_changed", channel, kind=channel.kind, address=bool(fields.url))
    return channel


@transaction.atomic
def close_channel(actor: Actor, *, channel_id: UUID) -> Channel:
    """Send nothing through a channel any more; its log stays."""
    actor.require(Rights.CONFIGURE)
    channel = selectors.channel_of(actor, channel_id)

    if channel.is_active:
        channel.is_active, channel.updated_at = False, actor.now
        channel.save(update_fields=["is_active", "updated_at"])
        audit.record(actor, "messages.channel_closed", channel)
    return channel


def send_trial(actor: Actor, *, channel_id: UUID, address: str = "") -> Channel:
    """Send one trial message now. Raises ChannelRefused with what the service answered. Not in a transaction:
    a slow service must not hold a lock."""
    actor.require(Rights.CONFIGURE)
    channel = selectors.channel_of(actor, channel_id)
    if channel.takes_address:
        collect([None if address.strip() else Problem("address", "required", _("填一个收测试消息的地址。"))])

    problem = ""
    try:
        notifier.current().send(
            url=notifier.addressed(address_of(channel), address.strip()),
            title=_("端架的测试消息"),
            text=_("看到这条，说明“%(name)s”通了。") % {"name": channel.name},
        )
    except NotSent as wrong:
        problem = str(wrong)[:300]

    with transaction.atomic():
        Channel.objects.filter(pk=channel.pk).update(tested_at=actor.now, problem=problem)
        audit.record(actor, "messages.channel_tried", channel, went_well=not problem)
    if problem:
        raise ChannelRefused(name=channel.name, problem=problem)
    return selectors.channel_of(actor, channel_id)


def _write(channel: Channel, fields: ChannelFields) -> None:
    channel.name, channel.kind = fields.name.strip(), fields.kind
    channel.is_active, channel.is_default = fields.is_active, fields.is_default
    if fields.url:
        url = fields.url.strip()
        channel.sealed_url = sealed.seal(url, purpose=PURPOSE)
        channel.masked_url = notifier.masked(url)
        channel.takes_address = ADDRESS in url
        channel.problem, channel.tested_at = "", None


def _wanted(url: str) -> Problem | None:
    return None if url.strip() else Problem("url", "required", gettext_lazy("填渠道地址。"))


def _problems(fields: ChannelFields, own_id: UUID | None) -> list[Problem | None]:
    name, url = fields.name.strip(), fields.url.strip()
    found: list[Problem | None] = []
    if not name or len(name) > 60:
        found.append(Problem("name", "required", gettext_lazy("填名称，不超过 60 字。")))
    elif Channel.objects.filter(name=name).exclude(pk__in=[own_id] if own_id else []).exists():
        found.append(Problem("name", "taken", gettext_lazy("已有同名渠道，换个名称。")))
    if fields.kind not in Channel.Kind.values:
        found.append(Problem("kind", "unknown", gettext_lazy("没有这种渠道。")))
    elif url:
        found.append(_judge(fields.kind, url))
    return found


def _judge(kind: str, url: str) -> Problem | None:
    """Whether an address can be one of its kind; Apprise reads it as it will when sending."""
    scheme = url.partition("://")[0].lower()
    wanted = SCHEMES.get(kind)
    if len(url) > URL_LENGTH or not url.isprintable() or "://" not in url:
        return Problem("url", "bad_url", gettext_lazy("地址要写成 服务://密钥 的样子。"))
    if wanted and scheme not in wanted:
        example = EXAMPLES[kind]
        return Problem(
            "url",
            "other_kind",
            _("这种渠道的地址以 %(scheme)s:// 开头，例如 %(example)s")
            % {"scheme": wanted[0], "example": example},
        )
    if ADDRESS in url.partition("?")[0].partition("://")[2].partition("/")[0]:
        return Problem("url", "bad_url", gettext_lazy("{address} 不能放在服务器名里。"))
    import apprise

    known = apprise.Apprise.instantiate(notifier.addressed(url, "lin@example.com"), suppress_exceptions=True)
    return None if known else Problem("url", "bad_url", gettext_lazy("地址读不懂，对照例子核对。"))
