"""Addresses of the parameters."""

from django.urls import path

from endcap.kernel.parameters import views

app_name = "parameters"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("<str:code>/", views.parameter, name="parameter"),
]
