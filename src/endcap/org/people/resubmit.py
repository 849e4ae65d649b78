"""Nothing typed is lost when a session has ended: the form travels through the sign-in page and back.

It is sealed with the installation's key, so that a stranger can't put words into somebody's mouth; after
signing in
the person sees what he typed and sends it himself.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

FIELD = "kept"
_SALT = "endcap.people.resubmit"
_AGE_S = 3600
_LIMIT = 200_000  # characters; beyond it the browser's way back is the better keeper
_NEVER = ("password", "csrf", "token", "secret", "current")


@dataclass(frozen=True)
class Kept:
    """A form that was sent without a session: where to, what, and whether files were attached."""

    path: str
    fields: tuple[tuple[str, str], ...]
    had_files: bool

    @property
    def shown(self) -> tuple[tuple[str, str], ...]:
        """What the person recognises: fields with something in them."""
        return tuple((name, value) for name, value in self.fields if value.strip())


def seal(request: HttpRequest) -> str:
    """The form of a request, sealed; empty if there is nothing to keep."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if not any(word in name.lower() for word in _NEVER)
    ]
    if not fields and not request.FILES:
        return ""
    text = signing.dumps([request.get_full_path(), fields, bool(request.FILES)], salt=_SALT, compress=True)
    return text if len(text) <= _LIMIT else ""


def opened(text: str) -> Kept | None:
    """What was sealed, if this installation sealed it within the last hour."""
    if not text:
        return None
    try:
        path, fields, had_files = signing.loads(text, salt=_SALT, max_age=_AGE_S)
    except signing.BadSignature:
        return None
    return Kept(path, tuple((name, value) for name, value in fields), had_files)


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page in answer to a form whose session has ended."""
    from endcap.org.people.sign_in import SignInForm  # the form needs the installation to be ready

    back = urlsplit(request.headers.get("Referer", "")).path or "/"
    context = {
        "form": SignInForm(request=request),
        "kept": seal(request),
        "expired": True,
        "redirect_field_name": REDIRECT_FIELD_NAME,
        "redirect_field_value": back,
    }
    return render(request, "account/login.html", context, status=401)


def shown_again(request: HttpRequest, text: str, signed_in: HttpResponse) -> HttpResponse:
    """What waited, shown to whoever has signed in, in place of the page to which sign-in leads."""
    kept = opened(text)
    if kept is None:
        return signed_in
    answer = render(request, "people/resubmit.html", {"sent": kept})
    answer.cookies.update(signed_in.cookies)
    return answer
