"""Addresses of representatives."""

from django.urls import path

from endcap.customers.representatives import views

app_name = "representatives"
urlpatterns = [
    path("of/<uuid:outlet_id>/", views.invite, name="invite"),
    path("invitations/<uuid:invitation_id>/take-back/", views.take_back, name="take_back"),
    path("<uuid:representative_id>/end/", views.end, name="end"),
]
