"""Opening, changing and resuming endpoints. A secret is shown once, when it is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from endcap.kernel import sealed
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id
from endcap.kernel.jobs import queue
from endcap.kernel.webhooks import catalogue, signing
from endcap.kernel.webhooks.addresses import BadAddress, target_of
from endcap.kernel.webhooks.errors import NotPaused
from endcap.kernel.webhooks.models import Endpoint
from endcap.kernel.webhooks.rights import Rights
from endcap.kernel.webhooks.services.announcing import SEND

PURPOSE = "webhooks.endpoint"
_WRONG = {
    "unreadable": _("地址读不懂，写成 https://example.com/hook 的样子。"),
    "not_https": _("只收 https 地址。"),
    "has_login": _("地址里不要带用户名和密码，用签名核对。"),
    "private": _("这是内网地址，不往那里发。要发到内网，由管理服务器的人打开 webhooks_private。"),
}


@dataclass(frozen=True)
class EndpointFields:
    """What is said about an endpoint."""

    name: str
    url: str
    kinds: Sequence[str]
    is_active: bool = True


@dataclass(frozen=True)
class Shown:
    """An endpoint with its secret, the only time that it can be read."""

    endpoint: Endpoint
    secret: str


def secret_of(endpoint: Endpoint) -> str:
    """The secret, for signing."""
    return sealed.unseal(endpoint.sealed_secret, purpose=PURPOSE)


@transaction.atomic
def create_endpoint(actor: Actor, *, fields: EndpointFields, id: UUID | None = None) -> Shown:
    """Open an endpoint; whoever opens it is its keeper and hears when it fails."""
    actor.require(Rights.CONFIGURE)

    collect(_problems(fields, None))

    secret = signing.new_secret()
    endpoint = Endpoint(
        id=id or new_id(actor.now),
        sealed_secret=sealed.seal(secret, purpose=PURPOSE),
        keeper_id=actor.person_id,
        keeper_name=actor.name[:60],
        created_at=actor.now,
        updated_at=actor.now,
    )
    _write(endpoint, fields)
    endpoint.save(force_insert=True)
    audit.record(actor, "webhooks.opened", endpoint, kinds=endpoint.kinds)
    return Shown(endpoint, secret)


@transaction.atomic
def update_endpoint(actor: Actor, *, endpoint_id: UUID, fields: EndpointFields) -> Endpoint:
    """Change an endpoint; what waits goes to the new address."""
    actor.require(Rights.CONFIGURE)
    endpoint = _locked(endpoint_id)

    collect(_problems(fields, endpoint.pk))

    _write(endpoint, fields)
    endpoint.updated_at = actor.now
    endpoint.save(update_fields=["name", "url", "kinds", "is_active", "updated_at"])
    audit.record(actor, "webhooks.changed", endpoint, kinds=endpoint.kinds, is_active=endpoint.is_active)
    return endpoint


@transaction.atomic
def rotate_secret(actor: Actor, *, endpoint_id: UUID) -> Shown:
    """A new secret; the old one signs nothing from now on."""
    actor.require(Rights.CONFIGURE)
    endpoint = _locked(endpoint_id)

    secret = signing.new_secret()
    endpoint.sealed_secret, endpoint.updated_at = sealed.seal(secret, purpose=PURPOSE), actor.now
    endpoint.save(update_fields=["sealed_secret", "updated_at"])
    audit.record(actor, "webhooks.secret_changed", endpoint)
    return Shown(endpoint, secret)


@transaction.atomic
def resume_endpoint(actor: Actor, *, endpoint_id: UUID) -> Endpoint:
    """Send again to an endpoint that was paused; what has waited goes out now."""
    actor.require(Rights.CONFIGURE)
    endpoint = _locked(endpoint_id)
    if endpoint.paused_at is None:
        raise NotPaused(name=endpoint.name)

    endpoint.paused_at, endpoint.failures = None, 0
    endpoint.keeper_id, endpoint.keeper_name = actor.person_id, actor.name[:60]
    endpoint.save(update_fields=["paused_at", "failures", "keeper_id", "keeper_name"])
    queue.enqueue_once(SEND)
    audit.record(actor, "webhooks.resumed", endpoint)
    return endpoint


def _locked(endpoint_id: UUID) -> Endpoint:
    rows = Endpoint.objects.filter(pk=endpoint_id)
    found = (rows.select_for_update() if connection.features.has_select_for_update else rows).first()
    if found is None:
        raise NotFoundHere
    return found


def _write(endpoint: Endpoint, fields: EndpointFields) -> None:
    endpoint.name, endpoint.url = fields.name.strip(), fields.url.strip()
    endpoint.kinds, endpoint.is_active = sorted(set(fields.kinds)), fields.is_active


def _problems(fields: EndpointFields, own_id: UUID | None) -> list[Problem | None]:
    name, found = fields.name.strip(), list[Problem | None]()
    if not name or len(name) > 60 or "\0" in name:
        found.append(Problem("name", "required", _("填名称，不超过 60 字。")))
    elif Endpoint.objects.filter(name=name).exclude(pk__in=[own_id] if own_id else []).exists():
        found.append(Problem("name", "taken", _("已有同名的对接，换个名称。")))
    try:
        target_of(
            fields.url.strip(),
            http_allowed=settings.CONFIGURATION.webhooks_http,
            private_allowed=settings.CONFIGURATION.webhooks_private,
        )
    except BadAddress as wrong:
        found.append(Problem("url", wrong.code, _WRONG[wrong.code]))
    if not fields.kinds:
        found.append(Problem("kinds", "required", _("至少选一种要通知的事。")))
    elif unknown := [kind for kind in fields.kinds if catalogue.known(kind) is None]:
        found.append(
            Problem("kinds", "unknown", _("没有这种事：%(kinds)s。") % {"kinds": "、".join(unknown)})
        )
    return found
