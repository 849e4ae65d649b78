"""Short news after something was done, with a way back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from django.contrib import messages

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django_stubs_ext import StrOrPromise

UNDO_TAG: Final = "undo="


def toast(request: HttpRequest, text: StrOrPromise, *, undo_url: str = "") -> None:
    """Say on the next page what was done; `undo_url` is posted to when the person takes it back."""
    messages.success(request, str(text), extra_tags=f"{UNDO_TAG}{undo_url}" if undo_url else "")


def toast_now(response: HttpResponse, text: StrOrPromise, *, undo_url: str = "") -> HttpResponse:
    """The same for an answer that replaces only a part of the page."""
    response["HX-Trigger-After-Swap"] = json.dumps({"ec:toast": {"text": str(text), "undo": undo_url}})
    return response
