"""What carries a message out of the house: Apprise in earnest, anything else in tests."""

from __future__ import annotations

import re
from typing import Protocol
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.utils.module_loading import import_string

ADDRESS = "{address}"
CONNECT_S, READ_S = 4, 8
_STATUS = re.compile(r"error[=: ]+(\d{3})")


class NotSent(Exception):
    """The service did not take the message; says why as far as it told, never with anything secret."""


class Notifier(Protocol):
    """Takes a message or raises NotSent; never takes longer than a few seconds."""

    def send(self, *, url: str, title: str, text: str) -> None:
        """Send one message to one address of a service."""


class AppriseNotifier:
    """Apprise, which speaks to WeCom, DingTalk, Feishu, mail servers and some hundred other services."""

    def send(self, *, url: str, title: str, text: str) -> None:
        """Send through Apprise, with our own time limits."""
        import apprise

        asset = apprise.AppriseAsset(secure_logging=True, app_id="Endcap", app_desc="Endcap 端架")
        service = apprise.Apprise(asset=asset)
        if not service.add(_limited(url)):
            raise NotSent("the address is none that Apprise knows")
        with apprise.LogCapture(level=apprise.logging.WARNING) as told:  # type: ignore[no-untyped-call]
            was_taken = service.notify(title=title, body=text, body_format=apprise.NotifyFormat.TEXT)
            said = told.getvalue()
        if not was_taken:
            status = _STATUS.search(said)
            raise NotSent(f"HTTP {status.group(1)}" if status else "the service did not take it")


def _limited(url: str) -> str:
    mark = "&" if "?" in url else "?"
    return url if "rto=" in url else f"{url}{mark}cto={CONNECT_S}&rto={READ_S}"


def current() -> Notifier:
    """The notifier of this installation."""
    made: Notifier = import_string(settings.MESSAGES_NOTIFIER)()
    return made


def addressed(url: str, address: str) -> str:
    """The address of a channel with a person's own address in its place; nothing else can be slipped in."""
    return url.replace(ADDRESS, quote(address, safe="@.+-"))


def masked(url: str) -> str:
    """An address as pages may show it: the service and the last four characters."""
    parts = urlsplit(url)
    tail = re.sub(r"[^0-9A-Za-z]", "", url.partition("?")[0])[-4:]
    return f"{parts.scheme}://…{tail}"
