"""Addresses of the agenda."""

from django.urls import path

from endcap.mechanisms.agenda import views

app_name = "agenda"
urlpatterns = [
    path("", views.due_list, name="list"),
    path("rules/", views.rules, name="rules"),
    path("rules/new/", views.rule, name="new_rule"),
    path("rules/run/", views.run_rules, name="run_rules"),
    path("rules/<uuid:rule_id>/", views.rule, name="rule"),
    path("rules/<uuid:rule_id>/close/", views.close_rule, name="close_rule"),
    path("<uuid:item_id>/done/", views.done, name="done"),
    path("<uuid:item_id>/skip/", views.skip, name="skip"),
    path("<uuid:item_id>/reopen/", views.reopen, name="reopen"),
    path("<uuid:item_id>/history/", views.history, name="history"),
]
