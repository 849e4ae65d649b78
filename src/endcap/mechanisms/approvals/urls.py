"""The addresses of approvals."""

from django.urls import path

from endcap.mechanisms.approvals.views import chains, inbox

app_name = "approvals"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("chains/", chains.chains, name="chains"),
    path("chains/new/", chains.new_chain, name="chain_new"),
    path("chains/<uuid:chain_id>/", chains.chain, name="chain"),
    path("chains/<uuid:chain_id>/end/", chains.end_chain, name="chain_end"),
    path("<uuid:request_id>/", inbox.request_page, name="request"),
    path("<uuid:request_id>/decide/", inbox.decide, name="decide"),
    path("<uuid:request_id>/withdraw/", inbox.withdraw, name="withdraw"),
]
