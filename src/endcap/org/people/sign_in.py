"""How people sign in: nobody signs up by himself, and too many wrong passwords lock the door for a while."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class ClosedDoor(DefaultAccountAdapter):
    """Accounts are made by an administrator, not by visitors."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False


def locked_out(request: HttpRequest, credentials: dict[str, Any] | None = None, *args: Any, **kwargs: Any) -> HttpResponse:
    """The page after too many wrong passwords: what happened, and when to try again."""
    return render(request, "account/locked.html", {"minutes": 15}, status=429)
