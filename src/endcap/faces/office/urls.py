"""Addresses of the shell."""

from __future__ import annotations

from django.urls import include, path

from endcap.faces.office import views

_own = (
    [
        path("", views.home, name="home"),
        path("settings/", views.settings, name="settings"),
        path("counts/", views.counts, name="counts"),
        path("language/", views.language, name="language"),
    ],
    "office",
)
_parts = ([path("parts/", views.parts, name="parts")], "ui")

urlpatterns = [path("", include(_own)), path("", include(_parts))]
