"""What stands for the world outside in tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Sent:
    """One message as the service would have got it."""

    url: str
    title: str
    text: str


class Outbox:
    """Keeps what would be sent. ``answer`` may raise NotSent, be slow, or break."""

    sent: ClassVar[list[Sent]] = []
    answer: ClassVar[Callable[[Sent], None]] = staticmethod(lambda sent: None)

    @classmethod
    def empty(cls) -> None:
        """Forget what was sent, and take everything again."""
        cls.sent.clear()
        cls.answer = staticmethod(lambda sent: None)

    def send(self, *, url: str, title: str, text: str) -> None:
        """Take a message."""
        message = Sent(url, title, text)
        type(self).answer(message)
        type(self).sent.append(message)
