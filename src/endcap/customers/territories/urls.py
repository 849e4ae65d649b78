"""Addresses of territories."""

from django.urls import path

from endcap.customers.territories import views

app_name = "territories"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("shapes/", views.shapes, name="shapes"),
    path("new/", views.new, name="new"),
    path("<uuid:territory_id>/", views.territory, name="territory"),
    path("<uuid:territory_id>/edit/", views.edit, name="edit"),
    path("<uuid:territory_id>/close/", views.close, name="close"),
    path("<uuid:territory_id>/reopen/", views.reopen, name="reopen"),
    path("<uuid:territory_id>/hand-over/", views.hand_over, name="hand_over"),
]
