"""The API: one version, bearer tokens or the signed-in session, every area's router."""

from __future__ import annotations

from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja.errors import HttpError, ValidationError
from ninja.security import HttpBearer, SessionAuth

from endcap.config.api_manners import Api, OneShapeOfLists
from endcap.config.middleware import refusal_body
from endcap.kernel import clock
from endcap.kernel.errors import InvalidInput, NotFoundHere, Problem, Refusal
from endcap.org.people import selectors as people
from endcap.org.people import services as accounts


class TokenAuth(HttpBearer):
    """A machine's key: acts as its person."""

    def authenticate(self, request: HttpRequest, token: str) -> object | None:
        """The actor of a valid token."""
        now = clock.now()
        key = people.key_of(token, now=now)
        if key is None:
            return None
        request.actor = key.actor  # type: ignore[attr-defined]
        if key.last_used_on != key.actor.today:  # once a day, so that reading stays reading
            accounts.note_first_use(key.token_id, on=key.actor.today)
        return key.actor


class Signed(SessionAuth):
    """A signed-in person's browser; writes need the CSRF token. Whoever brings a token is judged by that alone."""

    def __call__(self, request: HttpRequest) -> object | None:
        """The person, or None."""
        return None if "Authorization" in request.headers else super().__call__(request)

    def authenticate(self, request: HttpRequest, key: str | None) -> object | None:
        """The actor that the middleware has built."""
        return request.user if getattr(request, "actor", None) else None


api = Api(
    title="Endcap",
    version="1",
    renderer=OneShapeOfLists(),
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
    problems = [Problem(".".join(str(part) for part in e["loc"]), e["type"], e["msg"]) for e in wrong.errors]
    return on_refusal(request, InvalidInput(problems))


@api.exception_handler(HttpError)
def on_http_error(request: HttpRequest, wrong: HttpError) -> HttpResponse:
    """What the framework refuses, in the same form: nobody signed in, a form without its token, a broken body."""
    status = wrong.status_code
    if status == 400:
        return on_refusal(
            request, InvalidInput([Problem("body", "unreadable", _("请求体读不懂，要合格的 JSON。"))])
        )
    sentences = {
        401: ("not_signed_in", _("没有登录，或登录已过期。带上接口令牌，或先登录。")),
        403: ("forbidden", _("页面过期或没有权限，刷新后再试。")),
    }
    code, message = sentences.get(status, ("refused", str(wrong)))
    answer = api.create_response(request, {"code": code, "message": message}, status=status)
    if status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(Http404)
def on_no_page(request: HttpRequest, wrong: Http404) -> HttpResponse:
    """No such address."""
    return on_refusal(request, NotFoundHere())


@api.exception_handler(OverflowError)
@api.exception_handler(DataError)
def on_too_big(request: HttpRequest, wrong: Exception) -> HttpResponse:
    """A number or a text that the database can't hold; nothing was written."""
    return on_refusal(
        request, InvalidInput([Problem("", "out_of_range", _("有数字或文字超出了能存的范围。"))])
    )


def _routers() -> None:
    from endcap.cash.credit.api import router as credit
    from endcap.cash.orders.api import router as orders
    from endcap.customers.handover.api import router as handover
    from endcap.customers.merchants.api import router as merchants
    from endcap.customers.outlets.api import routers as outlets
    from endcap.customers.privacy.api import router as privacy
    from endcap.customers.territories.api import router as territories
    from endcap.goods.catalog.api import router as catalog
    from endcap.goods.sales.api import router as sales
    from endcap.goods.stock.api import router as stock
    from endcap.kernel.calendar.api import router as calendar
    from endcap.kernel.exchange.api import router as exchange
    from endcap.kernel.parameters.api import router as parameters
    from endcap.kernel.webhooks.api import router as webhooks
    from endcap.mechanisms.agenda.api import router as agenda
    from endcap.mechanisms.approvals.api import router as approvals
    from endcap.mechanisms.evidence.api import router as evidence
    from endcap.mechanisms.ledger.api import router as ledger
    from endcap.mechanisms.questions.api import router as questions
    from endcap.org.messages.api import router as messages
    from endcap.org.people.api import router as people_router

    for router in outlets:
        api.add_router("/outlets", router, tags=["outlets"])
    api.add_router("/privacy", privacy, tags=["privacy"])
    api.add_router("/territories", territories, tags=["territories"])
    api.add_router("/catalog", catalog, tags=["catalog"])
    api.add_router("/sales", sales, tags=["sales"])
    api.add_router("/orders", orders, tags=["orders"])
    api.add_router("/stock", stock, tags=["stock"])
    api.add_router("/exchange", exchange, tags=["exchange"])
    api.add_router("/parameters", parameters, tags=["parameters"])
    api.add_router("/calendar", calendar, tags=["calendar"])
    api.add_router("/people", people_router, tags=["people"])
    api.add_router("/messages", messages, tags=["messages"])
    api.add_router("/webhooks", webhooks, tags=["webhooks"])
    api.add_router("/agenda", agenda, tags=["agenda"])
    api.add_router("/approvals", approvals, tags=["approvals"])
    api.add_router("/ledger", ledger, tags=["ledger"])
    api.add_router("/evidence", evidence, tags=["evidence"])
    api.add_router("/credit", credit, tags=["credit"])
    api.add_router("/questionnaires", questions, tags=["questionnaires"])
    api.add_router("/handovers", handover, tags=["handovers"])
    api.add_router("/merchants", merchants, tags=["merchants"])


_routers()
