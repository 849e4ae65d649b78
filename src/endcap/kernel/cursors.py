"""Where the next page of a list begins: opaque to whoever asks, exact for whoever answers.

Every list of the API answers ``{"items": […], "next": "…"}``; ``next`` goes back as ``after``. An empty ``next``
is the end.
"""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from endcap.kernel.errors import InvalidInput, Problem

Part = str | int | None


def refused() -> InvalidInput:
    """What to say of a place that can't be read."""
    return InvalidInput([Problem("after", "bad_cursor", _("翻页位置读不懂，从第一页开始。"))])


def write(*parts: datetime | UUID | Part) -> str:
    """A cursor of the values by which a list is ordered."""
    plain = [part.isoformat() if isinstance(part, datetime) else part for part in parts]
    text = json.dumps([str(part) if isinstance(part, UUID) else part for part in plain], ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(cursor: str, *kinds: type) -> tuple[Part, ...]:
    """The values of a cursor, each of the kind that is expected there. Raises InvalidInput for anything
    else."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        parts = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, UnicodeError, RecursionError) as wrong:
        raise refused() from wrong
    if not isinstance(parts, list) or len(parts) != len(kinds):
        raise refused()
    if not all(type(part) is kind for part, kind in zip(parts, kinds, strict=True)):
        raise refused()
    if any(isinstance(part, str) and "\0" in part for part in parts):
        raise refused()  # PostgreSQL knows no NUL
    if any(isinstance(part, int) and abs(part) >= 2**63 for part in parts):
        raise refused()
    return tuple(parts)


def read_moment(cursor: str) -> tuple[datetime, UUID]:
    """The moment and the id of a list that is ordered by both."""
    moment, pk = read(cursor, str, str)
    try:
        at, found = datetime.fromisoformat(str(moment)), UUID(str(pk))
        at = at.astimezone(UTC)  # a year that can't be told in UTC is refused here
    except (ValueError, OverflowError) as wrong:
        raise refused() from wrong
    return at, found
