"""The API: one version, bearer tokens or the signed-in session, every area's router."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.security import HttpBearer, SessionAuth

from endcap.config.middleware import refusal_body
from endcap.kernel import clock
from endcap.kernel.errors import Refusal
from endcap.org.people import selectors as people
from endcap.org.people import services as accounts


class TokenAuth(HttpBearer):
    """A machine's key: acts as its person."""

    def authenticate(self, request: HttpRequest, token: str) -> object | None:
        """The actor of a valid token."""
        now = clock.now()
        found = people.person_of_token(token, now=now)
        if found is None:
            return None
        request.actor = people.actor_of(found[0], now=now)  # type: ignore[attr-defined]
        accounts.note_use(found[1], on=clock.business_date(now))
        return found[0]


class Signed(SessionAuth):
    """A signed-in person's browser; writes need the CSRF token."""

    def authenticate(self, request: HttpRequest, key: str | None) -> object | None:
        """The actor that the middleware has built."""
        return request.user if getattr(request, "actor", None) else None


api = NinjaAPI(
    title="Endcap",
    version="1",
    urls_namespace="api",
    auth=[TokenAuth(), Signed()],
    docs_url="/docs",
)


@api.exception_handler(Refusal)
def on_refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Refusals keep their status, code and sentence."""
    return api.create_response(request, refusal_body(refusal), status=refusal.status)


@api.exception_handler(ValidationError)
def on_invalid(request: HttpRequest, wrong: ValidationError) -> HttpResponse:
    """Input of the wrong shape: every field with its problem, in the same form as a refusal."""
    problems = [
        {"field": ".".join(str(part) for part in e["loc"]), "code": e["type"], "message": e["msg"]}
        for e in wrong.errors
    ]
    return api.create_response(
        request, {"code": "invalid_input", "message": "", "problems": problems}, status=422
    )


def _routers() -> None:
    from endcap.customers.outlets.api import routers as outlets
    from endcap.goods.catalog.api import router as catalog
    from endcap.goods.sales.api import router as sales
    from endcap.kernel.calendar.api import router as calendar
    from endcap.kernel.exchange.api import router as exchange
    from endcap.kernel.parameters.api import router as parameters
    from endcap.org.people.api import router as people_router

    for router in outlets:
        api.add_router("/outlets", router, tags=["outlets"])
    api.add_router("/catalog", catalog, tags=["catalog"])
    api.add_router("/sales", sales, tags=["sales"])
    api.add_router("/exchange", exchange, tags=["exchange"])
    api.add_router("/parameters", parameters, tags=["parameters"])
    api.add_router("/calendar", calendar, tags=["calendar"])
    api.add_router("/people", people_router, tags=["people"])


_routers()
