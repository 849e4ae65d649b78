"""What a session remembers about itself: its line on the list of open sessions, and that a second factor is set up."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from endcap.kernel import clock
from endcap.org.people import sealing, services
from endcap.org.people.models import Person

_SEEN, _FACTOR = "seen", "second_factor"
_RENEWED_EVERY_S = 300


def _mark(key: str) -> str:
    return sealing.digest(key)[:16]


def _remember(request: HttpRequest, session_id: UUID, key: str, at: datetime) -> None:
    request.session[_SEEN] = {"id": str(session_id), "key": _mark(key), "at": int(at.timestamp())}


def _note(request: HttpRequest, person: Person, at: datetime, session_id: UUID | None = None) -> None:
    if not request.session.session_key:
        request.session.create()
    key = request.session.session_key or ""
    seen = services.note_session(
        person,
        key=key,
        user_agent=request.headers.get("User-Agent", ""),
        address=request.META.get("REMOTE_ADDR", ""),
        at=at,
        id=session_id,
    )
    _remember(request, seen.pk, key, at)


def note_sign_in(request: HttpRequest, person: Person) -> None:
    """Somebody has just signed in with this browser."""
    seen = request.session.get(_SEEN)
    _note(request, person, clock.now(), UUID(seen["id"]) if isinstance(seen, dict) else None)


def note_visit(request: HttpRequest, *, at: datetime) -> None:
    """Somebody asks for a page; the list learns of it every few minutes and when the session got another key."""
    seen = request.session.get(_SEEN)
    if not isinstance(seen, dict):
        return
    key = request.session.session_key or ""
    if seen["key"] != _mark(key):
        _note(request, request.user, at, UUID(seen["id"]))  # type: ignore[arg-type]
    elif at.timestamp() - seen["at"] >= _RENEWED_EVERY_S:
        address = request.META.get("REMOTE_ADDR", "")
        if services.renew_session(UUID(seen["id"]), address=address, at=at):
            _remember(request, UUID(seen["id"]), key, at)
        else:
            _note(request, request.user, at)  # type: ignore[arg-type]


def note_sign_out(request: HttpRequest) -> None:
    """Somebody signs out of this browser."""
    if request.session.session_key:
        services.forget_session(request.session.session_key)


def knows_factor(request: HttpRequest) -> bool:
    """Whether this session has seen that a second factor is set up, and nobody has reset it since."""
    return request.session.get(_FACTOR) == getattr(request.user, "session_epoch", None)


def remember_factor(request: HttpRequest) -> None:
    """Spare the next pages the question."""
    if not knows_factor(request):
        request.session[_FACTOR] = getattr(request.user, "session_epoch", None)


def forget_factor(request: HttpRequest) -> None:
    """A factor was removed: ask again."""
    request.session.pop(_FACTOR, None)
