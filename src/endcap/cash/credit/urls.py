"""Addresses of credit."""

from django.urls import path

from endcap.cash.credit import views

app_name = "credit"
urlpatterns = [
    path("", views.credit, name="list"),
    path("cases/", views.cases, name="cases"),
    path("investigations/<uuid:investigation_id>/", views.investigation, name="investigation"),
    path("investigations/<uuid:investigation_id>/draft/", views.draft, name="draft"),
    path("applications/<uuid:application_id>/withdraw/", views.withdraw, name="withdraw"),
    path("bad-debts/<uuid:case_id>/", views.bad_debt, name="bad_debt"),
    path("breaches/<uuid:breach_id>/", views.breach_outcome, name="breach_outcome"),
    path("<uuid:outlet_id>/", views.file, name="file"),
    path("<uuid:outlet_id>/investigate/", views.investigate, name="investigate"),
    path("<uuid:outlet_id>/apply/", views.apply, name="apply"),
    path("<uuid:outlet_id>/block/", views.block, name="block"),
    path("<uuid:outlet_id>/unblock/", views.unblock, name="unblock"),
    path("<uuid:outlet_id>/securities/", views.add_security, name="add_security"),
    path("<uuid:outlet_id>/bad-debts/", views.open_bad_debt, name="open_bad_debt"),
    path("<uuid:outlet_id>/breaches/", views.add_breach, name="add_breach"),
]
