"""Addresses that work without signing in."""

from django.urls import path

from endcap.faces.portal import views

app_name = "portal"
urlpatterns = [
    path("<str:token>/", views.join, name="join"),
    path("<str:token>/done/<str:receipt>/", views.done, name="done"),
]
