"""Every address of the installation."""

from __future__ import annotations

from django.urls import include, path

from endcap.config.api import api

urlpatterns = [
    path("accounts/", include("endcap.org.people.sign_in_urls")),
    path("api/v1/", api.urls),
    path("agenda/", include("endcap.mechanisms.agenda.urls")),
    path("approvals/", include("endcap.mechanisms.approvals.urls")),
    path("questions/", include("endcap.mechanisms.questions.urls")),
    path("credit/", include("endcap.cash.credit.urls")),
    path("outlets/", include("endcap.customers.outlets.urls")),
    path("handover/", include("endcap.customers.handover.urls")),
    path("merchants/", include("endcap.customers.merchants.urls")),
    path("", include("endcap.faces.portal.urls")),
    path("representatives/", include("endcap.customers.representatives.urls")),
    path("evidence/", include("endcap.mechanisms.evidence.urls")),
    path("privacy/", include("endcap.customers.privacy.urls")),
    path("territories/", include("endcap.customers.territories.urls")),
    path("goods/", include("endcap.goods.catalog.urls")),
    path("sales/", include("endcap.goods.sales.urls")),
    path("orders/", include("endcap.cash.orders.urls")),
    path("ledger/", include("endcap.mechanisms.ledger.urls")),
    path("stock/", include("endcap.goods.stock.urls")),
    path("receivables/", include("endcap.cash.receivables.urls")),
    path("exchange/", include("endcap.kernel.exchange.urls")),
    path("parameters/", include("endcap.kernel.parameters.urls")),
    path("calendar/", include("endcap.kernel.calendar.urls")),
    path("audit/", include("endcap.kernel.audit.urls")),
    path("jobs/", include("endcap.kernel.jobs.urls")),
    path("people/", include("endcap.org.people.urls")),
    path("messages/", include("endcap.org.messages.urls")),
    path("webhooks/", include("endcap.kernel.webhooks.urls")),
    path("", include("endcap.faces.office.urls")),
]

handler400 = "endcap.config.handlers.bad_request"
handler403 = "endcap.config.handlers.forbidden"
handler404 = "endcap.config.handlers.not_found"
handler500 = "endcap.config.handlers.failed"
