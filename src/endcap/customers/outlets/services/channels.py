"""The channel tree and the classification schemes, as the company shapes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets import presets
from endcap.customers.outlets.errors import ChannelInUse
from endcap.customers.outlets.models import Channel, Outlet, Scheme, SchemeValue
from endcap.customers.outlets.rights import Rights
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id


@transaction.atomic
def create_preset_channels(actor: Actor) -> list[Channel]:
    """Give an installation its channel tree; channels that exist already stay as the company made them.

    Part of setting up, so it asks for no right: an import of stubs may be the first to need a channel.
    """
    held = {channel.code: channel for channel in Channel.objects.all()}
    parents = {preset.parent for preset in presets.CHANNELS}
    made: list[Channel] = []
    for order, preset in enumerate(presets.CHANNELS):
        if preset.code in held:
            continue
        channel = Channel(
            id=new_id(actor.now),
            parent=held.get(preset.parent),
            code=preset.code,
            name=preset.name,
            name_en=preset.name_en,
            family=preset.family,
            outlet_type=preset.outlet_type,
            is_leaf=preset.code not in parents,
            order=order * 10,
            development_order=preset.development_order,
        )
        held[preset.code] = channel
        made.append(channel)
    Channel.objects.bulk_create(made)
    audit.record_many(actor, "outlets.channel_created", made)
    return made


@transaction.atomic
def create_preset_schemes(actor: Actor) -> list[Scheme]:
    """Give an installation its classification schemes; existing ones stay as the company made them."""
    held = set(Scheme.objects.values_list("code", flat=True))
    made: list[Scheme] = []
    values: list[SchemeValue] = []
    for order, preset in enumerate(presets.SCHEMES):
        if preset.code in held:
            continue
        scheme = Scheme(
            id=new_id(actor.now),
            code=preset.code,
            kind=preset.kind,
            name=preset.name,
            name_en=preset.name_en,
            criteria=preset.criteria,
            order=order * 10,
        )
        made.append(scheme)
        values += [
            SchemeValue(
                id=new_id(actor.now),
                scheme=scheme,
                code=value.code,
                name=value.name,
                name_en=value.name_en,
                criteria=value.criteria,
                order=place,
            )
            for place, value in enumerate(preset.values)
        ]
    Scheme.objects.bulk_create(made)
    SchemeValue.objects.bulk_create(values)
    audit.record_many(actor, "outlets.scheme_created", made)
    return made


def _code_problem(model: type[Channel] | type[Scheme], code: str) -> Problem | None:
    if not re.fullmatch(r"[a-z0-9_]{2,40}", code):
        return Problem("code", "unreadable", _("编码用小写字母、数字和下划线，2 到 40 位。"))
    if model.objects.filter(code=code).exists():
        return Problem("code", "taken", _("编码已被使用，换一个。"))
    return None


def _outlets_on(channel: Channel) -> int:
    return Outlet.objects.unscoped("a channel belongs to the whole company").filter(channel=channel).count()


def _channel(channel_id: UUID | None) -> Channel:
    found = Channel.objects.filter(pk=channel_id).first() if channel_id else None
    if found is None:
        raise NotFoundHere()
    return found


@transaction.atomic
def add_channel(
    actor: Actor, *, parent_id: UUID, code: str, name: str, name_en: str = "", outlet_type: str = ""
) -> Channel:
    """Divide a channel further. A channel that carries outlets stays a leaf until they are moved."""
    actor.require(Rights.CONFIGURE)

    parent = _channel(parent_id)

    collect(
        [
            _code_problem(Channel, code),
            None if name.strip() else Problem("name", "required", _("填渠道名称。")),
            Problem("outlet_type", "unknown", _("选列表里的一项。"))
            if outlet_type and outlet_type not in Channel.OutletType.values
            else None,
        ]
    )
    if parent.is_leaf and (count := _outlets_on(parent)):
        raise ChannelInUse(name=str(parent), count=count)

    last = Channel.objects.filter(parent=parent).order_by("-order").first()
    channel = Channel(
        id=new_id(actor.now),
        parent=parent,
        code=code,
        name=name.strip()[:60],
        name_en=name_en.strip()[:80],
        family=parent.family,
        outlet_type=outlet_type or parent.outlet_type,
        order=(last or parent).order + 1,
    )
    channel.save(force_insert=True)
    if parent.is_leaf:
        parent.is_leaf = False
        parent.save(update_fields=["is_leaf"])
    audit.record(actor, "outlets.channel_created", channel, code=code)
    return channel


@transaction.atomic
def rename_channel(actor: Actor, *, channel_id: UUID, name: str, name_en: str = "") -> Channel:
    """Call a channel otherwise; its code and outlets stay."""
    actor.require(Rights.CONFIGURE)

    channel = _channel(channel_id)
    collect([None if name.strip() else Problem("name", "required", _("填渠道名称。"))])

    channel.name, channel.name_en = name.strip()[:60], name_en.strip()[:80]
    channel.save(update_fields=["name", "name_en"])
    audit.record(actor, "outlets.channel_renamed", channel)
    return channel


@transaction.atomic
def close_channel(actor: Actor, *, channel_id: UUID) -> Channel:
    """Take an empty channel out of use."""
    actor.require(Rights.CONFIGURE)

    channel = _channel(channel_id)
    if count := _outlets_on(channel):
        raise ChannelInUse(name=str(channel), count=count)
    collect(
        [
            Problem("channel", "has_children", _("先停用它下面的渠道。"))
            if Channel.objects.filter(parent=channel, closed_on__isnull=True).exists()
            else None
        ]
    )

    channel.closed_on = actor.today
    channel.save(update_fields=["closed_on"])
    audit.record(actor, "outlets.channel_closed", channel)
    return channel


@transaction.atomic
def create_scheme(
    actor: Actor,
    *,
    code: str,
    name: str,
    values: Sequence[tuple[str, str]],
    criteria: str = "",
    kind: str = "custom",
) -> Scheme:
    """A classification of the company's own: its classes as (code, name) in order."""
    actor.require(Rights.CONFIGURE)

    codes = [value for value, _name in values]
    collect(
        [
            _code_problem(Scheme, code),
            None if name.strip() else Problem("name", "required", _("填方案名称。")),
            None if len(values) >= 2 else Problem("values", "too_few", _("至少要有两个分类。")),
            Problem("values", "twice", _("分类代码有重复，每个只用一次。"))
            if len(set(codes)) != len(codes)
            else None,
            None if kind in Scheme.Kind.values else Problem("kind", "unknown", _("选列表里的一项。")),
        ]
    )

    last = Scheme.objects.order_by("-order").first()
    scheme = Scheme(
        id=new_id(actor.now),
        code=code,
        kind=kind,
        name=name.strip()[:60],
        criteria=criteria.strip(),
        order=(last.order if last else 0) + 10,
    )
    scheme.save(force_insert=True)
    SchemeValue.objects.bulk_create(
        SchemeValue(id=new_id(actor.now), scheme=scheme, code=value[:40], name=label[:60], order=place)
        for place, (value, label) in enumerate(values)
    )
    audit.record(actor, "outlets.scheme_created", scheme, code=code)
    return scheme
