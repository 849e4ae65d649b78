"""The second step of signing in: between the password and the code nobody is signed in.

What waits is kept in the session for a quarter of an hour: who typed the right password, and where he wanted to go.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.stages import LoginStage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from endcap.kernel import clock
from endcap.org.people import selectors
from endcap.org.people.models import Person

_WAITING = "second_step"
_LASTS_S = 900


class SecondStep(LoginStage):
    """Stops a sign-in after the password if the person has set up a second factor."""

    key = "second_step"
    urlname = "mfa_authenticate"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Lead to the second step, or go on."""
        person = self.login.user
        if person is None or not selectors.has_second_factor(person.pk):
            return None, True
        self.request.session[_WAITING] = {
            "person": str(person.pk),
            "epoch": person.session_epoch,
            "next": self.login.redirect_url,
            "at": int(clock.now().timestamp()),
        }
        return redirect(self.urlname), False  # what allauth itself remembers is not needed


@dataclass(frozen=True)
class Waiting:
    """Somebody who has typed his password and nothing else yet."""

    person: Person
    then: str | None


def waiting(request: HttpRequest) -> Waiting | None:
    """Who stands between the two steps in this browser, unless he took too long or was shut out meanwhile."""
    kept = request.session.get(_WAITING)
    if not isinstance(kept, dict) or clock.now().timestamp() - kept["at"] > _LASTS_S:
        return None
    person = selectors.person_for_job(UUID(kept["person"]))
    if person is None or person.session_epoch != kept["epoch"]:
        return None
    return Waiting(person, kept["next"])


def finish(request: HttpRequest, found: Waiting, method: Any) -> HttpResponse:
    """Both steps are done: sign in. ``method`` writes down by which factor."""
    request.session.pop(_WAITING, None)
    adapter = get_adapter(request)
    record_authentication(request, found.person, "password")
    method()
    adapter.login(request, found.person)
    answer: HttpResponse = adapter.post_login(
        request,
        found.person,
        email_verification="none",
        signal_kwargs=None,
        email=None,
        signup=False,
        redirect_url=found.then,
    )
    return answer
