"""The addresses of the ledger."""

from django.urls import path

from endcap.mechanisms.ledger import views

app_name = "ledger"
urlpatterns = [
    path("", views.trial, name="trial"),
    path("accounts/", views.accounts, name="accounts"),
    path("accounts/<uuid:account_id>/", views.account, name="account"),
    path("ops/<uuid:op_id>/", views.op, name="op"),
    path("periods/", views.periods, name="periods"),
    path("periods/close/", views.close, name="close"),
    path("periods/reopen/", views.reopen, name="reopen"),
]
