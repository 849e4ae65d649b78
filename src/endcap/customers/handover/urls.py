"""Addresses of hand-overs."""

from django.urls import path

from endcap.customers.handover import views

app_name = "handover"
urlpatterns = [
    path("", views.handovers, name="list"),
    path("mine/", views.mine, name="mine"),
    path("plan/", views.plan, name="plan"),
    path("<uuid:handover_id>/", views.handover, name="handover"),
    path("<uuid:handover_id>/map/", views.points, name="map"),
    path("<uuid:handover_id>/distribute/", views.distribute, name="distribute"),
    path("outlets/<uuid:orphan_id>/contact/", views.contact, name="contact"),
    path("outlets/<uuid:orphan_id>/ask/", views.ask, name="ask"),
    path("wishes/<uuid:wish_id>/withdraw/", views.withdraw, name="withdraw"),
    path("wishes/<uuid:wish_id>/decline/", views.decline, name="decline"),
]
