"""Where somebody is signed in, and with what second factor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import F

from endcap.kernel.actor import Actor
from endcap.org.people import devices, sealing
from endcap.org.people.errors import SealBroken
from endcap.org.people.models import Role, SessionSeen
from endcap.org.people.rights import Rights
from endcap.org.people.selectors.people import person_of

MAIN = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@dataclass(frozen=True)
class OpenSession:
    """One browser in which somebody is signed in."""

    id: UUID
    device: str
    address: str
    since: datetime
    last_seen_at: datetime
    is_this: bool
    is_mobile: bool


def open_sessions(actor: Actor, person_id: UUID, *, current_key: str = "") -> list[OpenSession]:
    """Somebody's open sessions, this one first, then the latest: one's own, or with the right to change people."""
    person_of(actor, person_id)
    if person_id != actor.person_id:
        actor.require(Rights.EDIT)
    since = actor.now - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    rows = SessionSeen.objects.visible_to(actor).filter(
        person_id=person_id, epoch=F("person__session_epoch"), last_seen_at__gte=since
    )
    this = sealing.digest(current_key) if current_key else ""
    found = [
        OpenSession(
            id=row.pk,
            device=devices.shown(row.device),
            address=row.address,
            since=row.created_at,
            last_seen_at=row.last_seen_at,
            is_this=row.digest == this,
            is_mobile=devices.is_mobile(row.device),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.is_this, one.last_seen_at), reverse=True)


@dataclass(frozen=True)
class SecurityKey:
    """A key or a device that proves who signs in."""

    id: int
    name: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True)
class SecondFactor:
    """How somebody proves at sign-in, besides the password, that it is he."""

    app_since: datetime | None
    app_used_at: datetime | None
    keys: tuple[SecurityKey, ...]
    codes_left: int
    codes_total: int
    is_required: bool

    @property
    def is_on(self) -> bool:
        """Whether sign-in asks for it."""
        return self.app_since is not None or bool(self.keys)

    @property
    def has_only_one(self) -> bool:
        """Whether losing it would leave the recovery codes alone."""
        return (self.app_since is not None) + len(self.keys) == 1


def requires_second_factor(roles: Iterable[Role]) -> bool:
    """Whether one of somebody's roles asks for a second factor."""
    return any(role.requires_mfa for role in roles)


def has_second_factor(person_id: UUID) -> bool:
    """Whether sign-in asks somebody for more than the password."""
    return Authenticator.objects.filter(user_id=person_id, type__in=MAIN).exists()


@dataclass(frozen=True)
class Ways:
    """By what somebody may show at sign-in that it is he."""

    app: bool
    key: bool


def ways_of(person_id: UUID) -> Ways:
    """Which factors sign-in may ask somebody for."""
    held = set(Authenticator.objects.filter(user_id=person_id).values_list("type", flat=True))
    return Ways(app=Authenticator.Type.TOTP in held, key=Authenticator.Type.WEBAUTHN in held)


def second_factor_of(actor: Actor, person_id: UUID) -> SecondFactor:
    """What somebody has set up: one's own, or for whoever may see people. No secret is in it."""
    person = person_of(actor, person_id)
    app: Authenticator | None = None
    keys: list[SecurityKey] = []
    left = total = 0
    for one in Authenticator.objects.filter(user_id=person_id).order_by("pk"):
        if one.type == Authenticator.Type.TOTP:
            app = one
        elif one.type == Authenticator.Type.WEBAUTHN:
            keys.append(SecurityKey(one.pk, one.data.get("name", ""), one.created_at, one.last_used_at))
        else:
            try:
                codes = one.wrap()
                left, total = len(codes.get_unused_codes()), len(codes.generate_codes())
            except SealBroken:
                left = total = 0
    return SecondFactor(
        app_since=app.created_at if app else None,
        app_used_at=app.last_used_at if app else None,
        keys=tuple(keys),
        codes_left=left,
        codes_total=total,
        is_required=requires_second_factor(person.roles.all()),
    )
